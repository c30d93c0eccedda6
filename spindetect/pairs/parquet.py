"""Parquet tables of pairs, read and written in batches through pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from io import BufferedIOBase
from itertools import islice
from pathlib import Path
from typing import Any

from spindetect.pairs.files import check_regular
from spindetect.pairs.raw import KNOWN, RawRow, check_columns
from spindetect.types import SpindetectError, UnreadableError

# Rows in memory at once; also those of a row group written.
BATCH = 256


def require(path: Path) -> tuple[Any, Any]:
    """The modules pyarrow and pyarrow.parquet; `SpindetectError` where they are not installed."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise SpindetectError(
            f"{path}: Parquet needs pyarrow; pip install pyarrow, or use .csv or .jsonl"
        ) from error


def parquet_rows(path: Path) -> Iterator[RawRow]:
    """Rows of a Parquet file, numbered from 1.

    Raises `UnreadableError` in one line for a file that is damaged, be it half way.
    """
    check_regular(path)
    pyarrow, parquet = require(path)
    with (
        _damage_named(path, pyarrow.ArrowException),
        parquet.ParquetFile(path, page_checksum_verification=True) as table,
    ):
        columns = list(table.schema_arrow.names)
        check_columns(path, columns)
        wanted = [name for name in columns if name in KNOWN]
        number = 0
        for batch in table.iter_batches(batch_size=BATCH, columns=wanted):
            for place in range(batch.num_rows):
                number += 1
                yield _row(number, {name: batch.column(name)[place] for name in wanted})


@contextmanager
def _damage_named(path: Path, error_type: type[Exception]) -> Iterator[None]:
    try:
        yield
    except (error_type, OSError, ValueError) as error:
        reason = str(error).strip().split("\n")[0].rstrip(".")[:120]
        raise UnreadableError(
            f"{path}: damaged or no Parquet file ({reason}); write or download it again"
        ) from error


def _row(number: int, scalars: Mapping[str, Any]) -> RawRow:
    try:
        return RawRow(number, {name: scalar.as_py() for name, scalar in scalars.items()})
    except UnicodeDecodeError:
        return RawRow(number, problem="not UTF-8 text; write the file anew")
    except (ValueError, OverflowError) as error:
        return RawRow(number, problem=f"a cell that cannot be read ({error!s:.80})")


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
