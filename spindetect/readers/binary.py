"""Telling files that hold no text by their first bytes or their control characters."""

from __future__ import annotations

from spindetect.readers.refusal import RefusedError

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "PNG image"),
    (0, b"\xff\xd8\xff", "JPEG image"),
    (0, b"GIF87a", "GIF image"),
    (0, b"GIF89a", "GIF image"),
    (8, b"WEBP", "WebP image"),
    (0, b"II*\x00", "TIFF image"),
    (0, b"MM\x00*", "TIFF image"),
    (0, b"\x7fELF", "ELF program"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O program"),
    (0, b"\xca\xfe\xba\xbe", "Java class or Mach-O program"),
    (0, b"\x1f\x8b", "gzip archive"),
    (0, b"BZh", "bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (257, b"ustar", "tar archive"),
    (0, b"PAR1", "Parquet table"),
    (0, b"SQLite format 3\x00", "SQLite database"),
    (0, b"wOFF", "web font"),
    (0, b"wOF2", "web font"),
    (0, b"ID3", "MP3 audio"),
    (0, b"OggS", "Ogg audio"),
    (4, b"ftyp", "MP4 video"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word or Office file, old or with a password"),
    (0, b"{\\rtf", "Rich Text document"),
)
"""Offset, bytes and name of formats that a user may take for a document, from the formats' own
specifications."""

_ZIP_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"xl/workbook", "Excel workbook"),
    (b"ppt/presentation", "PowerPoint presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument text"),
    (b"mimetypeapplication/epub+zip", "EPUB book"),
)

_CONTROLS = bytes(sorted({*range(32), 127} - set(b"\t\n\v\f\r\x1b")))
"""Characters that no text needs. ESC is not among them: ISO-2022 encodings switch with it."""

MAX_CONTROL_SHARE = 0.05
"""Share of control characters above which bytes are no text. Uniformly random bytes, which is how
compressed data looks, hold .11; a text with stray NULs stays far below."""

_ADVICE = "save it as .txt, .html, .pdf or .docx"


def control_share(data: bytes) -> float:
    """Share of control characters (NUL included) among the bytes; 0 for no bytes."""
    return 1 - len(data.translate(None, _CONTROLS)) / len(data) if data else 0.0


def _without_controls(data: bytes) -> bool:
    """Whether this may be a text that happens to begin with a mark made of letters ("ID3")."""
    return control_share(data[:4096]) == 0


def _zip_kind(data: bytes) -> str:
    return next((kind for mark, kind in _ZIP_KINDS if mark in data), "ZIP archive")


def binary_kind(data: bytes) -> str | None:
    """Name of the format if the first bytes are those of a known one without plain text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    for offset, mark, kind in _SIGNATURES:
        if data.startswith(mark, offset) and not (mark.isalnum() and _without_controls(data)):
            return kind
    return None


def binary_refusal(kind: str | None = None) -> RefusedError:
    """The refusal of a file that holds no text, with its format where that is known."""
    name = f" ({kind})" if kind else ""
    return RefusedError(f"looks like a binary file{name}, not text; {_ADVICE}")
