"""Contractions written out, or made: the formal and the chatty version of one text."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from spindetect.editors.draft import Change, Draft, apply, like

_CONTRACTIONS: Final = (
    "is not=isn't|are not=aren't|was not=wasn't|were not=weren't|do not=don't|does not=doesn't|"
    "did not=didn't|have not=haven't|has not=hasn't|had not=hadn't|cannot=can't|"
    "could not=couldn't|will not=won't|would not=wouldn't|should not=shouldn't|must not=mustn't|"
    "I am=I'm|I have=I've|I will=I'll|you are=you're|you have=you've|you will=you'll|we are=we're|"
    "we have=we've|we will=we'll|they are=they're|they have=they've|they will=they'll|it is=it's|"
    "that is=that's|there is=there's|it will=it'll|let us=let's|who is=who's|what is=what's|"
    "he is=he's|she is=she's|he will=he'll|she will=she'll"
)


def expand_contractions(draft: Draft, _rng: Random) -> list[Change]:
    """ "did not" for "didn't". The ambiguous ones (he's, they'd) stay."""
    full = {short: long for long, short in (r.split("=") for r in _CONTRACTIONS.split("|"))}
    clear = [s for s in full if not s.endswith("'s") or s in ("it's", "that's", "there's", "let's")]
    pattern = re.compile(r"\b(?:" + "|".join(clear).replace("'", "['’]") + r")\b", re.IGNORECASE)
    changes = []
    for m in draft.find(pattern):
        # "it's been" has another verb in it, and "isn't it" would have to turn round.
        after = draft.text[m.end() : m.end() + 12]
        has = re.match(r" (?:been|got|had|become|taken|a while|\w+ed\b|\w+en\b)", after)
        if has or re.match(r" (?:it|he|she|they|you|we|I|there)\b", after):
            continue
        wording = full[m[0].lower().replace("’", "'").replace("i'", "I'")]
        changes.append(Change(m.start(), m.end(), like(m[0], wording)))
    return changes


def contract(draft: Draft, _rng: Random) -> list[Change]:
    """ "didn't" for "did not", where no stress or ending of a clause forbids it."""
    short = dict(row.split("=") for row in _CONTRACTIONS.split("|"))
    pattern = re.compile(r"\b(?:" + "|".join(short) + r")\b(?= [a-z])", re.IGNORECASE)
    changes = []
    for m in draft.find(pattern):
        known = short.get(m[0]) or short.get(m[0].lower()) or short.get(m[0][0].lower() + m[0][1:])
        if known and not re.match(r" (?:to|and|or|but|because|than|if)\b", draft.text[m.end() :]):
            changes.append(Change(m.start(), m.end(), like(m[0], known)))
    return changes


def contractions(draft: Draft, rng: Random) -> list[Change]:
    """Written out where there are some, made where there are none."""
    changes = expand_contractions(draft, rng)
    return changes if len(changes) > 1 else contract(draft, rng)


def recontract(draft: Draft, rng: Random) -> str | None:
    """Contractions written out, or made: formal and chatty versions of one text."""
    return apply(draft.text, contractions(draft, rng))
