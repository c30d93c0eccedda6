"""Words that are near each other in the encoder's space, and texts respun with them.

The thesauri's families write odd words. A language model that spins writes what fits; the nearest
words in the space of the base weights stand for that in the first round of training: related,
common, in the same form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np

from spindetect.suspects.proposals import ending
from spindetect.suspects.words import Floats
from spindetect.training.no_original.texts import Replaced
from spindetect.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from spindetect.training.encoder.network import Encoder

_WORD: Final = re.compile(r"[A-Za-z]+")
_WORDS: Final = 12_000
_SHORTEST: Final = 4
_NEAREST: Final = 30
_OFFERS: Final = 10
_LEAST: Final = 0.45
"""Cosine below which words have nothing to do with each other."""
_STEM: Final = 4
_BATCH: Final = 256
# A share of the words has offers: so much more of those must be replaced.
_SHARPER: Final = 2.5
_MOST: Final = 0.9


@dataclass(frozen=True, slots=True)
class Place:
    """A word of a text, in lower case, that others may replace: `offers`, nearest first."""

    span: Span
    offers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`offers`: by lower-case word, the words near it in the same form, nearest first."""

    offers: Mapping[str, Sequence[str]]

    def places(self, text: str) -> list[Place]:
        """The words of a text that have neighbours, in text order."""
        return [
            Place(Span(*found.span()), self.offers[found.group()])
            for found in _WORD.finditer(text)
            if found.group() in self.offers
        ]


def neighbours(texts: Iterable[str], encoder: Encoder, tokenizer: Tokenizer) -> Neighbours:
    """The neighbours of the commonest words of some texts; nothing else is taken of the texts."""
    counts = Counter(
        word
        for text in texts
        for word in _WORD.findall(text)
        if word.islower() and len(word) >= _SHORTEST
    )
    words = sorted(sorted(counts), key=lambda word: -counts[word])[:_WORDS]
    space = _embedded(words, encoder, tokenizer)
    offers: dict[str, list[str]] = {}
    for first in range(0, len(words), _BATCH):
        near = space[first : first + _BATCH] @ space.T
        for row, word in zip(near, words[first : first + _BATCH], strict=True):
            order = np.argsort(-row, kind="stable")[:_NEAREST].tolist()
            offers[word] = [
                words[k] for k in order if row[k] >= _LEAST and same_form(word, words[k])
            ][:_OFFERS]
    return Neighbours({word: found for word, found in offers.items() if found})


def respun(
    text: str, places: Sequence[Place], rng: Random, intensity: float
) -> tuple[str, list[Replaced]]:
    """A text with words replaced by what their places offer, and where these stand.

    In half of the texts a word is replaced by the same one wherever it stands, as spinners do.
    """
    words = [text[place.span.start : place.span.end] for place in places]
    first = dict(zip(reversed(words), reversed(places), strict=True))
    kinds = sorted(first)
    share = min(_MOST, _SHARPER * intensity)
    steady = rng.random() < 0.5
    fixed = {word: rng.choice(first[word].offers) for word in kinds}
    chosen = {word for word in kinds if rng.random() < share}
    pieces: list[str] = []
    gold: list[Replaced] = []
    at = length = 0
    for word, place in zip(words, places, strict=True):
        if (word in chosen) if steady else (rng.random() < share):
            other = fixed[word] if steady else rng.choice(place.offers)
            pieces += (text[at : place.span.start], other)
            length += place.span.start - at
            gold.append(Replaced(Span(length, length + len(other)), word))
            length += len(other)
            at = place.span.end
    return "".join((*pieces, text[at:])), gold


def _embedded(words: Sequence[str], encoder: Encoder, tokenizer: Tokenizer) -> Floats:
    """Unit vectors of single words, shape (words, width): means over their pieces."""
    import torch

    rows = []
    encoder.eval()
    with torch.no_grad():
        for first in range(0, len(words), _BATCH):
            found = tokenizer.encode_batch(list(words[first : first + _BATCH]))
            longest = max(len(one.ids) for one in found)
            ids = torch.zeros((len(found), longest), dtype=torch.long)
            for row, one in zip(ids, found, strict=True):
                row[: len(one.ids)] = torch.tensor(one.ids)
            mask = (ids > 0).long()
            states = encoder.states(ids, mask) * mask[..., None]
            rows.append((states.sum(1) / mask.sum(1, keepdim=True)).numpy())
    space: Floats = np.concatenate(rows)
    space /= np.linalg.norm(space, axis=1, keepdims=True)
    return space


def same_form(word: str, other: str) -> bool:
    """Whether another word has the same ending, and not the same stem."""
    return word[:_STEM] != other[:_STEM] and ending(word) == ending(other)
