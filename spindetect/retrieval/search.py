"""The search: which documents of an index a candidate was made from.

First the documents that share the candidate's rare features, by the sum of their weights; then, for
the few that share more than chance would have it, the passages that were taken (`passages`). What
the passages weigh ranks the documents, what they cover tells whether a second original is behind
the rest, and what the words that do not stand in both are to each other tells whether one was made
from the other at all (`kinship`).

The constants were set on the tuning part of the benchmark's corpus (benchmarks/), never on its test
part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.retrieval.kinship import Kinship, kinship, plain_words, words_of
from spindetect.retrieval.passages import (
    Floats,
    Passages,
    Query,
    find_passages,
    make_query,
    ranges,
)
from spindetect.retrieval.segment import Segment
from spindetect.retrieval.signatures import Hashes, Numbers, body_words, occurrences
from spindetect.types import Parsed

MAX_SHARE: Final = 0.01
MAX_DOCUMENTS: Final = 200
"""A feature that more documents have, and a larger share of them, is not looked up..."""
MIN_FEATURES: Final = 24
"""...but so many are in any case, for a collection that holds one page a thousand times."""
MAX_POSTINGS: Final = 30_000
"""Postings that are read for one candidate, those of rare features first."""
RARITY: Final = 1.5
"""Weights grow faster than the logarithm: two rare features say more than one twice as rare."""
MIN_WEIGHT_SHARE: Final = 0.04
MIN_UNIQUE: Final = 10.0
MIN_SHARED: Final = 2.5
MOST: Final = 0.5
"""A document is likely if it has this share of the weight looked up, or as much as so many features
that one document alone has; never with less than the third, unless it has most of a candidate all
of whose features are common."""
LOOKED_AT: Final = 12
MAX_MISSES: Final = 3
"""So many likely documents are laid beside the candidate, until so many in a row had no passage."""
SHORT: Final = 200.0
"""Words that are added to a document's length when its weight is set against it."""
MIN_PASSAGE: Final = 20
MIN_PASSAGE_SHARE: Final = 0.4
"""Words in passages from which on a document is an original, or share of a shorter candidate."""
MIN_KEPT: Final = 0.05
"""Share of the features' weight that the words of an original's passages must have kept."""
SURE: Final = 0.5
"""Share they must have kept for their kinship not to be asked for."""
MIN_GAIN: Final = 25
"""Words that a further original must explain which those before it do not..."""
RIVAL: Final = 0.97
"""...unless it comes this close to the best one: another edition of the same story."""
MAX_HITS: Final = 5
COPY: Final = 0.9
"""Share of a candidate's features that a copy of it has at least."""
MAX_COPIES: Final = 2
"""Copies of a candidate that are hits in a collection of which it is itself."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A likely original.

    `number`: of the document in the index. `score`: the share of the candidate's features, by
    weight, that stand in it in taken passages, 0 to 1. `words`: length of these passages.
    """

    number: int
    id: str
    score: float
    words: int


