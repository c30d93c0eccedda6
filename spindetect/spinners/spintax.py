"""The spintax spinner: every phrase it knows becomes a nested template, expanded at each place.

The templates are made from the synonym database: the alternatives for a head, and inside each
alternative of several words the alternatives of those words in turn. Phrases that open a sentence
have templates of their own, and some sentences are given an opening they did not have.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType

from spindetect.lexicon import Lexicon
from spindetect.spinners.canvas import (
    Article,
    Change,
    first_words,
    paint,
    random_for,
    read_article,
    words_wanted,
)
from spindetect.spinners.database import find_heads, rank
from spindetect.spinners.resources import Group, GroupFile
from spindetect.spinners.templates import escaped, parse_spintax
from spindetect.spinners.wording import dressed, repair_articles
from spindetect.types import Document, LabelledPair, TokenSpan

# Words that join a sentence to the one before it.
_OPENINGS: Mapping[str, str] = MappingProxyType(
    {
        "but": "{still,|that {said|being said},|{then|but then} again,}",
        "and": "{also,|what is more,|on top of {that|all that},|{and|plus,} besides,}",
        "so": "{as a result,|for {this|that very} reason,|{hence|thus},}",
        "then": "{after {that|which}|next {up|in line}|{later|afterwards}}",
        "now": "{these days|at {this|the present} {point|moment}|as of now}",
        "still": "{all the same|{even|be that as it may, even} so|nonetheless}",
        "instead": "{in its {place|stead}|{as|by way of} a substitute}",
        "perhaps": "{it {might|could} be that|possibly|{who knows,|} maybe}",
        "meanwhile": "{in the {meantime|interim}|at the {very |}same time}",
        "if": "{in the {event|case} that|{supposing|assuming} that}",
        "when": "{at the {time|moment} when|{as|just as} soon as}",
        "because": "{for the simple reason that|{seeing|given} that}",
        "most": "{the {vast |}majority of|{almost|nearly} all}",
        "some": "{a {handful|certain number} of|quite {some|a few}}",
        "there": "{over there|in {that|this} place,} there",
    }
)
_ADDED = (
    "{in {point of fact|actual fact}|{truth|the truth} be told|{frankly|honestly} speaking|"
    "as {everyone|everybody} knows|{believe it or not|strange as it {sounds|seems}}|"
    "{by|on} all accounts|{it goes without saying that|without {question|fail}}|"
    "at {any rate|the end of the day}|{first|last} of all|{to be {sure|fair|clear}}}"
)


@dataclass(frozen=True, slots=True)
class Spintax:
    """A template spinner. `added`: share of the sentences that are given a new opening."""

    name: str
    lexicon: Lexicon
    groups: GroupFile
    added: float = 0.04
    repair: bool = True
    protect_names: bool = True
    protect_quotations: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The thesauri that the replacements come from."""
        return ("own",)

    def spin(self, document: Document, *, seed: int, intensity: float) -> LabelledPair:
        """Replace about `intensity` of the article's words, as far as there are templates.

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
        changes = list(self._openings(article, rng, intensity))
        expanded = self._expanded(article, rng, wanted, changes)
        changes = repair_articles(article, expanded) if self.repair else expanded
        return paint(article, changes, family=self.name, seed=seed)

    def _openings(self, article: Article, rng: random.Random, share: float) -> Iterator[Change]:
        """Openings for some of the sentences; the first is the title, which needs none."""
        for index in first_words(article.parsed)[1:]:
            tokens = TokenSpan(index, index + 1)
            written = article.written(tokens)
            if not article.free[index] or not written[0].isupper() or written == "I":
                continue
            template = _OPENINGS.get(article.parsed.norms[index])
            if template is not None and rng.random() < share * 2:
                text = parse_spintax(template).expand(rng).strip()
                yield Change(tokens, dressed(text, written))
            elif template is None and rng.random() < self.added:
                opening = parse_spintax(_ADDED).expand(rng)
                comma = "" if opening.endswith(" that") else ","
                yield Change(tokens, f"{dressed(opening, written)}{comma} {written.lower()}")

    def _expanded(
        self, article: Article, rng: random.Random, wanted: int, changes: list[Change]
    ) -> list[Change]:
        """Templates expanded at random places, until so many words are covered."""
        order = [
            (rank(found.group.head, self.lexicon, rng), found.group, tokens)
            for found in find_heads(article, self.groups)
            for tokens in found.places
        ]
        order.sort(key=itemgetter(0))
        heads = {
            group.head: group
            for group in self.groups.groups
            if not self.lexicon.is_function_word(group.head)
        }
        taken = {change.tokens.start for change in changes}
        for group, tokens in _phrases_first([place[1:] for place in order], wanted):
            if len(taken) >= wanted:
                break
            if not taken.isdisjoint(range(tokens.start, tokens.end)):
                continue
            written = article.written(tokens)
            text = parse_spintax(template_for(group, heads)).expand(rng)
            if text != written.lower():
                taken.update(range(tokens.start, tokens.end))
                changes.append(Change(tokens, dressed(text, written)))
        return changes


def template_for(group: Group, heads: Mapping[str, Group]) -> str:
    """The group as spintax: its replacements, the longer ones varied word by word."""
    return "{" + "|".join(_varied(text, heads) for text in group.replacements) + "}"


def _varied(replacement: str, heads: Mapping[str, Group]) -> str:
    """A phrase with its last word as a choice, where the database knows that word."""
    first, _, last = replacement.rpartition(" ")
    group = heads.get(last) if first else None
    if group is None:
        return escaped(replacement)
    others = "|".join(escaped(text) for text in (last, *group.replacements[:2]))
    return f"{escaped(first)} {{{others}}}"


def _phrases_first(
    places: Sequence[tuple[Group, TokenSpan]], wanted: int
) -> list[tuple[Group, TokenSpan]]:
    """Some phrases, since those are what template writers mark up first, then all the rest."""
    phrases = [place for place in places if len(place[1]) > 1][: max(1, wanted // 4)]
    first = set(phrases)
    return [*phrases, *(place for place in places if place not in first)]
