"""Which sentences belong together: anchors by shared rare words, then order, then splits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spindetect.align.order import differing, heaviest_chain
from spindetect.align.words import CONTENT, FUNCTION, NUMBER, PUNCTUATION, Vocabulary
from spindetect.types import Parsed, TokenKind

# Two sentences are proposed as a pair above this share of common weight (Dice). It only proposes:
# the token alignment decides (`align.MIN_SUPPORT`), so it is low enough for 70 % replacement.
PROPOSE = 0.12
# Out of order only with better evidence: a boilerplate sentence must not look moved.
PROPOSE_MOVED = 0.20
# A neighbour joins a pair (1:n, n:1) when the pair's similarity rises by this much.
JOIN_GAIN = 0.05
# Function words weigh little: they survive any spinner and occur in any text.
FUNCTION_WEIGHT = 0.1
# Bounds the join of posting lists on very long texts; the commonest words go first.
MAX_POSTINGS = 4_000_000
# Between two anchors: up to so many sentences a side pair in order if their counts agree, and up
# to so many cells the most similar ones are looked for.
MAX_IN_ORDER = 8
MAX_GRID = 4096

_MARK = bytes((TokenKind.PUNCTUATION,))

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sentences `o1:o2` of the original beside `c1:c2` of the candidate; `similarity` is Dice."""

    o1: int
    o2: int
    c1: int
    c2: int
    moved: bool
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class _Weights:
    """Shared weight of sentence pairs, sparse and sorted by `row * columns + column`."""

    keys: Ints
    shared: Floats
    original: Floats
    candidate: Floats

    def dice(self, rows: Ints, columns: Ints) -> Floats:
        """Dice coefficient of single sentence pairs."""
        total = self.original[rows] + self.candidate[columns]
        return 2.0 * self.overlap(rows, columns) / np.maximum(total, 1e-9)

    def overlap(self, rows: Ints, columns: Ints) -> Floats:
        """Shared weight of single sentence pairs, 0 where nothing is shared."""
        if not len(self.keys):
            return np.zeros(len(rows))
        wanted = rows * len(self.candidate) + columns
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[place] == wanted, self.shared[place], 0.0)


def propose(original: Parsed, candidate: Parsed, words: Vocabulary) -> list[Proposal]:
    """Sentence groups that probably belong together, in candidate order, no sentence twice.

    Sentences that are equal pair first, the others by the weight they share, and what is left
    between two pairs by its place.
    """
    if not original.sentences or not candidate.sentences:
        return []
    equal = _equal(original, candidate, words)
    if _is_copy(original, candidate, equal):
        return [Proposal(row, row + 1, row, row + 1, False, 1.0) for row, _ in equal]
    weights = _weights(original, candidate, words, equal)
    anchors = _anchors(weights, len(original.sentences), len(candidate.sentences))
    # Equal marks without a word ("* * *") say nothing about where they belong.
    anchors += [(row, column, 1.0) for row, column in equal if weights.original[row]]
    anchors.sort(key=lambda anchor: anchor[1])
    chain = heaviest_chain([row for row, _, _ in anchors], [weight for _, _, weight in anchors])
    in_chain = set(chain)
    in_order = [anchors[k][:2] for k in chain]
    moved = [
        (row, column)
        for k, (row, column, weight) in enumerate(anchors)
        if k not in in_chain and weight >= PROPOSE_MOVED
    ]
    filled = _fill(in_order, moved, weights)
    groups = [Proposal(row, row + 1, column, column + 1, False) for row, column in filled]
    groups += [Proposal(row, row + 1, column, column + 1, True) for row, column in moved]
    return _join_neighbours(sorted(groups, key=lambda g: g.c1), weights, set(equal))


def _equal(original: Parsed, candidate: Parsed, words: Vocabulary) -> list[tuple[int, int]]:
    """Pairs of sentences with the same tokens: those in order, then the others as they come."""
    index: dict[tuple[int, ...], int] = {}
    one, other = (
        [
            index.setdefault(tuple(ids[s.tokens.start : s.tokens.end]), len(index))
            for s in side.sentences
        ]
        for ids, side in ((words.original, original), (words.candidate, candidate))
    )
    pairs: list[tuple[int, int]] = []
    rows: dict[int, list[int]] = {}
    columns: list[int] = []
    left = right = 0
    for o1, o2, c1, c2 in [*differing(one, other), (len(one), len(one), len(other), len(other))]:
        pairs += zip(range(left, o1), range(right, c1), strict=True)
        for row in range(o1, o2):
            rows.setdefault(one[row], []).append(row)
        columns += range(c1, c2)
        left, right = o2, c2
    free = {key: iter(places) for key, places in rows.items()}
    for column in columns:
        row = next(free.get(other[column], iter(())), -1)
        if row >= 0:
            pairs.append((row, column))
    return pairs


def _is_copy(original: Parsed, candidate: Parsed, equal: Sequence[tuple[int, int]]) -> bool:
    """Whether all sentences are equal in their order, and have words to say where they belong."""
    return (
        len(equal) == len(original.sentences) == len(candidate.sentences)
        and all(row == column for row, column in equal)
        and all(
            original.kinds[s.tokens.start : s.tokens.end].strip(_MARK) for s in original.sentences
        )
    )


