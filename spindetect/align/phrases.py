"""Token alignment inside one sentence pair: the smallest units that are substitutions.

Three steps that can be read alone: `gaps` finds what differs (Levenshtein opcodes on integer ids,
weak anchors dissolved), `split` cuts a gap into one-to-one and phrase units by dynamic programming
over lexical costs, `merging.merge` joins what cannot be parted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from spindetect.align.merging import merge
from spindetect.align.words import (
    COHESION,
    DANGLING,
    EXTRA_CONTENT,
    FIRST_CONTENT,
    FUNCTION_WIDENING,
    GAP,
    IDIOM,
    IDIOM_STEP,
    IMPOSSIBLE,
    KNOWN_PHRASE,
    SPLIT,
    TRANSPOSITION,
    UNKNOWN,
    WIDENING,
    Role,
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
MAX_PHRASE = 4
MAX_PLAIN = 3


def units(original: Sequence[int], candidate: Sequence[int], words: Vocabulary) -> list[Unit]:
    """Minimal substitution units between two runs of token ids, in text order.

    Everything between two units is equal. Units never overlap and never cross.
    """
    if original == candidate:
        return []
    found: list[Unit] = []
    for gap in gaps(original, candidate, words):
        found.extend(split(gap, original, candidate, words))
    return merge(found, original, candidate, words)


def gaps(original: Sequence[int], candidate: Sequence[int], words: Vocabulary) -> list[Unit]:
    """Differing stretches; a weak anchor between two that seem torn apart is absorbed.

    A stop word that two changed stretches share by accident would tear a phrase apart; `split`
    keeps it as equal where that is really cheapest.
    """
    merged: list[Unit] = []
    for op in Levenshtein.opcodes(original, candidate):
        o1, o2, c1, c2 = op.src_start, op.src_end, op.dest_start, op.dest_end
        if op.tag == "equal":
            continue
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


_WEAK = (Role.FUNCTION, Role.PUNCTUATION)
_PLAIN = (Role.FUNCTION, Role.CONTENT)


def split(
    gap: Unit, original: Sequence[int], candidate: Sequence[int], words: Vocabulary
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
    if _one_phrase(one, other, words):
        return [gap]
    path = _cheapest_path(one, other, words)
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
        and not _loose_of((one if len(other) > 1 else other)[0], max(one, other, key=len), words)
    )


def _loose_of(alone: int, several: Sequence[int], words: Vocabulary) -> bool:
    """Whether "of" at the edge of a phrase belongs to the construction rather than to the word."""
    ends = several[0], several[-1]
    return words.roles[alone] is not Role.FUNCTION and any(map(words.joins_nouns, ends))


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


def _cheapest_path(
    original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> list[Unit]:
    """Dynamic programme over prefixes of both sides, with phrase moves; drops equal pairs."""
    rows, columns = len(original), len(candidate)
    phrases = _phrase_moves(original, candidate, words)
    roles = words.roles
    best = [[float("inf")] * (columns + 1) for _ in range(rows + 1)]
    back: dict[tuple[int, int], tuple[int, int]] = {}
    best[0][0] = 0.0

    for i in range(rows + 1):
        row = best[i]
        for j in range(columns + 1):
            here = row[j]
            if i < rows:
                _relax(best, back, i, j, 1, 0, here + GAP[roles[original[i]]])
            if j < columns:
                _relax(best, back, i, j, 0, 1, here + GAP[roles[candidate[j]]])
            if i < rows and j < columns:
                cost = here + words.swap_cost(original[i], candidate[j])
                _relax(best, back, i, j, 1, 1, cost)
                for p, q, extra in phrases.get((i, j), ()):
                    _relax(best, back, i, j, p, q, here + extra)

    path: list[Unit] = []
    i, j = rows, columns
    while i or j:
        p, q = back[i, j]
        i, j = i - p, j - q
        if not (p == q == 1 and original[i] == candidate[j]):
            path.append((i, i + p, j, j + q))
    return path[::-1]


def _relax(
    best: list[list[float]],
    back: dict[tuple[int, int], tuple[int, int]],
    i: int,
    j: int,
    p: int,
    q: int,
    cost: float,
) -> None:
    # The tolerance keeps ties with the move tried first, whatever the rounding.
    if cost < best[i + p][j + q] - 1e-9:
        best[i + p][j + q] = cost
        back[i + p, j + q] = (p, q)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run of one to four words inside a gap, with what its cost depends on."""

    start: int
    size: int
    ids: Sequence[int]
    text: str
    squeezed: str
    listed: bool
    idiom: bool


