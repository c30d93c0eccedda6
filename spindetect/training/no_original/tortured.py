"""Tortured phrases: what real spinners made of scientific terms (Cabanac, Labbé, Magazinov 2021).

For evaluation only: nothing is learnt from them and no lexicon holds them. Each stands in a
sentence of the project's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from spindetect.lexicon import Lexicon
from spindetect.restore import suspects
from spindetect.sources import declared_sources
from spindetect.sources.declaration import checked_text
from spindetect.suspects import UnaidedModel
from spindetect.text import parse
from spindetect.types import Document, Suspect

SENTENCES = (
    "The first part of the report deals with {} and with what is known of it.",
    "Most of the groups that work on {} met in the spring.",
    "A student asked how {} had changed over the years.",
    "We could not say whether {} was the reason, so we tried again.",
    "In this chapter {} is described in plain words.",
    "Nobody in the room had heard of {} before that day.",
    "It took the team two years to learn enough about {}.",
    "The committee will look at {} once more in the autumn.",
)
"""The frames, eight of which make a text."""


def measure_phrases(folder: Path, model: UnaidedModel, lexicon: Lexicon) -> dict[str, Any]:
    """How many phrases are marked, and how many right forms are suggested word by word."""
    pairs = list(_phrases(folder))
    marked = restored = 0
    for first in range(0, len(pairs), len(SENTENCES)):
        chunk = pairs[first : first + len(SENTENCES)]
        for (wrong, right), found in zip(chunk, _marked(chunk, model, lexicon), strict=True):
            marked += bool(found)
            restored += _restored(wrong, right, found)
    total = max(len(pairs), 1)
    return {
        "phrases": len(pairs),
        "marked": round(marked / total, 4),
        "restored": round(restored / total, 4),
    }


def _phrases(folder: Path) -> Iterator[tuple[str, str]]:
    source = next(s for s in declared_sources() if s.name == "tortured_phrases")
    for row in json.loads(checked_text(folder, source) or '{"phrases": []}')["phrases"]:
        wrong, right = (" ".join(str(row[key]).lower().split()) for key in ("tortured", "correct"))
        if wrong and right and wrong.replace(" ", "").isalpha():
            yield wrong, right


def _marked(
    chunk: Sequence[tuple[str, str]], model: UnaidedModel, lexicon: Lexicon
) -> Iterator[list[Suspect]]:
    """The suspects within each phrase of one text."""
    text, places = "", []
    for frame, (wrong, _) in zip(SENTENCES, chunk, strict=False):
        before, after = frame.split("{}")
        text += f"{' ' if text else ''}{before}"
        places.append((len(text), len(text) + len(wrong)))
        text += wrong + after
    parsed = parse(Document("phrases", text))
    (judgement,) = model.judge([parsed], points=True)
    found = suspects(parsed, judgement, model, lexicon)
    for start, end in places:
        yield [s for s in found if s.span.start < end and start < s.span.end]


def _restored(wrong: str, right: str, found: Sequence[Suspect]) -> bool:
    """Whether every word that differs is offered in the place of its own, or the whole phrase."""
    offers = {suspect.text.lower(): suspect.suggestions for suspect in found}
    if right in offers.get(wrong, ()):
        return True
    ours, theirs = wrong.split(), right.split()
    return len(ours) == len(theirs) and all(
        one == other or other in offers.get(one, ())
        for one, other in zip(ours, theirs, strict=True)
    )
