"""Documents and queries as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.corpora.queries import Query


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, aside first: a file that is there is whole."""
    aside = path.with_name(path.name + ".part")
    with aside.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
    aside.rename(path)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def row_of(query: Query) -> dict[str, Any]:
    """A query as a row: its slices are `slice`."""
    row = asdict(query)
    row["slice"] = row.pop("slices")
    return row
