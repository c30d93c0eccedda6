"""CSV → rows: the delimiter found out, broken records named one by one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, TextIO

from spindetect.readers.refusal import RefusedError
from spindetect.readers.rows import MAX_LINE, MAX_VALUES, Row

DELIMITERS = ",;\t|"

MAX_COLUMNS = 10_000
"""Most columns of a header; a table that people read has hundreds."""


def csv_rows(
    text: TextIO,
    known: Collection[str],
    check: Callable[[Sequence[str]], None],
    max_line: int = MAX_LINE,
) -> Iterator[Row]:
    """Rows of a CSV file with a header, numbered as its records are, the header not counted.

    Separated by comma, semicolon, tab or bar, whichever makes sense of the header. `known`: the
    columns that are kept. `check` is given all columns and may raise. `text` is opened with
    `newline=""`, and with "surrogateescape" if bad bytes are to spoil only their own row. Blank
    records are counted but are no rows; an empty cell is None. Raises RefusedError for what is no
    CSV and what is too long to be held.
    """
    with _field_limit(max_line):
        lines = _text_lines(text, max_line)
        header = next(lines, "")
        delimiter = _delimiter(header, known)
        reader = csv.reader(chain([header], _narrow(lines)), delimiter=delimiter, strict=True)
        columns = _header(reader)
        check(columns)
        yield from _records(reader, columns, known, max_line)


@contextmanager
def _field_limit(characters: int) -> Iterator[None]:
    """Lets the csv module read long fields; its limit is one for the whole process."""
    before = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _text_lines(text: TextIO, limit: int) -> Iterator[str]:
    while line := text.readline(limit + 1):
        if len(line) > limit:
            raise RefusedError(f"a line of more than {limit:,} characters; is it a CSV file?")
        yield line


def _narrow(lines: Iterator[str]) -> Iterator[str]:
    """The lines; RefusedError for one that would be millions of cells."""
    for line in lines:
        if len(line) > MAX_VALUES and sum(map(line.count, DELIMITERS)) > 4 * MAX_VALUES:
            raise RefusedError("a line of millions of cells; is it a CSV file?")
        yield line


def _delimiter(header: str, known: Collection[str]) -> str:
    """The delimiter that gives most of the columns we know, then most columns, then the comma."""

    def sense(delimiter: str) -> tuple[int, int]:
        columns = next(csv.reader([header], delimiter=delimiter), [])
        return len({name.strip() for name in columns}.intersection(known)), len(columns)

    if max(map(header.count, DELIMITERS)) > MAX_COLUMNS:
        raise RefusedError(f"has more than {MAX_COLUMNS:,} columns; keep those that are needed")
    return max(DELIMITERS, key=sense)


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise RefusedError(f"the header is no CSV ({error}); save it anew") from error


def _records(
    reader: Iterator[list[str]], columns: Sequence[str], known: Collection[str], limit: int
) -> Iterator[Row]:
    kept = [(place, name) for place, name in enumerate(columns) if name in known]
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _broken(number, str(error), limit)
        else:
            if any(record):
                yield _row(number, record, len(columns), kept)


def _broken(number: int, error: str, limit: int) -> Row:
    """A record that is no CSV: the reader goes on with the next line unless it read to the end."""
    if error.startswith("field larger"):
        raise RefusedError(
            f"row {number} (header not counted) has a field of more than {limit:,} characters; "
            "perhaps a quotation mark before it is never closed"
        )
    if error == "unexpected end of data":
        error = "a quotation mark is never closed, so that the row takes in the rest of the file"
    return Row(number, problem=f"not valid CSV ({error})")


def _row(number: int, record: Sequence[str], columns: int, kept: Sequence[tuple[int, str]]) -> Row:
    if any(record[columns:]):
        return Row(
            number,
            problem=f"has {len(record)} fields, the header {columns}; put a text that holds "
            "the separator into quotation marks",
        )
    # A record that ends early has empty cells.
    end = len(record)
    cells: dict[str, Any] = {
        name: (record[place] or None) if place < end else None for place, name in kept
    }
    return Row(number, cells, undecoded=not all(_is_utf_8(cell) for cell in cells.values()))


def _is_utf_8(cell: str | None) -> bool:
    if cell is None or cell.isascii():
        return True
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
