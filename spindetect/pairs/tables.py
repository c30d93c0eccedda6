"""Tables of pairs (JSON Lines, CSV, Parquet) → raw rows with their numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from spindetect.pairs import parquet
from spindetect.pairs.files import MAX_LINE, opened
from spindetect.pairs.raw import KNOWN, RawRow, check_columns
from spindetect.types import UnreadableError

DELIMITERS = ",;\t"
_NOT_UTF_8 = "not UTF-8 text; save the file as UTF-8"


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One kind of table: the ends of its names, what reads it, how its rows are counted."""

    suffixes: tuple[str, ...]
    rows: Callable[[Path], Iterator[RawRow]]
    counted: str = ""


def table_format(path: Path) -> TableFormat:
    """The format of a table by its name; `UnreadableError` if it is none that is read."""
    name = path.name.lower()
    for known in FORMATS:
        if name.endswith(known.suffixes):
            return known
    suffixes = ", ".join(suffix for known in FORMATS for suffix in known.suffixes)
    raise UnreadableError(
        f"{path}: no known kind of labelled pairs; give files named {suffixes}, or a folder that "
        "holds originals/ and candidates/"
    )


# JSON Lines


def json_rows(path: Path) -> Iterator[RawRow]:
    """Rows of a JSON Lines file, numbered as its lines are; blank lines are no rows."""
    with opened(path) as file:
        for number, line in enumerate(_lines(file), 1):
            if line is None:
                yield RawRow(number, problem=f"a line of more than {MAX_LINE:,} bytes")
            elif line.strip():
                yield _json_row(number, line)


def _lines(file: io.BufferedReader) -> Iterator[bytes | None]:
    """Lines, None for one that is too long to be held; the byte order mark is left out."""
    mark = b"\xef\xbb\xbf"
    while line := file.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            yield line.removeprefix(mark)
        else:
            while line and not line.endswith(b"\n"):
                line = file.readline(1024 * 1024)
            yield None
        mark = b""


def _json_row(number: int, line: bytes) -> RawRow:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return RawRow(number, problem=_NOT_UTF_8)
    except json.JSONDecodeError as error:
        return RawRow(number, problem=f"not valid JSON ({error.msg})")
    except RecursionError:
        return RawRow(number, problem="nested too deeply")
    except ValueError:  # Python's limit for integers, after which it reads no further
        return RawRow(number, problem="a number has too many digits")
    if not isinstance(row, dict):
        return RawRow(number, problem="not an object with original, candidate and label")
    return RawRow(number, row)


# CSV


def csv_rows(path: Path) -> Iterator[RawRow]:
    """Rows of a CSV file with a header, numbered as its records are, the header not counted.

    Separated by comma, semicolon or tab, whichever makes sense of the header. Blank records are
    counted but are no rows.
    """
    with (
        opened(path) as file,
        # Bytes that are not UTF-8 become lone surrogates, so that they spoil only their own row.
        io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="") as text,
        _field_limit(MAX_LINE),
    ):
        lines = _text_lines(path, text)
        header = next(lines, "")
        reader = csv.reader(chain([header], lines), delimiter=_delimiter(header), strict=True)
        columns = _header(path, reader)
        check_columns(path, columns)
        yield from _csv_records(path, reader, columns)


@contextmanager
def _field_limit(characters: int) -> Iterator[None]:
    """Lets the csv module read long fields; its limit is one for the whole process."""
    before = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _text_lines(path: Path, text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise UnreadableError(
                f"{path}: a line of more than {MAX_LINE:,} characters; is it a CSV file?"
            )
        yield line


def _delimiter(header: str) -> str:
    """The delimiter that gives most of the columns we know, then most columns, then the comma."""

    def sense(delimiter: str) -> tuple[int, int]:
        columns = next(csv.reader([header], delimiter=delimiter), [])
        return len(KNOWN.intersection(name.strip() for name in columns)), len(columns)

    return max(DELIMITERS, key=sense)


def _header(path: Path, reader: Iterator[list[str]]) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise UnreadableError(f"{path}: the header is no CSV ({error}); save it anew") from error


def _csv_records(
    path: Path, reader: Iterator[list[str]], columns: Sequence[str]
) -> Iterator[RawRow]:
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _broken_record(path, number, str(error))
        else:
            if any(record):
                yield _csv_row(number, record, columns)


def _broken_record(path: Path, number: int, error: str) -> RawRow:
    """A record that is no CSV: the reader goes on with the next line unless it read to the end."""
    if error.startswith("field larger"):
        raise UnreadableError(
            f"{path}: row {number} (header not counted) has a field of more than {MAX_LINE:,} "
            "characters; perhaps a quotation mark before it is never closed"
        )
    if error == "unexpected end of data":
        error = "a quotation mark is never closed, so that the row takes in the rest of the file"
    return RawRow(number, problem=f"not valid CSV ({error})")


def _csv_row(number: int, record: Sequence[str], columns: Sequence[str]) -> RawRow:
    if any(record[len(columns) :]):
        return RawRow(
            number,
            problem=f"has {len(record)} fields, the header {len(columns)}; put a text that holds "
            "the separator into quotation marks",
        )
    # Empty cells are absent values; a record that ends early has empty cells.
    cells: dict[str, Any] = dict.fromkeys(KNOWN.intersection(columns))
    cells |= {
        name: cell for name, cell in zip(columns, record, strict=False) if cell and name in KNOWN
    }
    if any(not _is_utf_8(cell) for cell in cells.values() if cell):
        return RawRow(number, problem=_NOT_UTF_8)
    return RawRow(number, cells)


def _is_utf_8(cell: str) -> bool:
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


FORMATS: tuple[TableFormat, ...] = (
    TableFormat((".jsonl", ".jsonl.gz"), json_rows),
    TableFormat((".csv", ".csv.gz"), csv_rows, " (header not counted)"),
    TableFormat((".parquet",), parquet.parquet_rows),
)
