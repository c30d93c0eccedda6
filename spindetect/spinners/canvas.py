"""The article as a spinner sees it, and the writing of the spun text.

A spinner decides on `Change`s, each a run of the article's tokens and the wording that goes there;
`paint` writes the candidate from them and records every change as a gold span, as small as it can
be. Nothing else of the article is touched, so the original with its gold edits applied is the
candidate, character for character.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spindetect.text import parse
from spindetect.types import (
    Document,
    GoldEdit,
    LabelledPair,
    Parsed,
    Role,
    Span,
    TokenKind,
    TokenSpan,
)

# `simulate` spins an article several times in a row; a long article's columns take some 200 KB.
_ARTICLES_KEPT = 8

_OPENING = frozenset("\"'([")
_SPELLED_NUMBERS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion dozen".split()
)
# Before "'s" these are contracted with a verb, and a spinner knows the contraction as a whole.
_CONTRACTED = frozenset("he she it that this there here what who where when how let".split())
_ARTICLES = frozenset(("a", "an", "the"))
_WRITTEN_WORD = re.compile(r"\S+")
# Words beside one of these are parts of a longer word.
_JOINERS = frozenset("-‐‑/@_")


@dataclass(frozen=True, slots=True)
class Change:
    """These tokens of the article are replaced by this wording."""

    tokens: TokenSpan
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A parsed article with the tokens that may be replaced.

    `free` has one entry per token, 1 where it may. `n_words`: words of the body, the denominator of
    a spinner's intensity.
    """

    parsed: Parsed
    free: bytes
    n_words: int

    def all_free(self, tokens: TokenSpan) -> bool:
        """Whether every one of these tokens may be replaced."""
        return 0 not in self.free[tokens.start : tokens.end]

    def free_tokens(self) -> Iterator[int]:
        """The tokens that may be replaced, in text order."""
        place = self.free.find(1)
        while place >= 0:
            yield place
            place = self.free.find(1, place + 1)

    def written(self, tokens: TokenSpan) -> str:
        """A run of tokens as it stands in the text, white space and all."""
        return self.parsed.text(tokens)


def read_article(
    document: Document, *, protect_names: bool = True, protect_quotations: bool = True
) -> Article:
    """Parse an article and mark what a spinner may touch.

    Numbers (in figures or spelled out), links, furniture, acronyms and words next to a hyphen are
    never free. A name is a word that is capitalised where a small letter could stand, and any word
    that is a name somewhere in the article and never stands in small letters.
    """
    parsed = _parsed(document)
    names = _names(parsed) if protect_names else frozenset()
    free = bytearray(len(parsed))
    for index, norm in enumerate(parsed.norms):
        free[index] = (
            parsed.kinds[index] == TokenKind.WORD
            and not parsed.furniture[index]
            and not (protect_quotations and parsed.quoted[index])
            and index not in names
            and norm not in _SPELLED_NUMBERS
            and _plain_word(parsed, index)
        )
    return Article(parsed, bytes(free), len(_body_words(parsed)))


def paint(article: Article, changes: Iterable[Change], *, family: str, seed: int) -> LabelledPair:
    """Write the candidate. The label is 1; it is 0 where nothing was changed.

    Words that a phrase and its replacement share at either end are no part of the gold span.

    Raises:
        ValueError: two changes overlap.
    """
    original = article.parsed.document
    pieces: list[str] = []
    gold: list[GoldEdit] = []
    read = written = 0
    for change in sorted(changes, key=_place):
        span = article.parsed.span(change.tokens)
        if span.start < read:
            raise ValueError(f"{original.id}: changes overlap at character {span.start}")
        pieces += (original.text[read : span.start], change.text)
        start = written + span.start - read
        written = start + len(change.text)
        read = span.end
        head, tail = shared_ends(original.text[span.start : span.end], change.text)
        gold.append(
            GoldEdit(Span(span.start + head, span.end - tail), Span(start + head, written - tail))
        )
    pieces.append(original.text[read:])
    candidate = Document(f"{original.id}#{family}-{seed}", "".join(pieces))
    return LabelledPair(
        original=original,
        candidate=candidate,
        label=int(bool(gold)),
        group=original.id,
        source="simulated",
        family=family,
        gold=tuple(gold),
    )


