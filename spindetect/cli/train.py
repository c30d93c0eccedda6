"""`spindetect train`: a model from labelled pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spindetect.cli import output
from spindetect.types import ExitCode


def train(
    pairs: Annotated[
        list[Path],
        typer.Argument(metavar="PAIRS...", help="Files of labelled pairs, JSON Lines."),
    ],
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder to write the model and its card to.")
    ],
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Worker processes.  [default: one a processor]"),
    ] = None,
) -> None:
    """Train a model on labelled pairs.

    Each line of PAIRS is an object with `original`, `candidate` and `label` (1 for spun, 0 for
    not), and optionally `group`, `source`, `family` and `gold`. At least 20 spun pairs and 20
    others are needed. Rows that cannot be used are listed, the others are used; nothing is written
    unless the training succeeds.

    \b
    Examples:
      spindetect train pairs.jsonl --out models/mine
      spindetect score page.html --original ours.txt --model models/mine
    """
    # Before the heavy imports and the long work.
    output.check_folder("--out", out)

    from spindetect import training
    from spindetect.report.wording import plural

    outcome = training.train(pairs, out, jobs=jobs or -1, progress=output.progress)
    for row in outcome.bad_rows:
        output.complain(str(row))
    output.emit(f"{out}: trained on {plural(outcome.n_pairs, 'pair')}\n")
    if outcome.bad_rows:
        raise typer.Exit(int(ExitCode.BAD_RECORDS))
