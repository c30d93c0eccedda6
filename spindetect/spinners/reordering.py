"""Changes of word order on top of a database spinner.

Here light ones: two words joined by "and" or "or" change places, and an adverb in -ly moves to the
other side of its verb. Each such exchange is one change, since none of its words could have moved
by itself. `voice` finds clauses to be turned between active and passive.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import (
    Article,
    Change,
    paint,
    random_for,
    words_wanted,
)
from spindetect.spinners.database import Database, without_changes
from spindetect.spinners.inflection import Inflector
from spindetect.types import Document, LabelledPair, TokenKind, TokenSpan

_JOINED_BY = frozenset(("and", "or"))
# Beside "and" these belong to it or to the whole clause.
_UNMOVED = frozenset("also then even just still only never not again now here later".split())


Finder = Callable[[Article, Lexicon], Iterable[Change]]
"""Finds the changes of word order that an article allows."""


def exchanges(article: Article, lexicon: Lexicon) -> Iterator[Change]:
    """Every joined pair and every adverb with its verb, the other way round."""
    for tokens in (*joined_pairs(article, lexicon), *adverbs_and_verbs(article, lexicon)):
        yield _exchanged(article, tokens)


@dataclass(frozen=True, slots=True)
class Reordering:
    """`database` with changes of word order.

    `find`: the changes possible; `rate`: share of them that are made; `share`: how much of the
    intensity goes into them at most.
    """

    name: str
    database: Database
    find: Finder = exchanges
    rate: float = 0.7
    share: float = 1 / 3

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return self.database.sources

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace or move about `intensity` of the article's words.

        Raises:
            ValueError: the intensity is no share.
        """
        article = self.database.read(document)
        rng = random_for(seed, document)
        wanted = words_wanted(article, intensity)
        moved = self._moved(article, rng, int(wanted * self.share))
        left = wanted - sum(len(change.tokens) for change in moved)
        changes = moved + self.database.changes(without_changes(article, moved), rng, left)
        return paint(article, changes, family=self.name, seed=seed)

    def _moved(self, article: Article, rng: random.Random, most: int) -> list[Change]:
        possible = list(self.find(article, self.database.lexicon))
        rng.shuffle(possible)
        changes: list[Change] = []
        taken: set[int] = set()
        for change in possible:
            touched = range(change.tokens.start, change.tokens.end)
            fits = taken.isdisjoint(touched) and len(taken) + len(touched) <= most
            if rng.random() < self.rate and fits:
                taken.update(touched)
                changes.append(change)
        return changes


def joined_pairs(article: Article, lexicon: Lexicon) -> Iterator[TokenSpan]:
    """Runs "this and that" of single content words in the same form.

    On one side at least there is a small word or a mark, so that no longer phrase is torn apart.
    """
    norms = article.parsed.norms
    for index, norm in enumerate(norms):
        if norm not in _JOINED_BY or not 1 < index < len(norms) - 2:
            continue
        tokens = TokenSpan(index - 1, index + 2)
        one, other = norms[index - 1], norms[index + 1]
        content = not any(lexicon.is_function_word(w) or w in _UNMOVED for w in (one, other))
        alone = any(_small(article, lexicon, i) for i in (index - 2, index + 2))
        if (
            content
            and alone
            and _form(one, lexicon) == _form(other, lexicon)
            and _movable(article, tokens)
        ):
            yield tokens


def _form(word: str, lexicon: Lexicon) -> str:
    """What the ending shows: an adverb, or the form of the likeliest base form."""
    lemma = lexicon.lemmas(word)[0]
    return "ly" if word.endswith("ly") else Inflector(lexicon).form_of(word, lemma)


def adverbs_and_verbs(article: Article, lexicon: Lexicon) -> Iterator[TokenSpan]:
    """An adverb in -ly before or after a verb in the past."""
    norms = article.parsed.norms
    for index in article.free_tokens():
        if not _is_adverb(norms[index], lexicon):
            continue
        if index and _is_past(norms[index - 1], lexicon):
            tokens = TokenSpan(index - 1, index + 1)
        elif index + 1 < len(norms) and _is_past(norms[index + 1], lexicon):
            tokens = TokenSpan(index, index + 2)
        else:
            continue
        if _movable(article, tokens):
            yield tokens


def _exchanged(article: Article, tokens: TokenSpan) -> Change:
    """The first and the last word of the run change places."""
    words = article.written(tokens).split(" ")
    words[0], words[-1] = words[-1], words[0]
    return Change(tokens, " ".join(words))


def _movable(article: Article, tokens: TokenSpan) -> bool:
    """Free words in small letters with single spaces between them, no two the same."""
    norms = article.parsed.norms[tokens.start : tokens.end]
    return (
        article.all_free(tokens)
        and article.written(tokens) == " ".join(norms)
        and norms[0] != norms[-1]
    )


def _small(article: Article, lexicon: Lexicon, index: int) -> bool:
    word = article.parsed.kinds[index] == TokenKind.WORD
    return not word or lexicon.is_function_word(article.parsed.norms[index])


def _is_adverb(word: str, lexicon: Lexicon) -> bool:
    """A word in -ly made from a word that the lexicon knows ("quickly", "happily", "simply")."""
    if not word.endswith("ly") or len(word) < 5:
        return False
    stem = word[:-2]
    return any(base in lexicon for base in (stem, stem[:-1] + "y", stem + "le"))


def _is_past(word: str, lexicon: Lexicon) -> bool:
    return word.endswith("ed") and any(lemma != word for lemma in lexicon.lemmas(word))
