"""The columns of tables of pairs: which are known, which must be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spindetect.types import UnreadableError

KNOWN = frozenset(
    "original candidate label group source family gold text review original_text "
    "candidate_text".split()
)
"""Columns that mean something here; all others are left unread."""

# One name of each of these is enough.
_LABELLED = (("candidate", "text"), ("label",))
_REVIEWED = (("candidate", "candidate_text"), ("review",))
_SHOWN_COLUMNS = 200


def check_columns(path: Path, columns: Sequence[str]) -> None:
    """`UnreadableError` where a table lacks columns, or has two of one name that matters."""
    counts = Counter(columns)
    twice = [name for name in sorted(KNOWN) if counts[name] > 1]
    if twice:
        raise UnreadableError(f"{path}: has two columns named {twice[0]}; rename or remove one")
    if any(
        all(any(name in counts for name in names) for names in needed)
        for needed in (_LABELLED, _REVIEWED)
    ):
        return
    raise UnreadableError(
        f"{path}: has {_shown(columns)}; labelled pairs need the columns original, candidate and "
        "label, texts without an original candidate and label, an audit's output candidate and "
        "review"
    )


def _shown(columns: Sequence[str]) -> str:
    if not any(columns):
        return "no columns"
    shown = ", ".join(columns)
    if len(shown) > _SHOWN_COLUMNS:
        shown = f"{shown[:_SHOWN_COLUMNS]}…"
    return f"the column{'s' * (len(columns) > 1)} {shown}"
