"""No two documents with a run of eight words in common."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from benchmarks.corpora.prose import words

RUN = 8
LEAST_WORDS = 60


def runs(text: str) -> set[int]:
    """Hashes of all runs of eight words."""
    found = words(text)
    return set(map(hash, zip(*(islice(found, start, None) for start in range(RUN)), strict=False)))


def distinct(
    texts: Iterable[tuple[str, Sequence[str]]],
) -> Iterator[tuple[str, list[str]]]:
    """(id, paragraphs) without what stood before, in an earlier text or in the same.

    A paragraph that shares a run with an earlier one is cut out; a text that still shares one with
    an earlier text, over the seam of two paragraphs, or has fewer than 60 words left, is dropped.
    """
    seen: set[int] = set()
    for name, paragraphs in texts:
        kept, told = list[str](), set[int]()
        for paragraph in paragraphs:
            found = runs(paragraph)
            if seen.isdisjoint(found) and told.isdisjoint(found):
                kept.append(paragraph)
                told |= found
        found = runs("\n\n".join(kept))
        if sum(len(p.split()) for p in kept) >= LEAST_WORDS and seen.isdisjoint(found):
            seen |= found
            yield name, kept


def chapters(name: str, paragraphs: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """A long text cut into documents of 100 to 4,000 words, most of them short."""
    rng, count, number = random.Random(name), 0, 0
    part: list[str] = []
    wanted = _length(rng)
    for paragraph in paragraphs:
        part.append(paragraph)
        count += len(paragraph.split())
        if count >= wanted:
            yield (f"{name}:{number}" if number else name), part
            part, count, number, wanted = [], 0, number + 1, _length(rng)
    if count >= LEAST_WORDS:
        yield (f"{name}:{number}" if number else name), part


def _length(rng: random.Random) -> float:
    return 100 * 40 ** (rng.random() ** 1.5)
