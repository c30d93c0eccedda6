"""From the lines of PDF pages to paragraphs: references cut, words rejoined, lines joined."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spindetect.readers.pdf_layout import Line, Page, columns, without_running_heads

_REFERENCES = re.compile(
    r"(?i)(?:\d+\.?\s+|[ivx]+\.\s+)?"
    r"(?:references|bibliography|works cited|literature cited|reference list|literature)\s*:?"
)
_APPENDIX = re.compile(
    r"(?i)(?:[a-z\d]\.?\s+)?(?:appendix|appendices|annex|supplementary)\b.{0,80}"
)
_CITATION = re.compile(r"\[\d+\]|^\d+\.\s|\b(?:19|20)\d\d[a-z]?\b|\bdoi\b|https?://")
_WINDOW = 12
_MIN_CITATIONS = 0.15
"""Share of the dozen lines after a heading that look like entries of a reference list: each entry
holds a year and takes two to six lines, in narrow columns."""

_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_PARAGRAPH_GAP = 1.4
"""Distance to the line above, in line distances, from which a paragraph begins."""

_SAME_SIZE = 0.1
_MIN_BLOCK = 3
"""Fewest lines that tell a right edge."""

_INDENT = 0.6
_FIT_MARGIN = 1.3
"""How much room, in widths of the next word, a line must have left for its end to be meant."""

_BULLET = re.compile(r"[•▪●◦‣■▸*–-]\s")
_CONTENTS = re.compile(r"(?:\.\s?){5}\s*(?:\d+|[ivxl]+)$")
"""The end of a line of a table of contents: leader dots and a page number."""

_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010\xad]?$")
_TAIL = 100
"""Characters looked at of the end of a line, however long it is."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KEPT_PREFIXES = frozenset(
    "self well half ex all cross long short high low first second so".split()
)
"""Parts of compounds that keep their hyphen where it falls on a line end."""


