"""Word documents (.docx, ECMA-376) → paragraphs, read straight from the body's XML.

One member of the zip archive matters, and of its 200 elements a dozen. Reading them with the
standard library's expat as a stream keeps memory flat, lets every limit be enforced while reading,
and refuses a document type declaration before any entity can be defined; python-docx would load the
whole package and need lxml (12 MB) for it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from spindetect.readers.refusal import RefusedError, check_length, in_mebibytes, too_large

MAX_XML_BYTES = 128 * 1024 * 1024
"""Largest unpacked body: markup of Word takes some four times the room of its text."""

MAX_MEMBERS = 10_000
"""Most files in the archive; real documents hold tens, with a picture per page hundreds."""

MAX_ELEMENTS = 2_000_000
"""Most XML elements, ten seconds' work: a novel of 500 pages has some 200,000."""

MAX_DEPTH = 1_000
"""Deepest nesting of the XML; nested tables and text boxes reach about 50."""

_MEMBER = re.compile(r"word/document\d*\.xml")
_CHUNK = 1 << 16
_WORD_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

_SKIPPED = frozenset({"del", "moveFrom", "rt", "rPrChange", "pPrChange"})
"""Deleted and moved-away revisions, readings beside East Asian text, and former formatting."""

_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})
_ADVICE = "save it again as .docx in a word processor, without a password"
_DAMAGED_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    EOFError,
    OSError,
    ValueError,
)


def read(data: bytes, encoding: str | None) -> str:
    """Body paragraphs and table cells, parted by blank lines; headers, footers and notes are out.

    `encoding` is ignored: XML declares its own. Raises RefusedError for a damaged, encrypted or
    oversized document, one with a document type declaration, and one without text.
    """
    if not data.startswith(b"PK"):
        raise RefusedError(f"is no Word document (.docx) inside; {_ADVICE}")
    if data.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise RefusedError(f"packs more than {MAX_MEMBERS:,} files; {_ADVICE}")
    body = _Body()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, _open_body(archive) as member:
            _parse(member, body)
    except _DAMAGED_ERRORS:
        raise RefusedError(f"is a damaged Word document; {_ADVICE}") from None
    except RuntimeError:  # zipfile's word for "needs a password", and for unknown packing
        raise RefusedError(f"is encrypted or packed in an unknown way; {_ADVICE}") from None
    text = body.text()
    if not text:
        raise RefusedError("has no text, only pictures or empty paragraphs; use another document")
    return text


def _open_body(archive: zipfile.ZipFile) -> IO[bytes]:
    for member in archive.infolist():
        if _MEMBER.fullmatch(member.filename):
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise RuntimeError("packing that ECMA-376 does not allow")
            return archive.open(member)
    raise zipfile.BadZipFile("no body")


def _parse(member: IO[bytes], body: _Body) -> None:
    """Feeds the unpacked XML to expat in pieces, up to `MAX_XML_BYTES`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.characters
    size = 0
    while chunk := member.read(_CHUNK):
        size += len(chunk)
        if size > MAX_XML_BYTES:
            raise too_large(f"over {in_mebibytes(MAX_XML_BYTES)} unpacked")
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*declaration: object) -> None:
    raise RefusedError(f"declares an XML document type, which no Word document does; {_ADVICE}")


class _Body:
    """Collects paragraphs from the parser's events. Text boxes nest paragraphs in paragraphs."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._open: list[list[str]] = []
        self._carried: list[str] = []
        self._hidden_runs: list[bool] = []
        self._in_text = self._in_properties = self._mark_deleted = False
        self._elements = self._depth = self._skipped = self._size = 0

    def text(self) -> str:
        """What was read: paragraphs parted by blank lines."""
        self._close(self._carried)
        return "\n\n".join(self._paragraphs)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `name` is its namespace, a blank and its local name."""
        self._elements += 1
        self._depth += 1
        if self._elements > MAX_ELEMENTS:
            raise too_large(f"over {MAX_ELEMENTS:,} XML elements")
        if self._depth > MAX_DEPTH:
            raise RefusedError(f"nests more than {MAX_DEPTH:,} elements; {_ADVICE}")
        namespace, _, local = name.rpartition(" ")
        if self._skipped or (namespace, local) == (_COMPATIBILITY, "Fallback"):
            self._skipped += 1
        elif namespace in _WORD_NAMESPACES:
            self._start_word(local, attributes)

    def _start_word(self, local: str, attributes: dict[str, str]) -> None:
        if local in _SKIPPED:
            self._skipped = 1
            self._mark_deleted |= local == "del" and self._in_properties
        elif local == "p":
            self._open.append(self._carried)
            self._carried = []
        elif local == "pPr":
            self._in_properties = True
        elif local == "r":
            self._hidden_runs.append(False)
        elif local == "vanish" and self._hidden_runs and not self._in_properties:
            self._hidden_runs[-1] = next(iter(attributes.values()), "1") not in _OFF
        elif local in _CHARACTERS:
            self._write(_CHARACTERS[local])
        self._in_text = local == "t"

    def end(self, name: str) -> None:
        """An element ends."""
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        self._in_text = False
        namespace, _, local = name.rpartition(" ")
        if namespace in _WORD_NAMESPACES:
            self._end_word(local)

    def _end_word(self, local: str) -> None:
        if local == "p":
            self._end_paragraph(self._open.pop())
        elif local == "pPr":
            self._in_properties = False
        elif local == "r":
            self._hidden_runs.pop()

    def _end_paragraph(self, pieces: list[str]) -> None:
        """A paragraph whose end mark was deleted runs on into the next one."""
        if self._mark_deleted:
            self._carried = pieces
        else:
            self._close(pieces)
        self._mark_deleted = False

    def _close(self, pieces: list[str]) -> None:
        text = "".join(pieces).strip()
        if text:
            self._paragraphs.append(text)

    def characters(self, text: str) -> None:
        """Character data; only that of text elements counts."""
        if self._in_text and not self._skipped:
            self._write(text)

    def _write(self, text: str) -> None:
        if self._open and self._hidden_runs and not self._hidden_runs[-1]:
            self._open[-1].append(text)
            self._size += len(text)
            check_length(self._size)
