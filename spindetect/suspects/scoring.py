"""The word network applied without writing its zeros and ones out.

Most features say of which class a word or a neighbour is, and what its ending is. What these add
to the first layer depends on class and ending alone, so it is worked out once for each of them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from spindetect.suspects.evidence import NUMERIC, Evidence, numbers
from spindetect.suspects.network import Network, product
from spindetect.suspects.words import CLASSES, ENDINGS, Floats, WordTable

_SIDES: Final = 3


class WordScorer:
    """A word network ready for use: the same scores as `Network.log_odds(features(...))`."""

    __slots__ = ("_added", "_bias", "_lower", "_numeric", "_upper")

    def __init__(self, network: Network) -> None:
        weights, bias = network.layers[0]
        self._upper, self._lower = network, weights[:NUMERIC]
        head = slice(0, NUMERIC)
        self._numeric = Network(network.mean[head], network.scale[head], network.limit, ())
        flat = np.zeros(len(network.mean), np.float32)
        rest = network.standardised(flat)
        rest[head] = 0.0
        self._bias = bias + rest @ weights
        # How much more each column gives where it is 1 instead of 0.
        more = (network.standardised(flat + 1) - network.standardised(flat))[:, None] * weights
        classes = more[NUMERIC : NUMERIC + _SIDES * len(CLASSES)]
        endings = more[NUMERIC + _SIDES * len(CLASSES) :]
        by_class = classes.reshape(_SIDES, len(CLASSES), 1, -1)
        by_ending = endings.reshape(_SIDES, 1, len(ENDINGS), -1)
        self._added = (by_class + by_ending).reshape(_SIDES, len(CLASSES) * len(ENDINGS), -1)

    def log_odds(self, found: Evidence, table: WordTable) -> Floats:
        """The scores of all words; shape (words,)."""
        words = found.words
        rows = product(self._numeric.standardised(numbers(found)), self._lower)
        rows += self._bias
        for added, side in zip(self._added, (words.number, words.left, words.right), strict=True):
            rows += added[table.looks[side]]
        return self._upper.upper(rows)
