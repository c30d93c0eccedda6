"""An evaluation as figures and tables of short texts, which the terminal and the page lay out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spindetect.evaluation.cells import (
    NOTHING,
    UNVERIFIED,
    Cell,
    at_rate_cell,
    f1_cell,
    in_percent,
    number_cell,
    percentage,
    rate_cell,
)
from spindetect.evaluation.running import Evaluation
from spindetect.evaluation.slices import RATES, RULE_OF_THREE, AtRate, By, Slice
from spindetect.report.wording import plural


@dataclass(frozen=True, slots=True)
class Column:
    """A column of measures: title and characters that it takes on a terminal, 0 for the page only.

    `bare`: without intervals.
    """

    title: str
    width: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A slice, by name, and one cell for each column."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Slices of one kind, with remarks on how to read them.

    On a terminal, intervals stand below the values if `stacked`, else beside them, and of the rows
    only `shown` are listed, if that is given, and the others told in the words of `rest`.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    stacked: bool = False
    shown: int | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of all pairs: name, value and interval, and what it was counted on."""

    name: str
    cell: Cell
    detail: str


def figures(evaluation: Evaluation) -> Iterator[Figure]:
    """The measures of all spun and honest pairs, the most telling first."""
    whole = evaluation.overall
    if whole is None:
        return
    yield from _flagged(whole, evaluation.noun)
    for point in whole.at_rates:
        name = f"Recall at {_rate(point.rate)} % false positives"
        yield Figure(name, in_percent(at_rate_cell(point)), _limit(point))
    answered, pairs = whole.spun.answered + whole.honest.answered, whole.pairs
    detail = f"{answered:,} of {plural(pairs, evaluation.noun)}"
    yield Figure("Coverage", in_percent(Cell(percentage(whole.coverage))), detail)
    if whole.quality:
        quality = whole.quality
        yield Figure("AUROC", number_cell(quality.auroc), "1 is best, 0.5 is chance")
        yield Figure("Brier score", number_cell(quality.brier), "0 is best")
        yield Figure(
            "Calibration error", number_cell(quality.calibration), "0 is best, at even odds"
        )
    yield from _direction(evaluation, whole)
    yield from _placed(whole, evaluation.noun)


def _flagged(whole: Slice, noun: str) -> Iterator[Figure]:
    """What happens at the threshold."""
    spun, pairs, articles = whole.recall, whole.flagged, whole.flagged_groups
    if spun:
        detail = f"{spun.events:,} of {plural(spun.trials, f'spun {noun}')}"
        yield Figure("Recall at the threshold", in_percent(rate_cell(spun)), detail)
    if pairs and articles:
        detail = f"{pairs.events:,} of {plural(pairs.trials, f'honest {noun}')}"
        yield Figure("False positives", in_percent(rate_cell(pairs, rare=True)), detail)
        detail = f"{articles.events:,} of {plural(articles.trials, 'article')}"
        yield Figure(
            "False positives by article", in_percent(rate_cell(articles, rare=True)), detail
        )


def _direction(evaluation: Evaluation, whole: Slice) -> Iterator[Figure]:
    if whole.direction:
        detail = f"{whole.direction.events:,} of {plural(whole.direction.trials, 'spun pair')}"
        yield Figure("Direction right", in_percent(rate_cell(whole.direction)), detail)
    if evaluation.direction_long:
        long = evaluation.direction_long
        detail = f"{long.events:,} of {plural(long.trials, 'spun pair')}"
        yield Figure("Direction in whole articles", in_percent(rate_cell(long)), detail)


