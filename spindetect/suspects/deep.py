"""What the encoder and the collocations say together of each word: the deep scores.

The encoder reads the context, which the collocations do not; they know which words the thesauri
offer for which, which it does not. A small network weighs both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from spindetect.suspects.encoder import SILENT, Reading, of_words
from spindetect.suspects.evidence import COLUMNS, Bools, Evidence, pieces
from spindetect.suspects.network import Network
from spindetect.suspects.proposals import EncodedWords
from spindetect.suspects.words import Floats, Numbers
from spindetect.types import Parsed

_LOOKED_UP: Final = ("frequency", "association_sum", "odds_best", "odds_sum", "unknown", "repeated")
MIXED: Final = ("encoder", "collocations", "before", "behind", "sentence", "again", *_LOOKED_UP)
"""What the mixing network sees of a word: the log-odds of both; the encoder's of the words before
and behind it, of its sentence on average and of the same word elsewhere in the text, highest; and
some columns of the evidence."""
RANKED: Final = ("encoder", "near", "form", "offered", "channel", "association", "frequency")
"""What a suggestion is ranked by: how much likelier or unlikelier than the likeliest word it is by
the encoder; the cosine of its piece and the suspect's in the encoder's embedding, 0.0 where either
is not one piece; whether it ends as the suspect does; whether the thesauri offer it, and how likely
a spinner then writes the suspect for it, else 0.0; how much oftener it meets the words beside the
suspect than chance would have it; how common it is. Likelihoods, frequencies and their ratios are
natural logarithms."""
_PICKED: Final = [COLUMNS.index(name) for name in _LOOKED_UP]


class Reader(Protocol):
    """What reads texts: `encoder.Encoder`, or one that remembers what it has read."""

    def words(self) -> EncodedWords:
        """What the points of a reading are compared with."""
        ...

    def read(self, parsed: Parsed, *, points: bool = False) -> Reading:
        """Read a text; `points`: whether these are wanted as well."""
        ...


@dataclass(frozen=True, slots=True)
class Deep:
    """The encoder and what mixes its scores with those of the collocation model.

    `undecided`: between these log-odds of a text the collocation model is not sure of itself, so
    that the encoder is worth its time. `ranking`: what the columns of `RANKED` weigh.
    """

    encoder: Reader
    mix: Network
    undecided: tuple[float, float]
    ranking: tuple[float, ...]

    def log_odds(self, found: Evidence, own: Floats, read: Sequence[Floats]) -> Floats:
        """The scores of all words of a batch; `own`: those of the collocations; `read`: the
        log-odds that the encoder gives the tokens of each text."""
        return self.mix.log_odds(mixed(found, own, of_words(read, found.words)))


def mixed(found: Evidence, own: Floats, read: Floats) -> Floats:
    """The columns of `MIXED` for all words, shape (words, len(MIXED)); `read`: of the encoder."""
    words = found.words
    level = _mean(read, words.sentence)
    return np.concatenate(
        (
            np.stack(
                (read, own, *_beside(read, words.sentence), level, _elsewhere(found, read)), axis=1
            ),
            found.columns[:, _PICKED],
        ),
        axis=1,
    ).astype(np.float32)


def _beside(read: Floats, sentence: Numbers) -> tuple[Floats, Floats]:
    """The scores of the words before and behind within the sentence."""
    before, behind = np.full_like(read, SILENT), np.full_like(read, SILENT)
    same: Bools = sentence[1:] == sentence[:-1]
    before[1:] = np.where(same, read[:-1], SILENT)
    behind[:-1] = np.where(same, read[1:], SILENT)
    return before, behind


def _mean(read: Floats, sentence: Numbers) -> Floats:
    """The mean over each word's sentence."""
    if not len(read):
        return read
    count = np.bincount(sentence)
    return np.asarray((np.bincount(sentence, read) / np.maximum(count, 1))[sentence], np.float32)


def _elsewhere(found: Evidence, read: Floats) -> Floats:
    """The highest score of the same word elsewhere in its text; its own where it stands alone."""
    words = found.words
    key = pieces(words)[0] * (np.int64(1) << 32) + words.number
    order = np.lexsort((-read, key))
    ranked, scores = key[order], read[order]
    opens = np.append(True, ranked[1:] != ranked[:-1])[: len(ranked)]
    first = np.maximum.accumulate(np.where(opens, np.arange(len(ranked)), 0))
    # The highest is another's, but for the highest itself, which has the second.
    follower = np.append(~opens[1:], False)[: len(ranked)]
    second = np.where(follower, np.append(scores[1:], SILENT)[: len(ranked)], scores)
    best = np.where(opens, second, scores[first])
    result = np.empty_like(read)
    result[order] = np.where(words.number[order] > 0, best, scores)
    return result
