"""The cheapest way to turn one short run of words into another, words and phrases alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spindetect.align.moves import Moves, phrase_moves
from spindetect.align.words import Part, Unit, Vocabulary

# A move must be better by more than this, so that ties stay with the one tried first whatever the
# rounding.
_TIE = 1e-9
_FAR = float("inf")
# Both sides of a short passage together have at most so many tokens.
SHORT = 16

@dataclass(slots=True)
class Passage:
    """A stretch that differs, with what its words could stand for.

    `place`: where it lies. `swapped`: it belongs to texts in which words were swapped and hardly
    one was cut, see `phrases.swapped`. `moves`: for each cell the phrases that may start there.
    """

    place: Unit
    original: Sequence[int]
    candidate: Sequence[int]
    swapped: bool
    drift: tuple[int, int]
    moves: Moves

    @classmethod
    def read(
        cls,
        place: Unit,
        original: Sequence[int],
        candidate: Sequence[int],
        words: Vocabulary,
        swapped: bool,
    ) -> Passage:
        """Look at the tokens `place` of the two runs."""
        one, other = original[place[0] : place[1]], candidate[place[2] : place[3]]
        drift = allowed_drift(len(one), len(other))
        moves = phrase_moves(one, other, words, drift=drift, swapped=swapped)
        return cls(place, one, other, swapped, drift, moves)

    def units(self, words: Vocabulary, cheaper: Mapping[Unit, float] | None = None) -> list[Unit]:
        """The cheapest units, equal words left out, as token indices of the two runs.

        `cheaper`: what some of them cost less than usual, by their place within the passage.
        """
        o, _, c, _ = self.place
        path = _cheapest(self, words, cheaper or {})
        return [(o + o1, o + o2, c + c1, c + c2) for o1, o2, c1, c2 in path]


def allowed_drift(rows: int, columns: int) -> tuple[int, int]:
    """How far from the diagonal a path is looked for: what strays further has to be paid back."""
    surplus = columns - rows
    margin = 1 if rows + columns <= SHORT else 2
    return min(surplus, 0) - margin, max(surplus, 0) + margin


def _cheapest(passage: Passage, words: Vocabulary, cheaper: Mapping[Unit, float]) -> list[Unit]:
    """Dynamic programme over prefixes of both sides; drops equal pairs.

    The inner loop relaxes its neighbours in line: a call for each costs more than the work.
    """
    original, candidate, moves = passage.original, passage.candidate, passage.moves
    rows, columns = len(original), len(candidate)
    least, most = passage.drift
    swap_cost = words.swap_cost
    right = [gap_cost(i, words, passage.swapped, 1) for i in candidate]
    best = [[_FAR] * (columns + 1) for _ in range(rows + 1)]
    back = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for i in range(rows + 1):
        row, back_row = best[i], back[i]
        a = original[i] if i < rows else -1
        down = gap_cost(a, words, passage.swapped, 0) if i < rows else _FAR
        for j in range(max(0, i + least), min(columns, i + most) + 1):
            here = row[j]
            if here == _FAR:
                continue
            if j < columns and here + right[j] < row[j + 1] - _TIE:
                row[j + 1], back_row[j + 1] = here + right[j], (0, 1)
            if i == rows:
                continue
            below = best[i + 1]
            if here + down < below[j] - _TIE:
                below[j], back[i + 1][j] = here + down, (1, 0)
            if j == columns:
                continue
            b = candidate[j]
            cost = here if a == b else here + swap_cost(a, b)
            if cheaper and (i, i + 1, j, j + 1) in cheaper:
                cost -= cheaper[i, i + 1, j, j + 1]
            if cost < below[j + 1] - _TIE:
                below[j + 1], back[i + 1][j + 1] = cost, (1, 1)
            for p, q, extra in moves.get((i, j), ()):
                cost = here + extra
                if cheaper and (i, i + p, j, j + q) in cheaper:
                    cost -= cheaper[i, i + p, j, j + q]
                if cost < best[i + p][j + q] - _TIE:
                    best[i + p][j + q], back[i + p][j + q] = cost, (p, q)
    return _walk_back(back, original, candidate)


def gap_cost(token: int, words: Vocabulary, swapped: bool, side: int) -> float:
    """Cost of a token that stands only in the original (side 0) or only in the candidate."""
    costs = words.costs
    if words.roles[token] is Part.PUNCTUATION:
        return costs.punctuation
    if words.article(token) or words.joins_nouns(token):
        return costs.small_word
    if swapped:
        return (costs.deleted_swapped, costs.inserted_swapped)[side]
    return (costs.deleted, costs.inserted)[side]


def _walk_back(
    back: list[list[tuple[int, int]]], original: Sequence[int], candidate: Sequence[int]
) -> list[Unit]:
    path: list[Unit] = []
    i, j = len(original), len(candidate)
    while i or j:
        p, q = back[i][j]
        i, j = i - p, j - q
        if not (p == q == 1 and original[i] == candidate[j]):
            path.append((i, i + p, j, j + q))
    return path[::-1]
