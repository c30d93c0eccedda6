"""The cheapest way to turn one short run of words into another, words and phrases alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    Part,
    Unit,
    Vocabulary,
)

# A phrase has at most so many words.
MAX_PHRASE = 4
# A move must be better by more than this, so that ties stay with the one tried first whatever the
# rounding.
_TIE = 1e-9
# What a stretch can be; two stretches are compared by the bits they share.
_LISTED, _IDIOMATIC, _AUXILIARY = 1, 2, 4


def cheapest_path(
    original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> list[Unit]:
    """Dynamic programme over prefixes of both sides, with phrase moves; drops equal pairs.

    The inner loop relaxes its neighbours in line: a call for each costs more than the work.
    """
    rows, columns = len(original), len(candidate)
    phrases = _phrase_moves(original, candidate, words)
    swap_cost, roles = words.swap_cost, words.roles
    right = [GAP[roles[i]] for i in candidate]
    best = [[float("inf")] * (columns + 1) for _ in range(rows + 1)]
    back = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for i, a in enumerate(original):
        row, below, back_row, back_below = best[i], best[i + 1], back[i], back[i + 1]
        down = GAP[roles[a]]
        for j, b in enumerate(candidate):
            here = row[j]
            if here + down < below[j] - _TIE:
                below[j], back_below[j] = here + down, (1, 0)
            if here + right[j] < row[j + 1] - _TIE:
                row[j + 1], back_row[j + 1] = here + right[j], (0, 1)
            cost = here if a == b else here + swap_cost(a, b)
            if cost < below[j + 1] - _TIE:
                below[j + 1], back_below[j + 1] = cost, (1, 1)
            for p, q, extra in phrases.get((i, j), ()):
                if here + extra < best[i + p][j + q] - _TIE:
                    best[i + p][j + q], back[i + p][j + q] = here + extra, (p, q)
        if row[columns] + down < below[columns] - _TIE:
            below[columns], back_below[columns] = row[columns] + down, (1, 0)
    row, back_row = best[rows], back[rows]
    for j in range(columns):
        if row[j] + right[j] < row[j + 1] - _TIE:
            row[j + 1], back_row[j + 1] = row[j] + right[j], (0, 1)
    return _walk_back(back, original, candidate)


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


@dataclass(slots=True)
class _Stretch:
    """A run of one to four words inside a gap, with what its cost depends on.

    `marks` joins `_LISTED`, `_IDIOMATIC` and `_AUXILIARY`; `widening` is filled in when needed.
    """

    start: int
    size: int
    ids: Sequence[int]
    text: str
    squeezed: str
    marks: int
    widening: _Widening | None = None


@dataclass(frozen=True, slots=True)
class _Widening:
    """What a phrase costs where one word stands for it.

    `content`: for a content word; `function`: for a function word that is no article, to which
    `dangling` (an article is involved), `first` and `more` (content words in the phrase) add.
    """

    content: float
    function: float
    dangling: bool
    first: float
    more: float


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
    by_size: list[list[_Stretch]] = [[] for _ in range(MAX_PHRASE + 1)]
    for other in _stretches(candidate, words):
        by_size[other.size].append(other)
    moves: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    for one in _stretches(original, words):
        p, start = one.size, one.start
        for q in range(max(1, p + least), min(MAX_PHRASE, p + most) + 1):
            if p == q == 1:
                continue
            for other in by_size[q]:
                if other.start < start - band:
                    continue
                if other.start > start + band:
                    break
                cost = _phrase_cost(one, other, words)
                if cost < IMPOSSIBLE:
                    moves.setdefault((start, other.start), []).append((p, q, cost))
    return moves


def _stretches(ids: Sequence[int], words: Vocabulary) -> list[_Stretch]:
    """All runs of up to `MAX_PHRASE` words without punctuation."""
    found = []
    norms, roles = words.norms, words.roles
    for start in range(len(ids)):
        text = squeezed = ""
        auxiliary = _AUXILIARY
        for end in range(start + 1, min(start + MAX_PHRASE, len(ids)) + 1):
            last = ids[end - 1]
            if roles[last] is Part.PUNCTUATION:
                break
            if not words.auxiliary(last):
                auxiliary = 0
            squeezed += norms[last]
            if end - start == 1:
                text, marks = norms[last], auxiliary | _LISTED
            else:
                text = f"{text} {norms[last]}"
                marks = auxiliary | (_LISTED if words.listed(text) else 0)
                marks |= _IDIOMATIC if words.ends_idiom(last) else 0
            found.append(_Stretch(start, end - start, ids[start:end], text, squeezed, marks))
    return found


def _phrase_cost(one: _Stretch, other: _Stretch, words: Vocabulary) -> float:
    p, q = one.size, other.size
    first, second = one.ids, other.ids
    if p == q == 2 and first[0] == second[1] and first[1] == second[0]:
        return TRANSPOSITION
    several = p > 1 and q > 1
    both = one.marks & other.marks
    same = one.squeezed == other.squeezed
    if several and not both and not same:  # by far the commonest
        return IMPOSSIBLE
    equal = not set(first).isdisjoint(second) if several else _contains(first, second)
    if same and not equal:
        return SPLIT
    if several and not both & (_LISTED | _IDIOMATIC):
        return KNOWN_PHRASE if both & _AUXILIARY else IMPOSSIBLE
    if both & _LISTED and words.text_known(one.text, other.text):
        return KNOWN_PHRASE
    if equal or (p > 1 and words.article(first[0])):
        # Words around an equal one are an insertion, and an article goes by itself, unless listed.
        return IMPOSSIBLE
    if both & _AUXILIARY:
        return KNOWN_PHRASE
    if several:
        return _idiom_cost(first, second, words) if both & _IDIOMATIC else IMPOSSIBLE
    return _widening_cost(*((first[0], other) if p == 1 else (second[0], one)), words)


def _contains(first: Sequence[int], second: Sequence[int]) -> bool:
    """Whether two spans, of which one is a single word, share it."""
    return first[0] in second if len(first) == 1 else second[0] in first


def _idiom_cost(first: Sequence[int], second: Sequence[int], words: Vocabulary) -> float:
    """Cost of two phrases that no thesaurus relates but that both end as idioms do."""
    bound = words.cohesion(first) + words.cohesion(second)
    return IDIOM + IDIOM_STEP * (len(first) + len(second) - 4) - COHESION * bound


def loose_of(alone: int, several: Sequence[int], words: Vocabulary) -> bool:
    """Whether "of" at the edge of a phrase belongs to the construction rather than to the word."""
    ends = several[0], several[-1]
    return words.roles[alone] is not Part.FUNCTION and any(map(words.joins_nouns, ends))


def _widening_cost(alone: int, phrase: _Stretch, words: Vocabulary) -> float:
    """Cost of one word standing for several that no thesaurus relates to it."""
    costs = phrase.widening
    if costs is None:
        costs = phrase.widening = _widening(phrase.ids, words)
    role = words.roles[alone]
    if role is not Part.FUNCTION:
        return costs.content + UNKNOWN if role is Part.NUMBER else costs.content
    dangling = DANGLING if costs.dangling or words.article(alone) else 0.0
    return costs.function + dangling + costs.first + costs.more


def _widening(several: Sequence[int], words: Vocabulary) -> _Widening:
    """The costs of one phrase, whatever the word."""
    bound, size, last = -COHESION * words.cohesion(several), len(several), several[-1]
    loose = DANGLING if any(map(words.joins_nouns, (several[0], last))) else 0.0
    breaks = DANGLING if words.breaks_off(last) else 0.0
    content = words.content(several)
    return _Widening(
        content=bound + loose + (WIDENING[size] + breaks),
        function=bound + FUNCTION_WIDENING[size],
        dangling=words.article(last),
        first=FIRST_CONTENT if content and not words.connects(last) else 0.0,
        more=EXTRA_CONTENT * max(0, content - 1),
    )
