"""PDF → lines with their places on the page, through PDFium (pypdfium2).

PDFium was chosen over pypdf by trying both: 2 to 5 ms a page against 37 to 40 ms, the same words,
and it tells where each character stands, which columns, running heads and paragraphs are found by.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from ctypes import c_double
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

from spindetect.readers.pdf_layout import Line, Page
from spindetect.readers.pdf_text import readable_text
from spindetect.readers.refusal import RefusedError, check_length, too_large

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_Point = tuple[float, float]


MAX_PAGES = 5_000
"""Most pages read; the longest books stay below 2,000."""

MAX_LINES = 500_000
"""Most lines read, a minute's work: a hundred for each of `MAX_PAGES` pages."""

_PASSWORD_ERROR = 4
"""FPDF_ERR_PASSWORD of PDFium's fpdfview.h."""

_HYPHENS = "\ufffe\x02"
"""PDFium's marks for a hyphen at the end of a line whose word goes on in the next one."""

_LINE = re.compile(f"[^\r\n{_HYPHENS}]+[{_HYPHENS}]?")

_MIN_CHARACTERS_PER_PAGE = 20
"""Fewer characters a page than this beside pictures is a scan with a stamp, no text."""

_MAX_UNMAPPED_SHARE = 0.3
"""Share of characters without a Unicode meaning from which a text layer is useless."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text as drawn: where it starts, corners of its last character, quarter turns of its line."""

    text: str
    start: _Point
    corners: tuple[_Point, _Point]
    size: float
    quarter: int


