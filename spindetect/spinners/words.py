"""Spinners that work word by word with a thesaurus: the demonstration spinner of many a tutorial.

The families differ in their parameters only. Over WordNet: any synonym of any sense, drawn anew at
each occurrence, or the commonest sense only and one wording throughout. Over Moby's thesaurus,
which knows no senses. Over both, but only rarer, or only commoner words than the original. And one
that drops base forms in where an inflected form stood.
"""

from __future__ import annotations

from dataclasses import dataclass

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import paint, random_for, read_article, words_wanted
from spindetect.spinners.thesaurus import Thesaurus, replace_each, replace_throughout
from spindetect.spinners.wording import repair_articles
from spindetect.types import Document, LabelledPair


@dataclass(frozen=True, slots=True)
class WordSpinner:
    """A word-by-word spinner.

    `relations`: as `Lexicon.synonyms` takes them. `consistent`: one replacement per word for the
    whole article. `inflect`, `margin`: see `Thesaurus`; with a margin phrases are not offered.
    `repair`: "a" and "an" are put right.
    """

    name: str
    lexicon: Lexicon
    relations: tuple[str, ...]
    consistent: bool = False
    inflect: bool = True
    margin: tuple[float, float] | None = None
    repair: bool = False
    protect_names: bool = True
    protect_quotations: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return tuple(dict.fromkeys(name.removesuffix("-first") for name in self.relations))

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words, as far as synonyms are known.

        Raises:
            ValueError: the intensity is no share.
        """
        article = read_article(
            document,
            protect_names=self.protect_names,
            protect_quotations=self.protect_quotations,
        )
        words = Thesaurus(
            self.lexicon, self.relations, self.inflect, self.margin, phrases=self.margin is None
        )
        replace = replace_throughout if self.consistent else replace_each
        rng = random_for(seed, document)
        changes = replace(article, words, rng, words_wanted(article, intensity))
        if self.repair:
            changes = repair_articles(article, changes)
        return paint(article, changes, family=self.name, seed=seed)
