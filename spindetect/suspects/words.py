"""The words that the collocation model knows: how common they are, which pairs they form, and what
each may have been put in the place of.

Compiled from a lexicon once (`training.no_original.channel`) and kept beside the weights, since
looking thousands of words up in thesauri takes longer than a page may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.lexicon.grammar import closed_classes

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

KEPT: Final = 16
"""Alternatives that are kept for a word: what the suggestions are drawn from."""
UNKNOWN: Final = 0
"""The number of every word that is not in the table: names, misspellings, the rarest words."""
MOST: Final = 65_000
"""Words in the table: numbers have 16 bits, so that a pair has 32."""
COMPARED: Final = 8
"""Alternatives of a word that are tried in its place: the likeliest."""
NOWHERE: Final = np.float32(-6.0)
"""log10 odds of a word without alternatives."""
ABSENT: Final = np.float32(-100.0)
"""What stands for the log10 count of a pair that is not in the table."""
STEPS: Final = 40
"""Channel weights are stored as round(-STEPS * log10(weight)) in 8 bits."""
LOG_CORPUS: Final = 12.0
"""log10 of the words that the lexicon's frequencies were counted in."""
UNSEEN: Final = 4.7
"""log10 of the count that a pair which is not in the table has at most: those in it start at 5."""

_LN10: Final = np.float32(2.302585)
# Two probes find any key in a table four times as large as its content.
_SLOT_BITS: Final = 20
_ODD: Final = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA77))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What each word of the table may have replaced.

    `words`: lexicon numbers of the n words of the table, commonest first; a word's number here is
    its place plus one. `numbers`: shape (n + 1, `KEPT`), the numbers of its alternatives, likeliest
    first, 0 where there are no more. `channel`: same shape, the chance that a spinner that replaces
    the alternative writes this word (see `STEPS`).

    `classes`, `endings`, `lengths`: shape (n + 1,), what a word looks like: its place in `CLASSES`
    and `ENDINGS` and its letters, 0 for unknown words. `vowels`: 1 where it begins with one.
    """

    words: NDArray[np.uint32]
    numbers: NDArray[np.uint16]
    channel: NDArray[np.uint8]
    classes: NDArray[np.uint8]
    endings: NDArray[np.uint8]
    lengths: NDArray[np.uint8]
    vowels: NDArray[np.uint8]


CLASSES: Final = ("", *closed_classes())
"""The closed word classes; the empty one is that of all other words."""
ENDINGS: Final = ("", "ing", "ed", "ly", "s", "er", "ion", "al", "ive", "ous", "ity")


@dataclass(frozen=True, slots=True)
class Rivals:
    """The alternatives that are tried in the place of each of n words, and what needs no context.

    `numbers`, `frequency` and `alone`, the log10 odds that a word is written for an alternative by
    channel and frequency: shape (n, `COMPARED`). `total`, the log10 sum of these odds, and `share`
    of the places that are filled: shape (n,).
    """

    numbers: NDArray[np.uint16]
    frequency: Floats
    alone: Floats
    total: Floats
    share: Floats

    @staticmethod
    def of(numbers: NDArray[np.uint16], channel: Floats, frequency: Floats) -> Rivals:
        """From the table of alternatives, log10 channel weights and log10 frequencies of words."""
        near = np.ascontiguousarray(numbers[:, :COMPARED])
        some, common = near != UNKNOWN, frequency[near]
        alone = np.where(some, channel[:, :COMPARED] + common - frequency[:, None], NOWHERE)
        total = np.where(some[:, 0], log_sum(alone), NOWHERE)
        return Rivals(near, common, alone, total, some.mean(axis=1, dtype=np.float32))


def log_sum(odds: Floats) -> Floats:
    """log10 of the sum of odds, given as log10, along the last axis."""
    top = odds.max(axis=-1)
    spread = np.exp(_LN10 * (odds - top[..., None])).sum(axis=-1)
    return np.asarray(top + np.log10(spread))


class WordTable:
    """The table ready for use; read-only but for a memory of the words seen so far.

    `frequency` and `looks`, the number of class and ending together, are by word; `channel` holds
    log10 of the weights.
    """

    __slots__ = (
        "_a",
        "_an",
        "_keys",
        "_lexicon",
        "_map",
        "_seen",
        "_values",
        "alternatives",
        "channel",
        "frequency",
        "looks",
        "rivals",
    )

    def __init__(self, alternatives: Alternatives, lexicon: Lexicon) -> None:
        """`lexicon`: the one that the alternatives were compiled from."""
        frequencies = lexicon.frequencies()
        size = len(alternatives.words)
        self._lexicon = lexicon
        self._map = np.zeros(len(frequencies), np.uint16)
        self._map[alternatives.words] = np.arange(1, size + 1)
        self.frequency = np.zeros(size + 1, np.float32)
        self.frequency[1:] = frequencies[alternatives.words]
        self.alternatives = alternatives
        self.channel = alternatives.channel.astype(np.float32) / np.float32(-STEPS)
        looks = alternatives.classes.astype(np.uint16) * len(ENDINGS) + alternatives.endings
        self.looks = looks.astype(np.uint8)
        self.rivals = Rivals.of(alternatives.numbers, self.channel, self.frequency)
        self._seen: dict[str, int] = {}
        self._a, self._an = self.number("a"), self.number("an")
        first, second, counts = lexicon.pairs()
        one, other = self._map[first], self._map[second]
        known = (one > 0) & (other > 0)
        self._keys, self._values = _hashed(_key(one[known], other[known]), counts[known])

    def number(self, word: str) -> int:
        """The number of a word as `Parsed.norms` spells it."""
        found = self._seen.get(word)
        if found is None:
            entry = self._lexicon.number(word)
            found = UNKNOWN if entry is None else int(self._map[entry])
            # Names and numbers of a whole corpus must not pile up.
            if len(self._seen) < 4 * MOST:
                self._seen[word] = found
        return found

    def numbered(self, words: Sequence[str]) -> Numbers:
        """`number` of n words; shape (n,)."""
        found = list(map(self._seen.get, words))
        if None in found:
            found = list(map(self.number, words))
        return np.array(found, np.int64)

    def text(self, number: int) -> str:
        """The word with a number other than 0."""
        return self._lexicon.entry(int(self.alternatives.words[number - 1]))

    def associated(self, first: Numbers, second: Numbers, pairs: Floats) -> Floats:
        """How much oftener pairs of words occur than chance would have it, log10; any shape.

        `pairs`: what `pair` says of them. A pair with an unknown word says nothing, 0.0.
        """
        known = (first != UNKNOWN) & (second != UNKNOWN)
        return self.association(pairs, self.frequency[first], self.frequency[second], known)

    @staticmethod
    def association(pairs: Floats, one: Floats, other: Floats, known: NDArray[np.bool_]) -> Floats:
        """The same from the frequencies of the words, and whether both are known.

        Pointwise mutual information (Church and Hanks 1990). A pair that is not in the table
        counts as avoided where chance alone would have it there, and else says nothing, 0.0.
        """
        chance = one + (other - np.float32(LOG_CORPUS))
        found = np.minimum(chance, np.float32(UNSEEN))
        np.maximum(found, pairs, out=found)
        found -= chance
        found *= known
        return found

    def mismatched(self, articles: Numbers, words: Numbers) -> NDArray[np.bool_]:
        """Where "a" stands before a vowel or "an" before a consonant, by the letters."""
        vowel = self.alternatives.vowels[words] > 0
        wrong = (articles == self._a) & vowel | (articles == self._an) & ~vowel
        return np.asarray(wrong & (words != UNKNOWN))

    def pair(self, first: NDArray[np.integer], second: NDArray[np.integer]) -> Floats:
        """log10(1 + count) of pairs of words, `ABSENT` for those that are not in the table."""
        keys = _key(first, second)
        flat = keys.ravel()
        found = np.full(len(flat), ABSENT, np.float32)
        # Most pairs are not there, so that few values are looked up.
        for odd in _ODD:
            slots = _slot(flat, odd)
            hits = np.flatnonzero(np.take(self._keys, slots) == flat)
            found[hits] = self._values[slots[hits]]
        return found.reshape(keys.shape)


def _key(first: NDArray[np.integer], second: NDArray[np.integer]) -> NDArray[np.uint32]:
    return first.astype(np.uint32) << np.uint32(16) | second.astype(np.uint32)


def _slot(keys: NDArray[np.uint32], odd: np.uint32) -> NDArray[np.uint32]:
    """Multiplicative hashing (Knuth 1973): the upper bits of a product."""
    return np.asarray(keys * odd) >> np.uint32(32 - _SLOT_BITS)


def _hashed(keys: NDArray[np.uint32], values: Floats) -> tuple[NDArray[np.uint32], Floats]:
    """A table in which each key stands in one of its two slots (Pagh and Rodler 2001)."""
    table = np.zeros(1 << _SLOT_BITS, np.uint32)
    stored = np.zeros(1 << _SLOT_BITS, np.float32)
    homeless, turn = np.arange(len(keys)), np.zeros(len(keys), np.int64)
    owner = np.full(1 << _SLOT_BITS, -1)
    while len(homeless):
        slots = np.where(
            turn[homeless] % 2 == 0, _slot(keys[homeless], _ODD[0]), _slot(keys[homeless], _ODD[1])
        )
        driven_out = owner[slots]
        owner[slots] = homeless
        placed = owner[slots] == homeless
        out = np.concatenate((driven_out[driven_out >= 0], homeless[~placed]))
        homeless = np.unique(out)
        turn[homeless] += 1
    filled = np.flatnonzero(owner >= 0)
    table[filled], stored[filled] = keys[owner[filled]], values[owner[filled]]
    return table, stored
