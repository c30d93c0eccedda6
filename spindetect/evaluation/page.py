"""An evaluation as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from spindetect.evaluation.cells import Cell, ends, percentage
from spindetect.evaluation.glossary import glossary
from spindetect.evaluation.mistakes import Mistake
from spindetect.evaluation.running import HISTOGRAM_BINS, LOWEST_RATE, Evaluation
from spindetect.evaluation.slices import Slice
from spindetect.evaluation.tables import Column, Figure, Table, figures, remarks, tables
from spindetect.evaluation.terminal import (
    judged_by,
    nothing,
    origin,
    outcome,
    signature,
    sizes,
    warning,
)
from spindetect.report.pages import render
from spindetect.report.pages.charts import (
    Plot,
    Scale,
    Tick,
    percent_ticks,
    polyline,
    staircase,
)  # fmt: skip
from spindetect.report.wording import plural

TEMPLATE = Path(__file__).parent / "templates" / "evaluation.html"
WIDTH, HEIGHT = 340, 270
LEFT, RIGHT, TOP, BOTTOM = 46, 320, 28, 226
DECADES = (0.0001, 0.001, 0.01, 0.1, 1.0)
FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Intervals in tables: 100 units wide, with room for the dots at both ends.
SHARE = Scale(0.0, 1.0, 4, 96)
RARE = Scale(LOWEST_RATE, 1.0, 4, 96, logarithmic=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval as coordinates, and the class it is drawn in."""

    value: float
    low: float
    high: float
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of the page."""

    text: str
    spread: str
    mark: str
    whisker: Mark | None


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row of the page."""

    name: str
    cells: tuple[DrawnCell, ...]


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table of the page."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[DrawnRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a chart with its vertical interval."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Roc:
    """Coordinates of the ROC chart; left of `zone` the pairs are too few to tell."""

    plot: Plot
    line: str
    zone: float
    points: tuple[Dot, ...]
    threshold: Dot | None
    summary: str
    caption: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coordinates of the calibration chart."""

    plot: Plot
    diagonal: str
    line: str
    points: tuple[tuple[float, float], ...]
    summary: str
    caption: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Coordinates of the histogram: spun above the middle, honest below."""

    plot: Plot
    bars: tuple[Bar, ...]
    middle: float
    threshold: float
    summary: str
    caption: str


