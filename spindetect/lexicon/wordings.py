"""A word or phrase looked up once, so that it can be compared with many others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spindetect.lexicon.thesauri import RowThesaurus, WordNet
from spindetect.lexicon.words import Reading, Words


@dataclass(frozen=True, slots=True)
class Wording:
    """What the lexicon knows of a wording; `Lexicon.wording` makes it.

    `text`: folded. `bases`: its base forms. `readings`: these and the wording itself, with the
    parts of speech that they may be. `reach`, `place`: what its senses in WordNet lead to and where
    they stand, see `WordNet.reach`. `numbers`: its numbers in each visible row thesaurus.
    """

    text: str
    bases: frozenset[int]
    readings: tuple[Reading, ...]
    reach: frozenset[int]
    place: frozenset[int]
    numbers: tuple[tuple[int, ...], ...]

    def same_lemma(self, other: Wording) -> bool:
        """Whether the two may be forms of one word: they share a base form."""
        return self.text == other.text or not self.bases.isdisjoint(other.bases)


_NOTHING: frozenset[int] = frozenset()


def find_wording(
    text: str, words: Words, wordnet: WordNet | None, thesauri: Iterable[RowThesaurus]
) -> Wording:
    """Look up a folded wording."""
    lemmas = words.lemmas(text)
    readings = words.readings(text, lemmas)
    ids = [word for word, _ in readings]
    reach, place = wordnet.reach(readings) if wordnet else (_NOTHING, _NOTHING)
    return Wording(
        text=text,
        bases=frozenset([base for base, _ in lemmas]),
        readings=tuple(readings),
        reach=reach,
        place=place,
        numbers=tuple([rows.numbers(ids) for rows in thesauri]),
    )
