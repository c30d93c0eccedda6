"""Ways to find originals, all behind one interface: ours, MinHash LSH by two libraries, TF-IDF.

A finder indexes texts and answers with (number of the document, score), best first. The MinHash
finders have 128 permutations; their LSH thresholds are as low as the number of candidates allows,
far below the 0.5 to 0.9 that is usual for near-duplicates, because that is the most favourable to
them here; candidates are ranked by the Jaccard similarity that their signatures estimate.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from benchmarks.corpora.prose import words

if TYPE_CHECKING:
    from datasketch import MinHash
    from rensa import RMinHash

    from spindetect.types import Parsed

PERMUTATIONS = 128
BANDS = 64
"""Two rows each: a pair of texts of Jaccard similarity 0.1 is a candidate in half of all cases,
one of 0.2 in nine of ten."""
KEPT = 5
BATCH = 100
"""Texts that are hashed or compared at once."""
INSTALL = "make bench-audit installs it, or: pip install -e '.[bench]'"

Answer = list[tuple[int, float]]


class Finder(Protocol):
    """A method under test."""

    def index(self, texts: Sequence[str]) -> None:
        """Take in all documents; called once."""

    def find(self, texts: Sequence[str]) -> Iterator[Answer]:
        """The likeliest originals of each text, at most five, best first."""


def shingles(text: str, size: int) -> list[str]:
    """Runs of so many words; the whole of a shorter text."""
    found = words(text)
    if len(found) < size:
        return [" ".join(found)]
    return [" ".join(found[at : at + size]) for at in range(len(found) - size + 1)]


class Spindetect:
    """Retrieval alone, or with the judgement that orders originals and tells editions apart."""

    def __init__(self, *, judged: bool = False) -> None:
        from spindetect.detector import Detector
        from spindetect.lexicon import Lexicon

        self._folder = tempfile.TemporaryDirectory(prefix="bench-index-")
        self._detector = Detector.load() if judged else None
        self._lexicon = Lexicon.open()

    def index(self, texts: Sequence[str]) -> None:
        from spindetect.retrieval import Index, build_index
        from spindetect.text import parse
        from spindetect.types import Document

        path = Path(self._folder.name) / "index"
        build_index(path, (parse(Document(str(n), text)) for n, text in enumerate(texts)))
        self._index = Index.open(path, lexicon=self._lexicon)

    def find(self, texts: Sequence[str]) -> Iterator[Answer]:
        from spindetect.text import parse
        from spindetect.types import Document

        answer = self._judged() if self._detector else self._searched
        for text in texts:
            yield answer(parse(Document("page", text)))

    def _searched(self, page: Parsed) -> Answer:
        return [(int(hit.id), hit.score) for hit in self._index.search([page])[0]]

    def _judged(self) -> Callable[[Parsed], Answer]:
        from spindetect.audit.judging import Judge

        judge = Judge(self._detector, self._index)
        return lambda page: [
            (int(source.verdict.original.id), source.verdict.aligned_share)
            for source in judge.sources(page)
        ]


class Rensa:
    """`rensa.RMinHash` and `RMinHashLSH`."""

    def __init__(self, size: int) -> None:
        from rensa import RMinHashLSH

        self._size = size
        self._lsh = RMinHashLSH(threshold=0.1, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._known: list[Any] = []

    def _hash(self, text: str) -> RMinHash:
        from rensa import RMinHash

        made = RMinHash(num_perm=PERMUTATIONS, seed=1)
        made.update(shingles(text, self._size))
        return made

    def index(self, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts):
            self._known.append(self._hash(text))
            self._lsh.insert(number, self._known[-1])

    def find(self, texts: Sequence[str]) -> Iterator[Answer]:
        for text in texts:
            asked = self._hash(text)
            found = [(n, asked.jaccard(self._known[n])) for n in self._lsh.query(asked)]
            yield sorted(found, key=lambda hit: (-hit[1], hit[0]))[:KEPT]


class Datasketch:
    """`datasketch.MinHash` and `MinHashLSH`; texts are hashed in bulk, which is its fastest way."""

    def __init__(self, size: int, *, threshold: float | None = None) -> None:
        """`size`: words in a shingle. `threshold`: that of the LSH; None for the bands above."""
        from datasketch import MinHashLSH

        self._size = size
        self._lsh = (
            MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
            if threshold is None
            else MinHashLSH(num_perm=PERMUTATIONS, threshold=threshold)
        )
        self._known: list[Any] = []

    def _hashed(self, texts: Sequence[str]) -> Iterator[MinHash]:
        from datasketch import MinHash

        for at in range(0, len(texts), BATCH):
            sets = [
                [shingle.encode() for shingle in shingles(text, self._size)]
                for text in texts[at : at + BATCH]
            ]
            yield from MinHash.bulk(sets, num_perm=PERMUTATIONS, seed=1)

    def index(self, texts: Sequence[str]) -> None:
        with self._lsh.insertion_session() as session:
            for number, made in enumerate(self._hashed(texts)):
                self._known.append(made)
                session.insert(number, made, check_duplication=False)

    def find(self, texts: Sequence[str]) -> Iterator[Answer]:
        for asked in self._hashed(texts):
            found = [(n, asked.jaccard(self._known[n])) for n in self._lsh.query(asked)]
            yield sorted(found, key=lambda hit: (-hit[1], hit[0]))[:KEPT]

    def candidates(self, texts: Sequence[str]) -> Iterator[int]:
        """How many candidates each text has; they are not ranked."""
        return (len(self._lsh.query(asked)) for asked in self._hashed(texts))


class TfIdf:
    """scikit-learn's TF-IDF over words, sublinear, and the cosine with every document."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectors = TfidfVectorizer(sublinear_tf=True, dtype=np.float32)

    def index(self, texts: Sequence[str]) -> None:
        self._known = self._vectors.fit_transform(texts).T.tocsr()

    def find(self, texts: Sequence[str]) -> Iterator[Answer]:
        for at in range(0, len(texts), BATCH):
            cosines = (self._vectors.transform(texts[at : at + BATCH]) @ self._known).toarray()
            best = np.argsort(-cosines, axis=1, kind="stable")[:, :KEPT]
            for row, places in zip(cosines, best, strict=True):
                yield [(int(place), float(row[place])) for place in places]


FINDERS: dict[str, Callable[[], Finder]] = {
    "spindetect": lambda: Spindetect(judged=True),
    "its search alone": Spindetect,
    "rensa, 5 words": lambda: Rensa(5),
    "rensa, 3 words": lambda: Rensa(3),
    "datasketch, 5 words": lambda: Datasketch(5),
    "datasketch, 3 words": lambda: Datasketch(3),
    "TF-IDF cosine": TfIdf,
}
"""Every method by the name it has in the tables."""
