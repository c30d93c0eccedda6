"""A path or standard input → a document, every failure as one line."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from spindetect.readers.decoding import codec_name
from spindetect.readers.formats import format_of
from spindetect.readers.refusal import (
    MAX_DOCUMENT_BYTES,
    RefusedError,
    check_length,
    check_size,
)
from spindetect.types import Document, UnreadableError

_OTHER_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read_document(
    path: str | Path, *, encoding: str | None = None, stdin: BinaryIO | None = None
) -> Document:
    """Reads one document: plain text, HTML, PDF or DOCX, told by content first, then by name.

    `path`: a file, or "-" for standard input (`stdin`, by default that of the process). `encoding`:
    of plain text and HTML, where a byte order mark does not say otherwise; None to find out. The
    document's `id` is the path as given, or "stdin"; all offsets count in its `text`.

    Raises UnreadableError, one line "NAME: what is wrong; what to do", whatever the file holds.
    """
    name = os.fspath(path)
    from_stdin = name == "-"
    try:
        if encoding is not None:
            codec_name(encoding)
        data = _from_stream(stdin) if from_stdin else _from_file(name)
        text = _text(data, "" if from_stdin else Path(name).suffix, encoding)
    except RefusedError as refusal:
        shown = "standard input" if from_stdin else shown_name(name)
        raise UnreadableError(f"{shown}: {refusal}") from None
    return Document(id="stdin" if from_stdin else name, text=text, source=name)


def shown_name(name: str) -> str:
    """A file name fit for one line of a message: characters that cannot be printed are escaped."""
    escaped = (c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)
    return "".join(escaped) or "''"


def _text(data: bytes, suffix: str, encoding: str | None) -> str:
    check_size(len(data))
    if not data.strip():
        raise RefusedError("is empty; give a file that holds a text")
    text = format_of(data, suffix).read(data, encoding)
    check_length(len(text))
    if not text.strip():
        raise RefusedError("holds nothing but white space; give a file that holds a text")
    return text


def _from_file(name: str) -> bytes:
    """The bytes of a regular file within the limit of size."""
    try:
        _check_kind(os.stat(name))
        with open(name, "rb") as file:
            return file.read(MAX_DOCUMENT_BYTES + 1)
    except FileNotFoundError:
        broken = "is a link to a file that is gone" if os.path.islink(name) else "does not exist"
        raise RefusedError(f"{broken}; check the path") from None
    except PermissionError:
        raise RefusedError("may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is no valid path"
        raise RefusedError(f"cannot be opened ({reason}); check the path") from None


def _check_kind(status: os.stat_result) -> None:
    """Refuses what is no file, which might block for ever, and what is too large, unread."""
    if stat.S_ISDIR(status.st_mode):
        raise RefusedError("is a folder; give a file inside it")
    for is_kind, kind in _OTHER_KINDS:
        if is_kind(status.st_mode):
            raise RefusedError(f"is {kind}, not a file; give a file, or - for standard input")
    check_size(status.st_size)


def _from_stream(stream: BinaryIO | None) -> bytes:
    """Standard input up to the limit of size."""
    source = stream if stream is not None else getattr(sys.stdin, "buffer", None)
    if source is None:
        raise RefusedError("is closed; give a file")
    try:
        return bytes(source.read(MAX_DOCUMENT_BYTES + 1) or b"")
    except (OSError, ValueError) as error:
        raise RefusedError(f"cannot be read ({error}); give a file") from None
