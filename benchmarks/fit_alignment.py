"""Fits the costs of `spindetect.align.costs` to the simulated spinners' gold spans.

Run: python benchmarks/fit_alignment.py [--articles N] [--seed S] [--hold-out FAMILY,…]
Maximum likelihood of a semi-Markov conditional random field: of all ways to cut a passage into
units, the gold one shall be the likeliest. Each family's thesauri are hidden from the lexicon. The
costs are linear in the weights, so a unit's features are read off by setting one weight to 1 and
all others to 0. Prints each fitted weight beside the one in use. Weights that the spinners say
nothing of (words that are cut, in texts that people edited) are left alone.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from family_spans import documents, hidden, spun_pairs
from numpy.typing import NDArray

from spindetect.align import moves as moves_module
from spindetect.align.costs import COSTS, IMPOSSIBLE, Costs
from spindetect.align.paths import Passage, gap_cost
from spindetect.align.phrases import Budget, Comparison, repeated
from spindetect.align.sentences import propose
from spindetect.align.words import Vocabulary
from spindetect.lexicon import Lexicon
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import LabelledPair

NAMES = [field.name for field in fields(Costs)]
KEPT = ("inserted", "deleted", "small_word", "punctuation", "transposed", "split")
NOTHING = Costs(**dict.fromkeys(NAMES, 0.0))
EPOCHS, RATE, DECAY = 8, 0.15, 1e-4
Floats = NDArray[np.float64]
Edge = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """A passage as a graph: units as edges between cells, their features, the gold path."""

    nodes: int
    edges: list[tuple[int, int]]
    features: Floats
    gold: list[int]


def edges_of(passage: Passage, words: Vocabulary) -> dict[Edge, float]:
    """Every unit that the dynamic programme looks at, by `(i, j, p, q)`, with its cost."""
    rows, columns = len(passage.original), len(passage.candidate)
    least, most = passage.drift
    found: dict[Edge, float] = {}
    moves = moves_module.phrase_moves(
        passage.original, passage.candidate, words, drift=passage.drift, swapped=passage.swapped
    )
    for i in range(rows + 1):
        for j in range(max(0, i + least), min(columns, i + most) + 1):
            if j < columns:
                found[i, j, 0, 1] = gap_cost(passage.candidate[j], words, passage.swapped, 1)
            if i < rows:
                found[i, j, 1, 0] = gap_cost(passage.original[i], words, passage.swapped, 0)
            if i < rows and j < columns:
                found[i, j, 1, 1] = words.swap_cost(passage.original[i], passage.candidate[j])
                for p, q, cost in moves.get((i, j), ()):
                    found[i, j, p, q] = cost
    return found


def gold_path(passage: Passage, gold: Sequence[Edge], edges: dict[Edge, float]) -> list[Edge]:
    """The gold units of a passage with the equal words between them; empty if it is no path."""
    path: list[Edge] = []
    i = j = 0
    end = (len(passage.original), len(passage.candidate))
    for o1, o2, c1, c2 in [*gold, (end[0], end[0], end[1], end[1])]:
        while i < o1 and j < c1 and passage.original[i] == passage.candidate[j]:
            path.append((i, j, 1, 1))
            i, j = i + 1, j + 1
        if (i, j) != (o1, c1):
            return []
        if (o1, c1) != end:
            path.append((o1, c1, o2 - o1, c2 - c1))
            i, j = o2, c2
    return path if all(edge in edges for edge in path) else []


def examples(pair: LabelledPair, lexicon: Lexicon) -> list[Example]:
    """The passages of one pair whose gold units the model could find."""
    original, candidate = parse(pair.original), parse(pair.candidate)
    words = Vocabulary(original, candidate, lexicon)
    gold = _gold_tokens(pair, original, candidate)
    placed: list[tuple[Comparison, int, int]] = []
    budget = Budget(10**9)
    for p in propose(original, candidate, words):
        o = original.sentences[p.o1].tokens.start, original.sentences[p.o2 - 1].tokens.end
        c = candidate.sentences[p.c1].tokens.start, candidate.sentences[p.c2 - 1].tokens.end
        comparison = Comparison(words.original[slice(*o)], words.candidate[slice(*c)], words)
        comparison.look(True, budget)
        placed.append((comparison, o[0], c[0]))
    known = repeated([comparison for comparison, _, _ in placed])
    found = []
    for comparison, o_start, c_start in placed:
        for passage, units in comparison.passages:
            again = comparison.again(passage, units, known)
            o, _, c, _ = passage.place
            here = _inside(gold, o + o_start, c + c_start, passage)
            example = _example(passage, words, here, again)
            if example is not None:
                found.append(example)
    return found


def _inside(gold: Sequence[Edge], o: int, c: int, passage: Passage) -> list[Edge]:
    rows, columns = len(passage.original), len(passage.candidate)
    return [
        (o1 - o, o2 - o, c1 - c, c2 - c)
        for o1, o2, c1, c2 in gold
        if o1 >= o and o2 <= o + rows and c1 >= c and c2 <= c + columns
    ]


def _gold_tokens(pair: LabelledPair, original, candidate) -> list[Edge]:
    starts = [dict(zip(side.starts, range(len(side)))) for side in (original, candidate)]
    ends = [dict(zip(side.ends, range(1, len(side) + 1))) for side in (original, candidate)]
    found = []
    for edit in pair.gold or ():
        o, c = edit.original, edit.candidate
        place = (
            starts[0].get(o.start),
            ends[0].get(o.end),
            starts[1].get(c.start),
            ends[1].get(c.end),
        )
        if None not in place:
            found.append(place)
    return sorted(found)


def _example(passage, words, gold, again) -> Example | None:
    words.price(COSTS)
    edges = edges_of(passage, words)
    edges = {edge: cost for edge, cost in edges.items() if cost < IMPOSSIBLE / 2}
    path = gold_path(passage, gold, edges)
    if not path:
        return None
    order = {edge: k for k, edge in enumerate(edges)}
    features = np.zeros((len(edges), len(NAMES)))
    for k, name in enumerate(NAMES):
        words.price(replace(NOTHING, **{name: 1.0}))
        for edge, cost in edges_of(passage, words).items():
            if edge in order and cost < IMPOSSIBLE / 2:
                features[order[edge], k] = cost
    words.price(COSTS)
    for (o1, o2, c1, c2), elsewhere in again.items():
        edge = (o1, c1, o2 - o1, c2 - c1)
        if edge in order:
            features[order[edge], NAMES.index("again")] = -1.0
            features[order[edge], NAMES.index("again_often")] = -math.log2(1 + elsewhere)
    width = len(passage.candidate) + 1
    cells = [(i * width + j, (i + p) * width + j + q) for i, j, p, q in edges]
    return Example((len(passage.original) + 1) * width, cells, features, [order[e] for e in path])


def expected(example: Example, costs: Sequence[float]) -> tuple[Floats, float]:
    """Posterior of every edge, and the log partition function."""
    forward = [-math.inf] * example.nodes
    backward = [-math.inf] * example.nodes
    forward[0] = backward[-1] = 0.0
    for (a, b), cost in zip(example.edges, costs, strict=True):
        forward[b] = _add(forward[b], forward[a] - cost)
    for (a, b), cost in zip(reversed(example.edges), reversed(costs), strict=True):
        backward[a] = _add(backward[a], backward[b] - cost)
    total = forward[-1]
    return (
        np.array(
            [
                math.exp(min(forward[a] - cost + backward[b] - total, 0.0))
                for (a, b), cost in zip(example.edges, costs, strict=True)
            ]
        ),
        total,
    )


def _add(a: float, b: float) -> float:
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


def fit(data: list[Example], start: Floats, seed: int) -> Floats:
    """AdaGrad on the log-likelihood, the second half of the epochs averaged."""
    rng = np.random.default_rng(seed)
    free = np.array([name not in KEPT for name in NAMES])
    weights, squares = start.copy(), np.full(len(start), 1e-2)
    mean, n = np.zeros_like(weights), 0
    for epoch in range(EPOCHS):
        likelihood = 0.0
        for k in rng.permutation(len(data)):
            example = data[k]
            costs = example.features @ weights
            posterior, total = expected(example, costs.tolist())
            likelihood -= costs[example.gold].sum() + total
            gradient = (posterior @ example.features) - example.features[example.gold].sum(axis=0)
            gradient = np.where(free, gradient - DECAY * (weights - start), 0.0)
            squares += gradient**2
            weights += RATE * gradient / np.sqrt(squares)
            if epoch >= EPOCHS // 2:
                mean, n = mean + weights, n + 1
        print(
            f"epoch {epoch + 1}: log-likelihood {likelihood / len(data):.4f} a passage", flush=True
        )
    return mean / n


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=8)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--hold-out", default="", help="families to leave out")
    arguments = parser.parse_args()
    lexicon = Lexicon.open()
    moves_module.LIMITS.update(dict.fromkeys(moves_module.LIMITS, IMPOSSIBLE))
    data: list[Example] = []
    for name, spinner in spinners(lexicon).items():
        if spinner.name not in arguments.hold_out.split(","):
            view = hidden(lexicon, spinner)
            for pair in spun_pairs(documents(arguments.articles), spinner, arguments.seed):
                data += examples(pair, view)
                data += examples(pair, lexicon)
    print(f"{len(data)} passages")
    start = np.array([getattr(COSTS, name) for name in NAMES])
    fitted = fit(data, start, arguments.seed)
    for name, old, new in zip(NAMES, start, fitted, strict=True):
        print(f"{name:20} {old:7.2f} {new:7.2f}")


if __name__ == "__main__":
    main()
