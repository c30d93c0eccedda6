"""British into American and back: spelling, and the few words that differ.

The vocabulary is the hardest honest case for a detector of substitutions: one word for another,
the same each time, as a synonym list would have it, and yet the work of a careful sub-editor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

from spindetect.editors import regional_words
from spindetect.editors.draft import Change, Draft, apply, like
from spindetect.editors.inflection import article_for

_WORD: Final = re.compile(r"[A-Za-z]{3,}")


@dataclass(frozen=True, slots=True)
class Variety:
    """What turns a text into one variety: spellings, words for words, and patterns in context."""

    spellings: Mapping[str, str]
    words: Mapping[str, str]
    patterns: Sequence[tuple[re.Pattern[str], str]]


@lru_cache(2)
def variety(name: str) -> Variety:
    """The rules that lead to "en-US" or "en-GB"."""
    american = name == "en-US"
    rows = regional_words.vocabulary()
    words = {b if american else a: a if american else b for b, a, both in rows if american or both}
    patterns = regional_words.BRITISH_PATTERNS if american else regional_words.AMERICAN_PATTERNS
    return Variety(
        regional_words.american_spellings() if american else regional_words.british_spellings(),
        words,
        tuple((re.compile(p), replacement) for p, replacement in patterns),
    )


def variety_of(draft: Draft) -> str | None:
    """ "en-GB" or "en-US", by the words that only one of them has; None where neither shows."""
    british = len(_spelled(draft, variety("en-US").spellings)) + len(_reworded(draft, "en-US"))
    american = len(_spelled(draft, variety("en-GB").spellings)) + len(_reworded(draft, "en-GB"))
    if british == american:
        return None
    return "en-GB" if british > american else "en-US"


def respell(draft: Draft, rng: Random) -> str | None:
    """Spelling alone, in speech too at some houses; British to -ize spelling at others."""
    target = _target(draft, rng)
    spellings = variety(target).spellings
    if target == "en-US" and rng.random() < 0.2:
        spellings = regional_words.oxford_spellings()
    changes = _spelled(draft, spellings, in_speech=rng.random() < 0.5)
    return apply(draft.text, changes)


def localise(draft: Draft, rng: Random) -> str | None:
    """Vocabulary, in most cases together with spelling: the text for readers overseas."""
    target = _target(draft, rng)
    changes = _reworded(draft, target)
    if not changes:
        return None
    if rng.random() < 0.75:
        changes += _spelled(draft, variety(target).spellings)
    return apply(draft.text, changes)


def _target(draft: Draft, rng: Random) -> str:
    own = variety_of(draft) or rng.choice(("en-GB", "en-US"))
    return "en-US" if own == "en-GB" else "en-GB"


def _spelled(
    draft: Draft, spellings: Mapping[str, str], *, in_speech: bool = False
) -> list[Change]:
    matches = _WORD.finditer(draft.text) if in_speech else draft.find(_WORD)
    return [
        Change(m.start(), m.end(), like(m[0], spellings[m[0].lower()]))
        for m in matches
        if m[0].lower() in spellings and not _is_name(draft, m)
    ]


def _reworded(draft: Draft, target: str) -> list[Change]:
    rules = variety(target)
    changes: list[Change] = []
    for pattern, replacement in rules.patterns:
        changes += [
            Change(m.start(), m.end(), like(m[0], m.expand(replacement)))
            for m in draft.find(pattern)
        ]
    for m, known in draft.find_any(rules.words, before="(?:(an?) )?"):
        wording = rules.words[known]
        # "the Torch" is a pub.
        if m["wording"] != m["wording"].lower() and not _opens_sentence(draft, m.start()):
            continue
        article = f"{like(m[1], article_for(wording))} " if m[1] else ""
        changes.append(Change(m.start(), m.end(), article + like(m["wording"], wording)))
    return changes


def _opens_sentence(draft: Draft, place: int) -> bool:
    return any(sentence.start == place for sentence in draft.sentences)


def _is_name(draft: Draft, match: re.Match[str]) -> bool:
    """Centre in "Pompidou Centre", Labour in "the Labour Party": capitalised inside a sentence."""
    return match[0][0].isupper() and match[0].lower() in draft.names
