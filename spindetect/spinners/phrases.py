"""The phrase spinner: single words blown up into phrases, and phrases exchanged for others.

It takes what WordNet lists as one lemma of several words ("put off", "in particular") before any
single word, throughout the article in the same way, as the files of commercial spinners do that
were filled for length. Only where phrases are used up does it take single words.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import (
    Article,
    Change,
    paint,
    random_for,
    read_article,
    words_wanted,
)
from spindetect.spinners.heads import (
    Head,
    offers,
    opens_with_verb,
    phrase_heads,
    reads_as_verb,
    word_heads,
)
from spindetect.spinners.wording import dressed, repair_articles
from spindetect.types import Document, LabelledPair

# Wordings of rarer senses are not in such files; of the others, common senses first, so many are
# drawn from.
_COMMON_SENSES = 3
_FIRST = 4


@dataclass(frozen=True, slots=True)
class PhraseSpinner:
    """A spinner that prefers replacements of several words; `relations` as for `offers`."""

    name: str
    lexicon: Lexicon
    relations: tuple[str, ...] = ("wordnet",)
    repair: bool = True
    protect_names: bool = True
    protect_quotations: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return self.relations

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words, phrases first.

        Raises:
            ValueError: the intensity is no share.
        """
        article = read_article(
            document,
            protect_names=self.protect_names,
            protect_quotations=self.protect_quotations,
        )
        rng = random_for(seed, document)
        changes = self._changes(article, rng, words_wanted(article, intensity))
        if self.repair:
            changes = repair_articles(article, changes)
        return paint(article, changes, family=self.name, seed=seed)

    def _changes(self, article: Article, rng: random.Random, wanted: int) -> list[Change]:
        heads = [*phrase_heads(article, self.lexicon), *word_heads(article, self.lexicon)]
        changes: list[Change] = []
        taken: set[int] = set()
        for phrases in (True, False):
            chosen: dict[tuple[str, bool], str | None] = {}
            for head in _grouped(heads, rng):
                touched = range(head.tokens.start, head.tokens.end)
                if len(taken) >= wanted:
                    return changes
                if not taken.isdisjoint(touched):
                    continue
                key = (head.text, reads_as_verb(self.lexicon, head))
                if key not in chosen:
                    chosen[key] = self._choose(head, key[1], phrases, rng)
                text = chosen[key]
                if text is not None:
                    taken.update(touched)
                    changes.append(Change(head.tokens, dressed(text, article.written(head.tokens))))
        return changes

    def _choose(self, head: Head, verb: bool, phrases: bool, rng: random.Random) -> str | None:
        """One of the wordings for the commonest senses that have, or have not, several words.

        A verb with its particle stands only where a verb stood, and a phrase is one that is used:
        its word pairs are known. Technical terms and names are not.
        """
        found = [
            text
            for text in offers(self.lexicon, self.relations, head.text, head.before)
            if (" " in text) == phrases and self._sense(head.text, text) <= _COMMON_SENSES
        ]
        if phrases:
            found = [text for text in found if self._used(text)]
            found = [text for text in found if verb or not opens_with_verb(self.lexicon, text)]
        return rng.choice(found[:_FIRST]) if found else None

    def _sense(self, original: str, text: str) -> int:
        relation = self.lexicon.relation(original, text)
        return (relation.sense_rank if relation else None) or 1

    def _used(self, phrase: str) -> bool:
        return all(self.lexicon.bigram(one, other) for one, other in pairwise(phrase.split(" ")))


def _grouped(heads: Sequence[Head], rng: random.Random) -> Iterable[Head]:
    """Heads in random order of their wording, all places of one wording together, phrases first."""
    wordings = list(dict.fromkeys(head.text for head in heads))
    rng.shuffle(wordings)
    wordings.sort(key=lambda text: " " not in text)
    rank = {text: place for place, text in enumerate(wordings)}
    return sorted(heads, key=lambda head: (rank[head.text], head.tokens.start))