def _phrase_moves(
    original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> dict[tuple[int, int], list[tuple[int, int, float]]]:
    """For each cell the moves `(p, q, cost)` that take several tokens of at least one side.

    Only near the diagonal, and only runs that widen towards the longer side (by one more at
    most): a phrase that widens against it would have to be paid for elsewhere.
    """
    surplus = len(candidate) - len(original)
    band = abs(surplus) + MAX_PHRASE - 1
    least = min(surplus, 0) - (surplus <= 0)
    most = max(surplus, 0) + (surplus >= 0)
    others = _stretches(candidate, words)
    moves: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    for one in _stretches(original, words):
        for other in others:
            if (
                one.size == other.size == 1
                or abs(other.start - one.start) > band
                or not least <= other.size - one.size <= most
            ):
                continue
            cost = _phrase_cost(one, other, words)
            if cost < IMPOSSIBLE:
                cell = moves.setdefault((one.start, other.start), [])
                cell.append((one.size, other.size, cost))
    return moves


def _stretches(ids: Sequence[int], words: Vocabulary) -> list[_Stretch]:
    """All runs of up to `MAX_PHRASE` words without punctuation."""
    found = []
    norms, roles = words.norms, words.roles
    for start in range(len(ids)):
        for end in range(start + 1, min(start + MAX_PHRASE, len(ids)) + 1):
            last = ids[end - 1]
            if roles[last] is Role.PUNCTUATION:
                break
            run = ids[start:end]
            parts = [norms[i] for i in run]
            text = " ".join(parts)
            listed = end - start == 1 or words.listed(text)
            idiom = end - start > 1 and words.ends_idiom(last)
            found.append(_Stretch(start, end - start, run, text, "".join(parts), listed, idiom))
    return found


def _phrase_cost(one: _Stretch, other: _Stretch, words: Vocabulary) -> float:
    p, q = one.size, other.size
    first, second = one.ids, other.ids
    if p == q == 2 and first[0] == second[1] and first[1] == second[0]:
        return TRANSPOSITION
    several = p > 1 and q > 1
    if several and not (one.idiom and other.idiom) and not (one.listed and other.listed):
        if one.squeezed == other.squeezed and not set(first) & set(second):
            return SPLIT
        return KNOWN_PHRASE if all(map(words.auxiliary, (*first, *second))) else IMPOSSIBLE
    equal = bool(set(first) & set(second))
    if one.squeezed == other.squeezed and not equal:
        return SPLIT
    if one.listed and other.listed and words.text_known(one.text, other.text):
        return KNOWN_PHRASE
    if equal or (p > 1 and words.article(first[0])):
        # Words around an equal one are an insertion, and an article goes by itself, unless listed.
        return IMPOSSIBLE
    if all(map(words.auxiliary, (*first, *second))):
        return KNOWN_PHRASE
    if several:
        return _idiom_cost(first, second, words) if one.idiom and other.idiom else IMPOSSIBLE
    return _widening_cost(*((first[0], second) if p == 1 else (second[0], first)), words)


def _idiom_cost(first: Sequence[int], second: Sequence[int], words: Vocabulary) -> float:
    """Cost of two phrases that no thesaurus relates but that both end as idioms do."""
    bound = words.cohesion(first) + words.cohesion(second)
    return IDIOM + IDIOM_STEP * (len(first) + len(second) - 4) - COHESION * bound


def _widening_cost(alone: int, several: Sequence[int], words: Vocabulary) -> float:
    """Cost of one word standing for several that no thesaurus relates to it."""
    role, size = words.roles[alone], len(several)
    cost = -COHESION * words.cohesion(several)
    if _loose_of(alone, several, words):
        cost += DANGLING
    if role is not Role.FUNCTION:
        cost += WIDENING[size] + (DANGLING if words.breaks_off(several[-1]) else 0.0)
        return cost + UNKNOWN if role is Role.NUMBER else cost
    cost += FUNCTION_WIDENING[size]
    if words.article(alone) or words.article(several[-1]):
        cost += DANGLING
    content = words.content(several)
    if content and not words.connects(several[-1]):
        cost += FIRST_CONTENT
    return cost + EXTRA_CONTENT * max(0, content - 1)
