"""The table of formats: how each is told by content and by name, and what reads it.

Readers are imported when first used, so that reading plain text loads neither an HTML parser nor a
PDF library. To add a format, write its module with a `read` function and add a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from spindetect.readers.binary import binary_kind, binary_refusal

_HEAD = 4096
_MARKUP = re.compile(
    rb"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)(?![a-z0-9:-])"
)


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of document.

    `sniff` tells it by its bytes; `suffixes` (lower case, with the dot) by name, where no format is
    told by content. `read` takes the bytes and the user's encoding (or None), returns the readable
    text and raises RefusedError.
    """

    name: str
    suffixes: frozenset[str]
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str | None], str]


def format_of(data: bytes, suffix: str) -> Format:
    """The format of a document; RefusedError if its first bytes are those of a binary file."""
    for candidate in FORMATS:
        if candidate.sniff(data):
            return candidate
    kind = binary_kind(data)
    if kind:
        raise binary_refusal(kind)
    named = (candidate for candidate in FORMATS if suffix.lower() in candidate.suffixes)
    return next(named, FORMATS[-1])


def is_page(text: str) -> bool:
    """Whether a text is the markup of a whole page."""
    return text.lstrip().startswith("<") and _is_html(text[:_HEAD].encode("utf-8", "replace"))


def _is_pdf(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-")


def _is_docx(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04") and b"word/document" in data


def _is_html(data: bytes) -> bool:
    """A page's first tag, in any encoding that extends ASCII, or in UTF-16."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    return _MARKUP.match(head) is not None


def _is_anything(data: bytes) -> bool:
    return False


def _read_pdf(data: bytes, encoding: str | None) -> str:
    from spindetect.readers import pdf

    return pdf.read(data, encoding)


def _read_docx(data: bytes, encoding: str | None) -> str:
    from spindetect.readers import docx

    return docx.read(data, encoding)


def _read_html(data: bytes, encoding: str | None) -> str:
    from spindetect.readers import html

    return html.read(data, encoding)


def _read_plain(data: bytes, encoding: str | None) -> str:
    from spindetect.readers import plain

    return plain.read(data, encoding)


FORMATS: tuple[Format, ...] = (
    Format("pdf", frozenset({".pdf"}), _is_pdf, _read_pdf),
    Format("docx", frozenset({".docx", ".docm"}), _is_docx, _read_docx),
    Format("html", frozenset({".html", ".htm", ".xhtml", ".xht"}), _is_html, _read_html),
    Format("text", frozenset({".txt", ".text", ".md", ""}), _is_anything, _read_plain),
)
"""Asked in this order; the last one takes what no other claims."""
