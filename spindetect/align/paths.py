"""The cheapest way to turn one short run of words into another, words and phrases alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spindetect.align.words import (
    COHESION,
    DANGLING,
    EXTRA_CONTENT,
    FIRST_CONTENT,
    FUNCTION,
    FUNCTION_WIDENING,
    GAP,
    IDIOM,
    IDIOM_STEP,
    IMPOSSIBLE,
    KNOWN_PHRASE,
    PUNCTUATION,
    SPLIT,
    TRANSPOSITION,
    UNKNOWN,
    WIDENING,
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


# What a phrase costs where one word stands for it: a content word, a function word, a number (as
# their `Part`s count), or an article.
_Widening = tuple[float, float, float, float]
_ARTICLE = 3


class _Window:
    """Which stretches of a gap may stand for each other.

    Only near the diagonal, and only runs that widen towards the longer side (by one more at
    most): a phrase that widens against it would have to be paid for elsewhere.
    """

    __slots__ = ("band", "least", "most")

    def __init__(self, surplus: int) -> None:
        self.band = abs(surplus) + MAX_PHRASE - 1
        self.least = min(surplus, 0) - (surplus <= 0)
        self.most = max(surplus, 0) + (surplus >= 0)

    def admits(self, one: _Stretch, other: _Stretch) -> bool:
        return (
            self.least <= other.size - one.size <= self.most
            and abs(other.start - one.start) <= self.band
        )


def _phrase_moves(
    original: Sequence[int], candidate: Sequence[int], words: Vocabulary
) -> dict[tuple[int, int], list[tuple[int, int, float]]]:
    """For each cell the moves `(p, q, cost)` that take several tokens of at least one side."""
    window = _Window(len(candidate) - len(original))
    ones, others = _stretches(original, words), _stretches(candidate, words)
    moves: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
    for one, other, cost in (
        *_one_for_several(ones, others, window, words),
        *_several_for_one(ones, others, window, words),
        *_several_for_several(ones, others, window, words),
    ):
        if cost < IMPOSSIBLE:
            moves.setdefault((one.start, other.start), []).append((one.size, other.size, cost))
    return moves


_Priced = Iterator[tuple[_Stretch, _Stretch, float]]


def _one_for_several(
    ones: Sequence[_Stretch], others: Sequence[_Stretch], window: _Window, words: Vocabulary
) -> _Priced:
    phrases = [other for other in others if 1 < other.size <= 1 + window.most]
    for phrase, near, plain in _beside(phrases, ones, window):
        costs = _widening(phrase, words) if plain else None
        for one in near:
            cost = costs[_column(one, words)] if costs else _widening_cost(one, phrase, words)
            yield one, phrase, cost


def _several_for_one(
    ones: Sequence[_Stretch], others: Sequence[_Stretch], window: _Window, words: Vocabulary
) -> _Priced:
    phrases = [one for one in ones if 1 < one.size <= 1 - window.least]
    for phrase, near, plain in _beside(phrases, others, window):
        costs = _widening(phrase, words) if plain and not words.article(phrase.ids[0]) else None
        for other in near:
            cost = costs[_column(other, words)] if costs else _widening_cost(phrase, other, words)
            yield phrase, other, cost


def _beside(
    phrases: Sequence[_Stretch], stretches: Sequence[_Stretch], window: _Window
) -> Iterator[tuple[_Stretch, Sequence[_Stretch], bool]]:
    """Each phrase with the single words of the other side that are near it.

    And whether it is plain: nothing but its `_widening` counts, whichever word stands for it.
    """
    alone = [stretch for stretch in stretches if stretch.size == 1]
    places = [stretch.start for stretch in alone]
    ids, texts = {stretch.ids[0] for stretch in alone}, {stretch.text for stretch in alone}
    for phrase in phrases:
        first = bisect_left(places, phrase.start - window.band)
        last = bisect_right(places, phrase.start + window.band)
        plain = (
            not phrase.marks & (_LISTED | _AUXILIARY)
            and phrase.squeezed not in texts
            and ids.isdisjoint(phrase.ids)
        )
        yield phrase, alone[first:last], plain


def _several_for_several(
    ones: Sequence[_Stretch], others: Sequence[_Stretch], window: _Window, words: Vocabulary
) -> _Priced:
    for one, other in _long_and_long(ones, others):
        if window.admits(one, other):
            yield one, other, _phrase_cost(one, other, words)


def _long_and_long(
    ones: Sequence[_Stretch], others: Sequence[_Stretch]
) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Pairs of several words each that may have a cost, see `_phrase_cost`: few of all."""
    marked = [other for other in others if other.size > 1 and other.marks]
    alike: dict[object, list[_Stretch]] = {}
    for other in others:
        if other.size > 1:
            alike.setdefault(other.squeezed, []).append(other)
        if other.size == 2:
            alike.setdefault((other.ids[1], other.ids[0]), []).append(other)
    for one in ones:
        if one.size > 1:
            shared = [other for other in marked if one.marks & other.marks] if one.marks else ()
            for other in (*shared, *alike.get(one.squeezed, ()), *alike.get(tuple(one.ids), ())):
                yield one, other


