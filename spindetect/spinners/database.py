"""The commercial article spinner: a file of synonym groups, applied in file order.

One replacement is drawn per group for the whole article, so the same wording is replaced in the
same way every time. Heads are whole words or phrases, matched with their capitals as they stand and
then with a capital first letter; a head next to a hyphen is passed over, and "a" before a word that
now begins with a vowel stays "a". What an earlier group has taken, a later one does not see.

Such products hold some ten thousand groups and the file here far fewer. `widen` therefore stands in
for the rest: for each article and seed, further groups for its words and phrases are drawn from a
thesaurus.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import (
    Article,
    Change,
    free_of,
    paint,
    random_for,
    read_article,
    words_wanted,
)
from spindetect.spinners.resources import Group, GroupFile, in_file_order
from spindetect.spinners.thesaurus import Thesaurus, content_words
from spindetect.spinners.wording import dressed, repair_articles
from spindetect.types import Document, LabelledPair, TokenSpan

_LONGEST_PHRASE = 3
# A spinner's makers prefer words that a reader may know: at most so much rarer, in log10 of counts.
_RARER_AT_MOST = 1.5
# How far function words are put back among the groups in random order, which spread over 1.
_LATE = 0.7


@dataclass(frozen=True, slots=True)
class Database:
    """A database spinner.

    `groups`: its file. `widen`: where further groups are drawn from. `repair`: "a" and "an" are put
    right. `inflect`: replacements from the thesaurus stand in the form of the original.
    """

    name: str
    lexicon: Lexicon
    groups: GroupFile
    widen: Literal["wordnet", "moby", "none"] = "none"
    protect_names: bool = True
    protect_quotations: bool = True
    repair: bool = False
    inflect: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return ("own",) if self.widen == "none" else ("own", self.widen)

    def read(self, document: Document) -> Article:
        """The article with the tokens that this spinner may touch."""
        return read_article(
            document,
            protect_names=self.protect_names,
            protect_quotations=self.protect_quotations,
        )

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words, as far as there are groups for them.

        Raises:
            ValueError: the intensity is no share.
        """
        article = self.read(document)
        rng = random_for(seed, document)
        changes = self.changes(article, rng, words_wanted(article, intensity))
        return paint(article, changes, family=self.name, seed=seed)

    def changes(self, article: Article, rng: random.Random, wanted: int) -> list[Change]:
        """The replacements for about so many words, in text order."""
        found = self._choose(self._found(article, rng), rng, wanted)
        changes = apply_groups(article, found, rng)
        return repair_articles(article, changes) if self.repair else changes

    def _found(self, article: Article, rng: random.Random) -> list[Found]:
        """The groups that the article has heads of: the file's, and the drawn ones before or behind
        them, as chance has it."""
        own = find_heads(article, self.groups)
        if self.widen == "none":
            return own
        margin = (-_RARER_AT_MOST, float("inf"))
        # Of Moby's phrases too many are idioms that no spinner's maker would pick.
        phrases = self.widen == "wordnet"
        words = Thesaurus(self.lexicon, (self.widen,), self.inflect, margin, phrases)
        before: list[Group] = []
        behind: list[Group] = []
        for group in drawn_groups(article, words, rng):
            (before if rng.random() < 0.5 else behind).append(group)
        return [
            *find_heads(article, in_file_order(before)),
            *own,
            *find_heads(article, in_file_order(behind)),
        ]

    def _choose(self, found: Sequence[Found], rng: random.Random, wanted: int) -> list[Found]:
        """Groups drawn at random until their heads cover about so many words; in file order.

        A group that would overshoot is passed over, and function words come late: a spinner that
        replaces few words has no groups for the commonest.
        """
        ranks = [rank(group.group.head, self.lexicon, rng) for group in found]
        covered: set[int] = set()
        chosen: list[int] = []
        for number in sorted(range(len(found)), key=ranks.__getitem__):
            places = found[number].places
            gain = {i for run in places for i in range(run.start, run.end)} - covered
            if gain and len(covered) + len(gain) <= wanted:
                covered |= gain
                chosen.append(number)
        return [found[number] for number in sorted(chosen)]


@dataclass(frozen=True, slots=True)
class Found:
    """A group and the runs of an article's tokens that are its head, in text order."""

    group: Group
    places: tuple[TokenSpan, ...]


def find_heads(article: Article, file: GroupFile) -> list[Found]:
    """Where the groups of a file could be applied, in file order; only those that could."""
    found: dict[int, list[TokenSpan]] = {}
    norms = article.parsed.norms
    for index in article.free_tokens():
        for number in file.by_first.get(norms[index], ()):
            head = file.groups[number].head
            tokens = TokenSpan(index, index + head.count(" ") + 1)
            if tokens.end > len(norms) or not article.all_free(tokens):
                continue
            if article.written(tokens) in (head, head[:1].upper() + head[1:]):
                found.setdefault(number, []).append(tokens)
    return [Found(file.groups[number], tuple(found[number])) for number in sorted(found)]


def rank(head: str, lexicon: Lexicon, rng: random.Random) -> float:
    """A random place in the order in which heads are taken; function words come late."""
    return rng.random() + _LATE * lexicon.is_function_word(head)


def apply_groups(article: Article, found: Iterable[Found], rng: random.Random) -> list[Change]:
    """Apply groups in this order, one replacement each; returned in text order."""
    untouched = bytearray(b"\x01" * len(article.parsed))
    changes: list[Change] = []
    for group in found:
        replacement = rng.choice(group.group.replacements)
        for tokens in group.places:
            if 0 in untouched[tokens.start : tokens.end]:
                continue
            untouched[tokens.start : tokens.end] = bytes(len(tokens))
            changes.append(Change(tokens, dressed(replacement, article.written(tokens))))
    return sorted(changes, key=lambda change: change.tokens.start)


def drawn_groups(article: Article, thesaurus: Thesaurus, rng: random.Random) -> Iterator[Group]:
    """Groups for the article's phrases and words, the frequent ones first.

    Only one replacement of a group is used in an article, so it is drawn here already.
    """
    for phrase in _phrases(article):
        drawn = thesaurus.draw_phrase(phrase, rng)
        if drawn is not None:
            yield Group(phrase, (drawn,))
    norms = article.parsed.norms
    words = Counter(norms[index] for index in content_words(article, thesaurus.lexicon))
    for word, _ in words.most_common():
        drawn = thesaurus.draw(word, rng)
        if drawn is not None:
            yield Group(word, (drawn,))


def _phrases(article: Article) -> Iterable[str]:
    """Runs of two and three free words with single spaces between them, longest first."""
    found: dict[str, None] = {}
    for length in range(_LONGEST_PHRASE, 1, -1):
        for index in article.free_tokens():
            tokens = TokenSpan(index, index + length)
            if tokens.end <= len(article.parsed) and article.all_free(tokens):
                phrase = " ".join(article.parsed.norms[tokens.start : tokens.end])
                if article.written(tokens).lower() == phrase:
                    found[phrase] = None
    return found


def without_changes(article: Article, changes: Sequence[Change]) -> Article:
    """The article with the tokens that were changed, no longer free."""
    left = free_of(changes, len(article.parsed))
    free = bytes(a & b for a, b in zip(article.free, left, strict=True))
    return Article(article.parsed, free, article.n_words)
