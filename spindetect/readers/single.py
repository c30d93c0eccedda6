"""A path or standard input → a document, every failure as one line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from spindetect.readers.decoding import codec_name
from spindetect.readers.formats import format_of
from spindetect.readers.opening import open_regular, shown_name
from spindetect.readers.refusal import (
    MAX_DOCUMENT_BYTES,
    RefusedError,
    check_length,
    check_size,
)
from spindetect.types import Document, UnreadableError


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
    with open_regular(name) as file:
        check_size(os.fstat(file.fileno()).st_size)
        return file.read(MAX_DOCUMENT_BYTES + 1)


def _from_stream(stream: BinaryIO | None) -> bytes:
    """Standard input up to the limit of size."""
    source = stream if stream is not None else getattr(sys.stdin, "buffer", None)
    if source is None:
        raise RefusedError("is closed; give a file")
    try:
        return bytes(source.read(MAX_DOCUMENT_BYTES + 1) or b"")
    except (OSError, ValueError) as error:
        raise RefusedError(f"cannot be read ({error}); give a file") from None
