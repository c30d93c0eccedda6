"""Parquet → rows, in batches through pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from spindetect.readers.refusal import RefusedError
from spindetect.readers.rows import NOT_UTF_8, Row

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetFile, RowGroupMetaData

BATCH = 64
"""Rows in memory at once. More are not read faster, and fewer values of a dictionary that repeats
one long text are unfolded."""

_PROSE_RATIO = 20
"""Compression above which rows are unfolded one by one: a dictionary may repeat one huge text."""


def parquet_rows(
    file: Path | BinaryIO,
    known: Collection[str],
    check: Callable[[Sequence[str]], None],
) -> Iterator[Row]:
    """Rows of a Parquet file, numbered from 1.

    `known`: the columns that are kept. `check` is given all columns and may raise. Raises
    RefusedError for a file that is damaged, be it half way, with the rows before that given.
    """
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file, page_checksum_verification=True, pre_buffer=False) as table:
            columns = list(table.schema_arrow.names)
            check(columns)
            wanted = [name for name in columns if name in known]
            yield from _rows(table, wanted)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = str(error).strip().split("\n")[0].rstrip(".")[:120]
        raise RefusedError(
            f"damaged or no Parquet file ({reason}); write or download it again"
        ) from error


def _rows(table: ParquetFile, wanted: list[str]) -> Iterator[Row]:
    number = 0
    for group in range(table.metadata.num_row_groups):
        size = _batch_size(table.metadata.row_group(group))
        for batch in table.iter_batches(size, row_groups=[group], columns=wanted):
            rows = _batch(batch, wanted, number + 1)
            number += batch.num_rows
            yield from rows


def _batch_size(group: RowGroupMetaData) -> int:
    columns = map(group.column, range(group.num_columns))
    folded = any(
        column.total_uncompressed_size > _PROSE_RATIO * max(1, column.total_compressed_size)
        and column.physical_type == "BYTE_ARRAY"
        and column.total_uncompressed_size > BATCH * 1024
        for column in columns
    )
    return 1 if folded else BATCH


def _batch(batch: RecordBatch, wanted: list[str], first: int) -> list[Row]:
    try:
        columns = [column.to_pylist() for column in batch.columns]
    except (ValueError, OverflowError):  # a cell that is no UTF-8, or a date out of range
        return [
            _row(first + place, {name: batch.column(name)[place] for name in wanted})
            for place in range(batch.num_rows)
        ]
    rows = zip(*columns, strict=True) if columns else [()] * batch.num_rows
    return [
        Row(number, dict(zip(wanted, cells, strict=True)))
        for number, cells in enumerate(rows, first)
    ]


def _row(number: int, scalars: dict[str, Any]) -> Row:
    try:
        return Row(number, {name: scalar.as_py() for name, scalar in scalars.items()})
    except UnicodeDecodeError:
        return Row(number, problem=NOT_UTF_8)
    except (ValueError, OverflowError) as error:
        return Row(number, problem=f"a cell that cannot be read ({error!s:.80})")
