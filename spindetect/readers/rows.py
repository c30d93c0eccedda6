"""Rows of tables: what every kind of table gives, and JSON Lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from spindetect.readers.refusal import RefusedError

MAX_LINE = 128 * 1024 * 1024
"""Longest line (bytes) or field (characters) that is read at all: four times the longest document.
What is longer is no record but damage, such as a quotation mark that is never closed."""

MAX_VALUES = 1_000_000
"""Most commas and brackets of a line: each may become an object of some hundred bytes."""

MAX_BLANK_LINES = 5_000_000
"""Most lines without anything in them: two seconds' work, and nothing that a corpus needs."""

NOT_UTF_8 = "not UTF-8 text; save the file as UTF-8"

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in a table: its 1-based number and cells, or what is wrong with it.

    `undecoded`: the row's bytes are no UTF-8; each byte that is none stands as a lone surrogate in
    the cells (Python's "surrogateescape"), from which the bytes can be had again.
    """

    number: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None
    undecoded: bool = False


def json_rows(file: io.BufferedReader | BinaryIO, max_line: int = MAX_LINE) -> Iterator[Row]:
    """Rows of JSON Lines in UTF-8, numbered as the lines are; blank lines are no rows.

    `max_line`: the longest in bytes. Raises RefusedError for millions of blank lines, and what
    reading the file raises.
    """
    blank = 0
    for number, line in enumerate(_lines(file, max_line), 1):
        if isinstance(line, str):
            yield Row(number, problem=line)
        elif line.strip():
            yield _json_row(number, line)
        else:
            blank += 1
            if blank > MAX_BLANK_LINES:
                raise RefusedError(f"has more than {MAX_BLANK_LINES:,} blank lines; remove them")


def _lines(file: io.BufferedReader | BinaryIO, limit: int) -> Iterator[bytes | str]:
    """Lines without a byte order mark; what is wrong with one that is too long to be held."""
    mark = _MARK
    while line := file.readline(limit + 1):
        if len(line) <= limit:
            yield line.removeprefix(mark)
        else:
            while line and not line.endswith(b"\n"):
                line = file.readline(1024 * 1024)
            yield f"a line of more than {limit:,} bytes"
        mark = b""


def _json_row(number: int, line: bytes) -> Row:
    if len(line) > MAX_VALUES and sum(map(line.count, (b",", b"[", b"{"))) > MAX_VALUES:
        return Row(number, problem=f"more than {MAX_VALUES:,} values in one line")
    try:
        text = line.decode("utf-8")
        undecoded = False
    except UnicodeDecodeError:
        text = line.decode("utf-8", "surrogateescape")
        undecoded = True
    try:
        cells = json.loads(text)
    except json.JSONDecodeError as error:
        return Row(number, problem=f"not valid JSON ({error.msg})")
    except RecursionError:
        return Row(number, problem="nested too deeply")
    except ValueError:  # Python's limit for integers, after which it reads no further
        return Row(number, problem="a number has too many digits")
    if not isinstance(cells, dict):
        return Row(number, problem="not an object, which a row of JSON Lines is")
    return Row(number, cells, undecoded=undecoded)
