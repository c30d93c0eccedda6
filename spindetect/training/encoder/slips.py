"""Mistakes of honest writers and scanners, sown into the windows that the encoder learns from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.suspects.proposals import is_word
from spindetect.training.encoder.texts import IGNORED, Pieces
from spindetect.training.no_original import mistakes

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_LEARNER: Final = 0.3
_SCANNED: Final = 0.15
"""Shares of the windows into which mistakes of each kind are sown."""
_RATE: Final = (0.02, 0.3)
"""Between these lies the share of a window's words that might be mistaken and are."""

PieceSlips = Mapping[int, tuple[tuple[int, ...], ...]]
"""By the piece of a whole word, the pieces that may stand there by mistake."""


@dataclass(frozen=True, slots=True)
class Sower:
    """What is sown: the slips of writers and of scanners. `inside`: pieces that go on a word."""

    learner: PieceSlips
    scanner: PieceSlips
    inside: frozenset[int]

    def pieces(self) -> NDArray[np.int64]:
        """All pieces that may be sown."""
        both = (*self.learner.values(), *self.scanner.values())
        return np.unique([piece for slips in both for slip in slips for piece in slip])

    def sown(self, pieces: Pieces, rng: Random) -> Pieces:
        """A window with mistakes, or as it was; what was put in by a spinner stays."""
        kind = rng.random()
        if kind >= _LEARNER + _SCANNED:
            return pieces
        slips = self.learner if kind < _LEARNER else self.scanner
        rate = rng.uniform(*_RATE)
        ids = pieces.ids.tolist()
        rows: list[tuple[int, bool, int]] = []
        for k, own in enumerate(
            zip(ids, pieces.labels.tolist(), pieces.targets.tolist(), strict=True)
        ):
            whole = ids[k] in slips and not (k + 1 < len(ids) and ids[k + 1] in self.inside)
            if own[1] or not whole or rng.random() >= rate:
                rows.append(own)
            else:
                rows += ((piece, False, IGNORED) for piece in rng.choice(slips[ids[k]]))
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        return Pieces(
            np.array(columns[0], np.int32),
            np.array(columns[1], np.bool_),
            np.array(columns[2], np.int32),
        )


def sower(tokenizer: Tokenizer) -> Sower:
    """The mistakes that can be made in the whole words of a vocabulary."""
    numbers: dict[str, int] = tokenizer.get_vocab()
    found = mistakes.mistakes(filter(is_word, numbers))
    inside = frozenset(number for piece, number in numbers.items() if piece.startswith("##"))
    learner, scanner = (
        _as_pieces(slips, numbers, tokenizer) for slips in (found.learner, found.scanner)
    )
    return Sower(learner, scanner, inside)


def _as_pieces(
    slips: mistakes.Slips, numbers: Mapping[str, int], tokenizer: Tokenizer
) -> PieceSlips:
    every = sorted({other for others in slips.values() for other in others})
    cut = tokenizer.encode_batch(every, add_special_tokens=False)
    pieces = {text: tuple(one.ids) for text, one in zip(every, cut, strict=True)}
    return {numbers[word]: tuple(pieces[o] for o in others) for word, others in slips.items()}
