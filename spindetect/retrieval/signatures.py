"""What is left of a text when its words were replaced: the features that find the original again.

A spinner replaces content words and leaves names, numbers, rare words it does not know, and nearly
all function words. So the features of a text are, over the words of its body in their order:

- every content word;
- every pair of neighbours of which one at least is a content word ("of Karachi");
- every run of three and of four function words in a row, whatever stands between them.

The last are stopword n-grams (Stamatatos 2011, "Plagiarism detection using stopword n-grams",
JASIST 62:12): they are the skeleton of the sentences, which replacing content words leaves alone,
and they need no names. All features are hashed to 32 bits; a word is hashed by CRC-32, so that an
index means the same in every process and on every machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon.grammar import word_class
from spindetect.types import Parsed, TokenKind

Hashes = NDArray[np.uint32]
Numbers = NDArray[np.int64]

SKELETON = (3, 4)
"""Lengths of the runs of function words."""
_WORDS_KEPT = 500_000
"""Hashes remembered in a process: 60 MB or so; then it starts anew."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)


class _WordHashes(dict[str, int]):
    """The hash of each word form; its lowest bit says whether the word is of a closed class."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        value = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        value = self[word] = value | 1 if word_class(word) else value & ~1
        return value


_HASHES = _WordHashes()


def body_words(parsed: Parsed) -> tuple[Hashes, Numbers]:
    """Hashes of the words and numbers outside page furniture, and the tokens they are."""
    hashes = np.fromiter(map(_HASHES.__getitem__, parsed.norms), np.uint32, len(parsed))
    kinds = np.frombuffer(parsed.kinds, np.uint8)
    furniture = np.frombuffer(parsed.furniture, np.uint8)
    places = np.flatnonzero((kinds != TokenKind.PUNCTUATION) & (furniture == 0))
    return hashes[places], places


def is_function(words: Hashes) -> NDArray[np.bool_]:
    """Which of the hashed words are of a closed class."""
    return (words & np.uint32(1)).astype(bool)


def features(texts: Sequence[Hashes]) -> tuple[Hashes, Numbers]:
    """The distinct features of each text and the text each is of, by feature, then by text."""
    words = np.concatenate([*texts, np.empty(0, np.uint32)])
    text = np.repeat(np.arange(len(texts)), [len(one) for one in texts])
    found, places = occurrences(words, text)
    keys = (found.astype(np.uint64) << _HALF) | text[places].astype(np.uint64)
    # Sorting and comparing neighbours takes a tenth of the time of `np.unique`, which hashes.
    keys.sort()
    keys = keys[np.diff(keys, prepend=~keys[:1]) != 0]
    return (keys >> _HALF).astype(np.uint32), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)


def occurrences(words: Hashes, text: Numbers | None = None) -> tuple[Hashes, Numbers]:
    """All features of some words, and the number of the word that each begins with.

    `text`: the text that each word is of, ascending; no feature goes over the end of one.
    """
    function = is_function(words)
    wide = words.astype(np.uint64)
    content_places, function_places = np.flatnonzero(~function), np.flatnonzero(function)
    mixed = np.flatnonzero(~(function[:-1] & function[1:]))
    content, small = wide[content_places], wide[function_places]
    runs = [
        (_hashed(content), content_places, content_places),
        (_hashed(wide[:-1], wide[1:])[mixed], mixed, mixed + 1),
    ]
    for length in SKELETON:
        count = max(len(small) - length + 1, 0)
        hashed = _hashed(*(small[k : k + count] for k in range(length)))
        runs.append((hashed, function_places[:count], function_places[length - 1 :]))
    hashes, first, last = map(np.concatenate, zip(*runs, strict=True))
    if text is None:
        return hashes, first
    whole = text[first] == text[last]
    return hashes[whole], first[whole]


def _hashed(*words: NDArray[np.uint64]) -> Hashes:
    """A hash of each run of words, given by its first words, its second words, and so on."""
    hashed = np.full(len(words[0]), len(words), np.uint64)
    for column in words:
        hashed ^= column
        hashed *= _MULTIPLIER
        hashed ^= hashed >> _HALF
        hashed *= _MIXER
    return (hashed >> _HALF).astype(np.uint32)
