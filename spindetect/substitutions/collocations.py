"""How usual the company of a wording is: word pairs before and after a substitution.

A substitution puts a word where its neighbours do not expect it. The pairs are weighed in the
lexicon's table of word-pair counts, all of an alignment in one look-up a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.lexicon import Lexicon
from spindetect.types import Alignment, Parsed, TokenKind, TokenSpan


@dataclass(slots=True)
class Collocation:
    """The word pairs of one edit, on a scale of log10(1 + count).

    `before`, `after`: means over the pairs that the original's and the candidate's wording form
    inside themselves and with their neighbours; None where there is no neighbour. `bound_before`,
    `bound_after`: the same means of `Lexicon.associations`: common words are often found side by
    side by chance alone, and a swap for a commoner word that does not fit shows only here.
    `pair_before`, `pair_after`: the neighbouring pair that lost most, with `count_before` and
    `count_after`.
    """

    before: float | None = None
    after: float | None = None
    bound_before: float | None = None
    bound_after: float | None = None
    pair_before: str | None = None
    pair_after: str | None = None
    count_before: float = 0.0
    count_after: float = 0.0


def weigh(alignment: Alignment, wanted: Sequence[bool], lexicon: Lexicon) -> list[Collocation]:
    """One `Collocation` for each edit; empty for those that are not `wanted`."""
    original, candidate = _Side(alignment.original), _Side(alignment.candidate)
    for edit, needed in zip(alignment.edits, wanted, strict=True):
        original.add(edit.original if needed else None)
        candidate.add(edit.candidate if needed else None)
    original.count(lexicon)
    candidate.count(lexicon)
    return [_collocation(k, original, candidate, lexicon) for k in range(len(wanted))]


class _Side:
    """The word pairs of one text, gathered edit by edit and counted at once.

    `runs[k]`: the slice of pairs of edit k. `edges[k]`: the positions of its pairs with the word
    before and the word after, -1 where there is none.
    """

    __slots__ = (
        "bonds", "edges", "firsts", "limits", "parsed", "runs", "seconds", "sentence", "values"
    )  # fmt: skip

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.limits = [s.tokens for s in parsed.sentences]
        self.sentence = 0
        self.firsts: list[str] = []
        self.seconds: list[str] = []
        self.runs: list[tuple[int, int]] = []
        self.edges: list[tuple[int, int]] = []
        self.values: list[float] = []
        self.bonds: list[float] = []

    def add(self, tokens: TokenSpan | None) -> None:
        first = len(self.firsts)
        before = after = -1
        if tokens is not None:
            limits = self._limits(tokens.start)
            norms, kinds = self.parsed.norms, self.parsed.kinds
            for i in range(max(tokens.start - 1, limits.start), min(tokens.end, limits.end - 1)):
                if kinds[i] == kinds[i + 1] == TokenKind.WORD:
                    if i < tokens.start:
                        before = len(self.firsts)
                    if i + 1 == tokens.end:
                        after = len(self.firsts)
                    self.firsts.append(norms[i])
                    self.seconds.append(norms[i + 1])
        self.runs.append((first, len(self.firsts)))
        self.edges.append((before, after))

    def _limits(self, token: int) -> TokenSpan:
        """The sentence of a token; edits mostly come in order, so the search starts at the last."""
        limits, k = self.limits, self.sentence
        while limits[k].end <= token:
            k += 1
        while limits[k].start > token:
            k -= 1
        self.sentence = k
        return limits[k]

    def count(self, lexicon: Lexicon) -> None:
        self.values = lexicon.bigrams(self.firsts, self.seconds).tolist()
        self.bonds = lexicon.associations(self.firsts, self.seconds).tolist()

    def mean(self, values: Sequence[float], k: int) -> float | None:
        start, end = self.runs[k]
        return sum(values[start:end]) / (end - start) if end > start else None

    def pair(self, place: int) -> str:
        return f"{self.firsts[place]} {self.seconds[place]}"


def _comparable(original: _Side, one: int, candidate: _Side, other: int, lexicon: Lexicon) -> bool:
    """Whether two pairs are built alike, so that naming them side by side makes sense."""
    function = lexicon.is_function_word
    firsts, seconds = (
        (original.firsts[one], candidate.firsts[other]),
        (
            original.seconds[one],
            candidate.seconds[other],
        ),
    )
    return all(function(a) == function(b) for a, b in (firsts, seconds))


def _collocation(k: int, original: _Side, candidate: _Side, lexicon: Lexicon) -> Collocation:
    found = Collocation(
        original.mean(original.values, k),
        candidate.mean(candidate.values, k),
        original.mean(original.bonds, k),
        candidate.mean(candidate.bonds, k),
    )
    worst = 0.0
    for one, other in zip(original.edges[k], candidate.edges[k], strict=True):
        if one >= 0 and other >= 0:
            loss = original.values[one] - candidate.values[other]
            if loss > worst and _comparable(original, one, candidate, other, lexicon):
                worst = loss
                found.pair_before, found.pair_after = original.pair(one), candidate.pair(other)
                found.count_before, found.count_after = (
                    original.values[one],
                    candidate.values[other],
                )
    return found
