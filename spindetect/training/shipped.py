"""The shipped model, made from what the repository owns and the declared external sources.

    python -m spindetect.training.shipped --external ../shared/data --out models/default

What is absent of the external sources is named, and the model is made of the rest. Pairs are
written to a file (`--pairs`) on the way, for `make lofo` and for looking at.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spindetect.lexicon import Lexicon
from spindetect.pairs import Part, part_of, write_pairs
from spindetect.simulation import developer_rewrites, read_articles, simulate
from spindetect.sources import Articles, external_articles
from spindetect.training import amend, train
from spindetect.training.commands import analysed, ended, say, sources_parser
from spindetect.types import Document, LabelledPair

SEED = 1
# Of an external article that many spun copies and so many honest counterparts, since there are many
# such articles; the repository's own give more (see `simulation`).
SPUN, COUNTERPARTS = 3, 4
# An external article ends with the paragraph that reaches so many words.
ARTICLE_WORDS = 700


@dataclass(frozen=True, slots=True)
class Material:
    """What the shipped model is made of."""

    own: Path
    articles: tuple[Document, ...]
    external: Articles

    def pairs(self, lexicon: Lexicon) -> Iterator[LabelledPair]:
        """All labelled pairs, in a fixed order.

        Made for one part of the articles after the other, since some pairs take text of a second
        article, which must not come from another part.
        """
        rewritten = developer_rewrites(self.own)
        for part in Part:
            yield from simulate(
                [document for document in self.articles if part_of(document.id) is part],
                lexicon,
                seed=SEED,
                rewritten=[pair for pair in rewritten if part_of(pair.group) is part],
            )
            openings = map(opening, self.external.documents)
            yield from simulate(
                [document for document in openings if part_of(document.id) is part],
                lexicon,
                seed=SEED,
                spun_per_article=SPUN,
                counterparts_per_article=COUNTERPARTS,
            )

    @property
    def documents(self) -> list[Document]:
        """All articles, long external ones as far as they are used."""
        return [*self.articles, *map(opening, self.external.documents)]

    def digests(self) -> dict[str, str]:
        """By name, what went in: our own articles and rewrites as one, each external file."""
        return {
            "data/articles, data/rewrites": digest_of(self.own, self.own.parent / "rewrites"),
            **{source.file: source.sha256 for source in self.external.read},
        }


def material(own: Path, external: Path) -> Material:
    """Read the articles.

    Raises `UnreadableError` for a file that is not the declared one or cannot be read.
    """
    return Material(own, tuple(read_articles(own)), external_articles(external))


def opening(document: Document) -> Document:
    """The first paragraphs of a long document."""
    kept: list[str] = []
    words = 0
    for paragraph in document.text.split("\n\n"):
        if words >= ARTICLE_WORDS:
            break
        kept.append(paragraph)
        words += len(paragraph.split())
    return Document(document.id, "\n\n".join(kept))


def digest_of(*folders: Path) -> str:
    """One digest of the names and bytes of all files in some folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder.parent).as_posix()
            digest.update(f"{name}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the model; returns the exit code."""
    parser = sources_parser("Make the shipped model.")
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    parser.add_argument("--jobs", type=int, default=-1, help="worker processes")
    options = parser.parse_args(arguments)
    return ended(lambda: _make(options))


def _make(options: argparse.Namespace) -> None:
    sources = material(options.articles, options.external)
    for name in sources.external.absent:
        say(f"{options.external}: {name} is absent; the model is made without")
    options.pairs.parent.mkdir(parents=True, exist_ok=True)
    number = write_pairs(sources.pairs(Lexicon.open()), options.pairs)
    say(f"{options.pairs}: {number} pairs")
    # The encoder has learnt from some of these articles: see `training.reading`.
    train([options.pairs], options.out, read=False, jobs=options.jobs, progress=analysed)
    _note(options.out, sources)


def _note(model: Path, sources: Material) -> None:
    """Write into the card what the pairs were made of."""
    absent = list(sources.external.absent)
    amend(model, {"sources": sources.digests(), "absent_sources": absent})


if __name__ == "__main__":
    raise SystemExit(main())
