"""Mistakes that honest writers and scanners make, as honest text that is odd for other reasons.

Who writes in a second language leaves out articles, takes other prepositions and forgets endings:
the commonest kinds in the NUCLE corpus (Dahlmeier, Ng and Wu 2013). A scanner takes one letter for
another. Both make words odd where they stand, and neither is a substitution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from spindetect.suspects import WordTable
from spindetect.training.no_original.texts import ORIGINAL, LabelledText
from spindetect.types import Document

Slips = Mapping[str, tuple[str, ...]]
"""By word, what may stand there by mistake; empty for nothing."""

LEARNER, SCANNER = "learner-mistakes", "scanner-mistakes"
"""The families of texts with mistakes."""
RATE: Final = (0.02, 0.2)
"""Between these lies the share of a text's words that might be mistaken and are."""
_GROUPS: Final = (
    ("in", "on", "at", "for", "to", "of", "with", "by", "from", "about", "into", "over"),
    ("is", "are"),
    ("was", "were"),
    ("has", "have", "had"),
    ("do", "does", "did"),
    ("much", "many"),
    ("this", "these"),
    ("that", "those"),
    ("a", "an", "the"),
)
_DROPPED: Final = ("a", "an", "the", "to", "is", "are", "been", "it")
_ENDINGS: Final = ("", "s", "es", "d", "ed", "ing", "ly")
_SHORTEST: Final = 4
# What scanners confuse, by their shapes.
_SHAPES: Final = tuple(
    pair
    for one, other in (
        ("rn", "m"), ("l", "1"), ("e", "c"), ("h", "b"), ("n", "u"), ("o", "0"), ("cl", "d"),
        ("vv", "w"), ("ti", "li"), ("i", "l"), ("a", "o"), ("s", "5"), ("f", "t"),
    )
    for pair in ((one, other), (other, one))
)  # fmt: skip
_SEED: Final = 17
_WORD: Final = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The slips of writers and those of scanners."""

    learner: Slips
    scanner: Slips

    def kinds(self) -> Iterator[tuple[str, Slips]]:
        """Both by the family of the texts that have them."""
        yield LEARNER, self.learner
        yield SCANNER, self.scanner


def mistakes(words: Iterable[str]) -> Mistakes:
    """What can be mistaken in some lower-case words; an ending only for one of another of them."""
    ordered = sorted(set(words))
    known = frozenset(ordered)
    learner, scanner = {}, {}
    for word in ordered:
        others = [other for group in _GROUPS if word in group for other in group if other != word]
        dropped = [""] * (1 + len(others)) if word in _DROPPED else []
        if found := (*others, *dropped, *_bent(word, known)):
            learner[word] = found
        if len(word) >= _SHORTEST and (misread := tuple(_misread(word))):
            scanner[word] = misread
    return Mistakes(learner, scanner)


def mistaken(text: str, slips: Slips, rate: float, rng: Random) -> str:
    """A text with mistakes in so large a share of the words that have slips."""
    pieces: list[str] = []
    at = 0
    for found in _WORD.finditer(text):
        others = slips.get(found.group().lower())
        if others is None or rng.random() >= rate:
            continue
        other = rng.choice(others)
        if found.group()[0].isupper():
            other = other.capitalize()
        pieces += (text[at : found.start()], other)
        at = found.end()
        if not other and text[at : at + 1] == " ":
            at += 1
    return "".join((*pieces, text[at:]))


def with_mistakes(texts: Iterable[LabelledText], table: WordTable) -> list[LabelledText]:
    """The articles as they were written among some texts, once with the mistakes of either kind."""
    found = mistakes(map(table.text, range(1, len(table.alternatives.words) + 1)))
    result = []
    for text in texts:
        if text.family != ORIGINAL:
            continue
        for family, slips in found.kinds():
            rng = Random(f"{_SEED}:{family}:{text.document.id}")
            odd = mistaken(text.document.text, slips, rng.uniform(*RATE), rng)
            document = Document(f"{text.document.id}#{family}", odd)
            result.append(LabelledText(document, False, text.group, family, family))
    return result


def _bent(word: str, known: frozenset[str]) -> Iterator[str]:
    """The same word with another ending, or without its own."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if word.endswith(ending) and len(stem) >= _SHORTEST:
            others = (stem + other for other in _ENDINGS if other != ending)
            yield from (other for other in others if other in known)


def _misread(word: str) -> Iterator[str]:
    for one, other in _SHAPES:
        if one in word:
            yield word.replace(one, other, 1)
