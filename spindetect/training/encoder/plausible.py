"""Words that fit: what the half-trained encoder itself holds likely to have stood in each place.

The generator of ELECTRA (Clark et al. 2020), but that it is the same network: read over an honest
text, the encoder's second task proposes for each word others that the context admits. Those that
are near in meaning as well are what a good database or a language model writes, and the hardest to
find.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn.functional import normalize

from spindetect.suspects.proposals import is_word
from spindetect.text.english import FUNCTION_WORDS
from spindetect.training.encoder.neighbours import Place, same_form
from spindetect.training.encoder.windows import CLS, ROOM, SEP
from spindetect.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from spindetect.training.encoder.network import Encoder

_SHORTEST: Final = 4
_LIKELIEST: Final = 20
_OFFERS: Final = 5
_LEAST: Final = 0.28
"""Cosine in the embedding of the pieces below which words have nothing to do with each other."""


class Plausible:
    """An encoder that proposes; its weights stay as they are."""

    def __init__(self, encoder: Encoder, tokenizer: Tokenizer) -> None:
        self._encoder, self._tokenizer = encoder, tokenizer
        self._pieces = {number: piece for piece, number in tokenizer.get_vocab().items()}
        own = [
            number
            for number, piece in sorted(self._pieces.items())
            if is_word(piece) and len(piece) >= _SHORTEST and piece not in FUNCTION_WORDS
        ]
        self._numbers = torch.tensor(own)
        self._words = {number: k for k, number in enumerate(own)}
        with torch.no_grad():
            self._embedding = encoder.pieces.weight[self._numbers]
            self._near = normalize(self._embedding)

    def places(self, text: str) -> list[Place]:
        """The words in lower case for which others are plausible, in text order."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = found.ids, found.offsets
        places: list[Place] = []
        for start in range(0, len(ids), ROOM):
            own = [
                k
                for k in range(start, min(start + ROOM, len(ids)))
                if ids[k] in self._words
                and text[slice(*offsets[k])].islower()
                and not (k + 1 < len(ids) and self._pieces[ids[k + 1]].startswith("##"))
            ]
            if own:
                offers = self._offers(ids[start : start + ROOM], [k - start for k in own])
                places += (
                    Place(Span(*offsets[k]), some)
                    for k, some in zip(own, offers, strict=True)
                    if some
                )
        return places

    def _offers(self, ids: list[int], own: list[int]) -> list[list[str]]:
        """What the encoder offers for some of the pieces of one window, likeliest first."""
        window = torch.tensor([[CLS, *ids, SEP]])
        self._encoder.eval()
        with torch.no_grad():
            states = self._encoder.states(window, torch.ones_like(window))[0, 1:-1][own]
            scores = self._encoder.points(states) @ self._embedding.T
            likeliest = scores.topk(min(_LIKELIEST, scores.shape[1])).indices.tolist()
        rows = []
        for k, others in zip(own, likeliest, strict=True):
            word = self._pieces[ids[k]]
            near = self._near[others] @ self._near[self._words[ids[k]]]
            rows.append(
                [
                    offer
                    for other, cosine in zip(others, near.tolist(), strict=True)
                    if cosine >= _LEAST
                    and same_form(word, offer := self._pieces[int(self._numbers[other])])
                ][:_OFFERS]
            )
        return rows
