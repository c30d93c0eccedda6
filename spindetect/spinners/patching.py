"""Changes to a spun page that keep its gold spans exact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from spindetect.types import Document, GoldEdit, LabelledPair, Span

_PARAGRAPH = re.compile(r"(?:(?!\n[ \t]*\n).)+", re.DOTALL)


class Variant(Protocol):
    """Something that is done to a page."""

    @property
    def name(self) -> str:
        """A word for the candidate's id."""

    def apply(self, pair: LabelledPair, rng: Random) -> LabelledPair:
        """The changed pair; the same pair where there is nothing to change."""


@dataclass(frozen=True, slots=True)
class Patch:
    """These characters of the candidate become this text; `reverts`: which undoes a gold edit."""

    span: Span
    text: str
    reverts: bool = False


def patched(pair: LabelledPair, patches: Iterable[Patch], name: str) -> LabelledPair:
    """The pair with a rewritten candidate, `name` added to its id.

    A gold edit goes where a patch reverts it, deletes it or takes in more than it; one that
    contains patches grows or shrinks with them; an insertion at its edge stays outside.

    Raises:
        ValueError: patches overlap one another or a part of a gold span.
    """
    ordered = sorted(patches, key=lambda patch: (patch.span.start, patch.span.end))
    if not ordered:
        return pair
    text = pair.candidate.text
    pieces: list[str] = []
    place = 0
    for patch in ordered:
        if patch.span.start < place:
            raise ValueError(f"{pair.candidate.id}: patches overlap at {patch.span.start}")
        pieces += (text[place : patch.span.start], patch.text)
        place = patch.span.end
    pieces.append(text[place:])
    candidate = Document(f"{pair.candidate.id}+{name}", "".join(pieces), pair.candidate.source)
    gold = None if pair.gold is None else tuple(_moved(pair.gold, ordered))
    return replace(pair, candidate=candidate, gold=gold)


def _moved(gold: Sequence[GoldEdit], patches: Sequence[Patch]) -> Iterator[GoldEdit]:
    shift = place = 0
    for edit in gold:
        span = edit.candidate
        while place < len(patches) and patches[place].span.end <= span.start:
            shift += _growth(patches[place])
            place += 1
        end = place
        while end < len(patches) and patches[end].span.start < span.end:
            end += 1
        inside = patches[place:end]
        if not any(_swallows(patch, span) for patch in inside):
            growth = sum(map(_growth, inside))
            yield GoldEdit(edit.original, Span(span.start + shift, span.end + shift + growth))


def _swallows(patch: Patch, span: Span) -> bool:
    if patch.span == span:
        return patch.reverts or not patch.text
    if patch.span.start <= span.start and span.end <= patch.span.end:
        return True
    if patch.span.start < span.start or span.end < patch.span.end:
        raise ValueError(f"a patch cuts the gold span {span.start}-{span.end}")
    return False


def _growth(patch: Patch) -> int:
    return len(patch.text) - (patch.span.end - patch.span.start)


def paragraphs(text: str) -> list[Span]:
    """Runs of text between empty lines."""
    found = [Span(*match.span()) for match in _PARAGRAPH.finditer(text)]
    return [span for span in found if text[span.start : span.end].strip()]