def _stretches(ids: Sequence[int], words: Vocabulary) -> list[_Stretch]:
    """All runs of up to `MAX_PHRASE` words without punctuation."""
    found = []
    norms, roles, listed = words.norms, words.roles, words.listed
    for start, first in enumerate(ids):
        if roles[first] is PUNCTUATION:
            continue
        text = squeezed = norms[first]
        auxiliary = _AUXILIARY if words.auxiliary(first) else 0
        found.append(_Stretch(start, 1, [first], text, text, auxiliary | _LISTED))
        for size in range(2, min(MAX_PHRASE, len(ids) - start) + 1):
            last = ids[start + size - 1]
            if roles[last] is PUNCTUATION:
                break
            text, squeezed = f"{text} {norms[last]}", squeezed + norms[last]
            if auxiliary and not words.auxiliary(last):
                auxiliary = 0
            marks = auxiliary | (_LISTED if listed(text) else 0)
            marks |= _IDIOMATIC if words.ends_idiom(last) else 0
            found.append(_Stretch(start, size, ids[start : start + size], text, squeezed, marks))
    return found


def _phrase_cost(one: _Stretch, other: _Stretch, words: Vocabulary) -> float:
    """Cost of several words standing for several others."""
    first, second = one.ids, other.ids
    if len(first) == len(second) == 2 and first[0] == second[1] and first[1] == second[0]:
        return TRANSPOSITION
    both = one.marks & other.marks
    equal = not set(first).isdisjoint(second)
    if one.squeezed == other.squeezed and not equal:
        return SPLIT
    if not both & (_LISTED | _IDIOMATIC):
        return KNOWN_PHRASE if both & _AUXILIARY else IMPOSSIBLE
    if both & _LISTED and words.text_known(one.text, other.text):
        return KNOWN_PHRASE
    if equal or words.article(first[0]):
        # Words around an equal one are an insertion, and an article goes by itself, unless listed.
        return IMPOSSIBLE
    if both & _AUXILIARY:
        return KNOWN_PHRASE
    return _idiom_cost(first, second, words) if both & _IDIOMATIC else IMPOSSIBLE


def _idiom_cost(first: Sequence[int], second: Sequence[int], words: Vocabulary) -> float:
    """Cost of two phrases that no thesaurus relates but that both end as idioms do."""
    bound = words.cohesion(first) + words.cohesion(second)
    return IDIOM + IDIOM_STEP * (len(first) + len(second) - 4) - COHESION * bound


def loose_of(alone: int, several: Sequence[int], words: Vocabulary) -> bool:
    """Whether "of" at the edge of a phrase belongs to the construction rather than to the word."""
    ends = several[0], several[-1]
    return words.roles[alone] is not FUNCTION and any(map(words.joins_nouns, ends))


def _widening_cost(one: _Stretch, other: _Stretch, words: Vocabulary) -> float:
    """Cost of one word standing for several, or several for one."""
    widened = one.size == 1
    alone, phrase = (one, other) if widened else (other, one)
    word = alone.ids[0]
    equal = word in phrase.ids
    if alone.text == phrase.squeezed and not equal:
        return SPLIT
    if phrase.marks & _LISTED and words.text_known(one.text, other.text):
        return KNOWN_PHRASE
    if equal or (not widened and words.article(one.ids[0])):
        return IMPOSSIBLE  # as in `_phrase_cost`
    if one.marks & other.marks & _AUXILIARY:
        return KNOWN_PHRASE
    return _widening(phrase, words)[_column(alone, words)]


def _column(alone: _Stretch, words: Vocabulary) -> int:
    """Which cost of a `_Widening` holds for a word."""
    word = alone.ids[0]
    return _ARTICLE if words.article(word) else words.roles[word]


def _widening(phrase: _Stretch, words: Vocabulary) -> _Widening:
    """What one word for a phrase costs if no thesaurus relates the two."""
    if phrase.widening is None:
        phrase.widening = _priced(phrase.ids, words)
    return phrase.widening


def _priced(several: Sequence[int], words: Vocabulary) -> _Widening:
    bound, size, last = -COHESION * words.cohesion(several), len(several), several[-1]
    edge = words.joins_nouns(several[0]) or words.joins_nouns(last)
    loose = DANGLING if edge else 0.0
    breaks = DANGLING if words.breaks_off(last) else 0.0
    inside = words.content(several)
    content = bound + loose + (WIDENING[size] + breaks)
    bare = bound + FUNCTION_WIDENING[size]
    # Content words in what stands for a function word.
    first = FIRST_CONTENT if inside and not words.connects(last) else 0.0
    more = EXTRA_CONTENT * max(0, inside - 1)
    article = bare + DANGLING + first + more
    function = article if words.article(last) else bare + 0.0 + first + more
    return content, function, content + UNKNOWN, article