def _placed(whole: Slice, noun: str) -> Iterator[Figure]:
    """F1 of sentences and spans."""
    for name, counts in (
        ("Sentences, F1", whole.sentences),
        (f"Sentences of spun {noun}s, F1", whole.sentences_of_spun),
    ):
        # Without gold no sentence is known to be spun.
        if counts.tp + counts.fn:
            detail = f"{counts.tp:,} right, {counts.fp:,} wrong, {counts.fn:,} missed"
            yield Figure(name, in_percent(f1_cell(counts.scores())), detail)
    for name, spans in (
        ("Single words, exact F1", whole.single),
        ("Phrases, exact F1", whole.multi),
    ):
        if spans.exactly().f1 is not None:
            detail = f"{f1_cell(spans.roughly()).text} % by overlap; {spans.gold:,} to find"
            yield Figure(name, in_percent(f1_cell(spans.exactly())), detail)


def _rate(rate: float) -> str:
    return f"{100 * rate:g}"


def _limit(point: AtRate) -> str:
    """What the threshold of an operating point is."""
    return "none flagged" if point.threshold is None else f"from {point.threshold:.4f} on"


ARTICLES = Column("articles", 9, bare=True)
ANSWERED = Column("answered", 9, bare=True)
RECALL = Column("recall", 17)
FLAGGED = Column("flagged", 15)
ARTICLES_HIT = Column("articles hit", 15)
# What the bands of a share are a share of, where several kinds stand in one table.
OF = dict.fromkeys(By, "") | {By.SHARE: "of the words", By.PARAGRAPHS: "of the paragraphs"}


def tables(evaluation: Evaluation) -> Iterator[Table]:
    """All tables that have rows, in reading order."""
    noun = evaluation.noun
    parts = {by: [s for s in evaluation.slices if s.by is by] for by in By}
    spun = [s for s in parts[By.FAMILY] if s.spun.pairs]
    honest = [s for s in parts[By.FAMILY] if s.honest.pairs]
    found = [
        _both("By label source", parts[By.SOURCE]),
        _both("By length of the candidate", parts[By.LENGTH]),
        _quality(noun, parts[By.ALL] + parts[By.SOURCE] + parts[By.LENGTH]),
        _recalls(noun, f"Spun {noun}s by family, the worst first", sorted(spun, key=_worst_recall)),
        _honest(noun, sorted(honest, key=_most_flagged)),
        _recalls(noun, f"Spun {noun}s by the share of their words spun", parts[By.SHARE]),
        _recalls(noun, f"Spun {noun}s by the share of their paragraphs spun", parts[By.PARAGRAPHS]),
        _rewritten(evaluation),
        _found(noun, parts[By.SHARE] + parts[By.PARAGRAPHS] + spun),
    ]
    yield from (table for table in found if table.rows)


def _worst_recall(part: Slice) -> tuple[float, float, str]:
    first = part.at_rates[0].recall.value if part.at_rates else 1.0
    return first, part.recall.share if part.recall else 1.0, part.name


def _most_flagged(part: Slice) -> tuple[float, str]:
    return -(part.flagged.share if part.flagged else 0.0), part.name


def _count(number: int) -> Cell:
    return Cell(f"{number:,}" if number else NOTHING)


def _both(title: str, parts: Sequence[Slice]) -> Table:
    columns = (
        Column("spun", 6, bare=True), Column("honest", 7, bare=True),
        ANSWERED, RECALL, replace(FLAGGED, width=0), ARTICLES_HIT,
    )  # fmt: skip
    rows = (
        Row(
            part.name,
            (
                _count(part.spun.pairs),
                _count(part.honest.pairs),
                Cell(percentage(part.coverage)),
                rate_cell(part.recall),
                rate_cell(part.flagged, rare=True),
                rate_cell(part.flagged_groups, rare=True),
            ),
        )
        for part in parts
    )
    return Table(title, columns, tuple(rows))


def _quality(noun: str, parts: Sequence[Slice]) -> Table:
    told = [part for part in parts if part.quality]
    columns = (
        *(Column(f"at {_rate(rate)} %", 12) for rate in RATES),
        Column("AUROC", 13), Column("Brier", 13), Column("calibration", 13),
    )  # fmt: skip
    rows = [
        Row(
            part.name,
            (
                *map(at_rate_cell, part.at_rates),
                number_cell(part.quality.auroc),
                number_cell(part.quality.brier),
                number_cell(part.quality.calibration),
            ),
        )
        for part in told
        if part.quality
    ]
    title = "Recall at a rate of false positives, order and calibration"
    return Table(title, columns, tuple(rows), remarks(told, noun), stacked=True)


