"""Files of many documents (JSON Lines, CSV, Parquet, WARC) → records."""

from __future__ import annotations

import codecs
import io
import math
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from spindetect.readers import warc
from spindetect.readers.binary import binary_kind
from spindetect.readers.csv_rows import csv_rows
from spindetect.readers.dates import iso_date
from spindetect.readers.decoding import decode
from spindetect.readers.opening import (
    open_regular,
    packing_of,
    shown_name,
    suffix_of,
    unpacking,
)
from spindetect.readers.parquet_rows import parquet_rows
from spindetect.readers.records import Record
from spindetect.readers.refusal import RefusedError, check_length, in_mebibytes
from spindetect.readers.rows import Row, json_rows

HEAD = 4096
"""Bytes by which a file is told."""

MAX_ID = 8192
"""Longest id in characters; URLs that hold data are no names."""

MAX_UNPACKED_TABLE = 16 * 1024**3
"""Largest Parquet file, in bytes, that is unpacked (to a temporary file) before it is read."""

_MAX_SHOWN = 200
_OBJECT_LINE = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{[ \t]*"(?:[^"\\\r\n]|\\.)*"[ \t]*:')
"""A row of JSON Lines; an object spread over lines has its brace alone in the first."""
_WARC = re.compile(rb"WARC/\d\.\d+\r?\n")
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_DOCUMENTS = (b"%PDF-", b"<!", b"<html", b"<?xml")
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMED = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
_UNITS = {"jsonl": "line", "csv": "row", "parquet": "row", "warc": "record"}
"""What a place counts. Rows of CSV are records, the header not counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file: the path to open and to show, the id that it is known by."""

    path: str
    shown: str
    id: str

    @classmethod
    def of(cls, path: str, name: str) -> Source:
        """The file at a path, known by a name: as an id it has slashes and is valid UTF-8."""
        if os.sep != "/":
            name = name.replace(os.sep, "/")
        if not name.isascii():
            name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return cls(path, shown_name(path), name)


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields, or columns, of text, id and date; the user's word on the encoding."""

    text: str
    id: str
    date: str
    encoding: str | None

    @property
    def known(self) -> frozenset[str]:
        """All three names."""
        return frozenset((self.text, self.id, self.date))


@dataclass(frozen=True, slots=True)
class Told:
    """What a file is by its first bytes and its name.

    `kind`: of a container, None for a document; `binary`: the name of a format without plain text;
    `head`: the first bytes, unpacked; `suffix`: of the name, that of compression not counted.
    """

    kind: str | None
    binary: str | None
    packing: str | None
    head: bytes
    suffix: str


def tell(path: str) -> Told:
    """Tells a file by content first, then by name; RefusedError where it cannot be opened."""
    with open_regular(path) as file:
        head = file.read(HEAD)
        packing = packing_of(head)
        if packing is not None:
            file.seek(0)
            with unpacking(file, packing) as stream:
                head = stream.read1(HEAD)
    binary, suffix = binary_kind(head), suffix_of(path)
    return Told(_kind(head, binary, suffix), binary, packing, head, suffix)


def _kind(head: bytes, binary: str | None, suffix: str) -> str | None:
    if _WARC.match(head):
        return "warc"
    if binary is not None:
        return "parquet" if binary == "Parquet table" else None
    if _OBJECT_LINE.match(head):
        return "jsonl"
    return None if head.lstrip(_BLANKS).startswith(_DOCUMENTS) else _NAMED.get(suffix)


def records(
    source: Source, told: Told, fields: Fields, left_out: Callable[[str], None]
) -> Generator[Record, None, None]:
    """The records of a container, in order.

    Raises RefusedError, with the records before that given, for a container that is damaged or
    lacks the column of the texts. `left_out` is told what an archive holds besides pages.
    """
    assert told.kind is not None
    unit = _UNITS[told.kind]
    with _opened(source.path, told) as file:
        if told.kind == "warc":
            for page in warc.pages(warc.Forward(file), os.path.getsize(source.path), left_out):
                yield _of_page(source, page)
            return
        for row in _rows(file, told, fields):
            yield _of_row(source, unit, row, fields)


@contextmanager
def _opened(path: str, told: Told) -> Iterator[BinaryIO]:
    """The unpacked file; fastwarc unpacks gzip and Zstandard itself, twice as fast."""
    with open_regular(path) as file:
        if told.packing is None or (told.kind == "warc" and told.packing != "bzip2"):
            yield file
        elif told.kind == "parquet":
            with tempfile.TemporaryFile() as whole, unpacking(file, told.packing) as stream:
                _copy(stream, whole)
                yield whole
        else:
            with unpacking(file, told.packing) as stream:
                yield stream


def _copy(stream: io.BufferedReader, target: BinaryIO) -> None:
    size = 0
    while piece := stream.read1(1 << 20):
        size += len(piece)
        if size > MAX_UNPACKED_TABLE:
            raise RefusedError(
                f"is larger than {in_mebibytes(MAX_UNPACKED_TABLE)} unpacked; unpack it yourself"
            )
        target.write(piece)
    target.seek(0)


