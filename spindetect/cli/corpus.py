"""What the commands that read a corpus have in common: their options and the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from spindetect.audit import Progress, Reading

Include = Annotated[
    list[str] | None,
    typer.Option(metavar="GLOB", help="Files of folders to read, e.g. '*.html'; repeatable."),
]
Exclude = Annotated[
    list[str] | None, typer.Option(metavar="GLOB", help="Files to leave out; repeatable.")
]
TextField = Annotated[str, typer.Option(metavar="NAME", help="Field or column of the text.")]
IdField = Annotated[str, typer.Option(metavar="NAME", help="Field or column of the id.")]
DateField = Annotated[str, typer.Option(metavar="NAME", help="Field or column of the date.")]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding of the files.  [default: detected]")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Worker processes.  [default: one a processor]")
]


def reading(
    include: list[str] | None,
    exclude: list[str] | None,
    text_field: str,
    id_field: str,
    date_field: str,
    encoding: str | None,
) -> Reading:
    """The options as the audit takes them."""
    from spindetect.audit import Reading

    return Reading(
        tuple(include or ()), tuple(exclude or ()), text_field, id_field, date_field, encoding
    )


def has_bar() -> bool:
    """Whether progress is shown: where standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar with rate and time left on a terminal; nothing where standard error is none."""
    if not has_bar():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    tasks: dict[str, TaskID] = {}
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as bar:

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total, rate="")
            task = next(one for one in bar.tasks if one.id == tasks[stage])
            rate = f"{task.speed:,.0f}/s" if task.speed else ""
            bar.update(tasks[stage], completed=done, total=total, rate=rate)

        yield show
