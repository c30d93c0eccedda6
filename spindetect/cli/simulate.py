"""`spindetect simulate`: labelled pairs from a folder of articles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from spindetect.cli import output


def simulate(
    articles: Annotated[
        Path, typer.Argument(metavar="ARTICLES", help="A folder of plain-text articles.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The JSONL file to write.")],
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
    from spindetect.pairs import write_pairs

    documents = simulation.read_articles(articles)
    pairs = simulation.simulate(
        documents,
        Lexicon.open(),
        seed=seed,
        rewritten=simulation.developer_rewrites(articles),
        spun_per_article=spun,
    )
    output.emit(f"{out}: {write_pairs(pairs, out):,} pairs of {len(documents):,} articles\n")
