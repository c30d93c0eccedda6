"""The overview of an audit as one self-contained page; each row opens its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spindetect.audit.findings import abused, counts, families, headline, recurring
from spindetect.audit.summary import BINS, SHOWN_PAGES, SUSPECT, Summary, likeliest
from spindetect.report.pages import render
from spindetect.report.wording import plural
from spindetect.types import Relation

TEMPLATE: Final = Path(__file__).parent / "templates" / "overview.html"
_LISTED: Final = 25
_PAIRS: Final = 60
_HEIGHT: Final = 120
_BAR: Final = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the histogram: its place, how many pages it stands for, and what it says."""

    x: float
    height: float
    spun: bool
    pages: int
    label: str


def render_html(summary: Summary, settings: dict[str, str], threshold: float) -> str:
    """The page. `settings`: what the run depended on, for whoever repeats it."""
    return render(
        TEMPLATE,
        headline=headline(summary),
        summary=summary,
        held=plural(summary.n_originals, "original") if summary.n_originals else "",
        counts=counts(summary),
        bars=_histogram(summary, threshold),
        threshold=f"{threshold:.3f}",
        families=[one for one in families(summary, _LISTED) if one.pages > 1],
        originals=abused(summary, _LISTED),
        pairs=list(recurring(summary, _PAIRS)),
        pages=likeliest(summary.shown),
        hidden=max(0, summary.relations[Relation.SPUN] - SHOWN_PAGES),
        suspects=likeliest(summary.suspects),
        more_suspects=max(0, summary.relations[SUSPECT] - SHOWN_PAGES),
        settings=settings,
    )


def _histogram(summary: Summary, threshold: float) -> list[Bar]:
    """Pages with an original by probability; heights are square roots, to show few beside many."""
    most = max(summary.histogram)
    return [
        Bar(
            x=k * _BAR,
            height=round(_HEIGHT * (pages / most) ** 0.5, 1) if pages else 0.0,
            spun=(k + 1) / BINS > threshold,
            pages=pages,
            label=f"{k / BINS:.2f} to {(k + 1) / BINS:.2f}: {plural(pages, 'page')}",
        )
        for k, pages in enumerate(summary.histogram)
        if most
    ]