@dataclass(frozen=True, slots=True)
class DrawnMistake:
    """A mistake in the words of the page: signs with their weights, changes with remarks."""

    row: str
    side: str
    outcome: str
    origin: str
    signs: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One evaluation as the page shows it; `id` tells the drawings of several apart."""

    id: str
    noun: str
    name: str
    sizes: str
    judged_by: str
    warning: str
    nothing: str
    figures: tuple[Figure, ...]
    remarks: tuple[str, ...]
    roc: Roc | None
    calibration: Calibration | None
    histogram: Histogram | None
    tables: tuple[DrawnTable, ...]
    mistakes: tuple[DrawnMistake, ...]
    signature: str


def render_html(evaluation: Evaluation) -> str:
    """The page. Nothing in the pairs is taken for markup, and the page asks nothing of anybody."""
    told = [evaluation]
    if evaluation.without_original:
        told.append(evaluation.without_original)
    return render(
        TEMPLATE,
        parts_told=[_part(one, "" if k == 0 else "alone-") for k, one in enumerate(told)],
        glossary=glossary(evaluation.noun),
    )


def _part(evaluation: Evaluation, id_: str) -> Part:
    whole = evaluation.overall
    return Part(
        id=id_,
        noun=evaluation.noun,
        name=evaluation.judge.name,
        sizes=sizes(evaluation),
        judged_by=judged_by(evaluation),
        warning=warning(evaluation) if evaluation.trained else "",
        nothing=nothing(evaluation),
        figures=tuple(figures(evaluation)),
        remarks=remarks(evaluation.slices[:1], evaluation.noun),
        roc=_roc(evaluation, whole) if whole and evaluation.roc else None,
        calibration=_calibration(evaluation) if evaluation.calibration else None,
        histogram=_histogram(evaluation) if whole else None,
        tables=tuple(_drawn(table) for table in tables(evaluation)),
        mistakes=tuple(_mistake(mistake) for mistake in evaluation.mistakes),
        signature=signature(evaluation),
    )


def _drawn(table: Table) -> DrawnTable:
    rows = tuple(DrawnRow(row.name, tuple(map(_cell, row.cells))) for row in table.rows)
    return DrawnTable(table.title, table.columns, rows, table.notes)


def _cell(cell: Cell) -> DrawnCell:
    mark = cell.whisker
    if mark is None:
        return DrawnCell(cell.text, cell.spread, cell.mark, None)
    scale, kind = (RARE, "honest") if mark.rare else (SHARE, "spun")
    drawn = Mark(scale(mark.value), scale(mark.low), scale(mark.high), kind)
    return DrawnCell(cell.text, cell.spread, cell.mark, drawn)


def _roc(evaluation: Evaluation, whole: Slice) -> Roc:
    noun = evaluation.noun
    x = Scale(LOWEST_RATE, 1.0, LEFT, RIGHT, logarithmic=True)
    y = Scale(0.0, 1.0, BOTTOM, TOP)
    plot = Plot(
        WIDTH, HEIGHT, x, y, percent_ticks(x, DECADES), percent_ticks(y, FIFTHS),
        f"honest {noun}s flagged", f"spun {noun}s flagged",
    )  # fmt: skip
    points = []
    for point in whole.at_rates:
        low, high = ends(point.recall)
        points.append(Dot(x(point.rate), y(point.recall.value), y(low), y(high)))
    threshold = None
    if whole.recall and whole.flagged:
        place = y(whole.recall.share)
        threshold = Dot(x(whole.flagged.share), place, place, place)
    told = [f"at {100 * p.rate:g} %: {percentage(p.recall.value)} %" for p in whole.at_rates]
    least = 1 / whole.honest.pairs
    return Roc(
        plot=plot,
        line=staircase([(x(point.rate), y(point.recall)) for point in evaluation.roc]),
        zone=x(least),
        points=tuple(points),
        threshold=threshold,
        summary=f"Recall by the share of honest {noun}s flagged: {', '.join(told)}.",
        caption=(
            "Dots: recall at 1 % and 0.1 % with its interval. Ring: the model's threshold. Shaded: "
            f"finer than {plural(whole.honest.pairs, f'honest {noun}')} can show."
        ),
    )


def _calibration(evaluation: Evaluation) -> Calibration:
    x, y = Scale(0.0, 1.0, LEFT, RIGHT), Scale(0.0, 1.0, BOTTOM, TOP)
    plot = Plot(
        WIDTH, HEIGHT, x, y, percent_ticks(x, FIFTHS), percent_ticks(y, FIFTHS),
        "probability given", "share that was spun",
    )  # fmt: skip
    points = tuple((x(part.score), y(part.share)) for part in evaluation.calibration)
    told = ", ".join(
        f"{percentage(part.score)} % given, {percentage(part.share)} % spun"
        for part in evaluation.calibration
    )
    return Calibration(
        plot=plot,
        diagonal=polyline([(x(0.0), y(0.0)), (x(1.0), y(1.0))]),
        line=polyline(points),
        points=points,
        summary=f"{told}.",
        caption=(
            f"Each dot is a tenth of the {evaluation.noun}s, both classes weighing half. On the "
            "dotted line probabilities mean what they say."
        ),
    )


def _histogram(evaluation: Evaluation) -> Histogram:
    noun = evaluation.noun
    middle = (TOP + BOTTOM) / 2
    x = Scale(0.0, 1.0, LEFT, RIGHT)
    highest = max(*evaluation.histogram.spun, *evaluation.histogram.honest, 1)
    # Heights are square roots, so that a few pairs can be seen beside many.
    y = Scale(-sqrt(highest), sqrt(highest), BOTTOM, TOP)
    ticks = [Tick(middle, "0")]
    for count in sorted({highest, max(1, highest // 4)}):
        ticks += [Tick(y(sign * sqrt(count)), f"{count:,}") for sign in (1, -1)]
    abstained = sum(row.probability is None for row in evaluation.rows)
    return Histogram(
        plot=Plot(
            WIDTH,
            HEIGHT,
            x,
            y,
            percent_ticks(x, FIFTHS),
            tuple(ticks),
            "probability given",
            f"{noun}s",
        ),
        bars=tuple(_bars(evaluation, x, y)),
        middle=middle,
        threshold=x(evaluation.judge.threshold),
        summary=f"Numbers of spun and of honest {noun}s by probability.",
        caption=(
            f"Spun {noun}s upwards, honest ones downwards, heights by square root. Dotted: the "
            "threshold." + (f" Not shown: {plural(abstained, 'abstention')}." if abstained else "")
        ),
    )


def _bars(evaluation: Evaluation, x: Scale, y: Scale) -> Iterator[Bar]:
    wide = round((RIGHT - LEFT) / HISTOGRAM_BINS - 1, 1)
    for kind, counts, sign in (
        ("spun", evaluation.histogram.spun, 1),
        ("honest", evaluation.histogram.honest, -1),
    ):
        for number, count in enumerate(counts):
            if count:
                place = sorted((y(0), y(sign * sqrt(count))))
                # A single pair must be seen beside thousands.
                height = max(round(place[1] - place[0], 1), 1.5)
                top = place[0] if sign < 0 else round(place[1] - height, 1)
                yield Bar(round(x(number / HISTOGRAM_BINS) + 0.5, 1), top, wide, height, kind)


def _mistake(mistake: Mistake) -> DrawnMistake:
    remarks = {0: "not found", 1: ""}
    return DrawnMistake(
        row=mistake.scored.row,
        side=mistake.scored.side.value,
        outcome=outcome(mistake.scored),
        origin=origin(mistake.scored),
        signs=tuple(
            # A true minus sign is as wide as the plus.
            (f"{p.contribution:+.2f}".replace("-", "\N{MINUS SIGN}"), p.text)
            for p in mistake.contributions
        ),
        changes=tuple(
            (
                f"{w.original}?" if w.guessed else w.original,
                w.candidate,
                remarks.get(w.times, f"{w.times:,} times"),
            )
            for w in mistake.wordings
        ),
    )
