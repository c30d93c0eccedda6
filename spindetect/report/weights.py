"""What speaks for spinning and what against, as rows that add up to the probability."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.report import wording
from spindetect.report.escape import visible
from spindetect.report.layout import Piece, heading, lines
from spindetect.types import Verdict

# A smaller weight would be printed as 0.00.
MIN_CONTRIBUTION = 0.005


def contributions(verdict: Verdict, width: int, most: int) -> Iterator[Piece]:
    """What moved the probability most, so many rows of it; the rest is summed in a last one."""
    yield from heading("What speaks for spinning and what against, with its weight")
    ranked = sorted(verdict.contributions, key=lambda item: -abs(item.contribution))
    shown = [item for item in ranked[:most] if abs(item.contribution) >= MIN_CONTRIBUTION]
    rows = [(item.contribution, visible(item.text)) for item in shown]
    rest = ranked[len(shown) :]
    if rest:
        together = "all else" if rows else "all signs together"
        rows.append((sum(item.contribution for item in rest), together))
    for value, text in rows:
        yield from lines(text, width, indent=23, first=f"  {_side(value):<12}{abs(value):6.2f}")
    total = sum(item.contribution for item in verdict.contributions)
    come = f"Together: {abs(total):.2f} {_side(total)}".rstrip()
    if verdict.probability is not None:
        shown_probability = wording.told_apart(verdict.probability, verdict.threshold)[0]
        come += f", which is a probability of {shown_probability}"
    yield from lines(f"{come}.", width)


def _side(weight: float) -> str:
    """Which side a weight is on; empty where it would be printed as 0.00."""
    if abs(weight) < MIN_CONTRIBUTION:
        return ""
    return "for spinning" if weight > 0 else "against"
