"""The context-aware spinner: at each place the replacement that fits its neighbours.

Paraphrasing sites score what a thesaurus offers with a language model, so the same word is replaced
differently in different places, often by a phrase, and the result is often plausible. Here the
model is the lexicon's table of word pairs: every pair that a replacement forms with its neighbours,
and every pair inside it, must be known, and one of those is taken that are the commonest for how
common their words are anyway.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
from spindetect.spinners.heads import (
    Head,
    offers,
    opens_with_verb,
    phrase_heads,
    reads_as_verb,
    word_heads,
)
from spindetect.spinners.wording import article_for, dressed, repair_articles
from spindetect.types import Document, LabelledPair, TokenKind

# Rarer single words (log10 of the count) have hardly a word pair in the table.
_LEAST_FREQUENCY = 6.0
# How much the frequency of a wording's rarest word is held against it. Without it every noun
# becomes "time" and every verb "make"; at 1 rare words win that only ever stand beside these.
_COMMONNESS = 0.5
# What a closer relation is worth, in log10 of the count; wordings otherwise related are no offers.
_CLOSENESS: Mapping[str, float] = MappingProxyType(
    {"synonym": 1.0, "similar": 0.7, "hypernym": -0.2, "hyponym": -0.2, "thesaurus": -0.6}
)
# What it is worth that a second thesaurus agrees.
_AGREED = 0.3
# What is taken off for a phrase that only a thesaurus without senses relates to the head: most such
# phrases are idioms.
_IDIOM = 1.2
# What is taken off for each sense of the word that is commoner than the one meant.
_PER_SENSE = 0.15
_SENSES = 4


@dataclass(frozen=True, slots=True)
class ContextSpinner:
    """A spinner that looks at the words beside each head.

    `relations`: as `Lexicon.synonyms` takes them. `phrases`: how much phrases are preferred to
    single words, in log10 of the count. `among`: one of so many that fit best is taken, the second
    half as often as the first, the third a third as often, and so on.
    """

    name: str
    lexicon: Lexicon
    relations: tuple[str, ...]
    phrases: float = 0.4
    among: int = 6
    protect_names: bool = True
    protect_quotations: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return tuple(dict.fromkeys(name.removesuffix("-first") for name in self.relations))

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words, as far as anything fits.

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
        return paint(article, repair_articles(article, changes), family=self.name, seed=seed)

    def _changes(self, article: Article, rng: random.Random, wanted: int) -> list[Change]:
        changes: list[Change] = []
        taken: set[int] = set()
        for head in _in_order(article, self.lexicon, rng):
            if len(taken) >= wanted:
                break
            start, end = head.tokens.start, head.tokens.end
            # Neighbours of what was replaced stay, so that the words looked at are those printed.
            if not taken.isdisjoint(range(start - 1, end + 1)):
                continue
            text = self._choose(article, head, rng)
            if text is not None:
                taken.update(range(start, end))
                changes.append(Change(head.tokens, dressed(text, article.written(head.tokens))))
        return changes

    def _choose(self, article: Article, head: Head, rng: random.Random) -> str | None:
        left, right = neighbours(article, head)
        if not left and not right:
            return None
        wordings = offers(self.lexicon, self.relations, head.text, head.before, _LEAST_FREQUENCY)
        verb = reads_as_verb(self.lexicon, head)
        best: list[tuple[float, str]] = []
        # Best fit first: most need not be looked up, since no relation makes up for the difference.
        for fit, text in sorted(fits(self.lexicon, left, wordings, right), reverse=True):
            if len(best) == self.among and fit + self._most < best[-1][0]:
                break
            closeness = self._closeness(head, text, verb)
            if closeness is not None:
                best = sorted([*best, (fit + closeness, text)], reverse=True)[: self.among]
        if not best:
            return None
        weights = [1 / place for place in range(1, len(best) + 1)]
        return rng.choices([text for _, text in best], weights)[0]

    @property
    def _most(self) -> float:
        """The most that `_closeness` can be."""
        return max(_CLOSENESS.values()) + _AGREED + max(self.phrases, 0.0)

    def _closeness(self, head: Head, text: str, verb: bool) -> float | None:
        """What the relation to the head is worth; None where the wording will not do at all."""
        phrase = " " in text
        if phrase and not verb and opens_with_verb(self.lexicon, text):
            return None
        relation = self.lexicon.relation(head.text, text)
        if relation is None or relation.name not in _CLOSENESS:
            return None
        agreed = sum(source in self.sources for source in relation.sources) > 1
        worth = _CLOSENESS[relation.name] + _AGREED * agreed
        worth -= _PER_SENSE * (min(relation.sense_rank or 1, _SENSES) - 1)
        idiom = phrase and relation.sense_rank is None
        return worth + self.phrases * phrase - _IDIOM * idiom


def neighbours(article: Article, head: Head) -> tuple[str, str]:
    """The words beside a head in small letters; empty where there is a mark or nothing."""
    return _word(article, head.tokens.start - 1), _word(article, head.tokens.end)


def fits(
    lexicon: Lexicon, left: str, wordings: Sequence[str], right: str
) -> Iterator[tuple[float, str]]:
    """The wordings all of whose word pairs are known, each after how well it fits its neighbours.

    That is the mean log10 count of the pairs with the neighbours, less a part of the counts of the
    words that stand beside them; 0 where there is no neighbour. "a" before a wording is read as
    "an" where it has to be.
    """
    split = [text.split(" ") for text in wordings]
    befores = [article_for(text) if left in ("a", "an") else left for text in wordings]
    starts = lexicon.bigrams(befores, [words[0] for words in split]).tolist()
    ends = lexicon.bigrams([words[-1] for words in split], [right] * len(split)).tolist()
    for text, words, start, end in zip(wordings, split, starts, ends, strict=True):
        inside = (lexicon.bigram(one, other) for one, other in pairwise(words))
        if (left and not start) or (right and not end) or not all(inside):
            continue
        edges = [start - _COMMONNESS * lexicon.frequency(words[0])] if left else []
        edges += [end - _COMMONNESS * lexicon.frequency(words[-1])] if right else []
        yield sum(edges) / max(len(edges), 1), text


def _in_order(article: Article, lexicon: Lexicon, rng: random.Random) -> list[Head]:
    """All heads in random order, of overlapping ones the phrase before the word."""
    heads = [*phrase_heads(article, lexicon), *word_heads(article, lexicon)]
    phrases = [head for head in heads if len(head.tokens) > 1]
    inside = {i for head in phrases for i in range(head.tokens.start, head.tokens.end)}
    ranked = [(rng.random(), head) for head in heads]
    ranked.sort(key=lambda entry: entry[0] + (len(entry[1].tokens) == 1) * _late(entry[1], inside))
    return [head for _, head in ranked]


def _late(head: Head, inside: set[int]) -> float:
    """A word that is part of a phrase comes after nearly all phrases."""
    return 0.5 if head.tokens.start in inside else 0.0


def _word(article: Article, index: int) -> str:
    parsed = article.parsed
    if not 0 <= index < len(parsed) or parsed.kinds[index] != TokenKind.WORD:
        return ""
    return parsed.norms[index]