def shared_ends(one: str, other: str) -> tuple[int, int]:
    """Characters that two wordings share at the beginning and at the end, in whole words.

    Of either side there is left what can be a substitution: a word that only got company ("own" /
    "very own") stays whole, and so does one that only an article would be left of.
    """
    head = tail = 0
    for word in _WRITTEN_WORD.finditer(one):
        place = word.start()
        if one[:place] == other[:place] and _stands(one[place:]) and _stands(other[place:]):
            head = place
    one, other = one[head:], other[head:]
    for word in _WRITTEN_WORD.finditer(one):
        rest = len(one) - word.end()
        left = other[: len(other) - rest]
        if one[word.end() :] == other[len(left) :] and _stands(one[: word.end()]) and _stands(left):
            tail = rest
            break
    return head, tail


def _stands(text: str) -> bool:
    """Whether a wording begins and ends with a word and holds one that is no article."""
    whole = text == text.strip()
    return whole and any(word.lower() not in _ARTICLES for word in text.split())


def random_for(seed: int, document: Document) -> random.Random:
    """The source of chance for one article under one seed, the same in every process."""
    return random.Random(f"{seed}:{document.id}")


def words_wanted(article: Article, intensity: float) -> int:
    """How many words a spinner of this intensity replaces.

    Raises:
        ValueError: the intensity is no share.
    """
    if not 0 <= intensity <= 1:
        raise ValueError(f"intensity must lie between 0 and 1, not {intensity}")
    return round(intensity * article.n_words)


def share_replaced(pair: LabelledPair) -> float:
    """Share of the original's words that lie in gold spans; 0.0 for a text without words."""
    parsed = _parsed(pair.original)
    touched = total = 0
    covered = {
        character
        for edit in pair.gold or ()
        for character in range(edit.original.start, edit.original.end)
    }
    for index in _body_words(parsed):
        total += 1
        touched += parsed.starts[index] in covered
    return touched / total if total else 0.0


def first_words(parsed: Parsed) -> tuple[int, ...]:
    """The first word of every body sentence that has one."""
    firsts = []
    for sentence in parsed.sentences:
        if sentence.role != Role.BODY:
            continue
        tokens = range(sentence.tokens.start, sentence.tokens.end)
        first = next((i for i in tokens if parsed.kinds[i] == TokenKind.WORD), None)
        if first is not None:
            firsts.append(first)
    return tuple(firsts)


@lru_cache(maxsize=_ARTICLES_KEPT)
def _parsed(document: Document) -> Parsed:
    return parse(document)


def _body_words(parsed: Parsed) -> list[int]:
    return [
        index
        for index, kind in enumerate(parsed.kinds)
        if kind == TokenKind.WORD and not parsed.furniture[index]
    ]


def _names(parsed: Parsed) -> frozenset[int]:
    """Tokens that are names, or parts of names."""
    capitalised = [i for i in range(len(parsed)) if parsed.raw(i)[0].isupper()]
    openers = _openers(parsed)
    certain = {i for i in capitalised if i not in openers}
    known = {parsed.norms[i] for i in certain}
    small = {parsed.norms[i] for i in range(len(parsed)) if parsed.raw(i)[0].islower()}
    return frozenset(
        i for i in capitalised if i in certain or parsed.norms[i] in known.difference(small)
    )


def _openers(parsed: Parsed) -> frozenset[int]:
    """Words that would be capitalised anyway: at the start of a sentence, line or quotation."""
    text = parsed.document.text
    openers = set(first_words(parsed))
    for index in range(1, len(parsed)):
        gap = text[parsed.ends[index - 1] : parsed.starts[index]]
        before = parsed.norms[index - 1]
        if "\n\n" in gap or before == ":" or (before in _OPENING and not gap):
            openers.add(index)
    return frozenset(openers)


def _plain_word(parsed: Parsed, index: int) -> bool:
    """Letters only, no acronym, not joined to its neighbour by a hyphen or an apostrophe."""
    raw = parsed.raw(index)
    if not raw.isalpha() or (len(raw) > 1 and raw[1:] != raw[1:].lower()):
        return False
    if parsed.norms[index] in _CONTRACTED and parsed.norms[index + 1 : index + 2] == ("'s",):
        return False
    text, start, end = parsed.document.text, parsed.starts[index], parsed.ends[index]
    return text[max(start - 1, 0) : start] not in _JOINERS and text[end : end + 1] not in _JOINERS


def _place(change: Change) -> tuple[int, int]:
    return change.tokens.start, change.tokens.end


def free_of(changes: Sequence[Change], n_tokens: int) -> bytes:
    """One entry per token, 1 where none of the changes touches it."""
    untouched = bytearray(b"\x01" * n_tokens)
    for change in changes:
        untouched[change.tokens.start : change.tokens.end] = bytes(len(change.tokens))
    return bytes(untouched)
