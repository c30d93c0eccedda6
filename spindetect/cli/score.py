"""`spindetect score`: one candidate, against its original or alone."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spindetect.cli import output
from spindetect.types import ExitCode, Relation, SpindetectError, Verdict

if TYPE_CHECKING:
    from spindetect.detector import Detector


class Judged(StrEnum):
    """With the encoder or without."""

    FAST = "fast"
    DEEP = "deep"


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
Against = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="Folders, files or an index to look for the original in; repeatable.",
    ),
]
THREADS = 2
"""Processor threads for the encoder: somebody waits for this one page."""
NoOriginal = Annotated[
    Judged | None,
    typer.Option(
        help="Judge it without an original by neighbouring words, or with the neural encoder.  "
        "[default: deep where spindetect[neural] is installed]",
    ),
]
WithOriginal = Annotated[
    Judged | None,
    typer.Option(
        help="Judge it beside its original by the comparison alone, or let the encoder read both "
        "as well.  [default: deep where spindetect[neural] is installed]",
    ),
]
OutputFormat = Annotated[
    Format, typer.Option("--format", help="A report to read, or the same as data.")
]
HtmlFile = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Also write the evidence as a page to send."),
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
    typer.Option(
        metavar="DIR",
        help="A folder made by train, for pairs or for texts alone.  [default: as shipped]",
    ),
]
FailOnSpun = Annotated[
    bool, typer.Option("--fail-on-spun", help="Exit with 1 if anything is called spun.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print a single line.")]
UseColor = Annotated[output.Color, typer.Option(help="Colour the report.")]


def score(
    candidate: Candidate,
    original: Original = None,
    against: Against = None,
    no_original: NoOriginal = None,
    with_original: WithOriginal = None,
    format_: OutputFormat = Format.TEXT,
    html: HtmlFile = None,
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
    """Score a candidate, against its original, against one that is looked for, or alone.

    With an original it prints the probability that words and phrases of the candidate were replaced
    by a program, the relation of the two texts, which of them is the original, and each
    substitution with the reason why it is odd. Without one it judges the candidate by itself: the
    probability, the words that look substituted, and what may have stood there. So it does where
    --against finds no original.

    \b
    Examples:
      spindetect score page.html
      spindetect score suspicious.html --original ours.txt
      spindetect score suspicious.html --against our-articles/
      spindetect score suspicious.html --original ours.txt --html report.html
      spindetect score page.pdf --original ours.docx --format json > verdict.json
      pdftotext page.pdf - | spindetect score - --original ours.txt --quiet
    """
    _check_encoding("--encoding", encoding)
    _check_encoding("--original-encoding", original_encoding)
    _check_inputs(candidate, original, against)
    point = operating_point(strict, threshold)
    if html is not None:
        output.check_file("--html", html, (candidate, original, *(against or ())))
    detector = _detector(model, threshold, point, prior, (no_original, with_original))
    if original is not None or against:
        detector.check_pairs()
    if against:
        verdict = _looked_for(detector, candidate, encoding, against)
    else:
        verdict = judge(detector, candidate, original, (encoding, original_encoding))
    tell_fallback(detector, alone=verdict.no_original is not None)
    if html is not None:
        from spindetect.report.page import render_html

        output.write_file("--html", html, render_html(verdict))
    output.emit(_shown(verdict, format_, quiet, color))
    if fail_on_spun and verdict.relation is Relation.SPUN:
        raise typer.Exit(int(ExitCode.SPUN))


def tell_fallback(detector: Detector, *, alone: bool) -> None:
    """Say where texts judged `alone` could have been judged with the encoder, and were not."""
    if alone and detector.fallback is not None:
        output.complain(f"{detector.fallback}; until then only neighbouring words are looked at")


def operating_point(strict: bool, threshold: float | None) -> str:
    """The name of the point that the options choose; an error where they contradict."""
    if strict and threshold is not None:
        raise SpindetectError("--strict and --threshold both set the threshold: give one of them")
    return "strict" if strict else "default"


def _detector(
    model: str | None,
    threshold: float | None,
    point: str,
    prior: float | None,
    judges: tuple[Judged | None, Judged | None],
) -> Detector:
    """`judges`: of a candidate without an original, and of one with it."""
    from spindetect.detector import Detector

    return Detector.load(
        model,
        threshold=threshold,
        point=point,
        prior=prior,
        no_original=judges[0],
        with_original=judges[1],
        threads=THREADS,
    )


def judge(
    detector: Detector,
    candidate: str,
    original: str | None,
    encodings: tuple[str | None, str | None],
) -> Verdict:
    """Read and score; `encodings` is that of the candidate, then the original's."""
    from spindetect.readers import read_document

    suspicious = read_document(candidate, encoding=encodings[0])
    if original is None:
        return detector.score(suspicious)
    return detector.score(suspicious, read_document(original, encoding=encodings[1]))


def _looked_for(
    detector: Detector, candidate: str, encoding: str | None, against: list[str]
) -> Verdict:
    """Read the candidate, look for its original and score; alone where there is none."""
    from spindetect.audit import find_original
    from spindetect.cli.corpus import progress_bar
    from spindetect.readers import read_document

    suspicious = read_document(candidate, encoding=encoding)
    with progress_bar() as progress:
        verdict, problems = find_original(suspicious, against, detector, progress=progress)
    output.list_bad(problems)
    if verdict is not None:
        return verdict
    output.complain(f"{', '.join(against)}: no original there; the candidate is judged by itself")
    return detector.score(suspicious)


def _shown(verdict: Verdict, format_: Format, quiet: bool, color: output.Color) -> str:
    from spindetect import report

    if format_ is Format.JSON:
        return report.dumps(verdict, indent=None if quiet else 2) + "\n"
    if quiet:
        return report.one_line(verdict) + "\n"
    return report.render_text(verdict, width=output.width(), color=output.use_color(color))


def _check_inputs(candidate: str, original: str | None, against: list[str] | None) -> None:
    if original is not None and against:
        raise SpindetectError("--original and --against exclude each other: give one of them")
    if "-" in (against or ()):
        raise SpindetectError("--against takes paths, not standard input; save the list as a file")
    if candidate == original == "-":
        raise SpindetectError("only one of the two texts can come from standard input")


def _check_encoding(option: str, name: str | None) -> None:
    try:
        if name is not None:
            "".encode(name)
    except (LookupError, ValueError) as error:
        raise SpindetectError(f"{option}: unknown encoding {name!r}; try utf-8") from error
