"""Opening files: their kind, their compression, and what is wrong with either."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import re
import stat
import sys
import zlib
from importlib import import_module
from typing import BinaryIO, Protocol

from spindetect.readers.refusal import RefusedError

_OTHER_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

PACKED_SUFFIXES = frozenset((".gz", ".bz2", ".zst"))
"""Ends of names that say no more than how a file is compressed."""

_PACKINGS = (
    ("gzip", re.compile(rb"\x1f\x8b\x08")),
    ("bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)")),
    ("Zstandard", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)),
)
"""Compressions and how their files begin (RFC 1952, bzip2's block and end marks, RFC 8878 with its
skippable frames, which parallel compressors put first)."""

MAX_RATIO = 500
"""Bytes unpacked for each byte read above which a file is a decompression bomb. Prose packs 3 to 5
times, logs 50 times."""

_RATIO_FROM = 256 * 1024 * 1024
"""Bytes unpacked before the ratio counts: a small file of blanks is no danger."""

_CHUNK = 1 << 16


def open_regular(name: str) -> BinaryIO:
    """A regular file opened for reading; RefusedError for anything else, which might block."""
    try:
        check_regular(os.stat(name))
        return open(name, "rb")
    except FileNotFoundError:
        broken = "is a link to a file that is gone" if os.path.islink(name) else "does not exist"
        raise RefusedError(f"{broken}; check the path") from None
    except PermissionError:
        raise RefusedError("may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is no valid path"
        raise RefusedError(f"cannot be opened ({reason}); check the path") from None


def check_regular(status: os.stat_result) -> None:
    """RefusedError for a folder, a pipe, a socket or a device."""
    if stat.S_ISDIR(status.st_mode):
        raise RefusedError("is a folder; give a file inside it")
    for is_kind, kind in _OTHER_KINDS:
        if is_kind(status.st_mode):
            raise RefusedError(f"is {kind}, not a file; give a file, or - for standard input")


def shown_name(name: str) -> str:
    """A file name fit for one line of a message: characters that cannot be printed are escaped."""
    if name.isprintable() and name:
        return name
    escaped = (c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)
    return "".join(escaped) or "''"


def packing_of(head: bytes) -> str | None:
    """The compression of a file by its first bytes, None for none that is unpacked here."""
    return next((name for name, mark in _PACKINGS if mark.match(head)), None)


def suffix_of(name: str) -> str:
    """The suffix that tells a file's format, in lower case; that of compression does not count."""
    stem, suffix = os.path.splitext(name.lower())
    return os.path.splitext(stem)[1] if suffix in PACKED_SUFFIXES else suffix


def unpacking(file: BinaryIO, packing: str) -> io.BufferedReader:
    """The unpacked bytes of an open file, several members one after the other.

    Reading raises RefusedError once the file turns out damaged, cut short or a decompression bomb;
    all bytes before that are given.
    """
    return io.BufferedReader(_Unpacking(file, packing), _CHUNK)


class _Reader(Protocol):
    def read1(self, size: int = -1, /) -> bytes: ...


class _Unpacking(io.RawIOBase):
    """A decompressed stream that names what is wrong and watches what it unpacks into."""

    def __init__(self, file: BinaryIO, packing: str) -> None:
        self._file = file
        self._packing = packing
        self._reader, self._damage = _opened(file, packing)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._reader.read1(len(buffer))
        except self._damage as error:
            reason = str(error).split("\n")[0].rstrip(".")
            raise RefusedError(
                f"damaged {self._packing} data ({reason}); compress or download it again"
            ) from error
        self._size += len(data)
        if self._size > _RATIO_FROM and self._size > MAX_RATIO * self._file.tell():
            raise RefusedError(
                f"unpacks into more than {MAX_RATIO} times its size; unpack it yourself if you "
                "trust it"
            )
        buffer[: len(data)] = data
        return len(data)


def _opened(file: BinaryIO, packing: str) -> tuple[_Reader, tuple[type[Exception], ...]]:
    """A decompressor's stream, and what it raises for damaged data."""
    if packing == "gzip":
        return gzip.GzipFile(fileobj=file, mode="rb"), (EOFError, OSError, zlib.error)
    if packing == "bzip2":
        return bz2.BZ2File(file), (EOFError, OSError)
    # In the standard library from Python 3.14 on, before that its backport.
    zstd = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")
    return zstd.ZstdFile(file), (EOFError, OSError, zstd.ZstdError)
