"""`spindetect index`: a collection of originals as an index on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spindetect.cli import corpus, output
from spindetect.types import ExitCode, SpindetectError

Originals = Annotated[
    list[str],
    typer.Argument(
        metavar="ORIGINALS...",
        help="Files and folders (docs/corpora.md); - for a list of paths on standard input.",
    ),
]
Out = Annotated[Path, typer.Option(metavar="INDEX", help="Where the index is, or is to be.")]
Add = Annotated[
    bool, typer.Option("--add", help="Add the documents whose ids the index does not have.")
]


def index(
    originals: Originals,
    out: Out,
    add: Add = False,
    include: corpus.Include = None,
    exclude: corpus.Exclude = None,
    text_field: corpus.TextField = "text",
    id_field: corpus.IdField = "id",
    date_field: corpus.DateField = "date",
    encoding: corpus.Encoding = None,
    jobs: corpus.Jobs = None,
) -> None:
    """Make an index of originals, for audit and score, or add to one.

    An index holds the texts as well, so that the files are not needed again. Adding writes what is
    new; nothing is read anew. Records that cannot be read are listed, the others are used.

    \b
    Examples:
      spindetect index wire/ --out wire.idx
      spindetect index wire/2024-05/ --out wire.idx --add
      spindetect index archive.jsonl.gz --text-field body --out archive.idx
    """
    output.check_folder("--out", out)
    if out.exists() and not add:
        raise SpindetectError(f"--out {out}: exists; give --add to add to it, or another name")

    from spindetect.audit import extend_index, known_ids, open_corpus
    from spindetect.report.wording import plural

    options = corpus.reading(include, exclude, text_field, id_field, date_field, encoding)
    known = known_ids(out)
    with corpus.progress_bar() as progress:
        added, problems = extend_index(
            open_corpus(originals, options), out, jobs=jobs or -1, progress=progress, known=known
        )
    output.list_bad(problems)
    output.emit(f"{out}: {plural(added, 'document')} added\n")
    if problems:
        raise typer.Exit(int(ExitCode.BAD_RECORDS))
