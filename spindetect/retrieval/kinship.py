"""Whether a passage was made from another one, or only treats of the same thing.

Texts of one genre on one subject share rare words, names and turns of phrase. A text made from
another has more: between the words that both keep in order, one has a word where the other has a
word that a thesaurus relates to it. Laid side by side by edit distance, that is counted without
cutting the texts into sentences, at a fraction of what an alignment costs.

The constants were set on the tuning part of the benchmark's corpus (benchmarks/), never on its test
part.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.lexicon.grammar import word_class
from spindetect.types import Parsed

MAX_WORDS: Final = 2_000
"""Words of either passage that are compared, from its start."""
MIN_PLAIN: Final = 20
MAX_OLD: Final = 3
MAX_NEW: Final = 4
"""Words that one wording may have; a longer gap is no substitution."""
RUN: Final = 8
MIN_UNCHANGED: Final = 16
"""Words that stand unchanged in runs of at least `RUN`, from which on no more need be asked: two
authors may share an expression, not a passage."""
FEW: Final = 4.0
"""Places that are added to those found: of two one is soon a swap by chance."""
WEIGHTS: Final = {
    "swaps": 13.4,
    "swaps_beyond_chance": 1.03,
    "function_swaps": 3.43,
    "kept": 4.64,
    "unchanged": 0.599,
    "features": 11.8,
    "covered": 4.31,
    "words": 1.67,
}
"""Of the named measures, see `Kinship.measures`: a logistic regression on the tuning part of the
benchmark's corpus (`python -m benchmarks.audit_kinship`)."""
BASE: Final = -18.5
"""Added to the weighted measures: from 0 on a kinship holds. Of 5,147 tuning pages without an
original five are kin to a text that retrieval proposed."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two passages have in common.

    `places`: content words of the original in short gaps; `swaps`: those that a thesaurus relates
    to what the candidate has there; `function_places`, `function_swaps`: the same of function
    words. All are 0 where `unchanged` tells enough. `kept`: share of the candidate's words that
    stand in the original in the same order; `unchanged`: how many of them stand in long runs.
    `words`: those of the candidate that count.
    """

    places: int
    swaps: int
    function_places: int
    function_swaps: int
    kept: float
    unchanged: int
    words: int

    @property
    def plain(self) -> bool:
        """Whether so much stands unchanged that nothing else need be asked."""
        return self.unchanged >= MIN_UNCHANGED

    def measures(self, features: float, covered: float) -> dict[str, float]:
        """What is weighed, by name.

        `features`: share of the features' weight that the passages kept; `covered`: share of the
        candidate's words in them (see `passages.Passages`).
        """
        places, small = self.places + FEW, self.function_places + FEW
        return {
            "swaps": self.swaps / places,
            "swaps_beyond_chance": self.swaps / math.sqrt(places),
            "function_swaps": self.function_swaps / math.sqrt(small),
            "kept": self.kept,
            "unchanged": math.log1p(self.unchanged),
            "features": features,
            "covered": covered,
            "words": math.log(max(self.words, 1)),
        }

    def holds(self, features: float, covered: float) -> bool:
        """Whether one was made from the other; `features`, `covered`: as in `measures`."""
        found = self.measures(features, covered)
        return self.plain or BASE + sum(WEIGHTS[name] * found[name] for name in found) >= 0


def words_of(parsed: Parsed, tokens: NDArray[np.int64]) -> list[str]:
    """The folded words of a passage, given as tokens."""
    return [parsed.norms[k] for k in tokens.tolist()]


def plain_words(parsed: Parsed, tokens: NDArray[np.int64]) -> list[bool]:
    """Which words of a passage are not quoted; all of them where there is little else.

    Two reporters of one event quote the same words.
    """
    plain = np.frombuffer(parsed.quoted, np.uint8)[tokens] == 0
    return ([True] * len(tokens)) if np.count_nonzero(plain) < MIN_PLAIN else plain.tolist()


def kinship(
    original: Sequence[str],
    candidate: Sequence[str],
    lexicon: Lexicon,
    plain: Sequence[bool] | None = None,
) -> Kinship:
    """Compare two passages, given as folded words without punctuation.

    `plain`: which of the candidate's words count, see `plain_words`; None for all.
    """
    original, candidate = original[:MAX_WORDS], candidate[:MAX_WORDS]
    before = [0, *accumulate(plain or [True] * len(candidate))]
    size = before[len(candidate)]
    gaps = [*_gaps(original, candidate)]
    starts, ends = [0, *(gap[3] for gap in gaps)], [*(gap[2] for gap in gaps), len(candidate)]
    runs = [before[end] - before[start] for start, end in zip(starts, ends, strict=True)]
    unchanged = sum(run for run in runs if run >= RUN)
    places, swaps = [0, 0], [0, 0]
    for o1, o2, c1, c2 in gaps if unchanged < MIN_UNCHANGED else ():
        if 1 <= o2 - o1 <= MAX_OLD and 1 <= c2 - c1 <= MAX_NEW and before[c2] > before[c1]:
            for word in original[o1:o2]:
                closed = word_class(word) is not None
                places[closed] += 1
                swaps[closed] += _related(word, candidate[c1:c2], lexicon)
    (content, small), (swapped, small_swapped) = places, swaps
    kept = sum(runs) / max(size, 1)
    return Kinship(content, swapped, small, small_swapped, kept, unchanged, size)


def _gaps(original: Sequence[str], candidate: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches in which two passages differ, in order, by edit distance."""
    from rapidfuzz.distance import Levenshtein

    numbers: dict[str, int] = {}
    one, other = (
        [numbers.setdefault(word, len(numbers)) for word in side] for side in (original, candidate)
    )
    gap: tuple[int, int, int, int] | None = None
    for block in Levenshtein.opcodes(one, other):
        if block.tag == "equal":
            if gap is not None:
                yield gap
            gap = None
        else:
            first = gap or (block.src_start, 0, block.dest_start, 0)
            gap = (first[0], block.src_end, first[2], block.dest_end)
    if gap is not None:
        yield gap


def _related(word: str, wording: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a thesaurus relates a word to one of those in its place, or to them all."""
    if any(lexicon.related(word, one) for one in wording):
        return True
    return len(wording) > 1 and lexicon.related(word, " ".join(wording))
