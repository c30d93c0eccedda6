"""Opening files of pairs: their kind, compression, damage and length; fingerprints."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spindetect.readers.binary import binary_kind
from spindetect.readers.refusal import RefusedError
from spindetect.types import UnreadableError

_HEAD = 4096
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a regular file of text, unpacked if its name ends in .gz.

    Raises `UnreadableError` in one line for what cannot be opened, is damaged (on the way, too), or
    holds something else than its name says.
    """
    check_regular(path)
    try:
        with _open(path) as file:
            _check_head(path, file.peek(_HEAD)[:_HEAD])
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = str(error).split("\n")[0].rstrip(".")
        raise UnreadableError(
            f"{path}: damaged or no gzip file ({reason}); compress or download it again"
        ) from error
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}; check the file") from error


def _open(path: Path) -> io.BufferedReader:
    if path.suffix.lower() == ".gz":
        return io.BufferedReader(gzip.open(path))
    return path.open("rb")


@contextmanager
def refusals_named(path: Path) -> Iterator[None]:
    """Turns what a reader of tables refuses into an `UnreadableError` with the file's name."""
    try:
        yield
    except RefusedError as refusal:
        raise UnreadableError(f"{path}: {refusal}") from refusal


def check_regular(path: Path) -> None:
    """`UnreadableError` for what is not there or is no file; a pipe might block for ever."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no valid path"
        raise UnreadableError(f"{path}: {reason}; give a file or folder of pairs") from error
    if stat.S_ISDIR(mode):
        raise UnreadableError(f"{path}: Is a directory; give a file of labelled pairs")
    if not stat.S_ISREG(mode):
        raise UnreadableError(f"{path}: is a pipe or device; save the pairs as a file first")


def _check_head(path: Path, head: bytes) -> None:
    """Refuse, before a complaint about each of its rows, a file that holds no such text."""
    if head.startswith(_WIDE_MARKS):
        raise UnreadableError(f"{path}: UTF-16, not UTF-8 text; save it as UTF-8")
    kind = binary_kind(head)
    if kind:
        raise UnreadableError(
            f"{path}: not what its name says but another kind of file ({kind}); unpack or rename it"
        )


def fingerprint(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes, or of the names and bytes of the files below a folder.

    A file's is that of `sha256sum`. Hidden files and folders are left out. Raises `OSError` where
    something cannot be read.
    """
    if not path.is_dir():
        return _digest(path)
    below = ((file.relative_to(path), file) for file in path.rglob("*") if file.is_file())
    files = sorted(
        (name.as_posix(), file)
        for name, file in below
        if not any(part.startswith(".") for part in name.parts)
    )
    lines = (f"{_digest(file)}  {name}\n" for name, file in files)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
