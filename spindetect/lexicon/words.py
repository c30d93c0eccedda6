"""The vocabulary with the base forms of its entries, and how often words and word pairs occur."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from spindetect.lexicon.morphology import ENDINGS
from spindetect.lexicon.tables import (
    ANY_PART,
    BASE_BITS,
    PARTS,
    STEPS,
    Folder,
    Pairs,
    Vocabulary,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Reading = tuple[int, int]
"""A word id and the mask of parts of speech (`tables.PARTS`) in which it may be meant."""

_SHORTEST_STEM = 3
_ID = (1 << BASE_BITS) - 1


def fold(text: str) -> str:
    """The spelling under which a word or phrase is filed: lower case, NFC, straight apostrophe."""
    text = text.lower()
    if text.isascii():
        return text
    # Lone surrogates of damaged input cannot be looked up; no entry holds a "?" either.
    encodable = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", encodable).replace("’", "'")


@dataclass(frozen=True, slots=True)
class Words:
    """All entries, numbered, and their base forms. Texts handed in must be folded.

    `bases`: word → base forms, likeliest first, each under a mask of the parts of speech in which
    it is one; only words with a base form other than themselves are listed. `forms`: base form →
    its inflected forms.
    """

    entries: Vocabulary
    bases: Pairs
    forms: Pairs

    @classmethod
    def open(cls, folder: Folder) -> Words:
        """Map the vocabulary and the group `lemmas`."""
        return cls(folder.vocabulary(), folder.pairs("lemmas.bases"), folder.pairs("lemmas.forms"))

    def texts(self, ids: Sequence[int]) -> tuple[str, ...]:
        """The entries with these ids."""
        return tuple(map(self.entries.restore_key, ids))

    def lemmas(self, text: str) -> list[Reading]:
        """Base forms of a wording, likeliest first, in the parts of speech that its inflection
        shows; empty for an unknown one.

        In a phrase the first or the last word may be inflected. A possessive that is no entry is
        read without its ending; another unknown word is taken for a regular form of an entry, if
        it looks like one.
        """
        own = self.entries.get(text)
        if own is None and (stem := _possessor(text)) is not None:
            return self.lemmas(stem)
        if " " in text:
            found = list(dict(self._phrase_bases(text)).items())
            return found if own is None else [*found, (own, ANY_PART)]
        if own is None:
            return self._guessed_bases(text)
        return self._bases(own) or [(own, ANY_PART)]

    def readings(self, text: str, lemmas: Sequence[Reading]) -> list[Reading]:
        """The `lemmas` of a wording and the wording itself, which may be any part of speech."""
        own = self.entries.get(text)
        if own is None or lemmas == [(own, ANY_PART)]:
            return list(lemmas)
        return [(own, ANY_PART), *(reading for reading in lemmas if reading[0] != own)]

    def inflected(self, base: int) -> list[int]:
        """Ids of the known inflected forms of a base form."""
        return self.forms.row(base)

    def _bases(self, word: int) -> list[Reading]:
        return [(packed & _ID, packed >> BASE_BITS) for packed in self.bases.row(word)]

    def _guessed_bases(self, word: str) -> list[Reading]:
        found: dict[int, int] = {}
        for bit, part in enumerate(PARTS[:2]):
            for ending, restored in ENDINGS[part]:
                if not word.endswith(ending) or len(word) - len(ending) < _SHORTEST_STEM:
                    continue
                base = self.entries.get(word.removesuffix(ending) + restored)
                if base is not None:
                    found[base] = found.get(base, 0) | 1 << bit
        return list(found.items())

    def _phrase_bases(self, text: str) -> Iterator[Reading]:
        first, _, tail = text.partition(" ")
        head, _, last = text.rpartition(" ")
        for word, before, after in ((first, "", f" {tail}"), (last, f"{head} ", "")):
            for base, mask in self.lemmas(word):
                spelling = self.entries.restore_key(base)
                phrase = self.entries.get(before + spelling + after) if spelling != word else None
                if phrase is not None:
                    yield phrase, mask


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Counts of words and of word pairs, as round(STEPS * log10(1 + count)).

    `unigrams`: by word id, 0 for unknown. `keys`: first id << 32 | second id, ascending, parallel
    to `pairs`.
    """

    unigrams: memoryview
    keys: NDArray[np.uint64]
    key_column: memoryview
    pairs: NDArray[np.uint16]

    @classmethod
    def open(cls, folder: Folder, entries: int) -> Frequencies:
        """Map the groups `unigrams` and `bigrams` for a vocabulary of so many entries."""
        keys = folder.array("bigrams.keys", "uint64")
        pairs = folder.array("bigrams.counts", "uint16")
        unigrams = folder.column("unigrams", "uint16")
        if len(unigrams) != entries or len(keys) != len(pairs):
            raise folder.broken("unigrams.npy", "does not fit the vocabulary")
        return cls(
            unigrams,
            cast("NDArray[np.uint64]", keys),
            keys.data,
            cast("NDArray[np.uint16]", pairs),
        )

    def word(self, word: int) -> float:
        """log10(1 + count) of one word."""
        return self.unigrams[word] / STEPS

    def word_array(self, words: NDArray[np.uint64]) -> NDArray[np.float32]:
        """`word` for n ids, 0.0 for ids outside the vocabulary; shape (n,)."""
        import numpy as np

        known = len(self.unigrams)
        if not known:
            return np.zeros(len(words), np.float32)
        steps = np.asarray(self.unigrams)[np.minimum(words, np.uint64(known - 1))]
        return np.where(words < known, steps, 0).astype(np.float32) / np.float32(STEPS)

    def pair(self, first: int, second: int) -> float:
        """log10(1 + count) of two words in a row."""
        key = first << 32 | second
        place = bisect_left(self.key_column, key)
        if place == len(self.key_column) or self.key_column[place] != key:
            return 0.0
        return int(self.pairs[place]) / STEPS

    def pair_array(
        self, firsts: NDArray[np.uint64], seconds: NDArray[np.uint64]
    ) -> NDArray[np.float32]:
        """`pair` for two rows of n ids; shape (n,)."""
        import numpy as np

        wanted = firsts << np.uint64(32) | seconds
        if not len(self.keys):
            return np.zeros(len(wanted), np.float32)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        counts = np.where(self.keys[places] == wanted, self.pairs[places], 0)
        return counts.astype(np.float32) / np.float32(STEPS)


def _possessor(text: str) -> str | None:
    if text.endswith("'s") and len(text) > 2:
        return text[:-2]
    return text[:-1] if text.endswith("s'") and len(text) > 2 else None
