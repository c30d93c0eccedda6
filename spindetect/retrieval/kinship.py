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
FEW: Final = 4.0
KEPT_WEIGHT: Final = 5.0
MIN_VALUE: Final = 2.3
"""The value of a kinship from which on it holds. Of 4,000 tuning pages without an original four had
as much with a text that retrieval proposed; of those of 60 words with less than 45 % replaced 98 in
a hundred had it with their original, of those with more 94."""
RUN: Final = 8
MIN_UNCHANGED: Final = 16
"""Words that stand unchanged in runs of at least `RUN`, from which on no more need be asked: two
authors may share an expression, not a passage."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """What two passages have in common.

    `places`: content words of the original in short gaps; `swaps`: those that a thesaurus relates
    to what the candidate has there; both are 0 where `unchanged` tells enough. `kept`: share of the
    candidate's words that stand in the original in the same order; `unchanged`: how many of them
    stand in long runs.
    """

    places: int
    swaps: int
    kept: float
    unchanged: int

    @property
    def value(self) -> float:
        """Swaps beyond what so many places have by chance, and words kept beyond it."""
        return self.swaps / math.sqrt(self.places + FEW) + KEPT_WEIGHT * self.kept

    @property
    def holds(self) -> bool:
        """Whether one was made from the other."""
        return self.unchanged >= MIN_UNCHANGED or self.value >= MIN_VALUE


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
    places = swaps = 0
    for o1, o2, c1, c2 in gaps if unchanged < MIN_UNCHANGED else ():
        if 1 <= o2 - o1 <= MAX_OLD and 1 <= c2 - c1 <= MAX_NEW and before[c2] > before[c1]:
            content = [word for word in original[o1:o2] if word_class(word) is None]
            places += len(content)
            swaps += sum(_related(word, candidate[c1:c2], lexicon) for word in content)
    return Kinship(places, swaps, sum(runs) / max(size, 1), unchanged)


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
