"""The end of an audit on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spindetect.audit.findings import abused, counts, families, headline, recurring
from spindetect.audit.summary import Summary, likeliest
from spindetect.report.escape import clip, visible
from spindetect.report.layout import Piece, fitting, heading, lines, render
from spindetect.report.wording import plural
from spindetect.types import Relation

_SHOWN: Final = 5
_PAIRS: Final = 10
_NAME: Final = 50


def summary_line(summary: Summary, table: Path) -> str:
    """The result on one line."""
    return f"{visible(str(table))}: {headline(summary)}\n"


def summary_text(summary: Summary, table: Path, *, width: int = 80, color: bool = False) -> str:
    """Counts by outcome, the most abused originals, the largest families, recurring pairs."""
    return render(_pieces(summary, table, fitting(width)), color=color)


def _pieces(summary: Summary, table: Path, width: int) -> Iterator[Piece]:
    yield from lines(headline(summary), width, "bold", indent=0)
    if summary.n_originals:
        held = f"Held against {plural(summary.n_originals, 'original')}."
    else:
        held = "Held against each other."
    yield from lines(f"{held} Rows: {visible(str(table))}", width, indent=0)
    yield from heading("Pages")
    for count in counts(summary):
        style = "red" if count.outcome == Relation.SPUN else ""
        licensed = f", {count.licensed:,} of them licensed" if count.licensed else ""
        first = f"  {count.pages:>9,}  {count.share:>8}  {count.outcome:<12}"
        yield from lines(f"{count.meaning}{licensed}", width, style, len(first) + 1, first)
    if summary.suspects:
        yield from heading("Look most spun by themselves (`spindetect score` shows the words)")
        for page in likeliest(summary.suspects)[:_SHOWN]:
            name, chance = clip(page.row["candidate"], _NAME), page.row["probability"]
            yield f"  {name}  probability {chance:.4f}\n", ""
    sources = abused(summary, _SHOWN)
    if sources:
        yield from heading("Originals most taken from")
        for one in sources:
            yield f"  {clip(one.original, _NAME)}  {one.spun:,} spun, {one.copies:,} copied\n", ""
    large = [one for one in families(summary, _SHOWN) if one.pages > 1]
    if large and not summary.n_originals:
        yield from heading("Largest families")
        for one in large:
            yield f"  {clip(one.original, _NAME)}  {plural(one.pages, 'page')} made from it\n", ""
    pairs = list(recurring(summary, _PAIRS))
    if pairs:
        yield from heading("Substitutions that recur")
        for pair in pairs:
            change = f"{clip(pair.original, _NAME)} → {clip(pair.candidate, _NAME)}"
            yield f"  {pair.pages:>9,}  {pair.share:>8}  {change}\n", ""