def read(data: bytes, encoding: str | None) -> str:
    """The body text in reading order, paragraphs parted by blank lines.

    Without running heads and feet, page numbers and the list of references; words are rejoined at
    line ends. `encoding` is ignored: fonts carry their own. Raises RefusedError for an encrypted or
    damaged document, one of pictures only, and one whose fonts do not say what their glyphs mean.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        raise _refusal(error) from None
    try:
        return _checked(document)
    except PdfiumError as error:
        raise _refusal(error) from None
    finally:
        document.close()


def _refusal(error: Exception) -> RefusedError:
    if getattr(error, "err_code", None) == _PASSWORD_ERROR:
        return RefusedError("is an encrypted PDF; save a copy without a password")
    return RefusedError("is a damaged PDF or none; open it in a viewer and save or print it anew")


def _checked(document: PdfDocument) -> str:
    count = len(document)
    if count > MAX_PAGES:
        raise RefusedError(f"has {count:,} pages, the limit is {MAX_PAGES:,}; split it")
    pages = _pages(document)
    text = readable_text(pages)
    size = sum(not character.isspace() for character in text)
    if size < _MIN_CHARACTERS_PER_PAGE * count and _has_picture(document):
        raise RefusedError("is a PDF of pictures; run character recognition (OCR) on it")
    if not size:
        raise RefusedError("is a PDF without text; use another copy")
    if _unmapped(text) > _MAX_UNMAPPED_SHARE * size:
        raise RefusedError("is a PDF whose fonts hide the letters; run character recognition (OCR)")
    return text


def _unmapped(text: str) -> int:
    """Characters that stand for no letter: controls, private use, replacement characters."""
    return sum(
        (character < " " and character != "\n") or "\ue000" <= character <= "\uf8ff"
        for character in text.replace("\ufffd", "\x01")
    )


def _pages(document: PdfDocument) -> list[Page]:
    """All pages; RefusedError once they hold more text than `MAX_TEXT_CHARACTERS` or lines."""
    pages, lines, size = [], 0, 0
    for index in range(len(document)):
        pages.append(_page(document, index, MAX_LINES + 1 - lines))
        lines += len(pages[-1].lines)
        size += sum(len(line.text) for line in pages[-1].lines)
        check_length(size)
        if lines > MAX_LINES:
            raise too_large(f"over {MAX_LINES:,} lines")
    return pages


def _page(document: PdfDocument, index: int, most: int) -> Page:
    """One page, turned so that most of its text is upright; other text (stamps) is left out.

    At most `most` pieces of text are read.
    """
    from pypdfium2.raw import FPDFPage_GetRotation  # the helper fails on rotations out of range

    page = document[index]
    textpage = page.get_textpage()
    try:
        pieces = list(islice(_pieces(textpage), most))
        size = page.get_size()[:: -1 if FPDFPage_GetRotation(page) % 2 else 1]
    finally:
        textpage.close()
        page.close()
    pieces = [piece for piece in pieces if _is_finite(piece)]
    turns = Counter(piece.quarter for piece in pieces for _ in piece.text)
    quarter = max(turns, key=lambda quarter: (turns[quarter], -quarter), default=0)
    lines = (_upright(piece, *size) for piece in pieces if piece.quarter == quarter)
    return Page(size[1 - quarter % 2], tuple(lines))


def _pieces(textpage: PdfTextPage) -> Iterator[_Piece]:
    """The pieces of text on a page in the order of its content stream."""
    for match in _LINE.finditer(_characters(textpage)):
        text = match[0].strip()
        if text:
            first = match.start() + match[0].index(text[0])
            last = first + len(text) - 1
            left, bottom, right, top = textpage.get_charbox(last, loose=True)
            fonts = [_font(textpage, index) for index in (first, (first + last) // 2, last)]
            yield _Piece(
                text,
                start=_origin(textpage, first),
                corners=((left, bottom), (right, top)),
                size=median(size for size, _ in fonts),
                quarter=fonts[0][1],
            )


def _is_finite(piece: _Piece) -> bool:
    """Damaged files place text at infinity."""
    points = (piece.start, *piece.corners)
    return math.isfinite(piece.size) and all(math.isfinite(x + y) for x, y in points)


def _upright(piece: _Piece, width: float, height: float) -> Line:
    """A piece of text on its page turned back; `width` and `height` are those before."""

    def turned(point: _Point) -> _Point:
        x, y = point
        return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[piece.quarter]

    left, baseline = turned(piece.start)
    right = max(turned(corner)[0] for corner in piece.corners)
    words = " ".join(piece.text.rstrip(_HYPHENS).split())
    return Line(words, left, right, baseline, piece.size, piece.text[-1] in _HYPHENS)


def _origin(textpage: PdfTextPage, index: int) -> _Point:
    """Where the pen stands to draw a character."""
    from pypdfium2.raw import FPDFText_GetCharOrigin

    x, y = c_double(), c_double()
    FPDFText_GetCharOrigin(textpage, index, x, y)
    return x.value, y.value


def _font(textpage: PdfTextPage, index: int) -> tuple[float, int]:
    """Size in points of a character and the quarter turns, anticlockwise, of its baseline.

    A font may be set at size 1 and enlarged by its matrix.
    """
    from pypdfium2.raw import FS_MATRIX, FPDFText_GetFontSize, FPDFText_GetMatrix

    matrix = FS_MATRIX()
    FPDFText_GetMatrix(textpage, index, matrix)
    size = FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    if not math.isfinite(matrix.a + matrix.b):
        return math.nan, 0
    return size, round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4


def _characters(textpage: PdfTextPage) -> str:
    """The text of a page, one character for each that PDFium knows, so that indices agree."""
    from pypdfium2.raw import FPDFText_GetUnicode

    text: str = textpage.get_text_range()
    count = textpage.count_chars()
    if len(text) == count:
        return text
    return "".join(chr(FPDFText_GetUnicode(textpage, index)) for index in range(count))


def _has_picture(document: PdfDocument) -> bool:
    """Whether one of the first pages shows an image."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    first = range(min(len(document), 5))
    return any(any(document[i].get_objects(filter=[FPDF_PAGEOBJ_IMAGE])) for i in first)
