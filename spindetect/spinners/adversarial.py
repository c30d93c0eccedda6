"""The adversarial word-substitution attack: few words, but the weighty ones.

Attacks on text classifiers (Jin et al. 2020, "Is BERT really robust?", and those after it) rank the
words of a text by how much they matter and replace them one by one with close synonyms of the same
part of speech, until the classifier errs. Which words matter is stood in for by how rare they are.
What is close is what WordNet relates closely and what both thesauri agree on.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import (
    Article,
    Change,
    paint,
    random_for,
    read_article,
    words_wanted,
)
from spindetect.spinners.context import fits, neighbours
from spindetect.spinners.heads import Head, offers, word_heads
from spindetect.spinners.inflection import Inflector
from spindetect.spinners.wording import dressed, repair_articles
from spindetect.types import Document, LabelledPair

# An attack replaces no more than it has to; beyond this share its authors count it as failed.
_MOST = 0.25
# Limits of the frequency (log10 of the count) of a word worth attacking: rarer ones are names and
# terms without synonyms, commoner ones tell a classifier little.
_ATTACKED = (5.0, 9.3)
# A replacement at most so much rarer, in log10 of the counts: the attack wants readers not to stop.
_RARER_AT_MOST = 2.0
# How far chance moves a word in the order of rarity.
_NOISE = 0.8
# How close a relation is; only these are offered. Words of one sense further down are less close.
_CLOSENESS: Mapping[str, float] = MappingProxyType(
    {"synonym": 1.0, "similar": 0.6, "hypernym": 0.4, "hyponym": 0.4, "sibling": 0.1}
)
_PER_SENSE = 0.2
_SENSES = 3
# What it is worth that every word pair with the neighbours is known.
_FITTING = 0.5
_OFFERED = 4
_LEAST_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class Adversarial:
    """A greedy attack; the first of `relations` gives synonyms, the others near words besides."""

    name: str
    lexicon: Lexicon
    relations: tuple[str, ...] = ("wordnet", "moby")
    protect_names: bool = True
    protect_quotations: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return self.relations

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words, a quarter at most.

        Raises:
            ValueError: the intensity is no share.
        """
        article = read_article(
            document,
            protect_names=self.protect_names,
            protect_quotations=self.protect_quotations,
        )
        rng = random_for(seed, document)
        wanted = min(words_wanted(article, intensity), round(_MOST * article.n_words))
        changes = repair_articles(article, self._changes(article, rng, wanted))
        return paint(article, changes, family=self.name, seed=seed)

    def _changes(self, article: Article, rng: random.Random, wanted: int) -> list[Change]:
        changes: list[Change] = []
        for head in self._weightiest_first(article, rng):
            if len(changes) >= wanted:
                break
            text = self._choose(article, head, rng)
            if text is not None:
                changes.append(Change(head.tokens, dressed(text, article.written(head.tokens))))
        return changes

    def _weightiest_first(self, article: Article, rng: random.Random) -> list[Head]:
        least, most = _ATTACKED
        ranked = [
            (frequency + rng.uniform(0, _NOISE), head.tokens.start, head)
            for head in word_heads(article, self.lexicon)
            if least <= (frequency := self.lexicon.frequency(head.text)) <= most
        ]
        return [head for _, _, head in sorted(ranked, key=lambda entry: entry[:2])]

    def _choose(self, article: Article, head: Head, rng: random.Random) -> str | None:
        """One of the closest words, the closer the likelier.

        The long rows of the further thesauri are only gone through where the first has too few.
        """
        ranked = self._ranked(article, head, self.relations[:1])
        if len(ranked) < _OFFERED:
            ranked = self._ranked(article, head, self.relations)
        if not ranked:
            return None
        weights = [max(weight, _LEAST_WEIGHT) for weight, _ in ranked]
        return rng.choices([text for _, text in ranked], weights)[0]

    def _ranked(
        self, article: Article, head: Head, relations: tuple[str, ...]
    ) -> list[tuple[float, str]]:
        least = self.lexicon.frequency(head.text) - _RARER_AT_MOST
        wordings = [
            text
            for text in offers(self.lexicon, relations, head.text, head.before, least)
            if text.isalpha()
        ]
        left, right = neighbours(article, head)
        fitting = {text for _, text in fits(self.lexicon, left, wordings, right)}
        ranked = [
            (closeness + _FITTING * (text in fitting), text)
            for text in wordings
            if (closeness := self._closeness(head.text, text)) is not None
        ]
        return sorted(ranked, reverse=True)[:_OFFERED]

    def _closeness(self, word: str, text: str) -> float | None:
        relation = self.lexicon.relation(word, text)
        if relation is None or relation.name not in _CLOSENESS:
            return None
        agreed = sum(source in self.relations for source in relation.sources) > 1
        if (relation.name != "synonym" and not agreed) or not self._same_part(word, text):
            return None
        ranks = (relation.sense_rank or 1, relation.candidate_rank or 1)
        return _CLOSENESS[relation.name] - _PER_SENSE * sum(
            min(rank, _SENSES) - 1 for rank in ranks
        )

    def _same_part(self, word: str, text: str) -> bool:
        """Whether both may be verbs, or neither is: all that their forms tell."""
        inflector = Inflector(self.lexicon)

        def verb(wording: str) -> bool:
            return any(map(inflector.is_verb, self.lexicon.lemmas(wording)))

        return verb(word) == verb(text)
