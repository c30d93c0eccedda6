"""A record of a corpus: found by the parent process, read by a worker."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import blake2b

from spindetect.readers import html, isolated, plain
from spindetect.readers.codings import uncoded
from spindetect.readers.formats import Format, format_of, is_page
from spindetect.readers.opening import open_regular, packing_of, shown_name, unpacking
from spindetect.readers.refusal import (
    MAX_DOCUMENT_BYTES,
    RefusedError,
    check_length,
    check_size,
)
from spindetect.types import Document, UnreadableError


@dataclass(frozen=True, slots=True)
class Record:
    """One document of a corpus, still to be read, or why it cannot be.

    `id`: of the document. `place`: where it stands, for messages ("pages.jsonl.gz line 12").
    `source`: path of the file that it is or lies in. `content`: its text, or its bytes in the
    format that `suffix` names where they do not say otherwise; None for a file of one document.
    `date`: ISO 8601. `problem`: "what is wrong; what to do" where it cannot be used.

    `encoding`: the user's word; `charset`: that of an HTTP header, which may be wrong; `codings`:
    how HTTP packed the content; `size` and `modified` (ns): of the file.
    """

    id: str
    place: str
    source: str
    content: bytes | str | None = None
    suffix: str = ""
    date: str | None = None
    problem: str | None = None
    encoding: str | None = None
    charset: str | None = None
    codings: tuple[str, ...] = ()
    size: int = 0
    modified: int = 0

    @property
    def digest(self) -> str:
        """128 bits in hex that differ when the record does (BLAKE2b).

        Of a file: id, size and time of modification, not its bytes. `place` and `source` do not
        count.
        """
        content = self.content
        if isinstance(content, str):
            content = content.encode("utf-8", "surrogatepass")
        told = (
            self.id, self.suffix, self.date, self.problem, self.encoding, self.charset,
            self.codings, self.size, self.modified, content is None,
        )  # fmt: skip
        digest = blake2b(ascii(told).encode("ascii"), digest_size=16)
        digest.update(content or b"")
        return digest.hexdigest()


def read_record(record: Record) -> Document:
    """The document of a record, with its id, source and date.

    Raises UnreadableError, one line "PLACE: what is wrong; what to do", for a record with a problem
    and whatever its content is.
    """
    try:
        if record.problem is not None:
            raise RefusedError(record.problem)
        text = _text(record)
        check_length(len(text))
        if not text.strip():
            raise RefusedError("holds nothing but white space; leave it out")
    except RefusedError as refusal:
        raise UnreadableError(f"{record.place}: {shown_name(str(refusal))}") from None
    return Document(record.id, text, record.source, record.date)


def _text(record: Record) -> str:
    content = record.content
    if isinstance(content, str):
        if is_page(content):
            return html.read(content.encode("utf-8", "replace"), "utf-8")
        return content
    data = _file(record.source) if content is None else uncoded(content, record.codings)
    check_size(len(data))
    if not data.strip():
        raise RefusedError("is empty; leave it out")
    return _read(format_of(data, record.suffix), data, record)


def _read(kind: Format, data: bytes, record: Record) -> str:
    if kind.name == "pdf":
        return isolated.read(data)
    if kind.name == "html":
        return html.read(data, record.encoding, record.charset)
    if kind.name == "text":
        return plain.read(data, record.encoding, record.charset)
    return kind.read(data, record.encoding)


def _file(name: str) -> bytes:
    """The bytes of a file, unpacked, within the limit of size."""
    with open_regular(name) as file:
        check_size(os.fstat(file.fileno()).st_size)
        packing = packing_of(file.read(16))
        file.seek(0)
        if packing is None:
            return file.read(MAX_DOCUMENT_BYTES + 1)
        with unpacking(file, packing) as stream:
            return stream.read(MAX_DOCUMENT_BYTES + 1)
