"""Token alignment inside one sentence pair: the smallest units that are substitutions.

Three steps that can be read alone: `gaps` finds what differs (Levenshtein opcodes on integer ids,
weak anchors dissolved), `split` cuts a gap into one-to-one and phrase units by dynamic programming
over lexical costs, `merging.merge` joins what cannot be parted.
"""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.align.merging import merge
from spindetect.align.order import differing
from spindetect.align.paths import MAX_PHRASE, cheapest_path, loose_of
from spindetect.align.words import (
    CONTENT,
    FUNCTION,
    PUNCTUATION,
    Unit,
    Vocabulary,
    single,
    span_known,
    substitutes,
)

# An equal run of at most this many function words between two gaps may be accidental.
WEAK_RUN = 2
# A gap beyond this many cells is reworded, not substituted: it stays one unit. Bounds the work.
MAX_CELLS = 900
# All gaps of two texts together may cost so many cells; what comes after stays one unit each. A
# spun article needs about 0.6 cells a word and hardly more than 3: enough for 60,000 words.
MAX_TOTAL_CELLS = 200_000
MAX_PLAIN = 3


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


def units(
    original: Sequence[int], candidate: Sequence[int], words: Vocabulary, budget: Budget
) -> list[Unit]:
    """Minimal substitution units between two runs of token ids, in text order.

    Everything between two units is equal. Units never overlap and never cross.
    """
    if original == candidate:
        return []
    found: list[Unit] = []
    for gap in gaps(original, candidate, words):
        found.extend(split(gap, original, candidate, words, budget))
    return merge(found, original, candidate, words)


def gaps(original: Sequence[int], candidate: Sequence[int], words: Vocabulary) -> list[Unit]:
    """Differing stretches; a weak anchor between two that seem torn apart is absorbed.

    A stop word that two changed stretches share by accident would tear a phrase apart; `split`
    keeps it as equal where that is really cheapest.
    """
    merged: list[Unit] = []
    for o1, o2, c1, c2 in differing(original, candidate):
        if merged:
            p1, p2, q1, _ = merged[-1]
            joined = (p1, o2, q1, c2)
            if p2 == o1 or (
                o1 - p2 <= WEAK_RUN
                and _torn(merged[-1], (o1, o2, c1, c2))
                and (o2 - p1) * (c2 - q1) <= MAX_CELLS
                and all(words.roles[i] in _WEAK for i in original[p2:o1])
            ):
                merged[-1] = joined
                continue
        merged.append((o1, o2, c1, c2))
    return merged


def _torn(left: Unit, right: Unit) -> bool:
    """Whether two gaps look like parts of one: a side is empty, or one grew as the other shrank."""
    sides = (left[1] - left[0], left[3] - left[2], right[1] - right[0], right[3] - right[2])
    return 0 in sides or (sides[1] - sides[0]) * (sides[3] - sides[2]) < 0


_WEAK = (FUNCTION, PUNCTUATION)
_PLAIN = (FUNCTION, CONTENT)


def split(
    gap: Unit,
    original: Sequence[int],
    candidate: Sequence[int],
    words: Vocabulary,
    budget: Budget,
) -> list[Unit]:
    """Cut one gap into units; the result covers the gap except for tokens that are equal."""
    o1, o2, c1, c2 = gap
    rows, columns = o2 - o1, c2 - c1
    if not rows or not columns or rows == columns == 1:
        return [gap]
    if (
        rows == columns
        and not set(original[o1:o2]) & set(candidate[c1:c2])
        and all(
            words.roles[a] is words.roles[b]
            for a, b in zip(original[o1:o2], candidate[c1:c2], strict=True)
        )
    ):
        return [(o1 + k, o1 + k + 1, c1 + k, c1 + k + 1) for k in range(rows)]
    if rows * columns > MAX_CELLS:
        return [gap]
    one, other = original[o1:o2], candidate[c1:c2]
    if _one_phrase(one, other, words) or not budget.spend(rows * columns):
        return [gap]
    path = cheapest_path(one, other, words)
    if max(rows, columns) <= MAX_PHRASE and not _corresponds(path, one, other, words):
        return [gap]
    return [(o1 + a, o1 + b, c1 + c, c1 + d) for a, b, c, d in path]


def _one_phrase(one: Sequence[int], other: Sequence[int], words: Vocabulary) -> bool:
    """Whether a gap is plainly one word for two or three, or the other way round.

    Spared the dynamic programme, which would nearly always say so. A number, a punctuation mark, a
    word kept, or an article that may go by itself call for a closer look.
    """
    if min(len(one), len(other)) > 1 or max(len(one), len(other)) > MAX_PLAIN:
        return False
    return (
        not words.article(one[0])
        and not set(one) & set(other)
        and all(words.roles[i] in _PLAIN for i in (*one, *other))
        and not words.breaks_off((one if len(one) > 1 else other)[-1])
        and not loose_of((one if len(other) > 1 else other)[0], max(one, other, key=len), words)
    )


def _corresponds(
    path: list[Unit], original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> bool:
    """Whether any part of a short gap corresponds by itself; if none does, the gap is a phrase."""
    covered = sum(unit[1] - unit[0] for unit in path)
    rest = [u for u in path if not (u[3] == u[2] and words.article(original[u[0]]))]
    return (
        covered < len(original)
        or (len(rest) == 1 < len(path))
        or any(
            span_known(unit, original, candidate, words)
            or all(
                map(words.auxiliary, (*original[unit[0] : unit[1]], *candidate[unit[2] : unit[3]]))
            )
            or (single(unit) and words.similar(original[unit[0]], candidate[unit[2]]))
            for unit in path
            if substitutes(unit)
        )
    )
