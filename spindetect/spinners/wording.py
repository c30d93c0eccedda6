"""How a replacement is written where the original stood: capitals, and "a" or "an" before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spindetect.spinners.canvas import Article, Change
from spindetect.types import TokenSpan

# Spelled with a vowel but spoken with a consonant, and the other way round.
_CONSONANT_SOUND = re.compile(r"(?:uni(?!n)|u[st]e|usu|uti|eu|ewe|on(?:e|ce)(?![a-z]))")
_SILENT_H = re.compile(r"(?:hour|honest|hono|heir)")


def dressed(replacement: str, original: str) -> str:
    """The replacement with a capital first letter where the original has one."""
    if original[:1].isupper():
        return replacement[:1].upper() + replacement[1:]
    return replacement


def article_for(word: str) -> str:
    """ "a" or "an", by the sound with which the word most likely begins."""
    lower = word.lower()
    if lower[:1] in "aeiou":
        return "a" if _CONSONANT_SOUND.match(lower) else "an"
    return "an" if _SILENT_H.match(lower) else "a"


def repair_articles(article: Article, changes: Iterable[Change]) -> list[Change]:
    """Let "a" or "an" change with the word after it where the sound of that word changed.

    Article and word are then one change, since neither could have changed without the other.
    """
    ordered = sorted(changes, key=lambda change: change.tokens.start)
    return [_repaired(article, change, ordered, place) for place, change in enumerate(ordered)]


def _repaired(article: Article, change: Change, ordered: Sequence[Change], place: int) -> Change:
    index = change.tokens.start - 1
    taken = place and ordered[place - 1].tokens.end > index
    if index < 0 or taken or article.parsed.norms[index] not in ("a", "an"):
        return change
    tokens = TokenSpan(index, change.tokens.end)
    written = article.written(TokenSpan(index, index + 1))
    before = article.written(TokenSpan(index + 1, change.tokens.end))
    if article_for(before) == article_for(change.text):
        return change
    if article.written(tokens) != f"{written} {before}" or not article.free[index]:
        return change
    return Change(tokens, f"{dressed(article_for(change.text), written)} {change.text}")
