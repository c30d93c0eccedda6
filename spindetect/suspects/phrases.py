"""Suspect words to suspect phrases."""

from __future__ import annotations

from dataclasses import dataclass

from spindetect.lexicon import Lexicon
from spindetect.suspects.model import Judgement
from spindetect.types import Parsed, TokenSpan

_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A suspect: its tokens, and the highest probability of any of its words."""

    tokens: TokenSpan
    probability: float


def suspect_places(
    parsed: Parsed, judgement: Judgement, mark: float, lexicon: Lexicon
) -> list[Place]:
    """The words from `mark` on, in text order; neighbours that the lexicon lists as one phrase are
    one suspect, since they were written as one."""
    hot = {
        token: chance
        for token, chance in zip(judgement.tokens.tolist(), judgement.chances.tolist(), strict=True)
        if chance >= mark
    }
    found: list[Place] = []
    done = -1
    for token in sorted(hot):
        if token <= done:
            continue
        end = _phrase_end(parsed, token, hot, lexicon)
        found.append(Place(TokenSpan(token, end), max(hot[t] for t in range(token, end))))
        done = end - 1
    return found


def _phrase_end(parsed: Parsed, start: int, hot: dict[int, float], lexicon: Lexicon) -> int:
    """Where the longest phrase of suspects ends that begins here; the word's own end else."""
    end = start + 1
    while end in hot and end - start < _LONGEST:
        end += 1
    for stop in range(end, start + 1, -1):
        phrase = " ".join(parsed.norms[start:stop])
        if any(lemma in lexicon for lemma in lexicon.lemmas(phrase)) and stop > start + 1:
            return stop
    return start + 1
