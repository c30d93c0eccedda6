"""How usual the company of a wording is: word pairs before and after a substitution.

A substitution puts a word where its neighbours do not expect it. The pairs are weighed in the
lexicon's table of word-pair counts, all of an alignment in one look-up.
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
    `bound_after`: the same means of how firmly the pairs belong together (`Lexicon.company`):
    common words are often found side by side by chance alone, and a swap for a commoner word that
    does not fit shows only here.
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


_WORD = int(TokenKind.WORD)
_NO_COMPANY = Collocation()


def weigh(alignment: Alignment, wanted: Sequence[bool], lexicon: Lexicon) -> list[Collocation]:
    """One `Collocation` for each edit; empty for those that are not `wanted`."""
    pairs = _Pairs()
    original, candidate = _Side(alignment.original, pairs), _Side(alignment.candidate, pairs)
    places = [
        (original.add(edit.original), candidate.add(edit.candidate)) if needed else None
        for edit, needed in zip(alignment.edits, wanted, strict=True)
    ]
    pairs.count(lexicon)
    return [_collocation(*place, pairs, lexicon) if place else _NO_COMPANY for place in places]


@dataclass(slots=True)
class _Place:
    """Where the pairs of one side of an edit stand among all pairs, from `start` to `end`.

    `before`, `after`: the pairs with the word before and the word after, -1 where there is none.
    """

    start: int
    end: int
    before: int
    after: int


class _Pairs:
    """Word pairs of both texts, gathered edit by edit and counted at once."""

    __slots__ = ("bonds", "firsts", "seconds", "values")

    def __init__(self) -> None:
        self.firsts: list[str] = []
        self.seconds: list[str] = []
        self.values: list[float] = []
        self.bonds: list[float] = []

    def count(self, lexicon: Lexicon) -> None:
        values, bonds = lexicon.company(self.firsts, self.seconds)
        self.values, self.bonds = values.tolist(), bonds.tolist()

    def text(self, place: int) -> str:
        return f"{self.firsts[place]} {self.seconds[place]}"

    def means(self, place: _Place) -> tuple[float, float] | tuple[None, None]:
        """How usual and how firm the pairs of a place are."""
        start, end = place.start, place.end
        size = end - start
        if not size:
            return None, None
        return sum(self.values[start:end]) / size, sum(self.bonds[start:end]) / size

    def alike(self, one: int, other: int, lexicon: Lexicon) -> bool:
        """Whether two pairs are built alike, so that naming them side by side makes sense."""
        function = lexicon.is_function_word
        return all(
            column[one] == column[other] or function(column[one]) == function(column[other])
            for column in (self.firsts, self.seconds)
        )


class _Side:
    """One text, whose edits mostly come in order: `sentence` is that of the last."""

    __slots__ = ("limits", "pairs", "parsed", "sentence")

    def __init__(self, parsed: Parsed, pairs: _Pairs) -> None:
        self.parsed = parsed
        self.pairs = pairs
        self.limits = [s.tokens for s in parsed.sentences]
        self.sentence = 0

    def add(self, tokens: TokenSpan) -> _Place:
        """Gather the pairs that a non-empty span forms inside itself and with its neighbours."""
        firsts, seconds = self.pairs.firsts, self.pairs.seconds
        norms, kinds = self.parsed.norms, self.parsed.kinds
        limits, start, end = self._limits(tokens.start), tokens.start, tokens.end
        first, last = max(start - 1, limits.start), min(end, limits.end - 1)
        places = [i for i in range(first, last) if kinds[i] == kinds[i + 1] == _WORD]
        place = _Place(len(firsts), len(firsts) + len(places), -1, -1)
        if places:
            if places[0] < start:
                place.before = place.start
            if places[-1] + 1 == end:
                place.after = place.end - 1
            firsts += [norms[i] for i in places]
            seconds += [norms[i + 1] for i in places]
        return place

    def _limits(self, token: int) -> TokenSpan:
        limits, k = self.limits, self.sentence
        while limits[k].end <= token:
            k += 1
        while limits[k].start > token:
            k -= 1
        self.sentence = k
        return limits[k]


def _collocation(one: _Place, other: _Place, pairs: _Pairs, lexicon: Lexicon) -> Collocation:
    values = pairs.values
    (before, bound_before), (after, bound_after) = pairs.means(one), pairs.means(other)
    found = Collocation(before, after, bound_before, bound_after)
    worst = 0.0
    for left, right in ((one.before, other.before), (one.after, other.after)):
        if left >= 0 and right >= 0:
            loss = values[left] - values[right]
            if loss > worst and pairs.alike(left, right, lexicon):
                worst = loss
                found.pair_before, found.pair_after = pairs.text(left), pairs.text(right)
                found.count_before, found.count_after = values[left], values[right]
    return found
