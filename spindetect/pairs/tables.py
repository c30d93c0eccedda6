"""Tables of pairs (JSON Lines, CSV, Parquet) → raw rows with their numbers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spindetect.pairs import parquet
from spindetect.pairs.columns import KNOWN, check_columns
from spindetect.pairs.files import opened, refusals_named
from spindetect.readers import csv_rows as csv_table
from spindetect.readers import rows
from spindetect.readers.rows import MAX_LINE, NOT_UTF_8, Row
from spindetect.types import UnreadableError


@dataclass(frozen=True, slots=True)
class TableFormat:
    """One kind of table: the ends of its names, what reads it, how its rows are counted."""

    suffixes: tuple[str, ...]
    rows: Callable[[Path], Iterator[Row]]
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


def json_rows(path: Path) -> Iterator[Row]:
    """Rows of a JSON Lines file, numbered as its lines are; blank lines are no rows."""
    with refusals_named(path), opened(path) as file:
        yield from map(_decoded, rows.json_rows(file, MAX_LINE))


def csv_rows(path: Path) -> Iterator[Row]:
    """Rows of a CSV file with a header, numbered as its records are, the header not counted."""
    with (
        refusals_named(path),
        opened(path) as file,
        io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="") as text,
    ):
        found = csv_table.csv_rows(
            text, KNOWN, lambda columns: check_columns(path, columns), MAX_LINE
        )
        yield from map(_decoded, found)


def _decoded(row: Row) -> Row:
    return Row(row.number, problem=NOT_UTF_8) if row.undecoded else row


FORMATS: tuple[TableFormat, ...] = (
    TableFormat((".jsonl", ".jsonl.gz"), json_rows),
    TableFormat((".csv", ".csv.gz"), csv_rows, " (header not counted)"),
    TableFormat((".parquet",), parquet.parquet_rows),
)
