"""Whole paragraphs only: an article cut short, an excerpt from its middle, another order."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from spindetect.editors.draft import Draft

_MORE: Final = (
    "Read the full story", "[...]", "Continue reading", "… (more)", "To read on, please subscribe.",
    "The full article is available to members.", "Click here for the rest", "Keep reading »",
)  # fmt: skip
# An excerpt of less is a quotation; one of more than nine tenths is the article.
_LEAST_WORDS: Final = 60


def _join(blocks: list[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _words(blocks: list[str]) -> int:
    return sum(len(block.split()) for block in blocks)


def truncate(draft: Draft, rng: Random) -> str | None:
    """The first part: to the end of a paragraph, of a sentence, or broken off in mid-sentence."""
    blocks = draft.paragraphs()
    if len(blocks) < 4:
        return None
    keep = rng.randint(2, max(2, len(blocks) * 4 // 5))
    while keep < len(blocks) - 1 and _words(blocks[:keep]) < _LEAST_WORDS:
        keep += 1
    kept = blocks[:keep]
    style = rng.randrange(3)
    words = blocks[keep].split(" ")
    if style and len(words) > 12:
        cut = rng.randint(6, min(40, len(words) - 2))
        kept.append(" ".join(words[:cut]) + rng.choice(("...", "…", " [...]", " …")))
    if rng.random() < 0.3:
        kept.append(rng.choice(_MORE))
    return _join(kept)


def excerpt(draft: Draft, rng: Random) -> str | None:
    """Some consecutive paragraphs from the middle, without the title."""
    blocks = draft.paragraphs()[1:]
    if len(blocks) < 4:
        return None
    length = rng.randint(2, max(2, len(blocks) - 2))
    start = rng.randint(0, len(blocks) - length)
    taken = blocks[start : start + length]
    while _words(taken) < _LEAST_WORDS and length < len(blocks) - 1:
        length += 1
        start = min(start, len(blocks) - length)
        taken = blocks[start : start + length]
    return _join(taken)


def reorder(draft: Draft, rng: Random) -> str | None:
    """One or two paragraphs from the body moved elsewhere; the first and the last stay."""
    blocks = draft.paragraphs()
    middle = range(2, len(blocks) - 1)
    if len(middle) < 2 or any(re.match(r"\s*(?:[-•*]|\d+[.)])\s", b) for b in blocks):
        return None
    for _ in range(rng.randint(1, 2)):
        moved = blocks.pop(rng.choice(middle))
        blocks.insert(rng.choice(middle), moved)
    text = _join(blocks)
    return text if text != _join(draft.paragraphs()) else None


def same(draft: Draft, _rng: Random) -> str | None:
    """The identical text."""
    return draft.text if draft.text.strip() else None
