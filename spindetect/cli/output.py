"""Standard output and standard error: whole writes, one-line complaints, colour and width."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from spindetect.report.escape import visible
from spindetect.types import SpindetectError

# Bad records or rows that are listed one by one.
MAX_LISTED = 20


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def prepare() -> None:
    """Let every character be printed, whatever the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def emit(text: str) -> None:
    """Write to standard output.

    A reader that went away (`| head`) is no error. Raises `SpindetectError` for a full disk.
    """
    # Python sets it to None where the shell closed it.
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise SpindetectError("standard output is closed")
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _discard(stream)
    except OSError as error:
        _discard(stream)
        raise SpindetectError(f"cannot write to standard output: {error.strerror}") from error


def _discard(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that the flush at exit does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def complain(message: str) -> None:
    """One line on standard error, in which foreign text cannot do anything."""
    stream: TextIO | None = sys.stderr
    if stream is not None:
        stream.write(f"spindetect: {visible(message)}\n")
        stream.flush()


def list_bad(items: Sequence[object], total: int | None = None, *, what: str = "records") -> None:
    """Bad records or rows on standard error, the first of them one by one; `total`: how many there
    are, if more than are given."""
    for item in items[:MAX_LISTED]:
        complain(str(item))
    left = (total or len(items)) - len(items[:MAX_LISTED])
    if left > 0:
        complain(f"and {left:,} more bad {what}")


def progress(done: int, total: int) -> None:
    """Show how far a long command is, on a terminal only."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {total:,}{os.linesep if done == total else ''}")
        sys.stderr.flush()


def check_file(option: str, path: Path, inputs: Iterable[str | Path | None] = ()) -> None:
    """Raise `SpindetectError` where no file can be written at `path`, before any long work.

    `inputs`: what is read, which no output may take the place of.
    """
    for name in inputs:
        if name is not None and path.exists() and Path(name).exists() and path.samefile(name):
            raise SpindetectError(f"{option} {path}: is what is read; name another file")
    if path.is_dir():
        raise SpindetectError(f"{option} {path}: is a folder; name a file in it")
    # It would be replaced by a file: whoever may write to /dev would lose /dev/null.
    if path.exists() and not path.is_file():
        raise SpindetectError(f"{option} {path}: is a device or pipe; name a file")
    if not path.parent.exists():
        raise SpindetectError(f"{option} {path}: no folder {path.parent}; make it first")
    _check_writable(option, path, path.parent)


def check_folder(option: str, path: Path) -> None:
    """Raise `SpindetectError` where `path` is no folder and none can be made there."""
    above = next(place for place in (path, *path.parents) if place.exists() or not place.name)
    if above == path and not path.is_dir():
        raise SpindetectError(f"{option} {path}: is a file; name a folder, which may be new")
    _check_writable(option, path, above)


def write_file(option: str, path: Path, text: str) -> None:
    """Write a text file, whole or not at all; raises `SpindetectError` naming the option."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(path)
    except OSError as error:
        raise SpindetectError(
            f"{option} {path}: {error.strerror or error}; name a place that can be written to"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _check_writable(option: str, path: Path, folder: Path) -> None:
    if not folder.is_dir():
        raise SpindetectError(f"{option} {path}: {folder} is a file, not a folder; name another")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SpindetectError(
            f"{option} {path}: the folder {folder} cannot be written to; name another"
        )


def use_color(choice: Color) -> bool:
    """Whether to colour standard output; `NO_COLOR` (no-color.org) holds unless asked for."""
    if choice is Color.AUTO:
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and sys.stdout.isatty()
    return choice is Color.ALWAYS


def width() -> int:
    """Columns of the terminal; 80 where there is none, unless `COLUMNS` says otherwise."""
    return shutil.get_terminal_size((80, 24)).columns
