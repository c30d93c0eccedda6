"""`spindetect score`: one candidate, against its original or alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from spindetect.cli import output
from spindetect.types import ExitCode, Relation, SpindetectError, Verdict


class Format(StrEnum):
    """How a verdict is printed."""

    TEXT = "text"
    JSON = "json"


Candidate = Annotated[
    str,
    typer.Argument(
        metavar="CANDIDATE",
        help="The suspicious text: a txt, html, pdf or docx file, or - for standard input.",
    ),
]
Original = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="The text it may have been made from; - as above.  [default: judged by itself]",
    ),
]
OutputFormat = Annotated[
    Format, typer.Option("--format", help="A report to read, or the same as data.")
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Encoding of the candidate.  [default: detected]"),
]
OriginalEncoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Encoding of the original.  [default: detected]"),
]
Threshold = Annotated[
    float | None,
    typer.Option(
        min=0.0,
        max=1.0,
        metavar="NUMBER",
        help="Probability, 0 to 1, from which on it is called spun.  [default: the model's]",
    ),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Use the model's stricter threshold: fewer false alarms.")
]
Prior = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        help="Share of spun pages among yours, e.g. 0.02.  [default: the model's, one half]",
    ),
]
ModelFolder = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="A folder made by train.  [default: the shipped model]"),
]
FailOnSpun = Annotated[
    bool, typer.Option("--fail-on-spun", help="Exit with 1 if the candidate is spun.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print a single line.")]
UseColor = Annotated[output.Color, typer.Option(help="Colour the report.")]


def score(
    candidate: Candidate,
    original: Original = None,
    format_: OutputFormat = Format.TEXT,
    encoding: Encoding = None,
    original_encoding: OriginalEncoding = None,
    threshold: Threshold = None,
    strict: Strict = False,
    prior: Prior = None,
    model: ModelFolder = None,
    fail_on_spun: FailOnSpun = False,
    quiet: Quiet = False,
    color: UseColor = output.Color.AUTO,
) -> None:
    """Score a candidate, against its original or alone.

    With an original it prints the probability that words and phrases of the candidate were replaced
    by a program, the relation of the two texts, which of them is the original, and each
    substitution with the reason why it is odd. Without one it judges the candidate by itself: the
    probability, the words that look substituted, and what may have stood there.

    \b
    Examples:
      spindetect score page.html
      spindetect score suspicious.html --original ours.txt
      spindetect score page.pdf --original ours.docx --format json > verdict.json
      pdftotext page.pdf - | spindetect score - --original ours.txt --quiet
    """
    _check_encoding("--encoding", encoding)
    _check_encoding("--original-encoding", original_encoding)
    if candidate == original == "-":
        raise SpindetectError("only one of the two texts can come from standard input")
    point = operating_point(strict, threshold)
    verdict = judge(
        candidate,
        original,
        (encoding, original_encoding),
        model,
        threshold=threshold,
        point=point,
        prior=prior,
    )
    output.emit(_shown(verdict, format_, quiet, color))
    if fail_on_spun and verdict.relation is Relation.SPUN:
        raise typer.Exit(int(ExitCode.SPUN))


def operating_point(strict: bool, threshold: float | None) -> str:
    """The name of the point that the options choose; an error where they contradict."""
    if strict and threshold is not None:
        raise SpindetectError("--strict and --threshold both set the threshold: give one of them")
    return "strict" if strict else "default"


def judge(
    candidate: str,
    original: str | None,
    encodings: tuple[str | None, str | None],
    model: str | None,
    *,
    threshold: float | None,
    point: str,
    prior: float | None,
) -> Verdict:
    """Read and score; `encodings` is that of the candidate, then the original's."""
    from spindetect.detector import Detector
    from spindetect.readers import read_document

    detector = Detector.load(model, threshold=threshold, point=point, prior=prior)
    suspicious = read_document(candidate, encoding=encodings[0])
    if original is None:
        return detector.score(suspicious)
    return detector.score(suspicious, read_document(original, encoding=encodings[1]))


def _shown(verdict: Verdict, format_: Format, quiet: bool, color: output.Color) -> str:
    from spindetect import report

    if format_ is Format.JSON:
        return report.dumps(verdict, indent=None if quiet else 2) + "\n"
    if quiet:
        return report.one_line(verdict) + "\n"
    return report.render_text(verdict, width=output.width(), color=output.use_color(color))


def _check_encoding(option: str, name: str | None) -> None:
    try:
        if name is not None:
            "".encode(name)
    except (LookupError, ValueError) as error:
        raise SpindetectError(f"{option}: unknown encoding {name!r}; try utf-8") from error
