"""The shape of a rule for page furniture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Place(Enum):
    """Where on a page a rule applies. The edges are what precedes and follows all prose."""

    ANYWHERE = auto()
    EDGE = auto()
    TAIL = auto()


class Extent(Enum):
    """How much of a paragraph a rule claims."""

    LINE = auto()
    OPENING = auto()
    CLOSING = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture.

    `pattern` is a regular expression without numbered groups; `fires` and `spares` are examples.
    `heads_list`: the short lines after it belong to it ("Related articles"). `notice`: may run to
    several sentences; other furniture is not looked for in prose.
    """

    name: str
    place: Place
    pattern: str
    fires: tuple[str, ...]
    spares: tuple[str, ...]
    extent: Extent = Extent.LINE
    heads_list: bool = False
    notice: bool = False
