"""From the marked plain text of a page to clean paragraphs."""

from __future__ import annotations

import re

BREAK = "\ufdd0"
"""Mark after a line break within a block (`br`, or a line end in preformatted text)."""

LINK_START, LINK_END = "\ufdd1", "\ufdd2"
"""Marks around the text of a link."""

_MIN_LINK_SHARE = 0.8
"""Share of a line's letters and digits within links from which it is a menu or a pointer to
another page; what is left are separators, as in "Home | News | Sport"."""

_MAX_LINK_LINE = 120
"""Longest line, in characters, that is left out for being a link: a teaser, no paragraph."""

_BLANKS = re.compile(r"[ \xa0\r\f\v]+")
_UNCLOSED = re.compile(f"{LINK_START}(?=[^{LINK_START}{LINK_END}]*(?:{LINK_START}|$))")
"""The start of a link that never ends: what follows is the page's text, not the link's."""

_LINK_MARKS = re.compile(f"([{LINK_START}{LINK_END}])")


def paragraphs(marked: str) -> str:
    """Blocks and table cells parted by blank lines, line breaks kept, link lines left out.

    Soft hyphens go: they are places for a line break, not letters. If nothing but link lines is
    left, they stay.
    """
    lines = list(_lines(marked))
    prose = [line for line in lines if not line[2]]
    return _joined(prose if any(text for _, text, _ in prose) else lines)


def _lines(marked: str) -> list[tuple[bool, str, bool]]:
    """Each line: whether it continues its block, its text, whether it is a link line."""
    lines: list[tuple[bool, str, bool]] = []
    linked = False
    for line in _UNCLOSED.sub("", marked.replace("\xad", "")).split("\n"):
        for cell in line.split("\t"):
            text, in_links, linked = _without_marks(cell, linked)
            is_link = 0 < in_links >= _MIN_LINK_SHARE * _size(text) and len(text) < _MAX_LINK_LINE
            lines.append((cell.lstrip().startswith(BREAK), text, is_link))
    return lines


def _size(text: str) -> int:
    return sum(map(str.isalnum, text))


def _without_marks(line: str, linked: bool) -> tuple[str, int, bool]:
    """Text of a line, letters and digits inside links, and whether a link stays open at its end."""
    kept, in_links = [], 0
    for piece in _LINK_MARKS.split(line.replace(BREAK, "")):
        if piece in (LINK_START, LINK_END):
            linked = piece == LINK_START
        else:
            kept.append(piece)
            in_links += _size(piece) if linked else 0
    return _BLANKS.sub(" ", "".join(kept)).strip(), in_links, linked


def _joined(lines: list[tuple[bool, str, bool]]) -> str:
    pieces: list[str] = []
    in_block = False
    for continues, text, _ in lines:
        if text:
            pieces += ["\n" if continues and in_block else "\n\n", text]
        in_block = bool(text)
    return "".join(pieces[1:])
