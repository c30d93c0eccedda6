"""Text laid out for a terminal: pieces with a style, broken lines, headings, colour by rich."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Longer lines are hard to follow, and columns far apart hard to read together.
MAX_WIDTH = 100
MIN_WIDTH = 40

# Where a line may break: not between a number and its "%".
_BREAK = re.compile(" (?!%)")

# A run of text and its rich style; pieces follow each other, line feeds included.
Piece = tuple[str, str]


def render(pieces: Iterable[Piece], *, color: bool) -> str:
    """The pieces as text, with escape sequences for colour and weight or without."""
    return _styled(pieces) if color else "".join(text for text, _ in pieces)


def fitting(width: int) -> int:
    """The columns to use of a terminal that has `width`."""
    return min(max(width, MIN_WIDTH), MAX_WIDTH)


def _styled(pieces: Iterable[Piece]) -> str:
    """The pieces with escape sequences of the 16 colours, which every theme knows."""
    import io

    from rich.console import Console
    from rich.text import Text

    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        no_color=False,
        force_jupyter=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(Text.assemble(*pieces), soft_wrap=True, end="")
    return capture.get()


def lines(
    text: str, width: int, style: str = "", indent: int = 2, first: str = ""
) -> Iterator[Piece]:
    """Prose, broken between words; a word longer than the line is broken where it must be.

    `first`: what stands in the indent of the first line.
    """
    from rich.cells import cell_len, chop_cells

    margin = f"{first:<{indent}}"
    line, used = "", 0
    for word in _BREAK.split(text):
        size = cell_len(word)
        if used and used + 1 + size > width - indent:
            yield f"{margin}{line}\n", style
            margin, line, used = " " * indent, "", 0
        if size > width - indent:
            *full, word = chop_cells(word, width - indent)
            for part in full:
                yield f"{margin}{part}\n", style
                margin = " " * indent
            size = cell_len(word)
        line, used = (f"{line} {word}", used + 1 + size) if used else (word, size)
    yield f"{margin}{line}\n", style


def heading(text: str) -> Iterator[Piece]:
    """A title in bold after an empty line."""
    yield f"\n{text}\n", "bold"