def _weights(
    original: Parsed, candidate: Parsed, words: Vocabulary, equal: Sequence[tuple[int, int]]
) -> _Weights:
    """Sum the weights of the distinct words that two sentences share, `equal` ones left out.

    A word weighs log(1 + sentences / sentences with it) over both texts, so names that run
    through the whole story link little and a rare word links much.
    """
    sides = [
        _postings(words.original, original, len(words.norms)),
        _postings(words.candidate, candidate, len(words.norms)),
    ]
    size = len(words.norms)
    n_sentences = len(original.sentences) + len(candidate.sentences)
    frequency = sum(np.bincount(ids, minlength=size) for ids, _ in sides)
    factor = np.array([_FACTOR[role] for role in words.roles])
    weight = factor * np.log1p(n_sentences / np.maximum(frequency, 1))
    totals: list[Floats] = [
        np.bincount(rows, weights=weight[ids], minlength=len(side.sentences)).astype(np.float64)
        for (ids, rows), side in zip(sides, (original, candidate), strict=True)
    ]
    one, other = (
        (
            _without(side, taken)
            for side, taken in zip(sides, zip(*equal, strict=True), strict=False)
        )
        if equal
        else sides
    )
    left, right = _match(one[0], other[0], size)
    keys = one[1][left] * len(candidate.sentences) + other[1][right]
    order = np.argsort(keys, kind="stable")
    first = _first_of_each(keys[order])
    shared = np.bincount(np.cumsum(first) - 1, weights=weight[one[0][left]][order])
    return _Weights(keys[order][first], shared.astype(np.float64), totals[0], totals[1])


def _first_of_each(keys: Ints) -> NDArray[np.bool_]:
    """For ascending keys, where a new one begins (`np.unique` would import `numpy.ma`)."""
    return np.concatenate((np.ones(min(len(keys), 1), dtype=bool), keys[1:] != keys[:-1]))


_FACTOR = {
    CONTENT: 1.0,
    NUMBER: 1.0,
    FUNCTION: FUNCTION_WEIGHT,
    PUNCTUATION: 0.0,
}


def _postings(ids: Sequence[int], parsed: Parsed, size: int) -> tuple[Ints, Ints]:
    """Distinct (token id, sentence) entries sorted by token id, then sentence."""
    lengths = [len(sentence.tokens) for sentence in parsed.sentences]
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    keys = np.sort(np.asarray(ids, dtype=np.int64) * len(lengths) + rows)
    keys = keys[_first_of_each(keys)]
    return keys // len(lengths), keys % len(lengths)


def _without(postings: tuple[Ints, Ints], taken: Sequence[int]) -> tuple[Ints, Ints]:
    """The entries of all sentences but those `taken`."""
    ids, rows = postings
    keep = np.ones(int(rows.max(initial=-1)) + 1 + max(taken, default=0), dtype=bool)
    keep[np.asarray(taken, dtype=np.int64)] = False
    return ids[keep[rows]], rows[keep[rows]]


def _match(left: Ints, right: Ints, size: int) -> tuple[Ints, Ints]:
    """Positions of all pairs of postings with the same token id (the commonest dropped if many)."""
    left_count, right_count = np.bincount(left, minlength=size), np.bincount(right, minlength=size)
    products = left_count * right_count
    order = np.argsort(products, kind="stable")
    allowed = np.zeros(size, dtype=bool)
    allowed[order[np.cumsum(products[order]) <= MAX_POSTINGS]] = True
    positions = np.flatnonzero(allowed[left] & (right_count[left] > 0))
    repeats = right_count[left[positions]]
    right_start = np.concatenate(([0], np.cumsum(right_count)))[left[positions]]
    offsets = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return np.repeat(positions, repeats), np.repeat(right_start, repeats) + offsets


def _anchors(weights: _Weights, rows: int, columns: int) -> list[tuple[int, int, float]]:
    """Mutually best sentence pairs `(row, column, similarity)` in candidate order.

    Ties (a sentence that occurs twice) go to the pair nearest the diagonal.
    """
    if not len(weights.keys):
        return []
    row, column = weights.keys // columns, weights.keys % columns
    similarity = weights.dice(row, column)
    drift = np.abs(row / rows - column / columns)
    rank = np.lexsort((row, drift, -np.round(similarity, 6)))
    best_row = np.full(rows, -1)
    best_column = np.full(columns, -1)
    # Written from worst to best, so the best pair of each row and column stays.
    best_row[row[rank[::-1]]] = rank[::-1]
    best_column[column[rank[::-1]]] = rank[::-1]
    mutual = [
        int(k) for k in best_column if k >= 0 and best_row[row[k]] == k and similarity[k] >= PROPOSE
    ]
    return [(int(row[k]), int(column[k]), float(similarity[k])) for k in mutual]


