"""Which word another took the place of: an encoder's points against its embedding of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from spindetect.suspects.words import Floats


def is_word(piece: str) -> bool:
    """Whether a piece is a whole word of letters, and so may be proposed."""
    return piece.isalpha() and piece.isascii()


def ending(word: str) -> str:
    """What tells the form of a word, empty for most."""
    if not word.endswith(_ENDINGS):
        return ""
    return next(found for found in _ENDINGS if word.endswith(found))


MOST: Final = 12_000
"""Words that may be proposed: what a spinner replaces is common, and each costs time."""
_SHORTEST: Final = 1e-6
_ENDINGS: Final = ("ing", "ed", "ly", "s")


class EncodedWords:
    """The commonest words among an encoder's pieces, of which there must be one.

    `embedding`: of all pieces, shape (pieces, width); `pieces`: their texts, the commoner first.
    """

    __slots__ = ("embedding", "lengths", "numbers", "texts")

    def __init__(self, embedding: Floats, pieces: Sequence[str]) -> None:
        own = [k for k, piece in enumerate(pieces) if is_word(piece)][:MOST]
        self.texts = tuple(pieces[k] for k in own)
        self.numbers = {text: number for number, text in enumerate(self.texts)}
        self.embedding = np.ascontiguousarray(embedding[own].T)
        self.lengths = np.maximum(np.linalg.norm(self.embedding, axis=0), _SHORTEST)

    def near(self, text: str, others: Sequence[str]) -> Floats:
        """The cosines of a word and some others, 0.0 for all that is not among these words."""
        numbers = np.array([self.numbers.get(other, -1) for other in others], np.int64)
        found, own = np.zeros(len(others), np.float32), self.numbers.get(text)
        if own is not None and (known := numbers >= 0).any():
            some = numbers[known]
            products = self.embedding[:, own] @ self.embedding[:, some]
            found[known] = products / (self.lengths[own] * self.lengths[some])
        return found

    def proposals(self, points: Floats) -> Iterator[Proposals]:
        """What the encoder proposes at each of n points of shape (n, width)."""
        scores = points @ self.embedding
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        return (Proposals(self, row) for row in scores)


@dataclass(frozen=True, slots=True)
class Proposals:
    """How much likelier or unlikelier than the likeliest each of the words is to have stood in a
    place; natural logarithms of the ratio, shape (words,)."""

    words: EncodedWords
    log_ratios: Floats

    def likeliest(self, count: int) -> list[str]:
        """So many words, likeliest first."""
        least = -self.log_ratios
        count = min(count, len(least))
        nearest = np.sort(np.argpartition(least, count - 1)[:count])
        order = nearest[np.argsort(least[nearest], kind="stable")]
        return [self.words.texts[k] for k in order.tolist()]

    def of(self, texts: Sequence[str], least: float) -> Floats:
        """The log-ratios of some words, `least` for the unlikelier and for foreign ones."""
        numbers = np.array([self.words.numbers.get(text, -1) for text in texts], np.int64)
        found = np.where(numbers >= 0, self.log_ratios[numbers], least)
        return np.asarray(np.maximum(found, least), np.float32)