@dataclass(frozen=True, slots=True)
class _Column:
    """Measures of a column: number of rows, line distance (the lower quartile: between short
    paragraphs it is larger), the commonest left edge, the right edge of all rows, and that of the
    rows that begin at a left edge (rounded)."""

    count: int
    pitch: float
    left: int
    right: float
    rights: Mapping[int, float]

    def right_edge(self, line: Line) -> float:
        """How far to the right the block that a line stands in reaches."""
        return self.rights.get(round(line.left), self.right)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with the column it stands in and what follows there; `above` and `below` are the
    distances of baselines to its neighbours in the column, infinite for none."""

    line: Line
    column: _Column
    following: Line | None
    above: float
    below: float


def readable_text(pages: Sequence[Page]) -> str:
    """Paragraphs of all pages in reading order, parted by blank lines; "" for pages without text.

    Paragraphs run on over columns and pages.
    """
    rows = _without_references(
        [
            row
            for page in without_running_heads(pages)
            for lines in columns(page.lines)
            for row in _placed(lines)
            if not _CONTENTS.search(row.line.text[-_TAIL:])
        ]
    )
    words = {word for row in rows for word in _WORD.findall(row.line.text.lower())}
    pieces = [row.line.text for row in rows[:1]]
    for before, row in pairwise(rows):
        if _begins_paragraph(before, row):
            pieces += ["\n\n", row.line.text]
        else:
            ending, joint = _joint(before.line, row.line.text, words)
            pieces[-1:] = [ending, joint, row.line.text]
    return "".join(pieces)


def _placed(lines: list[Line]) -> list[_Row]:
    gaps = [above.baseline - below.baseline for above, below in pairwise(lines)]
    column = _measured(lines, gaps)
    neighbours = zip(lines, [*lines[1:], None], [math.inf, *gaps], [*gaps, math.inf], strict=True)
    return [_Row(line, column, after, above, below) for line, after, above, below in neighbours]


def _measured(lines: list[Line], gaps: list[float]) -> _Column:
    blocks: dict[int, list[float]] = {}
    for line in lines:
        blocks.setdefault(round(line.left), []).append(line.right)
    return _Column(
        count=len(lines),
        pitch=sorted(gaps)[len(gaps) // 4] if gaps else math.inf,
        left=min(blocks, key=lambda left: (-len(blocks[left]), left)),
        right=_edge([line.right for line in lines]),
        rights={left: _edge(block) for left, block in blocks.items() if len(block) >= _MIN_BLOCK},
    )


def _edge(rights: list[float]) -> float:
    """The right edge of some lines: where nine in ten end at the latest."""
    return sorted(rights)[math.ceil(0.9 * (len(rights) - 1))]


def _without_references(rows: list[_Row]) -> list[_Row]:
    """Rows without reference lists: from their heading to an appendix or the end."""
    kept: list[_Row] = []
    inside = False
    for index, row in enumerate(rows):
        if _REFERENCES.fullmatch(row.line.text):
            inside = inside or _lists_references(rows[index + 1 : index + 1 + _WINDOW])
        elif inside and _APPENDIX.fullmatch(row.line.text):
            inside = False
        if not inside:
            kept.append(row)
    return kept


def _lists_references(rows: Sequence[_Row]) -> bool:
    citations = sum(_CITATION.search(row.line.text) is not None for row in rows)
    return citations > 0 and citations >= _MIN_CITATIONS * len(rows)


def _begins_paragraph(before: _Row, row: _Row) -> bool:
    same_size = _same_size(before.line, row.line)
    if before.line.hyphenated and same_size:
        return False
    if before.column is not row.column:
        return not (same_size and _runs_on(before, row))
    return (
        not same_size
        or row.above > _PARAGRAPH_GAP * min(before.above, row.below, row.column.pitch)
        or _BULLET.match(row.line.text) is not None
        or _is_indented(before, row)
        or _would_fit(before, row)
    )


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _runs_on(before: _Row, row: _Row) -> bool:
    """Whether a paragraph goes on from the foot of one column to the head of the next."""
    if _TERMINAL.search(before.line.text[-_TAIL:]):
        return False
    full = before.column.count >= _MIN_BLOCK and not _would_fit(before, row)
    return full or row.line.text[0].islower()


def _is_indented(before: _Row, row: _Row) -> bool:
    """A first line set in from the margin, unless the next one is too (a hanging indent)."""
    if not _TERMINAL.search(before.line.text[-_TAIL:]):
        return False
    indent = _INDENT * row.line.size
    if row.line.left - row.column.left <= indent or row.line.left - before.line.left <= indent:
        return False
    return row.following is None or row.line.left - row.following.left > indent


def _would_fit(before: _Row, row: _Row) -> bool:
    """Whether the row's first word had room on the line before: that line ended on purpose."""
    line = row.line
    character = (line.right - line.left) / len(line.text)
    word = character * (len(line.text.split(" ", 1)[0]) + 1)
    return before.column.right_edge(before.line) - before.line.right > _FIT_MARGIN * word


def _joint(line: Line, following: str, words: set[str]) -> tuple[str, str]:
    """A line without the hyphen that parts its last word, and what goes between it and the next."""
    last = _HYPHENATED.search(line.text[-_TAIL:])
    hyphen = line.hyphenated or line.text.endswith(("-", "\u2010", "\xad"))
    if not last or not hyphen or not following[0].isalnum():
        return line.text, " "
    keeps = not following[0].islower() or _keeps_hyphen(last[1], following, words)
    return line.text.rstrip("-\u2010\xad"), "-" if keeps else ""


def _keeps_hyphen(first: str, following: str, words: set[str]) -> bool:
    """A compound, by how the document itself writes the word elsewhere, else by its first part."""
    match = _WORD.match(following)
    second = match[0].lower() if match else ""
    if first.lower() + second in words:
        return False
    return f"{first.lower()}-{second}" in words or first.lower() in _KEPT_PREFIXES
