"""Honest pairs that need two articles: nothing shared, speech shared, a long passage quoted."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from spindetect.editors.draft import capitalised, read_draft

_QUOTATION: Final = re.compile(r"[\"“]([^\"“”\n]{24,260}?)[,.?!]?[\"”]")
_REPORTED: Final = (
    "{open}{quote},{close} said one of those who were there.",
    "{open}{quote}.{close} That was one view of it.",
    "One person put it like this: {open}{quote}.{close}",
    "A neighbour had already summed it up elsewhere. {open}{quote}.{close}",
    "In a statement sent to several papers, there was also this: {open}{quote}.{close}",
    "{open}{quote},{close} as somebody told a reporter the same day.",
    "Asked about it, the answer was short. {open}{quote}.{close}",
    "The line that people repeated afterwards was {open}{quote}.{close}",
    "Another paper was told: {open}{quote}.{close}",
    "{open}{quote},{close} a colleague of theirs says.",
)
_BEFORE: Final = (
    "Elsewhere this week there was a piece that deserves quoting at length:",
    "Here is how another writer began:",
    "I copy the passage whole, since it would lose by being shortened.",
    "From the archive:",
    "The following appeared first in another paper.",
    "A reader sent in this, from a page we had not seen.",
    "Compare it with what was printed elsewhere:",
    "As one account has it:",
    "They write:",
    "This is the part that matters:",
)
_AFTER: Final = (
    "So far the quotation. Back to the matter in hand.",
    "There is more of it, but that will do.",
    "End of quote.",
    "The rest can be read where it first appeared.",
    "Whatever one makes of that, there is another side.",
    "It has nothing to do with what follows, except in tone.",
    "I could not have put it better.",
    "Some of this may no longer be true.",
    "(Quoted with thanks.)",
)
# Of the quoted article at most this share is taken, so that the whole stays another article.
_MOST_QUOTED: Final = 0.6

Pairing = Callable[[str, str, Random], str | None]
"""Original text, text of another article → candidate text; None where it cannot be made."""


def different(_original: str, other: str, _rng: Random) -> str | None:
    """The other article as it stands."""
    return other


def shared_quotations(original: str, other: str, rng: Random) -> str | None:
    """The other article with one to three sentences of speech from the original worked in."""
    spoken = [m[1].strip() for m in _QUOTATION.finditer(original) if len(m[1].split()) > 4]
    if not spoken:
        return None
    blocks = read_draft(other).paragraphs()
    marks = ("“", "”") if "“" in other or "’" in other else ('"', '"')
    for quotation in rng.sample(spoken, min(len(spoken), rng.randint(1, 3))):
        sentence = rng.choice(_REPORTED).format(
            quote=capitalised(quotation.rstrip(",.")), open=marks[0], close=marks[1]
        )
        blocks.insert(rng.randint(1, len(blocks)), sentence)
    return "\n\n".join(blocks) + "\n"


def embedded(original: str, other: str, rng: Random) -> str | None:
    """Consecutive paragraphs of the original inside the other article, introduced and closed."""
    blocks = read_draft(original).paragraphs()[1:]
    frame = read_draft(other).paragraphs()
    total = sum(len(b.split()) for b in blocks)
    if len(blocks) < 3 or len(frame) < 3:
        return None
    start = rng.randint(0, len(blocks) - 2)
    taken: list[str] = []
    for block in blocks[start : start + rng.randint(1, 5)]:
        if sum(len(b.split()) for b in [*taken, block]) > _MOST_QUOTED * total:
            break
        taken.append(block)
    if not taken:
        return None
    place = rng.randint(1, len(frame))
    before = [rng.choice(_BEFORE)] if rng.random() < 0.85 else []
    after = [rng.choice(_AFTER)] if rng.random() < 0.7 else []
    tail = frame[place:] if rng.random() < 0.7 else []
    return "\n\n".join([*frame[:place], *before, *taken, *after, *tail]) + "\n"


PAIRINGS: Final[tuple[tuple[str, str, Pairing], ...]] = (
    ("different-article", "independent", different),
    ("shared-quotations", "independent", shared_quotations),
    ("embedded-excerpt", "related", embedded),
)
"""Family name, relation, and how the candidate is made."""
