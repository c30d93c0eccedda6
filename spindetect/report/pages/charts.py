"""Places on a chart: scales from values to coordinates, as the macros of charts.html draw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` on the coordinates from `start` to `end`; others at the edge.

    `logarithmic`: equal ratios have equal distance; `low` is then above 0, and smaller values, 0
    among them, lie on its edge.
    """

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The coordinate of a value, to a tenth."""
        inside = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = log10(inside / self.low) / log10(self.high / self.low)
        else:
            share = (inside - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """An area with two axes; x grows to the right, y upwards.

    `width`, `height`: of the whole drawing, labels included.
    """

    width: int
    height: int
    x: Scale
    y: Scale
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_title: str
    y_title: str


def percent_ticks(scale: Scale, shares: Iterable[float]) -> tuple[Tick, ...]:
    """Ticks at these shares, labelled in percent."""
    return tuple(Tick(scale(share), f"{100 * share:g} %") for share in shares)


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """A line through points given in coordinates, as the `d` of an SVG path."""
    return "M" + " L".join(f"{x:g},{y:g}" for x, y in points) if points else ""


def staircase(points: Sequence[tuple[float, float]]) -> str:
    """A line that keeps each point's height until the next point, as the `d` of an SVG path."""
    steps = [f"H{x:g} V{y:g}" for x, y in points[1:]]
    return " ".join([f"M{points[0][0]:g},{points[0][1]:g}", *steps]) if points else ""
