"""Parquet tables of pairs, read and written in batches through pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from io import BufferedIOBase
from itertools import islice
from pathlib import Path
from typing import Any

from spindetect.pairs.columns import KNOWN, check_columns
from spindetect.pairs.files import check_regular, refusals_named
from spindetect.readers import parquet_rows as parquet_table
from spindetect.readers.rows import Row
from spindetect.types import SpindetectError

BATCH = 256
"""Rows of a row group written, all in memory at once."""


def require(path: Path) -> tuple[Any, Any]:
    """The modules pyarrow and pyarrow.parquet; `SpindetectError` where they are not installed."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise SpindetectError(
            f"{path}: Parquet needs pyarrow; pip install pyarrow, or use .csv or .jsonl"
        ) from error


def parquet_rows(path: Path) -> Iterator[Row]:
    """Rows of a Parquet file, numbered from 1.

    Raises `UnreadableError` in one line for a file that is damaged, be it half way.
    """
    check_regular(path)
    require(path)
    with refusals_named(path):
        yield from parquet_table.parquet_rows(
            path, KNOWN, lambda columns: check_columns(path, columns)
        )


def write_parquet(rows: Iterable[Mapping[str, Any]], file: BufferedIOBase, path: Path) -> int:
    """Write rows as one Parquet file, named `path` in messages; returns their number.

    Columns: texts but for `gold`, a list of {original: {start, end}, candidate: {start, end}}.
    """
    pyarrow, parquet = require(path)
    span = pyarrow.struct([("start", "int64"), ("end", "int64")])
    edits = pyarrow.list_(pyarrow.struct([("original", span), ("candidate", span)]))
    texts = ("original", "candidate", "label", "group", "source", "family")
    schema = pyarrow.schema([*((name, "string") for name in texts), ("gold", edits)])
    waiting, count = iter(rows), 0
    with parquet.ParquetWriter(
        file, schema, compression="zstd", write_page_checksum=True
    ) as writer:
        while batch := list(islice(waiting, BATCH)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count
