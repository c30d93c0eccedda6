"""Sentences and short paragraphs with honest paraphrases, written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from spindetect.editors.rewrites import SOURCE
from spindetect.types import Document, LabelledPair, UnreadableError

FILE = "paraphrases.jsonl"
"""The name of the file in the folder of rewrites."""
_FIELDS = ("original", "candidate", "source", "family", "group")


def paraphrases(path: Path) -> Iterator[LabelledPair]:
    """The pairs of a JSON Lines file, in file order.

    One object a line with the fields `original`, `candidate`, `label` (0), `source`
    ("developer-rewrite"), `family` and `group`, which is also the original's id.

    Raises:
        UnreadableError: the file cannot be read, or a line is no such pair.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{path}: {error}; give the paraphrases as UTF-8 text") from error
    return (_pair(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _pair(path: Path, number: int, line: str) -> LabelledPair:
    try:
        row = json.loads(line)
        original, candidate, source, family, group = (row[field] for field in _FIELDS)
        honest = row["label"] == 0 and source == SOURCE
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"{path}: line {number} is no paraphrase ({error!r})") from error
    texts = (original, candidate, family, group)
    if not honest or not all(isinstance(text, str) and text.strip() for text in texts):
        raise UnreadableError(
            f"{path}: line {number} is no paraphrase; its label must be 0, its source {SOURCE!r} "
            f"and the other fields texts"
        )
    return LabelledPair(
        Document(group, original),
        Document(f"{group}.{family}", candidate),
        0,
        group,
        source,
        family,
    )