def _fill(
    chain: list[tuple[int, int]], moved: list[tuple[int, int]], weights: _Weights
) -> list[tuple[int, int]]:
    """Pair the sentences between two anchors in order where their counts agree.

    A heavily spun sentence shares almost nothing with its original; its neighbours say where it
    belongs. Longer stretches pair the most similar ones in order, the longest by place alone: the
    support that a pair finds in its words decides in any case.
    """
    rows, columns = len(weights.original), len(weights.candidate)
    used_rows = {row for row, _ in moved}
    used_columns = {column for _, column in moved}
    filled: list[tuple[int, int]] = []
    for (r1, c1), (r2, c2) in zip([(-1, -1), *chain], [*chain, (rows, columns)], strict=True):
        if r2 - r1 > 1 and c2 - c1 > 1:
            free_rows = [r for r in range(r1 + 1, r2) if r not in used_rows]
            free_columns = [c for c in range(c1 + 1, c2) if c not in used_columns]
            filled += _between(free_rows, free_columns, weights)
        if (r2, c2) != (rows, columns):
            filled.append((r2, c2))
    return filled


def _between(
    rows: Sequence[int], columns: Sequence[int], weights: _Weights
) -> Iterable[tuple[int, int]]:
    """Pairs of the free sentences between two anchors."""
    if len(rows) == len(columns) <= MAX_IN_ORDER:
        return zip(rows, columns, strict=True)
    if len(rows) * len(columns) > MAX_GRID:
        return _diagonal(rows, columns)
    return _best_in_order(rows, columns, weights) if rows and columns else ()


def _diagonal(rows: Sequence[int], columns: Sequence[int]) -> list[tuple[int, int]]:
    """As many pairs as the shorter side has sentences, spread evenly over the longer."""
    n = min(len(rows), len(columns))
    return [(rows[k * len(rows) // n], columns[k * len(columns) // n]) for k in range(n)]


def _best_in_order(
    rows: Sequence[int], columns: Sequence[int], weights: _Weights
) -> list[tuple[int, int]]:
    """Monotone pairs of greatest total similarity."""
    grid_rows = np.repeat(np.array(rows), len(columns))
    grid_columns = np.tile(np.array(columns), len(rows))
    similarity = weights.dice(grid_rows, grid_columns).reshape(len(rows), len(columns)).tolist()
    total = [[0.0] * (len(columns) + 1)]
    for scores in similarity:
        above, row = total[-1], [0.0]
        for j, score in enumerate(scores):
            take = above[j] + score if score >= PROPOSE / 2 else -1.0
            row.append(max(take, above[j + 1], row[j]))
        total.append(row)
    pairs = []
    i, j = len(rows), len(columns)
    while i and j:
        if total[i][j] == total[i - 1][j]:
            i -= 1
        elif total[i][j] == total[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((rows[i], columns[j]))
    return pairs[::-1]


def _join_neighbours(
    groups: list[Proposal], weights: _Weights, equal: set[tuple[int, int]]
) -> list[Proposal]:
    """Let unpaired sentences join a neighbouring pair (1:n and n:1) where that fits better."""
    rows = np.array([g.o1 for g in groups], dtype=np.int64)
    columns = np.array([g.c1 for g in groups], dtype=np.int64)
    scores = weights.dice(rows, columns).tolist()
    free_rows = set(range(len(weights.original))).difference(rows.tolist())
    free_columns = set(range(len(weights.candidate))).difference(columns.tolist())
    done = []
    for group, score in zip(groups, scores, strict=True):
        if (group.o1, group.c1) in equal:  # cannot fit better
            done.append(Proposal(group.o1, group.o2, group.c1, group.c2, group.moved, 1.0))
            continue
        # At most four sentences join one pair.
        for _ in range(4 if free_rows or free_columns else 0):
            options = _extensions(group, free_rows, free_columns)
            scored = [(_group_dice(option, weights), option) for option in options]
            gain, option = max(scored, key=lambda s: s[0], default=(0.0, group))
            if gain < score + JOIN_GAIN:
                break
            group, score = option, gain
            free_rows.difference_update(range(group.o1, group.o2))
            free_columns.difference_update(range(group.c1, group.c2))
        done.append(Proposal(group.o1, group.o2, group.c1, group.c2, group.moved, score))
    return done


def _extensions(g: Proposal, free_rows: set[int], free_columns: set[int]) -> list[Proposal]:
    """The group with the free sentence after or before it, on either side."""
    options = []
    if g.c2 in free_columns:
        options.append(replace(g, c2=g.c2 + 1))
    if g.o2 in free_rows:
        options.append(replace(g, o2=g.o2 + 1))
    if g.c1 - 1 in free_columns:
        options.append(replace(g, c1=g.c1 - 1))
    if g.o1 - 1 in free_rows:
        options.append(replace(g, o1=g.o1 - 1))
    return options


def _group_dice(group: Proposal, weights: _Weights) -> float:
    """Dice of two groups; a word shared twice counts twice, which is exact for splits."""
    rows = np.arange(group.o1, group.o2)
    columns = np.arange(group.c1, group.c2)
    shared = weights.overlap(np.repeat(rows, len(columns)), np.tile(columns, len(rows))).sum()
    total = weights.original[rows].sum() + weights.candidate[columns].sum()
    return float(2.0 * shared / total) if total else 0.0
