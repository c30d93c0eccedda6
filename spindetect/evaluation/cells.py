"""Measures as short texts with their intervals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor

from spindetect.evaluation.slices import AtRate
from spindetect.metrics import HAIR, Estimate, Matches, Rate

NOTHING = "–"
UNVERIFIED = "*"
# An interval narrower than this is told in tenths of a percent, and so is one that ends below FEW
# if its rate should be near zero.
NARROW = 0.01
FEW = 0.1


@dataclass(frozen=True, slots=True)
class Whisker:
    """A value with the ends of its interval, for drawing; `rare`: a rate that should be near 0."""

    value: float
    low: float
    high: float
    rare: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure as text, its interval as text, and both as numbers where they can be drawn.

    `mark`: a sign that a remark below explains.
    """

    text: str
    spread: str = ""
    whisker: Whisker | None = None
    mark: str = ""


def percentage(share: float) -> str:
    """A share in percent, with one digit after the point; rounding never claims certainty.

    >>> percentage(0.9532), percentage(1.0), percentage(0.9999), percentage(0.0)
    ('95.3', '100', '>99.9', '0')
    """
    if share in (0.0, 1.0):
        return f"{100 * share:.0f}"
    shown = f"{100 * share:.1f}"
    return {"100.0": ">99.9", "0.0": "<0.1"}.get(shown, shown)


def _percents(low: float, high: float, rare: bool) -> str:
    """An interval in percent, rounded outwards; more digits where it is narrow or near zero."""
    fine = high - low < NARROW or (rare and high < FEW)
    step = 1000 if fine else 100
    limits = floor(low * step + HAIR) / step, ceil(high * step - HAIR) / step
    digits = 1 if fine else 0
    return "–".join(f"{100 * end:.{0 if end in (0.0, 1.0) else digits}f}" for end in limits)


def _decimals(value: float) -> str:
    shown = f"{value:.3f}"
    if shown == "1.000" and value < 1:
        return ">0.999"
    return "<0.001" if shown == "0.000" and value > 0 else shown


def rate_cell(rate: Rate | None, *, rare: bool = False) -> Cell:
    """A rate in percent with its interval."""
    if rate is None:
        return Cell(NOTHING)
    whisker = Whisker(rate.share, rate.low, rate.high, rare)
    return Cell(percentage(rate.share), _percents(rate.low, rate.high, rare), whisker)


def share_cell(estimate: Estimate | None) -> Cell:
    """A share in percent with its bootstrap interval."""
    if estimate is None:
        return Cell(NOTHING)
    low, high = ends(estimate)
    spread = _percents(low, high, rare=False) if low < high else ""
    whisker = Whisker(estimate.value, low, high, rare=False)
    return Cell(percentage(estimate.value), spread, whisker)


def number_cell(estimate: Estimate | None) -> Cell:
    """A measure with three decimals and its bootstrap interval."""
    if estimate is None:
        return Cell(NOTHING)
    low, high = ends(estimate)
    return Cell(_decimals(estimate.value), f"{low:.3f}–{high:.3f}" if low < high else "")


def ends(estimate: Estimate) -> tuple[float, float]:
    """The interval; without width where there is none, or where resamples could not differ."""
    if estimate.low is None or estimate.high is None:
        return estimate.value, estimate.value
    return estimate.low, estimate.high


def at_rate_cell(point: AtRate) -> Cell:
    """Recall at a rate of false positives, marked where the rate cannot be told."""
    return replace(share_cell(point.recall), mark="" if point.verified else UNVERIFIED)


def in_percent(cell: Cell) -> Cell:
    """The cell with its unit, for a measure that stands alone."""
    return replace(cell, text=f"{cell.text} %") if cell.text != NOTHING else cell


def f1_cell(scores: Matches) -> Cell:
    """An F1 in percent."""
    return Cell(NOTHING if scores.f1 is None else percentage(scores.f1))
