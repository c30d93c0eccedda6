"""`spindetect evaluate`: how good a model is on labelled pairs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spindetect.cli import output
from spindetect.cli.score import (
    Format,
    ModelFolder,
    Strict,
    Threshold,
    UseColor,
    operating_point,
)
from spindetect.cli.train import Texts
from spindetect.types import ExitCode, SpindetectError

OutputFormat = Annotated[
    Format, typer.Option("--format", help="A report to read, or the same as data.")
]
HtmlFile = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Also write the report as a page, with charts."),
]
OutFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the report there.  [default: standard output]"),
]


def evaluate(
    pairs: Annotated[list[Path], typer.Argument(metavar="PAIRS...", help="Labelled pairs.")],
    model: ModelFolder = None,
    format_: OutputFormat = Format.TEXT,
    html: HtmlFile = None,
    out: OutFile = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Worker processes.  [default: one a processor]")
    ] = None,
    threshold: Threshold = None,
    strict: Strict = False,
    texts: Texts = None,
    color: UseColor = output.Color.AUTO,
) -> None:
    """Measure a model on labelled pairs: recall, false positives, calibration, worst mistakes.

    Every figure has an interval, and is told by source, family, length and share spun as well.
    Pairs that the model was trained on are recognised, and the report says so. Rows that cannot be
    used are listed, the others are used.

    \b
    Examples:
      spindetect evaluate pairs.jsonl
      spindetect evaluate pairs.jsonl --model models/mine --html report.html
      spindetect evaluate pairs.jsonl --format json --out report.json
    """
    point = operating_point(strict, threshold)
    _check_outputs(pairs, {"--out": out, "--html": html})

    from spindetect import evaluation
    from spindetect.detector import Detector
    from spindetect.report.wording import plural

    result = evaluation.evaluate(
        pairs,
        Detector.load(model, threshold=threshold, point=point),
        texts=texts or (),
        model_name=model or "the shipped model",
        jobs=jobs or -1,
        progress=output.progress,
    )
    for row in result.bad_rows:
        output.complain(str(row))
    if html is not None:
        output.write_file("--html", html, evaluation.render_html(result))
    if format_ is Format.JSON:
        report = evaluation.dumps(result) + "\n"
    elif out is not None:
        report = evaluation.render_text(result)
    else:
        shown = output.use_color(color)
        report = evaluation.render_text(result, width=output.width(), color=shown)
    if out is not None:
        output.write_file("--out", out, report)
        report = f"{out}: {plural(len(result.rows), 'pair')} evaluated\n"
    output.emit(report)
    if result.bad_rows:
        raise typer.Exit(int(ExitCode.BAD_RECORDS))


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
