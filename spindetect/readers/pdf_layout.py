"""The layout of PDF pages: running heads, columns, rows.

All lengths are PDF points (1/72 inch), measured from the lower left corner of the page, so that a
higher line has the larger `baseline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_EDGE_SHARE = 0.15
"""Share of the page height at the top and at the foot where running heads are looked for."""

_PLACES = 200
"""Places down a page: heads on two pages stand alike within half a per cent of its height."""

_PAGE_NUMBER = re.compile(r"(?i)\W*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d+)?\W*")

_MIN_SIDE_LINES = 4
_MIN_SIDE_WIDTH = 0.2
"""A column has at least so many lines, and half of them are this share of the page wide: labels
and numbers of a table are narrower."""

_GUTTER_PLACES = 60
_SAME_ROW = 0.4
"""Distance of baselines, in font sizes, below which two pieces stand on one line: a superscript is
raised by a third, lines are at least one size apart."""

_BLANK = 0.1
"""Distance of two pieces, in font sizes, from which a blank parts them; blanks measure 0.25."""

_DIGITS = re.compile(r"\d+")


_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text on one line, its edges, baseline and font size in points.

    `hyphenated`: its last word goes on in the next line.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    hyphenated: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The height of a page and its lines in the order of the content stream."""

    height: float
    lines: tuple[Line, ...]


def without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """Pages without running heads and feet.

    These are lines near head or foot of a page that recur on another page in the same place, digits
    ignored; outermost lines in a place where such heads stand (those of the other author, the next
    chapter); and page numbers that stand outermost.
    """
    seen: dict[_Key, set[int]] = {}
    for number, page in enumerate(pages):
        for line in page.lines:
            if _near_edge(page, line):
                seen.setdefault(_key(page, line), set()).add(number)
    recurring = {key for key in seen if _recurs(key, seen)}
    places = {near for _, place in recurring for near in _around(place)}
    return [_without_heads(page, recurring, places) for page in pages]


def _without_heads(page: Page, recurring: set[_Key], places: set[int]) -> Page:
    highest = max((line.baseline for line in page.lines), default=0.0)
    lowest = min((line.baseline for line in page.lines), default=0.0)

    def is_head(line: Line) -> bool:
        if not _near_edge(page, line):
            return False
        key = _key(page, line)
        outermost = (line.baseline + line.size > highest) != (line.baseline - line.size < lowest)
        placed = key[1] in places or _PAGE_NUMBER.fullmatch(line.text) is not None
        return key in recurring or (outermost and placed)

    return replace(page, lines=tuple(line for line in page.lines if not is_head(line)))


def _key(page: Page, line: Line) -> _Key:
    """What a line says, digits ignored, and how far up the page it stands."""
    return _DIGITS.sub("#", line.text.casefold()), int(line.baseline / (page.height or 1) * _PLACES)


def _around(place: int) -> tuple[int, int, int]:
    return place - 1, place, place + 1


def _recurs(key: _Key, seen: Mapping[_Key, set[int]]) -> bool:
    """Whether a line stands in its place, or the ones beside it, on more than one page."""
    text, place = key
    return len(set().union(*(seen.get((text, near), ()) for near in _around(place)))) > 1


def _near_edge(page: Page, line: Line) -> bool:
    share = line.baseline / (page.height or 1)
    return not _EDGE_SHARE < share < 1 - _EDGE_SHARE


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Rows of text in reading order, one list for each column or full-width band.

    A gutter is a vertical strip with text on both sides; lines across it part the page into bands,
    inside which the left side is read before the right one (a recursive XY cut: Nagy and Seth,
    "Hierarchical representation of optically scanned documents", ICPR 1984).
    """
    gutter = _gutter(lines)
    if gutter is None:
        return [_rows(lines)] if lines else []
    ordered: list[list[Line]] = []
    for band in _bands(lines, gutter):
        before = [line for line in band if line.right <= gutter]
        after = [line for line in band if line.left >= gutter]
        if before and after:
            ordered += [*columns(before), *columns(after)]
        else:
            ordered.append(_rows(band))
    return ordered


def _bands(lines: Sequence[Line], gutter: float) -> list[list[Line]]:
    """Runs, from the top down, of lines that all cross the gutter or all do not."""
    bands: list[list[Line]] = []
    crossed = None
    for line in sorted(lines, key=lambda line: -line.baseline):
        crosses = line.left < gutter < line.right
        if crosses != crossed:
            bands.append([])
        bands[-1].append(line)
        crossed = crosses
    return bands


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the fewest characters cross, if there are two columns of text to part; else None."""
    if len(lines) < 2 * _MIN_SIDE_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    step = (right - left) / _GUTTER_PLACES
    inner = range(_GUTTER_PLACES // 5, _GUTTER_PLACES - _GUTTER_PLACES // 5)
    places = [left + step * number for number in inner]
    best = min(places, key=lambda x: (_crossing(lines, x), abs(x - (left + right) / 2)))
    before = [line for line in lines if line.right <= best]
    after = [line for line in lines if line.left >= best]
    wide = all(_is_column(side, (right - left) * _MIN_SIDE_WIDTH) for side in (before, after))
    return best if wide and _side_by_side(before, after) else None


def _crossing(lines: Sequence[Line], x: float) -> int:
    return sum(len(line.text) for line in lines if line.left < x < line.right)


def _is_column(lines: Sequence[Line], width: float) -> bool:
    wide_enough = len(lines) >= _MIN_SIDE_LINES
    return wide_enough and median(line.right - line.left for line in lines) >= width


def _side_by_side(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether the two sides share a stretch of the page's height."""
    foot = max(min(line.baseline for line in side) for side in (before, after))
    head = min(max(line.baseline for line in side) for side in (before, after))
    inside = [sum(foot <= line.baseline <= head for line in side) for side in (before, after)]
    return min(inside) >= _MIN_SIDE_LINES


def _rows(lines: Iterable[Line]) -> list[Line]:
    """Lines from the top down, pieces on one line joined from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.baseline):
        if rows and rows[-1][0].baseline - line.baseline < _SAME_ROW * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_one_row(sorted(row, key=lambda line: line.left)) for row in rows]


def _one_row(pieces: list[Line]) -> Line:
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        text += (" " if piece.left - before.right > _BLANK * piece.size else "") + piece.text
    longest = max(pieces, key=lambda piece: len(piece.text))
    right = max(piece.right for piece in pieces)
    return replace(
        longest,
        text=text,
        left=pieces[0].left,
        right=right,
        hyphenated=pieces[-1].hyphenated,
    )
