"""Quotations: which tokens stand inside quotation marks.

Marks are paired within one paragraph, in one pass, double and single ones apart. A mark opens or
closes by its shape (“ ” « ») and, where it has none ("), by the spaces beside it. A double mark
left open quotes the rest of its paragraph; a single one left open does so only where the next
paragraph opens the quotation anew, as newspapers do, and is an apostrophe otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from spindetect.types import Span

_DOUBLES = '"“”„‟«»＂'
_SINGLES = "'’‘‚‛‹›"
# Any double mark, and a single one that does not stand between two letters or digits.
_MARK = re.compile(
    rf"[{_DOUBLES}{_SINGLES}`](?:(?<=[{_DOUBLES}])|(?<=')'|(?<=`)`|(?<=[{_SINGLES}])(?:(?!\w)|(?<!\w.)))"
)
_OPENING = frozenset("“„‟«‘‚‛‹") | {"``"}
_CLOSING = frozenset("”»’›") | {"''"}
# Marks that close what another mark of the same side has opened: „so“, »so«.
_TURNED = frozenset([("„", "“"), ("»", "«"), ("›", "‹"), ("‚", "‘")])
_BEFORE_OPENING = frozenset("([{-–—―/|:=¿¡" + _DOUBLES + _SINGLES)
# Apostrophes that look like opening marks: rock 'n' roll, 'em, the '90s.
_ELISION = re.compile(r"['‘’](?:\d\ds|n|em|til|tis|twas|cause|cos)\b", re.IGNORECASE)


class _Mark(NamedTuple):
    """A quotation mark with the characters beside it (a space at the paragraph's ends)."""

    start: int
    text: str
    before: str
    after: str

    @property
    def leads(self) -> bool:
        """It stands where a quotation may open: not after a word and not before a space."""
        free = self.before.isspace() or self.before in _BEFORE_OPENING
        return free and not self.after.isspace()


def quoted_mask(marked: str, paragraphs: Sequence[Span], starts: Sequence[int]) -> bytearray:
    """1 for each token strictly inside quotation marks, else 0.

    `marked` is the text with its quotation marks as written, `starts` the tokens' offsets into it.
    The marks themselves have 0, also those of a quotation inside a quotation.
    """
    mask = bytearray(len(starts))
    found = _quotations(marked, paragraphs)
    for start, end in found:
        first, last = bisect_right(starts, start), bisect_left(starts, end)
        mask[first:last] = b"\x01" * (last - first)
    for place in (place for quotation in found for place in quotation):
        index = bisect_left(starts, place)
        if index < len(starts) and starts[index] == place:
            mask[index] = 0
    return mask


def _quotations(marked: str, paragraphs: Sequence[Span]) -> list[tuple[int, int]]:
    """Offsets of the opening and the closing mark (or the paragraph's end) of each quotation."""
    found: list[tuple[int, int]] = []
    open_before = False
    for number, paragraph in enumerate(paragraphs):
        marks = _marks(marked, paragraph)
        if not marks:
            open_before = False
            continue
        doubles = [mark for mark in marks if _is_double(mark.text)]
        if len(doubles) < len(marks):
            following = paragraphs[number + 1].start if number + 1 < len(paragraphs) else -1
            singles = [mark for mark in marks if not _is_double(mark.text)]
            found += _single(singles, paragraph, marked[following] if following > 0 else "")
        found += _double(doubles, paragraph, open_before)
        open_before = bool(doubles and found and found[-1][1] == paragraph.end)
    return found


def _is_double(mark: str) -> bool:
    return mark in _DOUBLES or len(mark) == 2


def _marks(marked: str, paragraph: Span) -> list[_Mark]:
    marks = []
    for match in _MARK.finditer(marked, paragraph.start, paragraph.end):
        start, end = match.span()
        if match.group() in _SINGLES and _ELISION.match(marked, start):
            continue
        before = marked[start - 1] if start > paragraph.start else " "
        after = marked[end] if end < paragraph.end else " "
        marks.append(_Mark(start, match.group(), before, after))
    return marks


def _double(marks: list[_Mark], paragraph: Span, open_before: bool) -> list[tuple[int, int]]:
    """Pairs of double marks; `open_before`: the paragraph before this left a quotation open."""
    found = []
    opener: _Mark | None = None
    for position, mark in enumerate(marks):
        if opener is not None:
            if _closes(opener.text, mark):
                found.append((opener.start, mark.start))
                opener = None
        elif mark.text in _OPENING or mark.leads:
            opener = mark
        elif position == 0 and open_before and mark.text == "”":
            found.append((paragraph.start - 1, mark.start))
    if opener is not None:
        found.append((opener.start, paragraph.end))
    return found


def _closes(opener: str, mark: _Mark) -> bool:
    """Whether a double mark closes the open quotation; one that leads re-opens it instead."""
    if (opener, mark.text) in _TURNED:
        return True
    if mark.text in _OPENING:
        return False
    return mark.text in _CLOSING or not mark.leads


def _single(marks: list[_Mark], paragraph: Span, following: str) -> list[tuple[int, int]]:
    """Pairs of single marks; `following` is the first character of the next paragraph."""
    found = []
    opener: _Mark | None = None
    # Where the quotation ends unless a better mark comes: "the boys' " may be a possessive.
    tentative: int | None = None
    for mark in marks:
        if _opens_single(opener, mark):
            if opener is not None and tentative is not None:
                found.append((opener.start, tentative))
            opener, tentative = mark, None
        elif opener is None or mark.before.isspace():
            continue
        elif mark.before in "sS" and mark.after.isspace():
            tentative = mark.start if tentative is None else tentative
        else:
            found.append((opener.start, mark.start))
            opener = tentative = None
    if opener is not None and (tentative is not None or following == opener.text):
        found.append((opener.start, paragraph.end if tentative is None else tentative))
    return found


def _opens_single(opener: _Mark | None, mark: _Mark) -> bool:
    if opener is not None and (opener.text, mark.text) in _TURNED:
        return False
    return mark.leads and mark.text not in _CLOSING
