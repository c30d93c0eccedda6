"""Lists of paths on standard input."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from spindetect.types import UnreadableError

MAX_PATH = 1 << 16
"""Longest path in bytes; no system has longer ones."""


def listed_paths(stream: BinaryIO | None) -> Iterator[str]:
    """Paths, one a line, or ended by NUL as `find -print0` does; empty lines are none.

    Raises UnreadableError for a stream that is closed or holds no list of paths.
    """
    if stream is None:
        raise UnreadableError("standard input: is closed; give files or folders")
    for path in _pieces(stream):
        if path:
            yield os.fsdecode(path)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    rest, end = b"", None
    while chunk := _read(stream):
        rest += chunk
        if end is None:
            end = b"\0" if b"\0" in rest else b"\n"
        *whole, rest = rest.split(end)
        for path in whole:
            yield path.removesuffix(b"\r") if end == b"\n" else path
        if len(rest) > MAX_PATH:
            raise UnreadableError("standard input: holds no list of paths; give one path a line")
    yield rest.removesuffix(b"\r") if end == b"\n" else rest


def _read(stream: BinaryIO) -> bytes:
    try:
        return bytes(stream.read(MAX_PATH) or b"")
    except (OSError, ValueError) as error:
        raise UnreadableError(f"standard input: cannot be read ({error}); give files") from None
