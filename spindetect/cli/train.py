"""`spindetect train`: a model from labelled pairs, or from labelled texts without an original."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spindetect.cli import output
from spindetect.types import ExitCode, SpindetectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spindetect.training import Outcome

Pairs = Annotated[
    list[Path],
    typer.Argument(
        metavar="PAIRS...",
        help="Labelled pairs or texts (.jsonl, .csv, .parquet, a folder), or a reviewed audit.",
    ),
]
Out = Annotated[
    Path, typer.Option(metavar="DIR", help="Folder to write the model and its card to.")
]
Adapt = Annotated[bool, typer.Option("--adapt", help="Adapt a model, however many rows there are.")]
Anew = Annotated[bool, typer.Option("--anew", help="Train anew, even on few rows.")]
ModelFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="The model to adapt and to compare with.  [default: the shipped model]"
    ),
]
Estimator = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="A scikit-learn classifier to train, e.g. RandomForestClassifier, or a .skops file.",
    ),
]
Texts = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="Folder with the texts that an audit names; repeatable."),
]
NoOriginal = Annotated[
    bool,
    typer.Option("--no-original", help="Leave all originals unread: texts by themselves."),
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Worker processes.  [default: one a processor]")
]


def train(
    pairs: Pairs,
    out: Out,
    adapt: Adapt = False,
    anew: Anew = False,
    model: ModelFolder = None,
    estimator: Estimator = None,
    no_original: NoOriginal = False,
    texts: Texts = None,
    jobs: Jobs = None,
) -> None:
    """Train a model on labelled pairs, or on texts without an original, or adapt one.

    With 100 spun pairs and 100 others, from 40 articles, a model is trained anew; fewer, from 10
    of each on, adapt the shipped one. Afterwards the new model is compared with the shipped one on
    pairs of articles that it did not see. Rows that cannot be used are listed, the others are used;
    nothing is written unless the training succeeds.

    Where no row has an original, or with --no-original, it is a model for texts without one. Else
    rows without an original cannot be used.

    \b
    Examples:
      spindetect train pairs.jsonl --out models/mine
      spindetect train reviewed-audit.csv --texts pages --adapt --out models/mine
      spindetect train pairs.parquet --estimator RandomForestClassifier --out models/forest
      spindetect train spun-or-not.csv --out models/texts
      spindetect score page.html --original ours.txt --model models/mine
      spindetect score page.html --model models/texts
    """
    if adapt and anew:
        raise SpindetectError("--adapt and --anew exclude each other: give one of them")
    # Before the heavy imports and the long work.
    output.check_folder("--out", out)
    _check_foreign(out)

    from spindetect import training

    modes = {(True, False): training.Mode.ADAPTED, (False, True): training.Mode.ANEW}
    outcome = training.train(
        pairs,
        out,
        mode=modes.get((adapt, anew), training.Mode.AUTO),
        base=model,
        estimator=estimator,
        texts=texts or (),
        alone=no_original,
        jobs=jobs or -1,
        progress=output.progress,
    )
    output.list_bad(outcome.bad_rows, what="rows")
    other = "shipped model" if model is None else str(model)
    output.emit("".join(f"{line}\n" for line in _report(out, outcome, other)))
    if outcome.bad_rows:
        raise typer.Exit(int(ExitCode.BAD_RECORDS))


def _check_foreign(out: Path) -> None:
    """Refuse a folder with files that training would replace, unless a model is there."""
    from spindetect.model import is_model_folder

    names = ("README.md", "alternatives.npz", "card.json", "estimator.skops", "model.json")
    present = [name for name in names if (out / name).exists()]
    if present and not is_model_folder(out):
        raise SpindetectError(
            f"--out {out}: holds {present[0]} but no spindetect model; name another folder"
        )


def _report(out: Path, outcome: Outcome, other: str) -> Iterator[str]:
    """What was made of how much, and how it compares with the `other` model."""
    from spindetect.report.escape import visible
    from spindetect.report.wording import plural
    from spindetect.training import WITHOUT_ENCODER, Mode, comparison_rows

    made = "adapted to" if outcome.mode is Mode.ADAPTED else "trained anew on"
    noun = outcome.noun
    without = " without an original" if noun == "text" else ""
    yield f"{visible(str(out))}: {made} {plural(outcome.rows, noun)}{without}"
    yield from outcome.notes
    if outcome.unreviewed:
        yield f"{plural(outcome.unreviewed, 'row')} without a review left out"
    comparison = outcome.comparison
    if comparison.without_encoder:
        other += WITHOUT_ENCODER
    if comparison.sides is not None:
        yield ""
        yield (
            f"On {comparison.spun:,} spun and {comparison.honest:,} honest {noun}s of "
            f"{plural(comparison.articles, 'article')} that it did not see ({comparison.split}):"
        )
        rows = [["", "new model", visible(other)], *comparison_rows(comparison.as_card(), noun)]
        widths = [max(len(row[k]) for row in rows) for k in range(3)]
        for row in rows:
            cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            yield f"  {'  '.join(cells)}".rstrip()
    yield visible(comparison.finding)
    if outcome.with_encoder:
        yield "The new model judges with the encoder; without it where that cannot be run."
    elif noun == "text" or comparison.without_encoder:
        rest = "; what the other one does with it was not measured"
        by = "word pairs" if noun == "text" else "the comparison"
        yield (
            f"The new model judges by {by} only, without the encoder"
            f"{rest if comparison.without_encoder else ''}."
        )