class Searcher:
    """Searches segments; holds one number for each document as working memory."""

    __slots__ = ("_documents", "_lengths", "_lexicon", "_scores", "_segments", "_unique")

    def __init__(self, segments: Sequence[Segment], lexicon: Lexicon) -> None:
        self._segments = tuple(segments)
        self._lexicon = lexicon
        self._documents = sum(map(len, segments))
        self._unique = float(self._rarity(np.ones(1))[0])
        self._scores = np.zeros(self._documents)
        self._lengths = np.concatenate([np.empty(0, np.int64), *(one.lengths for one in segments)])

    def search(self, candidate: Parsed, without: int | None = None) -> tuple[Hit, ...]:
        """Hits of a candidate, best first; `without` is the number of a document that is none."""
        words, tokens = body_words(candidate)
        features, places = occurrences(words)
        order = np.argsort(features, kind="stable")
        features, places = features[order], places[order]
        first = np.diff(features, prepend=~features[:1]) != 0
        known, likely = self._likely(features[first], without)
        if not likely:
            return ()
        weights = self._rarity(known)[np.cumsum(first) - 1]
        query = make_query(len(words), features, places, weights, self._unique)
        found = self._found(likely, query, (candidate, tokens))
        return self._hits(found, query, among_copies=without is not None)

    def _likely(self, found: Hashes, without: int | None) -> tuple[Numbers, list[int]]:
        """How many documents have each feature, and those that have more of them than chance."""
        spans = [segment.buckets(found) for segment in self._segments]
        known = sum((end - start for start, end in spans), np.zeros(len(found), np.int64))
        used = self._useful(known)
        weights = self._rarity(known)
        shared = [np.empty(0, np.int64)]
        for segment, (start, end) in zip(self._segments, spans, strict=True):
            counts = (end - start)[used]
            numbers = segment.postings[ranges(start[used], counts)].astype(np.int64)
            shared.append(numbers + segment.first)
            np.add.at(self._scores, shared[-1], np.repeat(weights[used], counts))
        numbers = np.concatenate(shared)
        sums = self._scores[numbers]
        self._scores[numbers] = 0.0
        whole = float(weights[used | (known == 0)].sum())
        enough = max(
            min(MIN_WEIGHT_SHARE * whole, MIN_UNIQUE * self._unique),
            min(MIN_SHARED * self._unique, MOST * whole),
        )
        return known, self._best(numbers[sums >= enough], sums[sums >= enough], without)

    def _best(self, numbers: Numbers, sums: Floats, without: int | None) -> list[int]:
        """The documents with most weight for their length."""
        numbers, places = np.unique(numbers, return_index=True)
        rates = sums[places] / np.sqrt(SHORT + self._lengths[numbers])
        best = numbers[np.argsort(-rates, kind="stable")[: LOOKED_AT + 1]].tolist()
        return [number for number in best if number != without][:LOOKED_AT]

    def _useful(self, known: Numbers) -> NDArray[np.bool_]:
        """Which features are looked up, by how many documents have each."""
        limit = max(MAX_SHARE * self._documents, MAX_DOCUMENTS)
        order = np.argsort(known, kind="stable")
        order = order[known[order] > 0]
        counts = known[order]
        wanted = (counts <= limit) & (np.cumsum(counts) <= MAX_POSTINGS)
        wanted[:MIN_FEATURES] = True
        used = np.zeros(len(known), bool)
        used[order[wanted]] = True
        return used

    def _rarity(self, known: NDArray[np.generic]) -> Floats:
        """Weights of features that so many documents have; what all have weighs a little too."""
        commonness = np.maximum(known.astype(np.float64), 0.5)
        weights: Floats = np.log1p(self._documents / commonness) ** RARITY
        return weights

    def _hits(
        self, found: Sequence[tuple[int, Passages]], query: Query, *, among_copies: bool
    ) -> tuple[Hit, ...]:
        """Of the documents with passages those that explain something of their own.

        `among_copies`: the candidate is of the collection itself, where copies of it explain
        nothing: what they all were made of stands behind them.
        """
        total = float(query.weights.sum())
        hits: list[Hit] = []
        taken = np.zeros(query.words, bool)
        copies = 0
        best = 0.0
        for number, passages in found:
            hit = Hit(number, self._id(number), passages.weight / total, passages.words)
            if among_copies and hit.score >= COPY:
                copies += 1
                hits += [hit] if copies <= MAX_COPIES else []
                continue
            best = best or passages.weight
            gain = int(np.count_nonzero(passages.covered & ~taken))
            if not taken.any() or gain >= MIN_GAIN or passages.weight >= RIVAL * best:
                taken |= passages.covered
                hits.append(hit)
        return tuple(hits[:MAX_HITS])

    def _found(
        self, likely: Sequence[int], query: Query, body: tuple[Parsed, Numbers]
    ) -> list[tuple[int, Passages]]:
        """The likely documents from which passages were taken, the weightiest first."""
        found: list[tuple[int, Passages]] = []
        misses = 0
        for number in likely:
            passages = find_passages(query, self._words(number))
            if self._taken(number, passages, body):
                found.append((number, passages))
                misses = 0
            else:
                misses += 1
            if misses == MAX_MISSES:
                break
        return sorted(found, key=lambda one: (-one[1].weight, self._lengths[one[0]], one[0]))

    def _taken(self, number: int, passages: Passages, body: tuple[Parsed, Numbers]) -> bool:
        """Whether the passages were made from the document; `body`: the candidate's words."""
        if passages.words < min(MIN_PASSAGE, MIN_PASSAGE_SHARE * len(body[1])):
            return False
        if passages.kept < MIN_KEPT or passages.kept >= SURE:
            return passages.kept >= SURE
        kin = self.kinship(number, passages, body)
        return kin.holds(passages.kept, passages.words / len(body[1]))

    def kinship(self, number: int, passages: Passages, body: tuple[Parsed, Numbers]) -> Kinship:
        """What the passages have in common with the document; `body`: as in `_taken`."""
        segment = self._segment(number)
        document = segment.parsed(number - segment.first)
        original = words_of(document, body_words(document)[1][slice(*passages.there)])
        tokens = body[1][slice(*passages.here)]
        candidate, plain = words_of(body[0], tokens), plain_words(body[0], tokens)
        return kinship(original, candidate, self._lexicon, plain)

    def _words(self, number: int) -> Hashes:
        segment = self._segment(number)
        return segment.words(number - segment.first)

    def _id(self, number: int) -> str:
        segment = self._segment(number)
        return segment.id(number - segment.first)

    def _segment(self, number: int) -> Segment:
        return next(one for one in reversed(self._segments) if one.first <= number)
