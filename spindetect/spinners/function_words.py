"""Swaps of prepositions and other function words, on top of a light synonym spinner.

Some spinners treat prepositions like any other word, and translation round trips leave the same
traces: the sentence keeps its shape while its small words drift.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import (
    Article,
    Change,
    paint,
    random_for,
    read_article,
    words_wanted,
)
from spindetect.spinners.database import find_heads, without_changes
from spindetect.spinners.resources import GroupFile
from spindetect.spinners.thesaurus import Thesaurus, replace_throughout
from spindetect.spinners.wording import dressed, repair_articles
from spindetect.types import Document, LabelledPair


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """Function words swapped occurrence by occurrence, content words by their commonest sense.

    `groups`: the function words. `share`: how much of the intensity goes into them.
    """

    name: str
    lexicon: Lexicon
    groups: GroupFile
    share: float = 0.55
    repair: bool = False
    protect_names: bool = True
    protect_quotations: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return ("own", "wordnet")

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words.

        Raises:
            ValueError: the intensity is no share.
        """
        article = read_article(
            document,
            protect_names=self.protect_names,
            protect_quotations=self.protect_quotations,
        )
        rng = random_for(seed, document)
        wanted = words_wanted(article, intensity)
        swapped = self._swapped(article, rng, round(wanted * self.share))
        rest = without_changes(article, swapped)
        words = Thesaurus(self.lexicon, ("wordnet-first",))
        changes = swapped + replace_throughout(rest, words, rng, wanted - len(swapped))
        if self.repair:
            changes = repair_articles(article, changes)
        return paint(article, changes, family=self.name, seed=seed)

    def _swapped(self, article: Article, rng: random.Random, wanted: int) -> list[Change]:
        places = [
            (found.group, tokens)
            for found in find_heads(article, self.groups)
            for tokens in found.places
        ]
        rng.shuffle(places)
        changes: list[Change] = []
        taken: set[int] = set()
        for group, tokens in places:
            if len(taken) >= wanted:
                break
            if taken.isdisjoint(range(tokens.start, tokens.end)):
                taken.update(range(tokens.start, tokens.end))
                text = rng.choice(group.replacements)
                changes.append(Change(tokens, dressed(text, article.written(tokens))))
        return changes