def _recalls(noun: str, title: str, parts: Sequence[Slice]) -> Table:
    told = bool(parts) and len(parts[0].at_rates) == len(RATES)
    columns = (
        Column(f"{noun}s", 6, bare=True), replace(ARTICLES, width=0), RECALL,
        *(Column(f"at {_rate(rate)} %", 17) for rate in RATES if told),
    )  # fmt: skip
    rows = (
        Row(
            part.name,
            (
                _count(part.spun.pairs),
                _count(part.spun.groups),
                rate_cell(part.recall),
                *map(at_rate_cell, part.at_rates),
            ),
        )
        for part in parts
    )
    return Table(title, columns, tuple(rows), remarks(parts, noun))


def remarks(parts: Sequence[Slice], noun: str) -> tuple[str, ...]:
    """A line for each rate that some part cannot tell."""
    weak = {point.rate for part in parts for point in part.at_rates if not point.verified}
    return tuple(
        f"{UNVERIFIED} at {_rate(rate)} % unverified: fewer than {round(RULE_OF_THREE / rate):,} "
        f"articles with honest {noun}s"
        for rate in sorted(weak, reverse=True)
    )


def _honest(noun: str, parts: Sequence[Slice]) -> Table:
    title = f"Honest {noun}s by family, the worst first"
    columns = (Column(f"{noun}s", 6, bare=True), ARTICLES, ANSWERED, FLAGGED, ARTICLES_HIT)
    rows = (
        Row(
            part.name,
            (
                _count(part.honest.pairs),
                _count(part.honest.groups),
                Cell(percentage(part.honest.answered / part.honest.pairs)),
                rate_cell(part.flagged, rare=True),
                rate_cell(part.flagged_groups, rare=True),
            ),
        )
        for part in parts
    )
    hit = sum(bool(part.flagged and part.flagged.events) for part in parts)
    others = len(parts) - hit
    rest = f"none flagged in {'the other ' if hit else 'all '}{others:,}"
    return Table(title, columns, tuple(rows), shown=hit, rest=rest if others else "")


def _rewritten(evaluation: Evaluation) -> Table:
    noun = evaluation.noun
    columns = (Column(f"{noun}s", 6, bare=True), ARTICLES, ANSWERED, FLAGGED)
    rows = (
        Row(
            part.source,
            (
                _count(part.flagged.trials),
                _count(part.groups),
                Cell(percentage(part.answered / part.flagged.trials)),
                rate_cell(part.flagged, rare=True),
            ),
        )
        for part in evaluation.rewritten
    )
    note = "Sentence-level rewriting is neither spun nor honest: no figure above counts it."
    return Table(f"Rewritten {noun}s, apart", columns, tuple(rows), (note,))


def _found(noun: str, parts: Sequence[Slice]) -> Table:
    """Where the substitutions are: sentences and spans against gold."""
    columns = (
        Column("sentences", 11), Column("words, exact", 14), Column("overlap", 9),
        Column("phrases, exact", 16), Column("overlap", 9),
    )  # fmt: skip
    rows = (
        Row(
            f"{part.name} {OF[part.by]}".rstrip(),
            (
                f1_cell(part.sentences_of_spun.scores()),
                f1_cell(part.single.exactly()),
                f1_cell(part.single.roughly()),
                f1_cell(part.multi.exactly()),
                f1_cell(part.multi.roughly()),
            ),
        )
        for part in parts
        if part.single.gold or part.multi.gold
    )
    title = f"Substitutions found in spun {noun}s with gold, F1 in %"
    return Table(title, columns, tuple(rows))
