"""Variants that change letters and marks, not words: house style, and tricks against detectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from spindetect.spinners.patching import Patch, patched
from spindetect.types import LabelledPair, Span

_MARK = re.compile("[\"'“”‘’]")
_DASH = re.compile(r"(?<=\S) ?(?:[—–]|--) ?(?=\S)|(?<=\S) - (?=\S)")
_DASH_STYLES = ("—", " — ", " – ", "–", " - ", "--")
_WORD = re.compile(r"[^\W\d_]{3,}")
# Letters that look alike in common fonts, and characters that are not seen at all.
_LOOKALIKES = MappingProxyType(
    dict(zip("aceopxyi", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456", strict=True))
)
_UNSEEN = ("\u200b", "\u200c", "\u2060")


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """The page has the other kind of quotation marks, and another kind of dash."""

    name: str = "style"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Exchange straight for curly marks or back, and give all dashes one style."""
        text = pair.candidate.text
        curly = any(mark in text for mark in "“”‘’")
        patches = list(_straightened(text) if curly else _curled(text))
        if rng.random() < 0.6:
            dash = rng.choice(_DASH_STYLES)
            patches += (
                Patch(Span(*match.span()), dash)
                for match in _DASH.finditer(text)
                if match.group() != dash and not _inside_number(text, match)
            )
        return patched(pair, patches, self.name)


@dataclass(frozen=True, slots=True)
class LetterTricks:
    """Lookalike letters or invisible characters inside words, to escape exact matching.

    `share`: of the words with three or more letters.
    """

    share: float = 0.05
    name: str = "tricks"

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """Tamper with some words, all in one way or with both."""
        ways = rng.choice(((_lookalike,), (_unseen,), (_lookalike, _unseen)))
        patches = []
        for match in _WORD.finditer(pair.candidate.text):
            if rng.random() < self.share:
                patch = rng.choice(ways)(match, rng)
                if patch is not None:
                    patches.append(patch)
        return patched(pair, patches, self.name)


def _straightened(text: str) -> Iterator[Patch]:
    for match in _MARK.finditer(text):
        straight = '"' if match.group() in '“”"' else "'"
        if straight != match.group():
            yield Patch(Span(*match.span()), straight)


def _curled(text: str) -> Iterator[Patch]:
    """A mark opens after white space or an opening bracket or dash, else it closes."""
    for match in _MARK.finditer(text):
        before = text[match.start() - 1 : match.start()]
        opens = not before or before.isspace() or before in "([{—–“‘"
        pair = "“”" if match.group() == '"' else "‘’"
        yield Patch(Span(*match.span()), pair[0] if opens else pair[1])


def _inside_number(text: str, match: re.Match[str]) -> bool:
    """A dash between figures is a range, which has a style of its own."""
    return text[match.start() - 1].isdigit() and text[match.end()].isdigit()


def _lookalike(match: re.Match[str], rng: Random) -> Patch | None:
    places = [i for i, letter in enumerate(match.group()) if letter in _LOOKALIKES]
    if not places:
        return None
    place = rng.choice(places)
    start = match.start() + place
    return Patch(Span(start, start + 1), _LOOKALIKES[match.group()[place]])


def _unseen(match: re.Match[str], rng: Random) -> Patch:
    place = rng.randint(match.start() + 1, match.end() - 1)
    return Patch(Span(place, place), rng.choice(_UNSEEN))
