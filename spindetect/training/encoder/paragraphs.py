"""Long texts as documents of whole paragraphs, to learn from or to measure with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from spindetect.types import Document

_HELD: Final = 4
"""Every so manieth work is measured with."""


def in_documents(
    name: str, paragraphs: Iterable[str], words: int, *, rest: bool = True
) -> Iterator[Document]:
    """Paragraphs in documents that end with the one that reaches so many words, named
    `name`/number; what is left over is the last one, unless `rest` is false."""
    kept: list[str] = []
    number = size = 0
    for paragraph in paragraphs:
        kept.append(paragraph)
        size += len(paragraph.split())
        if size >= words:
            yield Document(f"{name}/{number}", "\n\n".join(kept))
            kept, size, number = [], 0, number + 1
    if kept and rest:
        yield Document(f"{name}/{number}", "\n\n".join(kept))


def taught_of(works: Sequence[Sequence[Document]], every: int) -> list[Document]:
    """Every so manieth document of three works in four."""
    found = [work for number, work in enumerate(works) if number % _HELD]
    return [document for work in found for document in work][::every]


def measured_of(works: Sequence[Sequence[Document]], every: int, words: int) -> list[Document]:
    """Every so manieth document of the other works, without their ends of fewer words."""
    found = [document for work in works[::_HELD] for document in work][::every]
    return [document for document in found if len(document.text.split()) >= words]
