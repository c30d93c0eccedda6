"""Token alignment inside sentence pairs: the smallest units that are substitutions.

What differs is found by Levenshtein opcodes on integer ids; `Comparison` cuts it into one-to-one
and phrase units by dynamic programming over lexical costs (`paths`). A first look takes each
passage by itself; a second one (`settle`) knows what stands for what elsewhere in the two texts,
since a spinner with a file of entries replaces the same wording in the same way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from spindetect.align.order import differing
from spindetect.align.paths import Passage
from spindetect.align.words import Part, Unit, Vocabulary, single, substitutes

# Two differing stretches are looked at together if no more than so many function words and marks
# lie between them, which two phrases may share by accident.
WEAK_RUN = 2
ROUNDS = 2
# A stretch beyond this many cells is reworded, not substituted: it stays one unit. Bounds the work.
MAX_CELLS = 1600
# All stretches of two texts together may cost so many cells; what comes after stays one unit each.
MAX_TOTAL_CELLS = 400_000
# Words were swapped, and hardly one was cut, where at least so many stretches stand for others and
# at most this share of the stretches is a cut, or is an addition. A person who edits cuts and adds:
# of the changes in honest versions (data/rewrites) a tenth and more are of either kind.
MIN_SWAPPED = 6
MAX_CUT = 0.05
# A function word less may be a shorter phrase: half a cut.
SMALL_CUT = 0.5

Wording = tuple[tuple[int, ...], tuple[int, ...]]
# By the first token of the original: two wordings, and how often one stands for the other.
Repeated = dict[int, list[tuple[tuple[int, ...], tuple[int, ...], float]]]


class Budget:
    """Cells of dynamic programming that two texts may still use."""

    __slots__ = ("left",)

    def __init__(self, cells: int = MAX_TOTAL_CELLS) -> None:
        self.left = cells

    def spend(self, cells: int) -> bool:
        """Take `cells`; False, and nothing taken, if fewer are left."""
        if cells > self.left:
            return False
        self.left -= cells
        return True


class Comparison:
    """Two runs of token ids and the stretches in which they differ.

    `units` are minimal and in text order, never overlap and never cross; everything between two of
    them is equal.
    """

    __slots__ = ("_fixed", "passages", "candidate", "gaps", "original", "words")

    def __init__(
        self, original: Sequence[int], candidate: Sequence[int], words: Vocabulary
    ) -> None:
        self.original, self.candidate, self.words = original, candidate, words
        self.gaps = [] if original == candidate else list(differing(original, candidate))
        self._fixed: list[Unit] = []
        self.passages: list[tuple[Passage, list[Unit]]] = []

    @property
    def units(self) -> list[Unit]:
        """What stands for what."""
        found = [*self._fixed, *(unit for _, units in self.passages for unit in units)]
        return sorted(found)

    def look(self, swapped: bool, budget: Budget) -> None:
        """Cut each stretch into its cheapest units."""
        taken = 0
        for gap in self._stretches():
            if single(gap):
                self._fixed.append(gap)
                continue
            wide = self._with_neighbours(gap, taken)
            taken = wide[1]
            cells = (wide[1] - wide[0]) * (wide[3] - wide[2])
            if cells > MAX_CELLS or not budget.spend(cells):
                self._fixed.append(gap)
                continue
            passage = Passage.read(wide, self.original, self.candidate, self.words, swapped)
            self.passages.append((passage, passage.units(self.words)))

    def _stretches(self) -> list[Unit]:
        """The differing stretches, those joined that an accident may have torn apart."""
        joined: list[Unit] = []
        for gap in self.gaps:
            if joined and self._torn(joined[-1], gap):
                joined[-1] = (joined[-1][0], gap[1], joined[-1][2], gap[3])
            else:
                joined.append(gap)
        return joined

    def _torn(self, left: Unit, right: Unit) -> bool:
        """Whether what lies between two stretches may be equal by accident.

        Function words and marks may; not where one word stands for one on either side.
        """
        between = self.original[left[1] : right[0]]
        if len(between) > WEAK_RUN or (single(left) and single(right)):
            return not between
        if len(between) == 1 and not substitutes(left) and not substitutes(right):
            return True  # company on both sides
        return all(self.words.roles[i] in _WEAK for i in between)

    def _with_neighbours(self, gap: Unit, taken: int) -> Unit:
        """The stretch and the equal word on either side, which may only have got company.

        `taken`: where in the original the stretch before ended, its neighbour included.
        """
        o1, o2, c1, c2 = gap
        if o2 - o1 == c2 - c1:
            return gap
        before = o1 > taken and c1 > 0 and self._word(self.original[o1 - 1])
        after = o2 < len(self.original) and c2 < len(self.candidate)
        after = after and self._word(self.original[o2])
        return o1 - before, o2 + after, c1 - before, c2 + after

    def _word(self, token: int) -> bool:
        return self.words.roles[token] is not Part.PUNCTUATION

    def wordings(self, units: Iterable[Unit], first: int = 0, last: int = 10**9) -> Counter[Wording]:
        """What stands for what, as token ids, and what might: half a vote each.

        Words that came beside an equal one may be company of that.
        """
        one, other, roles = self.original, self.candidate, self.words.roles
        found: Counter[Wording] = Counter()
        end1, end2 = 0, 0
        units = list(units)
        for k, (o1, o2, c1, c2) in enumerate(units):
            if o2 > o1 and c2 > c1:
                found[tuple(one[o1:o2]), tuple(other[c1:c2])] += 1.0
            if c2 - c1 > o2 - o1 <= 1:
                if o1 > end1 and c1 > end2 and roles[one[o1 - 1]] is not Part.PUNCTUATION:
                    for size in range(1, c2 - c1 + (o1 == o2)):
                        found[(one[o1 - 1],), tuple(other[c1 - 1 : c1 + size])] += 0.5
                free = k + 1 == len(units) or units[k + 1][0] > o2
                if free and o2 < len(one) and c2 < len(other) and roles[one[o2]] is not Part.PUNCTUATION:
                    for size in range(1, c2 - c1 + (o1 == o2)):
                        found[(one[o2],), tuple(other[c2 - size : c2 + 1])] += 0.5
            end1, end2 = o2, c2
        return found

    def settle(self, repeated: Repeated) -> None:
        """Look again at the passages for which the rest of the text has something to say."""
        costs = self.words.costs
        for k, (passage, units) in enumerate(self.passages):
            again = self.again(passage, units, repeated)
            o, _, c, _ = passage.place
            mine = {(o1 - o, o2 - o, c1 - c, c2 - c) for o1, o2, c1, c2 in units}
            if not again.keys() <= mine:
                cheaper = {
                    unit: costs.again + costs.again_often * math.log2(1 + elsewhere)
                    for unit, elsewhere in again.items()
                }
                self.passages[k] = (passage, passage.units(self.words, cheaper))

    def again(
        self, passage: Passage, units: Sequence[Unit], repeated: Repeated
    ) -> dict[Unit, float]:
        """Units of a passage that stand elsewhere as well, and how often."""
        one, other = tuple(passage.original), tuple(passage.candidate)
        own: Counter[Wording] | None = None
        found: dict[Unit, float] = {}
        for i, token in enumerate(one):
            for left, right, votes in repeated.get(token, ()):
                p, q = len(left), len(right)
                if one[i : i + p] != left or right[0] not in other:
                    continue
                own = self.wordings(units) if own is None else own
                elsewhere = votes - own[left, right]
                if elsewhere >= 1.0:
                    for j in range(len(other) - q + 1):
                        if other[j : j + q] == right:
                            found[i, i + p, j, j + q] = elsewhere
        return found


_WEAK = (Part.FUNCTION, Part.PUNCTUATION)


def swapped(comparisons: Iterable[Comparison]) -> bool:
    """Whether words were swapped throughout the two texts while hardly any was cut, or added."""
    cut = added = changed = total = 0.0
    for comparison in comparisons:
        words = comparison.words
        for o1, o2, c1, c2 in comparison.gaps:
            one, other = comparison.original[o1:o2], comparison.candidate[c1:c2]
            if all(words.roles[i] is Part.PUNCTUATION for i in (*one, *other)):
                continue
            total += 1.0
            changed += o2 > o1 and c2 > c1
            growth = words.content(other) - words.content(one)
            if not other or len(one) > len(other) + 1:
                cut += 1.0 if growth < 0 else SMALL_CUT
            elif not one or len(other) > len(one) + 1:
                added += 1.0 if growth > 0 else SMALL_CUT
    return changed >= max(MIN_SWAPPED, total / 2) and min(cut, added) <= MAX_CUT * total


def repeated(comparisons: Iterable[Comparison]) -> Repeated:
    """What stands for what more than once, by the first word of the original."""
    votes: Counter[Wording] = Counter()
    for comparison in comparisons:
        votes.update(comparison.wordings(comparison.units))
    found: Repeated = {}
    for (left, right), number in votes.items():
        if number > 1.0:
            found.setdefault(left[0], []).append((left, right, number))
    return found


def settle(comparisons: Sequence[Comparison]) -> None:
    """Let the texts as a whole decide where the units of a passage end.

    Passages that could be read in several ways are read in the way that the same wording was
    treated elsewhere in the two texts.
    """
    for _ in range(ROUNDS):
        known = repeated(comparisons)
        for comparison in comparisons:
            comparison.settle(known)
