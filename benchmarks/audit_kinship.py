"""The weights of `retrieval.kinship`, fitted on the tuning part of the corpora.

Run: python -m benchmarks.audit_kinship [--corpus DIR]

Each tuning page is searched for, and each document that retrieval proposes is measured. Of those
that neither keep next to nothing nor so much that nobody asks, a page's original is kin, and what
is proposed for a page without an original is not; other editions and neighbours are left out. The
regression gives both classes the same say. `BASE` is set so that one page in a thousand without an
original has a kin. Prints both, with the share of originals that hold and, beside it, the same for
weights learnt on four fifths of the source texts and counted on the fifth.
"""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.audit_corpus import EXTERNAL, FOLDER, make_splits
from benchmarks.corpora.store import read_rows
from spindetect.lexicon import Lexicon
from spindetect.retrieval import Index, build_index
from spindetect.retrieval.kinship import WEIGHTS
from spindetect.retrieval.passages import Passages
from spindetect.retrieval.search import MIN_KEPT, MIN_PASSAGE, MIN_PASSAGE_SHARE, SURE, Searcher
from spindetect.retrieval.signatures import Numbers
from spindetect.text import parse
from spindetect.types import Document, Parsed

FALSE_PAGES = 0.001
FOLDS = 5
NAMES = tuple(WEIGHTS)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was proposed: measures (n, len(NAMES)), whether kin, its page, the page's fold.

    `strangers`: pages without an original.
    """

    values: Floats
    kin: Bools
    page: NDArray[np.int64]
    fold: NDArray[np.int64]
    strangers: int


class Watching(Searcher):
    """A search that refuses nothing and notes the measures of what it would have weighed."""

    __slots__ = ("noted",)

    def _taken(self, number: int, passages: Passages, body: tuple[Parsed, Numbers]) -> bool:
        words = len(body[1])
        if passages.words < min(MIN_PASSAGE, MIN_PASSAGE_SHARE * words):
            return False
        if MIN_KEPT <= passages.kept < SURE:
            kin = self.kinship(number, passages, body)
            if not kin.plain:
                found = kin.measures(passages.kept, passages.words / words)
                self.noted.append((number, [found[name] for name in NAMES]))
        return passages.kept >= MIN_KEPT


def measured(folder: Path) -> Measured:
    """Search for all pages of the tuning part."""
    lexicon = Lexicon.open()
    rows = list(read_rows(folder / "tune.docs.jsonl"))
    values, kin, pages, folds = [], [], [], []
    strangers = 0
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "index"
        build_index(path, (parse(Document(row["id"], row["text"])) for row in rows))
        searcher = Watching(Index.open(path, lexicon=lexicon)._segments, lexicon)
        for page, query in enumerate(read_rows(folder / "tune.queries.jsonl")):
            searcher.noted = []
            searcher.search(parse(Document("page", query["text"])))
            strangers += not query["originals"]
            source = query["id"].partition("/")[2].rpartition("/")[0]
            for number, found in searcher.noted:
                own = rows[number]["id"] in query["originals"]
                if own or not query["originals"]:
                    values.append(found)
                    kin.append(own)
                    pages.append(page)
                    folds.append(zlib.crc32(source.encode()) % FOLDS)
    return Measured(np.array(values), np.array(kin), np.array(pages), np.array(folds), strangers)


def fitted(values: Floats, kin: Bools) -> tuple[Floats, float]:
    """Weights of the measures and what is added to them."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(values)
    learner = LogisticRegression(class_weight="balanced", max_iter=2000)
    learner.fit(scaler.transform(values), kin)
    weights = learner.coef_[0] / scaler.scale_
    return weights, float(learner.intercept_[0] - weights @ scaler.mean_)


def limit(scores: Floats, found: Measured) -> float:
    """The score above which one stranger in a thousand has a kin."""
    best: dict[int, float] = {}
    for page, score in zip(
        found.page[~found.kin].tolist(), scores[~found.kin].tolist(), strict=True
    ):
        best[page] = max(score, best.get(page, score))
    ranked = sorted(best.values(), reverse=True)
    return ranked[int(FALSE_PAGES * found.strangers)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--external", type=Path, default=EXTERNAL)
    parser.add_argument("--corpus", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    make_splits(options.corpus, options.external, -1)
    found = measured(options.corpus)
    weights, base = fitted(found.values, found.kin)
    scores = found.values @ weights + base
    least = limit(scores, found)
    print(f"{found.kin.sum():,} originals and {(~found.kin).sum():,} strangers were weighed")
    for name, weight in zip(NAMES, weights.tolist(), strict=True):
        print(f"  {name:22}{weight:8.3g}")
    print(f"  {'BASE':22}{base - least:8.3g}")
    print(f"of the originals {(scores > least)[found.kin].mean():.4f} hold")
    apart = np.zeros(len(scores))
    for fold in range(FOLDS):
        here = found.fold == fold
        weights, base = fitted(found.values[~here], found.kin[~here])
        apart[here] = found.values[here] @ weights + base
    print(f"cross-validated {(apart > limit(apart, found))[found.kin].mean():.4f}")


if __name__ == "__main__":
    main()
