"""An evaluation as text for a terminal: 80 columns and wider, plain when piped."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.evaluation.cells import Cell, percentage
from spindetect.evaluation.mistakes import Mistake, Wording
from spindetect.evaluation.running import Evaluation
from spindetect.evaluation.scoring import Scored, Side
from spindetect.evaluation.tables import Column, Row, Table, figures, remarks, tables
from spindetect.report.escape import clip, visible
from spindetect.report.layout import Piece, fitting, heading, lines, render
from spindetect.report.unaided import JUDGES
from spindetect.report.wording import READ, abstention, plural

# A name or wording longer than this was not written for a table.
MAX_NAME = 200
NAME_COLUMNS = 32
VALUE_COLUMNS = 7
SPREAD_COLUMNS = 15


def render_text(evaluation: Evaluation, *, width: int = 80, color: bool = False) -> str:
    """The whole report, ending in a line feed. Nothing in the pairs reaches the terminal raw.

    `width`: columns (40 at least are used; tables need 80). `color`: whether escape sequences for
    colour and weight may be used.
    """
    pieces = list(_report(evaluation, fitting(width)))
    if evaluation.without_original:
        pieces.append(("\n\n", ""))
        pieces += _report(evaluation.without_original, fitting(width))
    return render(pieces, color=color)


def _report(evaluation: Evaluation, width: int) -> Iterator[Piece]:
    yield from lines(sizes(evaluation), width, "bold", indent=0)
    yield from lines(judged_by(evaluation), width, indent=0)
    if evaluation.trained:
        yield from lines(warning(evaluation), width, "bold red", indent=0)
    if evaluation.overall is None:
        yield from lines(nothing(evaluation), width)
    else:
        yield from heading(f"All {evaluation.noun}s")
        yield from _figures(evaluation, width)
    for table in tables(evaluation):
        yield from heading(table.title)
        yield from _table(table, width)
    yield from _mistakes(evaluation, width)
    yield from heading("To reproduce this")
    yield from lines(signature(evaluation), width, "dim")


def nothing(evaluation: Evaluation) -> str:
    """What is said where only rewritten pairs or texts are there."""
    return f"No {evaluation.noun} is spun or honest, so there is nothing to measure."


def sizes(evaluation: Evaluation) -> str:
    """What was judged: "pairs.jsonl: 40 spun and 60 honest pairs of 50 articles"."""
    names = ", ".join(visible(file.name) for file in evaluation.files)
    rows = evaluation.rows
    counts = {side: sum(row.side is side for row in rows) for side in Side}
    parts = [f"{number:,} {side.value}" for side, number in counts.items() if number]
    told = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    without = " without an original" if evaluation.alone else ""
    noun = evaluation.noun if len(rows) == 1 else f"{evaluation.noun}s"
    return (
        f"{names}: {told} {noun}{without} of {plural(len({row.group for row in rows}), 'article')}"
    )


def judged_by(evaluation: Evaluation) -> str:
    """The model and its threshold, and whether the encoder took part."""
    judge = evaluation.judge
    point = f" (its {judge.point} operating point)" if judge.point else ""
    told = (
        f"Judged by {visible(judge.name)}, which calls a page spun from a probability of "
        f"{judge.threshold:.4g} on{point}."
    )
    if judge.no_original is not None:
        told += f" {JUDGES[judge.no_original]}"
    if judge.with_original == "deep":
        told += f" {READ}"
    bad = len(evaluation.bad_rows)
    return f"{told} {plural(bad, 'bad row')} left out." if bad else told


def warning(evaluation: Evaluation) -> str:
    """What the reader must know of figures on training pairs."""
    names = ", ".join(visible(file.name) for file in evaluation.trained)
    return f"These {evaluation.noun}s trained this model ({names}): the figures are not honest."


def signature(evaluation: Evaluation) -> str:
    """Versions and hashes that the figures depend on."""
    judge = evaluation.judge
    kind = judge.no_original or judge.with_original
    parts = [
        f"spindetect {judge.version}",
        f"model {judge.sha256[:16]} ({kind})",
        f"lexicon {judge.lexicon[:16]}",
        f"threshold {judge.threshold!r}",
        f"prior {judge.prior!r}",
        *(f"{visible(file.name)} {file.sha256[:16]}" for file in evaluation.files),
    ]
    return " · ".join(parts)


def _figures(evaluation: Evaluation, width: int) -> Iterator[Piece]:
    for figure in figures(evaluation):
        cell = figure.cell
        spread = f"({cell.spread})" if cell.spread else ""
        start = f"  {figure.name:<{NAME_COLUMNS}}{cell.text + cell.mark:>{VALUE_COLUMNS}} "
        start += f"{spread:<{SPREAD_COLUMNS}}"
        yield from lines(figure.detail, width, indent=len(start), first=start)
    for remark in remarks(evaluation.slices[:1], evaluation.noun):
        yield from lines(remark, width, "dim")


def _table(table: Table, width: int) -> Iterator[Piece]:
    room = max(width - sum(column.width for column in table.columns), 12)
    titles = "".join(f"{column.title:>{column.width}}" for column in table.columns if column.width)
    if table.shown != 0:
        yield f"{' ' * room}{titles}\n", "dim"
    for row in table.rows[: table.shown]:
        yield from _row(row, table, room)
    if table.rest:
        yield from lines(table.rest, width)
    for note in table.notes:
        yield from lines(note, width, "dim")


def _row(row: Row, table: Table, room: int) -> Iterator[Piece]:
    """One line; a name that is too long has a line of its own, stacked intervals another."""
    from rich.cells import cell_len

    name = "  " + clip(row.name, MAX_NAME)
    if cell_len(name) > room:
        yield f"{name}\n", ""
        name = ""
    shown = [pair for pair in zip(row.cells, table.columns, strict=True) if pair[1].width]
    values = "".join(_beside(cell, column, table) for cell, column in shown)
    yield f"{name}{' ' * (room - cell_len(name))}{values}\n", ""
    below = "".join(f"{cell.spread:>{column.width}}" for cell, column in shown)
    if table.stacked and below.strip():
        yield f"{' ' * room}{below}\n", "dim"


def _beside(cell: Cell, column: Column, table: Table) -> str:
    spread = f" ({cell.spread})" if cell.spread and not (column.bare or table.stacked) else ""
    return f"{cell.text + cell.mark + spread:>{column.width}}"


def _mistakes(evaluation: Evaluation, width: int) -> Iterator[Piece]:
    if evaluation.overall is None:
        return
    yield from heading(f"The worst mistakes ({len(evaluation.mistakes)})")
    if not evaluation.mistakes:
        yield from lines(f"None: no {evaluation.noun} is on the wrong side.", width)
    for mistake in evaluation.mistakes:
        yield from _mistake(mistake, width)


def _mistake(mistake: Mistake, width: int) -> Iterator[Piece]:
    row = mistake.scored
    yield from lines(f"{clip(row.row, MAX_NAME)}: {outcome(row)}", width, "bold")
    yield from lines(origin(row), width, "dim", indent=4)
    for part in mistake.contributions:
        side = "for" if part.contribution > 0 else "against"
        first = f"    {side:<8}{abs(part.contribution):5.2f}  "
        yield from lines(visible(part.text), width, indent=len(first), first=first)
    told = "; ".join(map(change, mistake.wordings))
    yield from lines(told or "No substitution was found.", width, indent=4)


def change(wording: Wording) -> str:
    """A change of wording and how often it was found: "sofa → couch (2 times)"."""
    old, new = (
        clip(text, MAX_NAME) or "(nothing)" for text in (wording.original, wording.candidate)
    )
    often = {0: " (not found)", 1: ""}.get(wording.times, f" ({wording.times:,} times)")
    if wording.guessed:
        # Nobody knows what stood there.
        return f"{old}? → {new}{often}" if wording.original else f"{new}{often}"
    return f"{old} → {new}{often}"


def outcome(row: Scored) -> str:
    """The mistake in a few words: "honest, but flagged (98.7 %)"."""
    if row.probability is None:
        return f"{row.side.value}, but no verdict: {abstention(row.abstained or 'unknown')}"
    chance = percentage(row.probability)
    if row.flagged:
        return f"{row.side.value}, but flagged ({chance} %)"
    if row.side is Side.SPUN:
        return f"{row.side.value}, but missed ({chance} %)"
    return f"{row.side.value}, and likelier spun, though below the threshold ({chance} %)"


def origin(row: Scored) -> str:
    """Where a pair comes from, on one line."""
    parts = {"family": row.family, "source": row.source, "article": row.group}
    return " · ".join(f"{name} {clip(value, MAX_NAME)}" for name, value in parts.items())
