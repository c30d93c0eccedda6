"""Labelled pairs in number: articles, families, intensities and variants drawn by a seed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from random import Random

from spindetect.lexicon import Lexicon
from spindetect.spinners.families import Spinner, spinners
from spindetect.spinners.patching import Variant
from spindetect.spinners.resources import load_furniture
from spindetect.spinners.typography import HouseStyle, LetterTricks
from spindetect.spinners.variants import (
    DroppedParagraphs,
    Furnished,
    HardWrapped,
    Partial,
    Spliced,
    Truncated,
)
from spindetect.types import Document, LabelledPair

_LEAST_EDITS = 3
# How often each variant is put on a pair. Most real pages are spun throughout and carry furniture;
# the rest is rarer, and rare enough here that two of a kind seldom meet.
_PARTIAL, _TRUNCATED, _DROPPED = 0.15, 0.12, 0.1
_FURNISHED, _STYLE, _TRICKS, _SPLICED, _WRAPPED = 0.35, 0.3, 0.04, 0.06, 0.08


def simulate(
    documents: Sequence[Document],
    lexicon: Lexicon,
    *,
    seed: int,
    pairs_per_document: int = 3,
    families: Sequence[str] | None = None,
    intensity: tuple[float, float] = (0.05, 0.6),
) -> Iterator[LabelledPair]:
    """Spin each article several times, each time with another family as long as there are any.

    The intensity is drawn log-uniformly between the two given. A pair with fewer than three edits
    left is not given out. What is drawn for a document depends on the seed, its id and the list of
    families; only where its page is spliced with another article also on `documents`, so hand over
    the articles of one split at a time.

    Raises:
        ValueError: a family that does not exist.
    """
    registry = spinners(lexicon)
    names = list(registry) if families is None else list(families)
    unknown = [name for name in names if name not in registry]
    if unknown:
        raise ValueError(f"no spinner {unknown[0]!r}; there are {', '.join(registry)}")
    furniture = load_furniture()
    for document in documents:
        rng = Random(f"{seed}:{document.id}:simulate")
        for spinner in _drawn(registry, names, pairs_per_document, rng):
            pair = spinner.spin(
                document, seed=rng.randrange(2**31), intensity=_log_uniform(rng, *intensity)
            )
            for variant in _variants(document, documents, spinner, furniture, rng):
                pair = variant.apply(pair, rng)
            if len(pair.gold or ()) >= _LEAST_EDITS:
                yield pair


def _drawn(
    registry: dict[str, Spinner], names: Sequence[str], number: int, rng: Random
) -> Iterator[Spinner]:
    while number > 0:
        for name in rng.sample(names, min(number, len(names))):
            yield registry[name]
        number -= len(names)


def _log_uniform(rng: Random, least: float, most: float) -> float:
    return math.exp(rng.uniform(math.log(least), math.log(most)))


def _another(document: Document, documents: Sequence[Document], rng: Random) -> Document:
    place = rng.randrange(len(documents))
    if documents[place].id == document.id:
        place = (place + 1) % len(documents)
    return documents[place]


def _variants(
    document: Document,
    documents: Sequence[Document],
    spinner: Spinner,
    furniture: tuple[str, ...],
    rng: Random,
) -> Iterator[Variant]:
    """The variants for one pair, in the order in which they are applied."""
    if rng.random() < _PARTIAL:
        yield Partial(rng.uniform(0.3, 0.8))
    if rng.random() < _TRUNCATED:
        yield Truncated(rng.uniform(0.4, 0.9))
    elif rng.random() < _DROPPED:
        yield DroppedParagraphs(rng.uniform(0.1, 0.4))
    if rng.random() < _SPLICED and len(documents) > 1:
        other = _another(document, documents, rng)
        pair = spinner.spin(other, seed=rng.randrange(2**31), intensity=rng.uniform(0.1, 0.4))
        yield Spliced(pair.candidate, rng.uniform(0.3, 0.7))
    if rng.random() < _STYLE:
        yield HouseStyle()
    if rng.random() < _FURNISHED:
        yield Furnished(furniture)
    if rng.random() < _TRICKS:
        yield LetterTricks(rng.uniform(0.01, 0.1))
    if rng.random() < _WRAPPED:
        yield HardWrapped(rng.randint(70, 110))
