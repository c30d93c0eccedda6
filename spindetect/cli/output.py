"""Standard output and standard error: whole writes, one-line complaints, colour and width."""

from __future__ import annotations

import io
import os
import shutil
import sys
from enum import StrEnum
from typing import TextIO

from spindetect.report.escape import visible
from spindetect.types import SpindetectError


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


def progress(done: int, total: int) -> None:
    """Show how far a long command is, on a terminal only."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {total:,}{os.linesep if done == total else ''}")
        sys.stderr.flush()


def use_color(choice: Color) -> bool:
    """Whether to colour standard output; `NO_COLOR` (no-color.org) holds unless asked for."""
    if choice is Color.AUTO:
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and sys.stdout.isatty()
    return choice is Color.ALWAYS


def width() -> int:
    """Columns of the terminal; 80 where there is none, unless `COLUMNS` says otherwise."""
    return shutil.get_terminal_size((80, 24)).columns
