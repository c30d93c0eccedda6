"""Long texts as documents of whole paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spindetect.types import Document


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
