"""`spindetect evaluate`: how good a model is on labelled pairs, or on texts by themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spindetect.cli import output
from spindetect.cli.score import (
    Format,
    ModelFolder,
    Strict,
    Threshold,
    UseColor,
    operating_point,
    tell_fallback,
)
from spindetect.cli.train import NoOriginal, Texts
from spindetect.types import ExitCode, SpindetectError

if TYPE_CHECKING:
    from spindetect.detector import Detector
    from spindetect.evaluation import Evaluation

OutputFormat = Annotated[
    Format, typer.Option("--format", help="A report to read, or the same as data.")
]
HtmlFile = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Also write the report as a page, with charts."),
]
Fast = Annotated[bool, typer.Option("--fast", help="Judge all rows without the neural encoder.")]
OutFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the report there.  [default: standard output]"),
]


def evaluate(
    pairs: Annotated[
        list[Path], typer.Argument(metavar="PAIRS...", help="Labelled pairs or texts.")
    ],
    model: ModelFolder = None,
    format_: OutputFormat = Format.TEXT,
    html: HtmlFile = None,
    out: OutFile = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Worker processes.  [default: one a processor]")
    ] = None,
    threshold: Threshold = None,
    strict: Strict = False,
    no_original: NoOriginal = False,
    fast: Fast = False,
    texts: Texts = None,
    color: UseColor = output.Color.AUTO,
) -> None:
    """Measure a model on labelled pairs or texts: recall, false positives, calibration, mistakes.

    Every figure has an interval, and is told by source, family, length and share spun as well.
    Files that the model was trained on are recognised, and the report says so. Rows that cannot be
    used are listed, the others are used. Rows without an original are judged by themselves, and
    told of apart where there are pairs as well.

    \b
    Examples:
      spindetect evaluate pairs.jsonl
      spindetect evaluate pairs.jsonl --model models/mine --html report.html
      spindetect evaluate pairs.jsonl --format json --out report.json
      spindetect evaluate spun-or-not.csv --model models/texts
    """
    point = operating_point(strict, threshold)
    _check_outputs(pairs, {"--out": out, "--html": html})

    from spindetect import evaluation

    detector = _detector(model, threshold, point, fast=fast)
    result = evaluation.evaluate(
        pairs,
        detector,
        texts=texts or (),
        alone=no_original,
        model_name=model or "the shipped model",
        jobs=jobs or -1,
        progress=output.progress,
    )
    output.list_bad(result.bad_rows, what="rows")
    tell_fallback(detector, alone=result.alone or result.without_original is not None)
    if html is not None:
        output.write_file("--html", html, evaluation.render_html(result))
    report = _rendered(result, format_, out, color)
    if out is not None:
        output.write_file("--out", out, report)
    output.emit(report if out is None else f"{out}: {_counted(result)} evaluated\n")
    if result.bad_rows:
        raise typer.Exit(int(ExitCode.BAD_RECORDS))


def _detector(model: str | None, threshold: float | None, point: str, *, fast: bool) -> Detector:
    """What judges; `fast`: without the encoder."""
    from spindetect.detector import Detector

    judges = "fast" if fast else None
    return Detector.load(
        model, threshold=threshold, point=point, no_original=judges, with_original=judges
    )


def _rendered(result: Evaluation, format_: Format, out: Path | None, color: output.Color) -> str:
    from spindetect import evaluation

    if format_ is Format.JSON:
        return evaluation.dumps(result) + "\n"
    if out is not None:
        return evaluation.render_text(result)
    shown = output.use_color(color)
    return evaluation.render_text(result, width=output.width(), color=shown)


def _counted(result: Evaluation) -> str:
    from spindetect.report.wording import plural

    told = [result, *([result.without_original] if result.without_original else [])]
    return " and ".join(plural(len(one.rows), one.noun) for one in told)


def _check_outputs(pairs: list[Path], outputs: dict[str, Path | None]) -> None:
    """Raise `SpindetectError` before the long work where an output cannot be written or would
    overwrite another file of this command."""
    taken = {path.resolve(): "the pairs" for path in pairs}
    for option, path in outputs.items():
        if path is None:
            continue
        output.check_file(option, path)
        if path.resolve() in taken:
            raise SpindetectError(
                f"{option} {path}: that is where {taken[path.resolve()]} are; name another file"
            )
        taken[path.resolve()] = f"the contents of {option}"
