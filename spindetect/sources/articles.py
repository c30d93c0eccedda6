"""Articles from the external files: only prose, no text twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from spindetect.sources.declaration import Source, declared_sources, paragraphs, read_rows
from spindetect.types import Document

MIN_WORDS: Final = 60
"""Words of prose that an article must have: as many as in the shortest texts that are judged."""
LONG: Final = 20
"""A paragraph of so many words is prose even if no full stop ends it; headings are shorter."""
MIN_PROSE: Final = 0.7
"""Share of a document's characters, spaces apart, that are letters of its prose. Of the 1,045
declared documents with enough words nine in ten have between 0.85 and 0.98; the seven below 0.7
are addresses, links, headings and quoted mail with a little text between."""
RUN: Final = 8
MAX_SEEN: Final = 0.5
"""A document is dropped if more than half of its runs of eight words were in those before it: a
later edition of a story would part from its original in a split by articles. In the news corpus
eleven are, at 0.85 and more; the next shares 0.08."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDED: Final = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Articles:
    """Documents from external files, in a fixed order.

    `read`: the files they come from. `absent`: names of declared sources of articles whose file
    is not there.
    """

    documents: tuple[Document, ...]
    read: tuple[Source, ...]
    absent: tuple[str, ...]


def external_articles(folder: Path, declared: Sequence[Source] | None = None) -> Articles:
    """Read all declared sources of articles that a folder holds.

    Ids are the source and the row, such as "gum/0012". Left out are documents of fewer than
    `MIN_WORDS` words of prose, those that are mostly lists or headings, and repeats.

    Raises:
        UnreadableError: a file is not the one that was declared.
    """
    sources = declared_sources() if declared is None else declared
    originals = [source for source in sources if source.originals]
    rows = {source.name: read_rows(folder, source) for source in originals}
    found = [
        Document(f"{source.name.partition('_')[0]}/{number:04}", "\n\n".join(parts))
        for source in originals
        for number, row in enumerate(rows[source.name] or (), 1)
        if is_prose(parts := paragraphs(row["text"]))
    ]
    return Articles(
        documents=tuple(_without_repeats(found)),
        read=tuple(source for source in originals if rows[source.name] is not None),
        absent=tuple(source.name for source in originals if rows[source.name] is None),
    )


def is_prose(parts: Iterable[str]) -> bool:
    """Whether paragraphs make an article: enough sentences, and little else."""
    words = letters = characters = 0
    for part in parts:
        found = _WORD.findall(part)
        characters += len(part) - part.count(" ")
        if len(found) >= LONG or (found and _ENDED.search(part)):
            words += len(found)
            letters += sum(map(len, found))
    return words >= MIN_WORDS and letters >= MIN_PROSE * characters


def _without_repeats(documents: Iterable[Document]) -> list[Document]:
    seen: set[str] = set()
    kept = []
    for document in documents:
        runs = _runs(document.text)
        if len(runs & seen) <= MAX_SEEN * len(runs):
            kept.append(document)
        seen |= runs
    return kept


def _runs(text: str) -> set[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    shifted = (islice(words, start, None) for start in range(RUN))
    return {" ".join(run) for run in zip(*shifted, strict=False)}
