"""Passages cut from documents: sixty words, the middle, and what names nobody."""

from __future__ import annotations

import re
from itertools import groupby
from random import Random

from spindetect.text import parse
from spindetect.types import Document, Parsed, Sentence

SHORT = 60
LONG = 400
"""A document whose middle is cut out has at least so many words."""

# A plain word, capitalised or not; "I" apart, capitals inside a sentence are names or the like.
_PLAIN = re.compile(r"(?:[A-Za-z]?[a-z]+(?:['’][a-z]+)?|I(?:['’][a-z]+)?|[^\w\s]+)")
_GLUED = re.compile(r"\w[._/@(]\w|\w\(")


def short(text: str, rng: Random) -> str | None:
    """Sixty words from anywhere, or None where there are no more than that."""
    return run_of(text, SHORT, rng)


def middle(text: str, rng: Random) -> str | None:
    """A run of 30 to 50 % of a long text that is neither its start nor its end."""
    count = len(text.split())
    return (
        run_of(text, int(count * rng.uniform(0.3, 0.5)), rng, margin=0.2) if count >= LONG else None
    )


def run_of(text: str, length: int, rng: Random, *, margin: float = 0.0) -> str | None:
    """So many words in a row, with at least `margin` of the text before and after them."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    edge = int(margin * len(places))
    if len(places) - 2 * edge < length or len(places) == length:
        return None
    first = rng.randint(edge, len(places) - edge - length)
    return text[places[first][0] : places[first + length - 1][1]]


def nameless(text: str) -> list[str]:
    """The runs of sentences without names, figures and code words, of sixty words and more."""
    parsed = parse(Document("page", text))
    found = []
    for plain, group in groupby(parsed.sentences, lambda s: _is_nameless(parsed, s)):
        run = list(group)
        passage = text[run[0].span.start : run[-1].span.end]
        if plain and len(passage.split()) >= SHORT:
            found.append(passage)
    return found


def _is_nameless(parsed: Parsed, sentence: Sentence) -> bool:
    raw = [parsed.raw(i) for i in range(sentence.tokens.start, sentence.tokens.end)]
    if _GLUED.search(parsed.document.text[sentence.span.start : sentence.span.end]):
        return False
    opened = True
    for piece in raw:
        if not _PLAIN.fullmatch(piece) or (
            piece[0].isupper() and not opened and not piece.startswith("I")
        ):
            return False
        opened = opened and not piece[0].isalnum()
    return True
