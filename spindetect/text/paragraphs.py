"""Paragraphs, and words broken over a line end.

A blank line always separates paragraphs. A single line end does so too, unless the text is
hard-wrapped and the line is full: the next line's first word would not have fitted into the usual
width. That width is not given, so it is inferred: each line end is explained by the widths from
"the line fits" to "the next word does not", and the width that explains most line ends is taken.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from spindetect.types import Span

MAX_WIDTH = 130
MIN_WIDTH = 36
# A proportional font breaks lines at unequal character counts: allow a sixth of the width.
SLACK = 6
# A line end inside a sentence, where blank lines separate the paragraphs, is a wrap whatever the
# width; shorter lines may be items of a list.
MIN_RUNNING_ON_LINE = 30
# Shares of the single line ends. In wrapped prose nearly all are explained by one width and most
# run on in small letters; of short lines that are no prose few are explained, and hardly any runs
# on. On the 366 hard-wrapped texts of OneStopEnglish, 13 of the 4,794 paragraphs found with these
# values begin with a small letter, that is, a line end was wrongly taken for a paragraph's.
MIN_EXPLAINED = 0.5
MIN_RUNNING_ON = 0.4

_LINE = re.compile(r"\S[^\n]*")
# Of a sentence, or of an agency's sign-off after it.
_SENTENCE_END = re.compile(r"[.!?:…][\"')\]”’»]*(?: ?[-–—(]+ ?[A-Z][A-Za-z]{1,9}\)?)?$")
_OWN_LINE = re.compile(
    r"(?:[-*•·▪◦‣]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s"  # a list item
    r"|[-\[(–— ]*+(?:page|p\.)?+ ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?[-\])–— ]*+$",  # a page number
    re.IGNORECASE,
)
_SUSPENDED = re.compile(r"(?:and|or|to|und|oder)\b")


class Layout(NamedTuple):
    """`paragraphs`: their character spans, each from its first character that is no space.

    `joins`: the gaps (line end and indentation) inside words broken over a line end.
    """

    paragraphs: list[Span]
    joins: list[Span]


def lay_out(plain: str) -> Layout:
    """Find the paragraphs of a text with plain typography."""
    lines = [match.span() for match in _LINE.finditer(plain)]
    single = [
        index
        for index in range(1, len(lines))
        if plain.find("\n", lines[index - 1][1] + 1, lines[index][0]) < 0
    ]
    if not single:
        return Layout([Span(start, end) for start, end in lines], [])
    wraps = _wraps(plain, lines, single)
    inner = {wrap.line for wrap in wraps}
    firsts = [index for index in range(len(lines)) if index not in inner]
    lasts = [*(index - 1 for index in firsts[1:]), len(lines) - 1]
    return Layout(
        [Span(lines[a][0], lines[b][1]) for a, b in zip(firsts, lasts, strict=True)],
        [
            Span(lines[wrap.line - 1][0] + wrap.length, lines[wrap.line][0])
            for wrap in wraps
            if wrap.hyphenated
        ],
    )


class _LineEnd(NamedTuple):
    """A single line end: what stands before and after it.

    `line`: number of the line after it. `length`: characters of the line before it. `word`:
    characters of the first word after it, 0 if that line stands for itself. `ended`: the line
    before ends as a sentence does. `small`: the line after begins with a small letter.
    `hyphenated`: a word is broken by it.
    """

    line: int
    length: int
    word: int
    ended: bool
    small: bool
    hyphenated: bool


def _wraps(plain: str, lines: list[tuple[int, int]], single: list[int]) -> list[_LineEnd]:
    """Those line ends that are mere wraps; `single`: numbers of the lines after single ones."""
    ends = [_line_end(plain, lines, index) for index in single]
    width = _usual_width(ends)
    # Where blank lines do not mark the paragraphs, a line end may.
    spaced = len(lines) - len(single) > 2
    full = {end.line for end in ends if _is_full(end, width, spaced)}
    hard_wrapped = (
        width >= MIN_WIDTH
        and len(full) >= MIN_EXPLAINED * len(ends)
        and sum(end.small for end in ends if end.line in full) >= MIN_RUNNING_ON * len(full)
    )
    return [
        end
        for end in ends
        if (hard_wrapped and end.line in full)
        or (spaced and _runs_on(end, 0 if hard_wrapped else MIN_RUNNING_ON_LINE))
        or end.hyphenated
    ]


def _line_end(plain: str, lines: list[tuple[int, int]], index: int) -> _LineEnd:
    start, end = lines[index]
    before = plain[slice(*lines[index - 1])].rstrip()
    last, first = before[-1], plain[start]
    small = first.islower()
    return _LineEnd(
        line=index,
        length=len(before),
        word=0 if _stands_alone(plain, start, end) else _first_word(plain, start, end),
        # A small letter at the end is looked at no closer: nearly all line ends have one.
        ended=not last.islower() and _SENTENCE_END.search(before[-20:]) is not None,
        small=small,
        hyphenated=last in "-\u00ad"
        and small
        and before[-2:-1].isalpha()
        and not _SUSPENDED.match(plain, start),
    )


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """The line is an item of a list or a page number."""
    if plain[start].isalpha() and plain[start] not in "pP" and plain[start + 1 : end][:1].isalnum():
        return False
    return _OWN_LINE.match(plain, start, end) is not None


def _first_word(plain: str, start: int, end: int) -> int:
    space = plain.find(" ", start, end)
    return (space if space >= 0 else end) - start


def _usual_width(ends: list[_LineEnd]) -> int:
    """The width at most `MAX_WIDTH` that explains most line ends; the smallest of equals."""
    changes = [0] * (MAX_WIDTH + 2)
    for end in ends:
        if end.word and end.length <= MAX_WIDTH:
            changes[end.length] += 1
            changes[min(end.length + end.word + end.length // SLACK, MAX_WIDTH) + 1] -= 1
    counts = list(accumulate(changes))
    return counts.index(max(counts))


def _is_full(end: _LineEnd, width: int, spaced: bool) -> bool:
    """The line before reaches the width, and the next word would not have fitted."""
    slack = width // SLACK
    room = width - end.length - (0 if end.ended and not spaced else slack)
    return end.word > 0 and end.length <= width + slack and 1 + end.word > room


def _runs_on(end: _LineEnd, shortest: int) -> bool:
    """The line end stands inside a sentence, and the line is no item of a list."""
    return end.word > 0 and end.small and not end.ended and end.length >= shortest
