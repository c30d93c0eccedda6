"""Sentence boundaries.

Where a sentence-ending mark follows an ordinary word, the boundary is decided here: a full stop
ends the sentence unless a closing quotation mark and a small letter follow. After an abbreviation
or an initial it is a matter of experience; there the trained Punkt model of `nupunkt` decides (Kiss
& Strunk 2006, Computational Linguistics 32:4), on the word before and the word after. Its verdicts
depend on nothing else, so asking it only there, and remembering the answers, gives what it gives
for the whole text at a fraction of the time, and in linear time on any input.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

_CLOSERS = "\"'”’»›)\\]}*"
_END = re.compile(rf"[.!?…。！？][.!?…。！？{_CLOSERS}]*+(\s++)?")
_CLOSED = re.compile(rf"[{_CLOSERS}]")
# What may stand between a sentence's first letter and the space before it.
_NEXT = re.compile(r"[\"'“‘«‹„‚(\[{*¿¡-]*+(.?)", re.DOTALL)
_FULL_WIDTH = frozenset("。！？")
_ENUMERATOR = re.compile(r"\d{1,3}|[a-z]|[ivxlc]{1,6}")
_FIRST_PERSON = frozenset(["i", "i'm", "i'll", "i'd", "i've"])
# Never the last word of a sentence before a capital.
_TITLES = frozenset(
    "mr. mrs. ms. mx. dr. prof. st. rev. gen. col. lt. cmdr. capt. sgt. maj. gov. sen. rep. hon. "
    "messrs. mm. mme. mlle. pres. supt. vs. viz. cf.".split()
)
# After "U.S." and its like a capital mostly belongs to a name; these words begin sentences.
_STARTERS = frozenset(
    "a after although an and as at because but by during even for from he her his how however i if "
    "in instead it its meanwhile most my no not now on once one only our she since so some still "
    "such that the their then there these they this those though to today under until we what when "
    "where which while who why with yet you your".split()
)
_CLOCK = frozenset(["a.m.", "p.m."])
# Short forms that are no words too; those that the tokeniser keeps with their full stop are not
# repeated here. (Punkt's own list has "week", "hand" and other words that mostly are just words.)
_SHORT_FORMS = frozenset(
    "adm asst atty bldg brig bt cie cpl ct dep det dist eds esp hr hrs hwy incl insp lbs mfg mgr "
    "misc mm mts orig oz pfc pte pvt rd regt rte sq tr treas twp vols wk yd yr yrs ark del ind "
    "kan ky mont neb nev okla tex vt wyo nos pp".split()
)
_MAX_WORD = 60


def sentence_starts(
    text: str, starts: Sequence[int], norms: Sequence[str], paragraphs: Sequence[int]
) -> list[int]:
    """Numbers of the tokens that begin a sentence, ascending.

    `text` is the text in its raw length, `starts` and `norms` are its tokens, `paragraphs` the
    numbers of the tokens that begin a paragraph, ascending.
    """
    opening = set(paragraphs)
    cuts = set(paragraphs)
    count = len(starts)
    for match in _END.finditer(text):
        if match.group(1) is None and match.group()[0] not in _FULL_WIDTH:
            continue
        start, end = match.span()
        following = bisect_left(starts, end)
        if following == count or following in opening:
            continue
        token = following - 1
        if starts[token] != start:
            token = bisect_right(starts, start, 0, following) - 1
        if token - 1 in opening and _ENUMERATOR.fullmatch(norms[token - 1]):
            continue
        if _ends(text, match, norms, token, following):
            cuts.add(following)
    return sorted(cuts)


def _ends(
    text: str, match: re.Match[str], norms: Sequence[str], token: int, following: int
) -> bool:
    """Whether the sentence ends with the token that holds or is the matched mark."""
    mark = norms[token]
    word = norms[token - 1] if mark == "." and token else mark
    closed = following - token > 1 and _CLOSED.search(match.group()) is not None
    ordinary = word is not mark and not _abbreviates(word)
    if ordinary and not closed and word.isalpha():
        return True
    initial = _NEXT.match(text, match.end())
    letter = initial.group(1) if initial else ""
    if letter.islower() and (closed or ordinary):
        return not closed and not word[0].isdigit()
    if ordinary or not mark.endswith("."):
        return True
    if mark == "...":
        return letter.isupper() and norms[following] not in _FIRST_PERSON
    before = word + "." if word is not mark else mark
    if letter.islower() or letter.isdigit() or before in _TITLES:
        return False
    if "." in before[:-1] and before not in _CLOCK:
        return norms[following] in _STARTERS
    after = text[match.end() : match.end() + _MAX_WORD].split(None, 1)
    return _punkt_ends(before[-_MAX_WORD:] + ('"' if closed else ""), after[0] if after else "")


def _abbreviates(word: str) -> bool:
    """Whether a full stop after the word may belong to the word."""
    last = word.rpartition("-")[2] if "-" in word else word
    return last in _SHORT_FORMS or (len(last) == 1 and last.isalpha()) or "." in last[1:]


@lru_cache(maxsize=1 << 14)
def _punkt_ends(before: str, after: str) -> bool:
    """Punkt's verdict; the leading word keeps it from reading a list number in `before`."""
    return sum(1 for _ in _splitter()(f"and {before} {after}")) > 1


@lru_cache(maxsize=1)
def _splitter() -> Callable[[str], Iterator[tuple[int, int]]]:
    import nupunkt

    return nupunkt.load("default").span_tokenize