def _rows(file: BinaryIO, told: Told, fields: Fields) -> Iterator[Row]:
    def check(columns: Sequence[str]) -> None:
        _check_columns(columns, fields)

    if told.kind == "parquet":
        yield from parquet_rows(file, fields.known, check)
        return
    wide = next((name for mark, name in _WIDE_MARKS if told.head.startswith(mark)), None)
    encoding = wide or fields.encoding
    if told.kind == "jsonl" and encoding is None:
        yield from json_rows(file)
        return
    errors = "surrogateescape" if encoding is None else "strict"
    try:
        with io.TextIOWrapper(file, encoding or "utf-8-sig", errors, newline="") as text:
            if told.kind == "csv":
                yield from csv_rows(text, fields.known, check)
            else:
                yield from json_rows(_Utf8Lines(text))  # type: ignore[arg-type]
    except UnicodeError:
        raise RefusedError(
            f"cannot be read as {encoding}; leave --encoding out to have it detected"
        ) from None


@dataclass(frozen=True, slots=True)
class _Utf8Lines:
    """Lines of a text in another encoding, as UTF-8."""

    text: io.TextIOWrapper

    def readline(self, limit: int) -> bytes:
        return self.text.readline(limit).encode("utf-8", "surrogatepass")


def _check_columns(columns: Sequence[str], fields: Fields) -> None:
    if fields.text not in columns:
        raise RefusedError(
            f"has no column {fields.text!r} (its columns: {_listed(columns)}); name the column of "
            "the texts with --text-field"
        )
    twice = next((name for name in sorted(fields.known) if columns.count(name) > 1), None)
    if twice is not None:
        raise RefusedError(f"has two columns named {twice!r}; rename or remove one")


def _listed(names: Sequence[str]) -> str:
    listed = shown_name(", ".join(names[:100])) if names else "none"
    return listed if len(listed) <= _MAX_SHOWN else f"{listed[:_MAX_SHOWN]}…"


def _of_page(source: Source, page: warc.Page) -> Record:
    problem = page.problem
    identifier = page.uri or f"{source.id}#{page.number}"
    if len(identifier) > MAX_ID:
        identifier = f"{source.id}#{page.number}"
    date = None
    try:
        date = iso_date(page.date)
    except RefusedError as refusal:
        problem = problem or str(refusal)
    return Record(
        identifier,
        f"{source.shown} record {page.number}",
        source.path,
        page.body,
        page.suffix,
        date,
        problem,
        charset=page.charset,
        codings=page.codings,
    )


def _of_row(source: Source, unit: str, row: Row, fields: Fields) -> Record:
    place = f"{source.shown} {unit} {row.number}"
    identifier = f"{source.id}#{row.number}"
    content: str | bytes | None = None
    date = problem = None
    try:
        if row.problem is not None:
            advice = "" if "; " in row.problem else "; mend the row"
            raise RefusedError(row.problem + advice)
        cells = row.cells
        identifier = _identifier(cells.get(fields.id), row, fields) or identifier
        content = _content(cells.get(fields.text), row, fields)
        date = iso_date(cells.get(fields.date))
    except RefusedError as refusal:
        problem = shown_name(str(refusal))
        content = None
    # Empty bytes stand for the content of a record without one, which is not its file's.
    return Record(
        identifier, place, source.path, b"" if content is None else content, "", date, problem,
        fields.encoding if row.undecoded else None,
    )  # fmt: skip


def _content(value: object, row: Row, fields: Fields) -> str | bytes:
    if isinstance(value, str):
        if not value or value.isspace():
            raise RefusedError(f"`{fields.text}` is empty; leave the row out")
        check_length(len(value))
        return value.encode("utf-8", "surrogateescape") if row.undecoded else value
    if isinstance(value, bytes):
        check_length(len(value))
        return value
    if fields.text not in row.cells:
        raise RefusedError(
            f"has no field {fields.text!r} (its fields: {_listed(list(row.cells))}); name the one "
            "of the text with --text-field"
        )
    if value is None or (isinstance(value, float) and math.isnan(value)):
        raise RefusedError(f"`{fields.text}` is empty; leave the row out")
    raise RefusedError(f"`{fields.text}` is {_type(value)}, not a text; mend the row")


def _identifier(value: object, row: Row, fields: Fields) -> str | None:
    """The id that a row gives itself, None where it gives none."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        value = int(value) if value.is_integer() else value
    if isinstance(value, str):
        if row.undecoded and not value.isascii():
            value = decode(value.encode("utf-8", "surrogateescape"), fields.encoding)
        if not value.isascii():
            value = value.encode("utf-8", "backslashreplace").decode("utf-8")
        if len(value) > MAX_ID:
            raise RefusedError(f"`{fields.id}` has more than {MAX_ID:,} characters; shorten it")
        return value or None
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise RefusedError(f"`{fields.id}` is {_type(value)}, not a text or a number; mend the row")


def _type(value: object) -> str:
    """What JSON calls the type of a value."""
    if isinstance(value, bool):
        return "true or false"
    names = {dict: "an object", list: "a list", int: "a number", float: "a number"}
    return names.get(type(value), f"a {type(value).__name__}")
