"""`spindetect audit`: a corpus, each page with its original and what it is to it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spindetect.cli import corpus, output
from spindetect.cli.score import (
    FailOnSpun,
    Judged,
    ModelFolder,
    Prior,
    Strict,
    Threshold,
    operating_point,
)
from spindetect.types import ExitCode, SpindetectError

if TYPE_CHECKING:
    from spindetect.audit import Licences, Summary


class NoOriginal(StrEnum):
    """What is done with pages for which no original is found, see `audit.Alone`."""

    OFF = "off"
    FAST = "fast"
    DEEP = "deep"


Pages = Annotated[
    list[str],
    typer.Argument(
        metavar="PAGES...",
        help="Files and folders (docs/corpora.md); - for a list of paths on standard input.",
    ),
]
Originals = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="Originals: files, folders or an index; repeatable.  [default: the pages themselves]",
    ),
]
Out = Annotated[Path, typer.Option(metavar="FILE", help="Table: .parquet, .csv or .jsonl.")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Overview page with evidence.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")]
Alone = Annotated[
    NoOriginal,
    typer.Option(
        help="Judge pages without an original by their own words: fast, deep where fast is "
        "undecided, or not."
    ),
]
WithOriginal = Annotated[
    Judged,
    typer.Option(
        help="Judge pages beside their original by the comparison alone, or let the neural encoder "
        "read both as well: surer, and slower."
    ),
]
Licensed = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Ids or sites, one a line, that may copy: counted apart."),
]
WriteClean = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the ids of pages that are no copies and not spun."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print a single line.")]


def audit_corpus(
    pages: Pages,
    out: Out,
    originals: Originals = None,
    html: Html = None,
    resume: Resume = False,
    no_original: Alone = NoOriginal.FAST,
    with_original: WithOriginal = Judged.FAST,
    licensed: Licensed = None,
    write_clean: WriteClean = None,
    include: corpus.Include = None,
    exclude: corpus.Exclude = None,
    text_field: corpus.TextField = "text",
    id_field: corpus.IdField = "id",
    date_field: corpus.DateField = "date",
    encoding: corpus.Encoding = None,
    threshold: Threshold = None,
    strict: Strict = False,
    prior: Prior = None,
    model: ModelFolder = None,
    jobs: corpus.Jobs = None,
    fail_on_spun: FailOnSpun = False,
    quiet: Quiet = False,
    color: Annotated[output.Color, typer.Option(help="Colour the summary.")] = output.Color.AUTO,
) -> None:
    """Find the original of each page of a corpus and judge the page against it.

    Without --originals the pages are held against each other. One row a page: its original, the
    relation, the probability that words were replaced by a program, the substitutions
    (docs/audit.md). A run that was stopped goes on with --resume. Records that cannot be read have
    an error in their row and stop nothing.

    \b
    Examples:
      spindetect audit scrape/ --originals wire/ --out audit.parquet --html audit.html
      spindetect audit crawl.warc.gz --originals wire.idx --out audit.jsonl --resume
      spindetect audit corpus.jsonl --out audit.csv --write-clean keep.txt
    """
    from spindetect import audit

    point = operating_point(strict, threshold)
    read = (*pages, *(originals or ()), licensed)
    _check_outputs({"--out": out, "--html": html, "--write-clean": write_clean}, read)
    settings = audit.Settings(
        tuple(pages),
        tuple(originals or ()),
        corpus.reading(include, exclude, text_field, id_field, date_field, encoding),
        audit.Judging(model, threshold, point, prior, audit.Alone(no_original), str(with_original)),
    )
    outputs = audit.Outputs(out, write_clean, html)
    with corpus.progress_bar() as progress:
        summary = audit.audit(
            settings, outputs, licences=_licences(licensed), jobs=jobs or -1, resume=resume,
            counted=corpus.has_bar(), progress=progress,
        )  # fmt: skip
    _tell(summary, out, quiet=quiet, color=color)
    if fail_on_spun and summary.spun:
        raise typer.Exit(int(ExitCode.SPUN))
    if summary.bad_records:
        raise typer.Exit(int(ExitCode.BAD_RECORDS))


def _tell(summary: Summary, out: Path, *, quiet: bool, color: output.Color) -> None:
    """Bad records on standard error, the result on standard output."""
    from spindetect.audit import summary_line, summary_text

    output.list_bad([*summary.original_errors, *summary.errors], summary.bad_records)
    if quiet:
        output.emit(summary_line(summary, out))
    else:
        shown = output.use_color(color)
        output.emit(summary_text(summary, out, width=output.width(), color=shown))


def _licences(path: Path | None) -> Licences:
    from spindetect.audit import Licences

    return Licences() if path is None else Licences.read(path)


def _check_outputs(outputs: dict[str, Path | None], inputs: Sequence[str | Path | None]) -> None:
    """Raise `SpindetectError` before the long work for a place that cannot be written to, or that
    is read from: the next run would take a result for a page."""
    folders = [Path(name).resolve() for name in inputs if name is not None and Path(name).is_dir()]
    taken: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        output.check_file(option, path, inputs)
        if any(path.resolve().is_relative_to(folder) for folder in folders):
            raise SpindetectError(f"{option} {path}: is in a folder that is read; name another")
        if path.resolve() in taken:
            raise SpindetectError(f"{option} {path}: is {taken[path.resolve()]} too; name another")
        taken[path.resolve()] = option
