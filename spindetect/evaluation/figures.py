"""The figures that the quality gate holds a model to: measures of scored pairs, no intervals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from spindetect import metrics
from spindetect.evaluation.counts import pooled_sentences, pooled_spans
from spindetect.evaluation.running import LONG_SHARE, LONG_WORDS
from spindetect.evaluation.scoring import Scored, Side
from spindetect.evaluation.slices import Columns, direction_right
from spindetect.metrics import Floats, Weighted

# Recall by spinner is told of candidates longer than any single paragraph of which a tenth of the
# words and more were replaced, where there are so many pairs.
ARTICLE_WORDS, SHARE, MIN_PAIRS = 150, 0.10, 5
BY_SPINNER: Final = "recall/"
"""What stands before a spinner's name in the name of its figure; alone it asks for all of them."""
REVERSED: Final = "reversed"
"""The family of an original given as the candidate of its own spun copy (`simulation.turned`):
nobody would be accused of it, so it has a figure of its own and is no honest pair here."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Values by name. `floors`: the more the better. `ceilings`: the less the better."""

    floors: Mapping[str, float]
    ceilings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The rows by class; those labelled `rewritten` take no part."""

    spun: Sequence[Scored]
    honest: Sequence[Scored]
    reversed: Sequence[Scored]

    @staticmethod
    def of(rows: Sequence[Scored]) -> _Sides:
        honest = [row for row in rows if row.side is Side.HONEST]
        return _Sides(
            spun=[row for row in rows if row.side is Side.SPUN],
            honest=[row for row in honest if row.family != REVERSED],
            reversed=[row for row in honest if row.family == REVERSED],
        )


Measure = Callable[[_Sides], float | None]


def figures(rows: Sequence[Scored], names: Collection[str]) -> Figures:
    """Those of the named figures that the rows define."""
    sides = _Sides.of(rows)
    floors, ceilings = (
        {name: measure(sides) for name, measure in table.items() if name in names}
        for table in (FLOORS, CEILINGS)
    )
    by_spinner = dict(_by_spinner(sides.spun)) if BY_SPINNER in names else {}
    return Figures(_defined(floors) | by_spinner, _defined(ceilings))


def _defined(values: Mapping[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}


def _by_spinner(spun: Sequence[Scored]) -> Iterator[tuple[str, float]]:
    """Recall in whole articles, for each spinner."""
    whole = [r for r in spun if r.words >= ARTICLE_WORDS and (r.share_spun or 0.0) >= SHARE]
    for family in sorted({row.family for row in whole}):
        hits = [row.flagged for row in whole if row.family == family]
        if len(hits) >= MIN_PAIRS:
            yield f"{BY_SPINNER}{family}", sum(hits) / len(hits)


def _flagged(rows: Sequence[Scored]) -> float | None:
    return sum(row.flagged for row in rows) / len(rows) if rows else None


def _accused(rows: Sequence[Scored]) -> float | None:
    """Share of the articles of which any pair is flagged."""
    groups = {row.group for row in rows}
    return len({row.group for row in rows if row.flagged}) / len(groups) if groups else None


def _direction(rows: Sequence[Scored]) -> float | None:
    rate = direction_right(rows)
    return rate.share if rate else None


def _long(rows: Sequence[Scored]) -> list[Scored]:
    """As in `Evaluation.direction_long`."""
    return [r for r in rows if r.words >= LONG_WORDS and (r.share_spun or 0.0) >= LONG_SHARE]


def _ranked(measure: Callable[[Weighted], Floats], sides: _Sides) -> float | None:
    if not sides.spun or not sides.honest:
        return None
    value = float(measure(Columns([*sides.spun, *sides.honest]).ranking().weighted())[0])
    return None if np.isnan(value) else value


def _sentences(sides: _Sides) -> float | None:
    counts = pooled_sentences(row.in_sentences for row in (*sides.spun, *sides.honest))
    return counts.scores().f1


FLOORS: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "recall": lambda sides: _flagged(sides.spun),
        "recall_at_1_percent": partial(_ranked, partial(metrics.recall_at, share=0.01)),
        "auroc": partial(_ranked, metrics.auroc),
        "direction": lambda sides: _direction(sides.spun),
        "direction_of_whole_articles": lambda sides: _direction(_long(sides.spun)),
        "sentence_f1": _sentences,
        "span_f1_single": lambda sides: pooled_spans(r.single for r in sides.spun).exactly().f1,
        "span_f1_phrases": lambda sides: pooled_spans(r.multi for r in sides.spun).exactly().f1,
    }
)
CEILINGS: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "flagged": lambda sides: _flagged(sides.honest),
        "false_positives": lambda sides: _accused(sides.honest),
        "reversed_flagged": lambda sides: _flagged(sides.reversed),
        "calibration_error": partial(_ranked, metrics.calibration_error),
    }
)
