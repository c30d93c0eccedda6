"""Spintax: "{a|b {c|d}}" stands for "a", "b c" and "b d".

Braces enclose alternatives, bars part them, and both nest. A backslash takes the meaning from the
character after it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

_PIECES = re.compile(r"\\.|[{|}]|[^\\{|}]+", re.DOTALL)
_SPECIAL = re.compile(r"[\\{|}]")


@dataclass(frozen=True, slots=True)
class Series:
    """Parts one after the other; a part is plain text or a choice."""

    parts: tuple[str | Choice, ...]

    def expand(self, rng: random.Random) -> str:
        """One of the texts, each choice drawn evenly and by itself."""
        return "".join(p if isinstance(p, str) else p.expand(rng) for p in self.parts)

    def texts(self) -> Iterator[str]:
        """All texts, in the order of the alternatives; repeats are not removed."""
        columns = [[p] if isinstance(p, str) else list(p.texts()) for p in self.parts]
        return map("".join, product(*columns))

    def count(self) -> int:
        """How many texts there are, repeats included."""
        return prod(p.count() for p in self.parts if not isinstance(p, str))


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives."""

    alternatives: tuple[Series, ...]

    def expand(self, rng: random.Random) -> str:
        """One of the texts of one of the alternatives."""
        return rng.choice(self.alternatives).expand(rng)

    def texts(self) -> Iterator[str]:
        """All texts of all alternatives."""
        for alternative in self.alternatives:
            yield from alternative.texts()

    def count(self) -> int:
        """How many texts there are."""
        return sum(alternative.count() for alternative in self.alternatives)


def parse_spintax(source: str) -> Series:
    """Read a template. Outside braces a bar is plain text.

    Raises:
        ValueError: a brace without its partner, or a backslash at the end.
    """
    if len(source) - len(source.rstrip("\\")) & 1:
        raise ValueError(f"spintax {source!r}: nothing follows the backslash at the end")
    # One entry per open brace, the template itself at the bottom: finished alternatives, and the
    # parts of the one being read.
    open_choices: list[tuple[list[Series], list[str | Choice]]] = [([], [])]
    for piece in _PIECES.findall(source):
        alternatives, parts = open_choices[-1]
        if piece == "{":
            open_choices.append(([], []))
        elif piece == "|" and len(open_choices) > 1:
            alternatives.append(Series(tuple(parts)))
            parts.clear()
        elif piece == "}":
            if len(open_choices) == 1:
                raise ValueError(f"spintax {source!r}: a closing brace without an opening one")
            open_choices.pop()
            choice = Choice((*alternatives, Series(tuple(parts))))
            open_choices[-1][1].append(choice)
        else:
            parts.append(piece[1:] if piece[0] == "\\" else piece)
    if len(open_choices) > 1:
        raise ValueError(f"spintax {source!r}: {len(open_choices) - 1} braces are not closed")
    return Series(tuple(open_choices[0][1]))


def escaped(text: str) -> str:
    """A plain text as a template that stands for itself only."""
    return _SPECIAL.sub(r"\\\g<0>", text)
