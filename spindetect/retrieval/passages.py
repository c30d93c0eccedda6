"""Passages that a candidate took from a document: features in both, in company.

A passage that was taken keeps a part of its features, and these moved together: from one place of
the original to one place of the candidate. Chance leaves a feature here and there. So a shared
feature counts if those near it in the candidate that moved about as far as it did weigh enough.

The constants were set on the tuning part of the benchmark's corpus (benchmarks/), never on its test
part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.retrieval.signatures import Hashes, Numbers, occurrences

Floats = NDArray[np.float64]

AROUND: Final = 40
"""Words to either side that are near."""
BAND: Final = 8
"""Words by which two features that moved together may differ: a phrase put in place of a word
shifts all that follows."""
COMPANY: Final = 4.5
"""What a feature and its company must weigh, in features that one document alone has..."""
MOST: Final = 0.5
"""...unless it is this much of what the features there weigh: where a collection holds a page many
times, none of its features is rare."""
DENSITY: Final = 0.04
"""Share of the weight around a word that must be shared for the word to be in a passage."""
MARGIN: Final = 25
"""Words before the first and after the last feature that belong to the passages."""
MAX_REPEATED: Final = 12
"""A feature that one of the texts has more often tells nothing of places."""
_HEAD: Final = np.uint32(16)


@dataclass(frozen=True, slots=True)
class Query:
    """A candidate's features in the order of their hashes, each occurrence for itself.

    `places`: the word that each begins with, of so many `words`. `weights`: how rare each is.
    `repeats`: how often the candidate has it. `around`: the weight of all features around each
    word. `unique`: the weight of a feature that one document alone has. `heads`: for each number of
    16 bits whether a feature begins with it, which tells most foreign features at a glance.
    """

    words: int
    features: Hashes
    places: Numbers
    weights: Floats
    repeats: Numbers
    around: Floats
    unique: float
    heads: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Passages:
    """What a candidate shares with a document.

    `covered`: which of its words are in passages. `weight`: that of the shared features in them;
    `kept`: its share of the weight of all features in them. `here`, `there`: where they begin and
    end, in words of the candidate and of the document.
    """

    covered: NDArray[np.bool_]
    weight: float
    kept: float
    here: tuple[int, int]
    there: tuple[int, int]

    @property
    def words(self) -> int:
        """Number of words in passages."""
        return int(np.count_nonzero(self.covered))


def make_query(
    words: int, features: Hashes, places: Numbers, weights: Floats, unique: float
) -> Query:
    """A query of features ordered by hash, see `Query`."""
    low = np.searchsorted(features, features)
    repeats = np.bincount(low, minlength=len(features))[low]
    heads = np.zeros(1 << 16, bool)
    heads[features >> _HEAD] = True
    around = _around(places, weights, words)
    return Query(words, features, places, weights, repeats, around, unique, heads)


def find_passages(query: Query, document: Hashes) -> Passages:
    """The passages of a candidate that stand in a document, given as its hashed words."""
    low, begins = _shared(query, document)
    counts, repeated = query.repeats[low], np.bincount(low, minlength=1)[low]
    telling = (counts <= MAX_REPEATED) & (repeated <= MAX_REPEATED)
    begins, low, counts, repeated = (a[telling] for a in (begins, low, counts, repeated))
    shared = ranges(low, counts)
    begins = np.repeat(begins, counts)
    places = query.places[shared]
    company = _company(places, begins - places, query.weights[shared] / np.repeat(repeated, counts))
    enough = np.minimum(COMPANY * query.unique, MOST * query.around[places])
    held = company >= enough
    kept = np.flatnonzero(np.bincount(shared[held], minlength=1))
    near = _around(query.places[kept], query.weights[kept], query.words)
    covered = near >= DENSITY * query.around
    weight = float(query.weights[kept[covered[query.places[kept]]]].sum())
    whole = float(query.weights[covered[query.places]].sum())
    return Passages(
        covered,
        weight,
        weight / whole if whole else 0.0,
        _extent(query.places[kept], query.words),
        _extent(begins[held], len(document)),
    )


def _shared(query: Query, document: Hashes) -> tuple[Numbers, Numbers]:
    """The features of a document that a candidate has: their places in the query, the first one
    where it has them more than once, and the word of the document that each begins with.
    """
    features, begins = occurrences(document)
    likely = np.flatnonzero(query.heads[features >> _HEAD])
    features = features[likely]
    low = np.searchsorted(query.features, features)
    known = query.features[np.minimum(low, len(query.features) - 1)] == features
    return low[known], begins[likely[known]]


def _extent(places: Numbers, words: int) -> tuple[int, int]:
    """From the first to the last place of a text of so many words, with what surrounds them."""
    if not len(places):
        return 0, 0
    return max(0, int(places.min()) - MARGIN), min(words, int(places.max()) + MARGIN)


def ranges(starts: Numbers, counts: Numbers) -> Numbers:
    """The numbers start, start + 1, … of every range, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + counts, counts)


def _around(places: Numbers, weights: Floats, words: int) -> Floats:
    """The weight of the features that begin around each word."""
    summed = np.concatenate(([0.0], np.cumsum(np.bincount(places, weights, minlength=words))))
    here = np.arange(words)
    return summed[np.minimum(here + AROUND + 1, words)] - summed[np.maximum(here - AROUND, 0)]


def _company(places: Numbers, shifts: Numbers, weights: Floats) -> Floats:
    """For each shared feature the weight of all those near it that moved about as far.

    Cells of the plane of places and shifts are summed, and each with its eight neighbours.
    """
    keys = (places // AROUND << 32) + shifts // BAND
    cells, inverse = np.unique(keys, return_inverse=True)
    sums = np.append(np.bincount(inverse, weights, minlength=len(cells)), 0.0)
    beside = np.array([[(row << 32) + line] for row in (-1, 0, 1) for line in (-1, 0, 1)])
    company = np.zeros(len(cells))
    for column in sums[_position(cells, cells + beside)]:
        company += column
    return company[inverse]


def _position(ordered: Numbers, wanted: Numbers) -> Numbers:
    """Where each wanted number stands, or the length where it does not."""
    place = np.searchsorted(ordered, wanted)
    found = ordered[np.minimum(place, len(ordered) - 1)] == wanted if len(ordered) else place > 0
    return np.where(found, place, len(ordered))
