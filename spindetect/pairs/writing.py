"""Labelled pairs and candidates written as the tables that are read, whole or not at all."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from spindetect.pairs.parquet import write_parquet
from spindetect.pairs.rows import Labelled
from spindetect.types import GoldEdit, LabelledPair, Span, SpindetectError

COLUMNS = ("original", "candidate", "label", "group", "source", "family", "gold")

Row = dict[str, Any]
Write = Callable[[Iterable[Row], BufferedIOBase, Path], int]


def write_pairs(pairs: Iterable[Labelled], path: Path) -> int:
    """Write pairs, or candidates without an original, in the format of the file's name.

    That is .jsonl, .csv (both also .gz) or .parquet. Whole or not at all; the same pairs give the
    same bytes. Returns their number. Raises `SpindetectError` for any other name, before the first
    pair is asked for, and for a text that the format cannot hold.
    """
    write = _format(path)
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as file:
            count = write(map(_row, pairs), file, path)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _format(path: Path) -> Write:
    name = path.name.lower()
    for suffix, write in _FORMATS.items():
        if name.endswith(suffix):
            return write
    raise SpindetectError(
        f"{path}: labelled pairs are written to files named {', '.join(_FORMATS)}; rename it"
    )


def _write_json(rows: Iterable[Row], file: BufferedIOBase, path: Path) -> int:
    count = 0
    for row in rows:
        filled = {name: value for name, value in row.items() if value is not None}
        # ASCII, so that a lone surrogate can be written as well.
        file.write(json.dumps(filled, ensure_ascii=True).encode("ascii") + b"\n")
        count += 1
    return count


def _write_csv(rows: Iterable[Row], file: BufferedIOBase, path: Path) -> int:
    # Quoted throughout: not every line end inside a text makes the csv module quote it.
    writer = csv.DictWriter(_Utf8(file), COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in _encodable(rows, path):
        gold = row["gold"]
        writer.writerow(row | {"gold": None if gold is None else json.dumps(gold)})
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class _Utf8:
    """What the csv module writes to; unlike `io.TextIOWrapper` it neither buffers nor closes."""

    file: BufferedIOBase

    def write(self, text: str) -> int:
        return self.file.write(text.encode("utf-8"))


def _write_parquet(rows: Iterable[Row], file: BufferedIOBase, path: Path) -> int:
    labelled = (row | {"label": str(row["label"])} for row in _encodable(rows, path))
    return write_parquet(labelled, file, path)


def _packed(write: Write) -> Write:
    def write_packed(rows: Iterable[Row], file: BufferedIOBase, path: Path) -> int:
        # Neither name nor time in the header, so that the same pairs give the same bytes.
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            return write(rows, packed, path)

    return write_packed


def _encodable(rows: Iterable[Row], path: Path) -> Iterator[Row]:
    """The rows; `SpindetectError` for the first that UTF-8 cannot hold."""
    for number, row in enumerate(rows, 1):
        try:
            for value in row.values():
                if isinstance(value, str):
                    value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise SpindetectError(
                f"{path}: pair {number} holds half a character (a lone surrogate); write .jsonl"
            ) from error
        yield row


def _row(labelled: Labelled) -> Row:
    return {
        "original": labelled.original.text if isinstance(labelled, LabelledPair) else None,
        "candidate": labelled.candidate.text,
        "label": labelled.label,
        "group": labelled.group,
        "source": labelled.source,
        "family": labelled.family,
        "gold": None if labelled.gold is None else [_edit(edit) for edit in labelled.gold],
    }


def _edit(edit: GoldEdit | Span) -> dict[str, dict[str, int]]:
    if isinstance(edit, Span):
        return {"candidate": {"start": edit.start, "end": edit.end}}
    return {
        side: {"start": span.start, "end": span.end}
        for side, span in (("original", edit.original), ("candidate", edit.candidate))
    }


_FORMATS: dict[str, Write] = {
    ".jsonl": _write_json,
    ".jsonl.gz": _packed(_write_json),
    ".csv": _write_csv,
    ".csv.gz": _packed(_write_csv),
    ".parquet": _write_parquet,
}
