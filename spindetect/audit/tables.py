"""The table on disk: Parquet, CSV or JSON Lines, by the end of its name."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from spindetect.audit.rows import COLUMNS, Row
from spindetect.types import SpindetectError

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_A_GROUP: Final = 5_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula; see OWASP, "CSV Injection"."""

Rows = Iterator[Row]


def check_name(out: Path) -> None:
    """Raise `SpindetectError` for a name that does not say a format."""
    if out.suffix.lower() not in _WRITERS:
        known = ", ".join(_WRITERS)
        raise SpindetectError(f"--out {out}: name it with one of {known}, which says the format")


def write_table(rows: Rows, out: Path) -> None:
    """Write all rows aside, then rename; what was there stays until then."""
    temporary = out.with_name(f".{out.name}.part")
    try:
        _WRITERS[out.suffix.lower()](rows, temporary)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _write_parquet(rows: Rows, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, _arrow(kind)) for name, kind in COLUMNS.items()])
    # Through Python's own file, whose errors have the name of the file.
    with path.open("wb") as stream, pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while group := list(islice(rows, _ROWS_A_GROUP)):
            writer.write_table(pa.Table.from_pylist([*map(_valid, group)], schema=schema))


def _arrow(kind: object) -> pa.DataType:
    import pyarrow as pa

    if isinstance(kind, list):
        return pa.list_(_arrow(kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, _arrow(inner)) for name, inner in kind.items()])
    plain = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}
    return next(found for name, found in plain.items() if name is kind)


def _valid(value: object) -> object:
    """The same without lone surrogates, which Parquet's UTF-8 cannot hold."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_valid(one) for one in value]
    if isinstance(value, dict):
        return {name: _valid(one) for name, one in value.items()}
    return value


def _write_csv(rows: Rows, path: Path) -> None:
    """Lists as JSON; what a spreadsheet could run has an apostrophe before it."""
    with _text(path) as stream:
        writer = csv.DictWriter(stream, list(COLUMNS), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _write_jsonl(rows: Rows, path: Path) -> None:
    with _text(path) as stream:
        stream.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def write_lines(lines: Iterable[str], out: Path) -> None:
    """Write a text file of so many lines aside, then rename."""
    temporary = out.with_name(f".{out.name}.part")
    try:
        with _text(temporary) as stream:
            stream.writelines(f"{line}\n" for line in lines)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        yield stream


_WRITERS: Final[dict[str, Callable[[Rows, Path], None]]] = {
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
}
