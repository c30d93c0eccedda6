"""Which word another took the place of: an encoder's points against its embedding of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from spindetect.suspects.words import Floats


class Wordings:
    """The words of letters among an encoder's pieces.

    `embedding`: of all pieces, shape (pieces, width); `pieces`: their texts.
    """

    __slots__ = ("embedding", "numbers", "texts")

    def __init__(self, embedding: Floats, pieces: Sequence[str]) -> None:
        own = [k for k, piece in enumerate(pieces) if piece.isalpha() and piece.isascii()]
        self.texts = tuple(pieces[k] for k in own)
        self.numbers = {text: number for number, text in enumerate(self.texts)}
        self.embedding = embedding[own]

    def told(self, points: Floats) -> Iterator[Told]:
        """What the encoder says at each of n points of shape (n, width)."""
        scores = points @ self.embedding.T
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return (Told(self, row) for row in scores)


@dataclass(frozen=True, slots=True)
class Told:
    """The log-chance of each of the wordings, shape (wordings,)."""

    wordings: Wordings
    log_chances: Floats

    def likeliest(self, count: int) -> list[str]:
        """So many words, likeliest first."""
        count = min(count, len(self.log_chances))
        nearest = np.sort(np.argpartition(-self.log_chances, count - 1)[:count])
        order = nearest[np.argsort(-self.log_chances[nearest], kind="stable")]
        return [self.wordings.texts[k] for k in order.tolist()]

    def of(self, texts: Sequence[str], least: float) -> Floats:
        """The log-chances of some words, `least` for the unlikelier and what is no wording."""
        numbers = np.array([self.wordings.numbers.get(text, -1) for text in texts], np.int64)
        found = np.where(numbers >= 0, self.log_chances[numbers], least)
        return np.asarray(np.maximum(found, least), np.float32)
