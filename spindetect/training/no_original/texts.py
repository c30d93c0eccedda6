"""Texts with the words that a spinner put in, from labelled pairs whose originals are ignored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from spindetect.lexicon import Lexicon
from spindetect.pairs import Part, is_spun, part_of
from spindetect.spinners import simulate, spinners
from spindetect.suspects.evidence import Bools, Words
from spindetect.text import parse
from spindetect.types import Document, LabelledPair, Parsed, Relation, Span

ORIGINAL: Final = "original"
"""The family of an article as it was written."""
MACHINE: Final = "machine-translation"
"""Rewriting by a machine that is no word substitution: in neither class."""
MORE: Final = 6
"""Further spun copies of each training article: with them more is found of spinners held out."""
MORE_SEED: Final = 7
_REVERSED: Final = "reversed"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A substitution: where it stands in the text, and what it took the place of."""

    span: Span
    original: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, whether it was spun, and the substitutions in it in text order.

    `group`, `source` and `family` as in `LabelledPair`.
    """

    document: Document
    label: bool
    group: str
    source: str
    family: str
    gold: tuple[Replaced, ...] = ()

    @property
    def part(self) -> Part:
        """What the text serves for."""
        return part_of(self.group)

    @property
    def counted(self) -> bool:
        """Whether it belongs to either class."""
        return self.source != MACHINE


def labelled_texts(pairs: Iterable[LabelledPair]) -> Iterator[LabelledText]:
    """The candidates and the originals of labelled pairs, each text once, in their order.

    Left out are spun candidates without gold spans and what is no text of this article.
    """
    seen: set[str] = set()
    for pair in pairs:
        if pair.family == _REVERSED or pair.label in (Relation.INDEPENDENT, Relation.SPUN):
            continue
        spun = is_spun(pair)
        if spun and not pair.gold:
            continue
        gold = tuple(
            Replaced(edit.candidate, pair.original.text[edit.original.start : edit.original.end])
            for edit in pair.gold or ()
        )
        candidate = LabelledText(pair.candidate, spun, pair.group, pair.source, pair.family, gold)
        original = LabelledText(pair.original, False, pair.group, "original", ORIGINAL)
        # A turned honest pair has a rewrite for its original.
        for text in (candidate, original) if spun else (candidate,):
            if text.document.text not in seen:
                seen.add(text.document.text)
                yield text


def more_spun(
    articles: Sequence[Document], lexicon: Lexicon, families: Sequence[str]
) -> Iterator[LabelledText]:
    """Further spun copies of the training articles among some, by these families only.

    A pair model needs few weights and has enough of three copies; this one learns from words.
    """
    training = [article for article in articles if part_of(article.id) is Part.TRAINING]
    pairs = simulate(
        training, lexicon, seed=MORE_SEED, pairs_per_document=MORE, families=sorted(families)
    )
    return (text for text in labelled_texts(pairs) if text.label)


def replaced(words: Words, batch: Sequence[LabelledText], parsed: Sequence[Parsed]) -> Bools:
    """Which words of a batch lie in a gold span; shape (words,)."""
    found = np.zeros(len(words), np.bool_)
    bounds = np.searchsorted(words.text, np.arange(len(batch) + 1))
    for k, text in enumerate(batch):
        if not text.gold:
            continue
        part = slice(bounds[k], bounds[k + 1])
        starts = np.array(parsed[k].starts)[words.token[part]]
        opens = np.array([edit.span.start for edit in text.gold])
        closes = np.array([edit.span.end for edit in text.gold])
        place = np.searchsorted(opens, starts, side="right") - 1
        found[part] = (place >= 0) & (starts < closes[np.maximum(place, 0)])
    return found


def parsed_texts(batch: Sequence[LabelledText]) -> list[Parsed]:
    """The texts parsed."""
    return [parse(text.document) for text in batch]


@dataclass(frozen=True, slots=True)
class Held:
    """Spinners held out together: all that draw on one of `sources`.

    `clean`: those that draw on nothing else, whose replacements no training text can have.
    `own`: those that draw on all of `sources`.
    `hidden`: thesauri of the lexicon that are hidden in training and in test.
    """

    sources: tuple[str, ...]
    families: frozenset[str]
    clean: frozenset[str]
    own: frozenset[str]
    hidden: tuple[str, ...]


def held_out(lexicon: Lexicon) -> list[Held]:
    """One for each set of sources that a spinner family draws on, in their order."""
    drawn = {name: frozenset(spinner.sources) for name, spinner in spinners(lexicon).items()}
    return [
        Held(
            sources=tuple(sorted(sources)),
            families=frozenset(name for name, own in drawn.items() if own & sources),
            clean=frozenset(name for name, own in drawn.items() if own <= sources),
            own=frozenset(name for name, own in drawn.items() if own == sources),
            hidden=tuple(name for name in lexicon.sources if name in sources),
        )
        for sources in dict.fromkeys(drawn.values())
    ]
