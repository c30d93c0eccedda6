"""`spindetect simulate`: labelled pairs from a folder of articles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from spindetect.cli import output
from spindetect.types import LabelledPair, SpindetectError, UnreadableError


def simulate(
    articles: Annotated[
        Path, typer.Argument(metavar="ARTICLES", help="A folder of plain-text articles.")
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="The file to write: .jsonl, .csv or .parquet.")
    ],
    seed: Annotated[int, typer.Option(help="Another seed, another choice of changes.")] = 1,
    spun: Annotated[int, typer.Option(min=1, max=50, help="Spun copies of each article.")] = 6,
) -> None:
    """Make labelled pairs from articles: spun copies and honest counterparts.

    Spun pairs carry the exact place of each substitution. Rewrites in a folder `rewrites` beside
    ARTICLES (`<genre>/<name>.<style>.txt`) are added as honest pairs. The same articles, version
    and seed give the same file.

    \b
    Examples:
      spindetect simulate data/articles --out pairs.jsonl
      spindetect train pairs.jsonl --out models/mine
    """
    from spindetect import simulation
    from spindetect.lexicon import Lexicon
    from spindetect.report.wording import plural

    _check_articles(articles)
    output.check_file("--out", out)
    documents = simulation.read_articles(articles)
    pairs = simulation.simulate(
        documents,
        Lexicon.open(),
        seed=seed,
        rewritten=simulation.developer_rewrites(articles),
        spun_per_article=spun,
    )
    number = _write(pairs, out)
    output.emit(f"{out}: {plural(number, 'pair')} of {plural(len(documents), 'article')}\n")


def _check_articles(folder: Path) -> None:
    if not folder.exists():
        raise UnreadableError(f"{folder}: no such folder; give a folder of plain-text articles")
    if not folder.is_dir():
        raise UnreadableError(f"{folder}: not a folder; give the folder that the articles lie in")


def _write(pairs: Iterable[LabelledPair], out: Path) -> int:
    """Write the pairs; an error of writing names `--out`, not the file it is first written to."""
    from spindetect.pairs import write_pairs

    try:
        return write_pairs(pairs, out)
    except OSError as error:
        if error.filename is not None and Path(error.filename).parent != out.parent:
            raise
        raise SpindetectError(
            f"--out {out}: {error.strerror or error}; name a place that can be written to"
        ) from error
