"""Columns on disk: plain files of little-endian integers, written in order, read through maps.

Written with ordinary writes and not through a map, so that a full disk is an error and no crash.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

DTYPES: Final = {
    "features": "<u4",
    "owners": "<u4",
    "postings.offsets": "<u4",
    "postings.documents": "<u4",
    "words.offsets": "<u8",
    "words.values": "<u4",
    "records.offsets": "<u8",
    "records.values": "|u1",
    "ids.offsets": "<u8",
    "ids.values": "|u1",
}
"""The columns of a piece and of a segment, and the numbers in each."""


def write(folder: Path, name: str, parts: Iterable[Column]) -> None:
    """Write one column, part after part."""
    with (folder / f"{name}.bin").open("wb") as stream:
        for part in parts:
            stream.write(np.ascontiguousarray(part, DTYPES[name]).data)


def read(folder: Path, name: str, *, scattered: bool = False) -> Column:
    """Map one column; raises OSError where there is none.

    `scattered`: it will be read here and there, so that the system should not read on and keep in
    memory what lies beside.
    """
    path = folder / f"{name}.bin"
    dtype = np.dtype(DTYPES[name])
    size = path.stat().st_size // dtype.itemsize
    if not size:
        return np.empty(0, dtype)
    with path.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if scattered and hasattr(mapped, "madvise"):  # not on Windows
        mapped.madvise(mmap.MADV_RANDOM)
    return np.frombuffer(mapped, dtype, size)


def offsets(lengths: Sequence[int] | Column) -> Column:
    """Where each of so many rows begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(np.asarray(lengths, np.int64))))


def fits(starts: Column, values: Column) -> bool:
    """Whether `starts` are the offsets of rows that tile `values`."""
    if not len(starts) or starts[0] != 0 or starts[-1] != len(values):
        return False
    return bool((starts[1:] >= starts[:-1]).all())


def digests(folder: Path) -> dict[str, dict[str, int | str]]:
    """Size and SHA-256 of each file of a folder, by name."""
    return {path.name: digest(path) for path in sorted(folder.iterdir())}


def digest(path: Path) -> dict[str, int | str]:
    """Size and SHA-256 (hex) of a file."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": sha256}
