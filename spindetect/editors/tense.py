"""Present into past and past into present, and the number of collective nouns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from spindetect.editors.draft import Change, Draft, apply, like
from spindetect.editors.inflection import base_of_past, past, third
from spindetect.lexicon import Lexicon

_SAYING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "says": "said", "adds": "added", "explains": "explained", "recalls": "recalled",
        "insists": "insisted", "admits": "admitted", "argues": "argued", "claims": "claimed",
        "reckons": "reckoned", "suggests": "suggested", "warns": "warned", "notes": "noted",
        "thinks": "thought", "believes": "believed", "hopes": "hoped", "laughs": "laughed",
        "replies": "replied", "asks": "asked", "tells": "told", "remembers": "remembered",
    }
)  # fmt: skip
_TO_PAST: Final[Mapping[str, str]] = MappingProxyType(
    {
        "is": "was", "are": "were", "has": "had", "have": "had", "does": "did", "do": "did",
        "isn't": "wasn't", "aren't": "weren't", "doesn't": "didn't", "don't": "didn't",
        "hasn't": "hadn't", "haven't": "hadn't", "will": "would", "won't": "wouldn't",
        "can": "could", "can't": "couldn't", "cannot": "could not", "am": "was", "it's": "it was",
        "that's": "that was", "there's": "there was", "i'm": "I was", "they're": "they were",
        "we're": "we were", "i've": "I had", "they've": "they had", "we've": "we had",
        "it'll": "it would", "he'll": "he would", "she'll": "she would", "they'll": "they would",
    }
)  # fmt: skip
_THIRD_PERSON: Final = frozenset("he she it who which everyone nobody".split())
_PLURAL: Final = frozenset("they we i you".split())
_SAID: Final = re.compile(
    r"\b(?:he|she|[A-Z][a-z]+) (?P<after>\w+)\b|\b(?P<before>\w+) (?=[A-Z][a-z]+|he\b|she\b)"
)
_COLLECTIVES: Final = (
    "team government council company committee police staff union club board crew family "
    "firm audience jury cabinet choir public trust agency ministry"
).split()
_UNCLEAR: Final = re.compile(
    r"\b(?:he|she|who|what|where|[A-Z][a-z]+)['’]s \w|\w['’]d \w|\?"
    r"|\b(?:it|that|there)['’]s (?:been|got|\w+ed)|\bto (?:do|have)\b"
)
_AGREEMENT: Final = re.compile(
    rf"\b([Tt]he (?:[a-z]+ )?(?:{'|'.join(_COLLECTIVES)})) (is|are|was|were|has|have|says|say|"
    r"wants|want|hopes|hope|plans|plan|doesn['’]t|don['’]t)\b"
)
_NUMBER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "is": "are", "was": "were", "has": "have", "says": "say", "wants": "want",
        "hopes": "hope", "plans": "plan", "doesn't": "don't",
    }
)  # fmt: skip
_NUMBER_BACK: Final = MappingProxyType({plural: singular for singular, plural in _NUMBER.items()})
# "they" for "he or she", and the like: the text's readers, not its persons.
_ANYONE: Final = (
    (r"\bhe or she (?=(?:is|was|has)\b)", "they "),
    (r"(?<=\bhe or she )is\b", "are"),
    (r"(?<=\bhe or she )was\b", "were"),
    (r"(?<=\bhe or she )has\b", "have"),
    (r"\bhis or her\b", "their"),
    (r"\bhim or her\b", "them"),
)


def attributions(draft: Draft, rng: Random) -> str | None:
    """ "says" for "said" as magazines have it, or back; other verbs of saying with it."""
    present = {past_form: form for form, past_form in _SAYING.items()}
    tables = (dict(_SAYING), present) if rng.random() < 0.5 else (present, dict(_SAYING))
    for table in tables:
        changes = [
            Change(m.start(group), m.end(group), like(m[group], table[m[group].lower()]))
            for m in _attributed(draft)
            for group in ("after" if m["after"] else "before",)
            if m[group].lower() in table
        ]
        if changes:
            return apply(draft.text, changes)
    return None


def backshift(lexicon: Lexicon, draft: Draft, _rng: Random) -> str | None:
    """A text in the present told in the past: auxiliaries and verbs after their subjects.

    Only for texts that are in the present by their auxiliaries; a sentence with a contraction
    of unknown meaning (he's, they'd), an order or a question stays as it is.
    """
    words = draft.words()
    # Advice to a reader has no story to put into the past; a story has persons.
    readers = sum(w.lower in ("you", "your", "you're", "you'll") for w in words)
    persons = sum(w.lower in ("he", "she", "they", "his", "her", "their") for w in words)
    if readers * 200 > len(words) or persons * 100 < len(words):
        return None
    present = sum(w.lower in ("is", "are", "has", "isn't", "doesn't") for w in words)
    if present < 3 * sum(w.lower in ("was", "were", "had", "said") for w in words) or present < 5:
        return None
    by_start = {w.start: i for i, w in enumerate(words)}
    changes: list[Change] = []
    for s in draft.free_sentences():
        text = draft.text[s.start : s.end]
        if re.search(_UNCLEAR, text) or _is_order(text):
            continue
        places = [by_start[p] for p in range(s.start, s.end) if p in by_start]
        for before, i in zip([None, *places], places, strict=False):
            subject = words[before].lower if before is not None else ""
            form = _past_form(words[i].lower, subject, lexicon)
            if form:
                changes.append(Change(words[i].start, words[i].end, like(words[i].text, form)))
    return apply(draft.text, changes)


def agreement(draft: Draft, rng: Random) -> str | None:
    """ "the team are" for "the team is" throughout, or back; they for "he or she"."""
    changes = [
        Change(m.start(), m.end(), wording)
        for pattern, wording in _ANYONE
        for m in draft.find(re.compile(pattern))
    ]
    found = [*draft.find(_AGREEMENT)]
    if found:
        plural = found[0][2].replace("’", "'") in _NUMBER
        table = _NUMBER if plural else _NUMBER_BACK
        changes += [
            Change(m.start(2), m.end(2), table[m[2].replace("’", "'")])
            for m in found
            if m[2].replace("’", "'") in table
        ]
    return apply(draft.text, changes)


def _attributed(draft: Draft) -> list[re.Match[str]]:
    """Verbs of saying beside a name or he/she; what is reported stays as it is."""
    return [m for m in _SAID.finditer(draft.text) if draft.free(m.start(), m.end())]


def _past_form(word: str, subject: str, lexicon: Lexicon) -> str | None:
    if word in _TO_PAST:
        if word in ("do", "have", "don't", "haven't") and subject not in _PLURAL:
            return None
        return None if subject in ("to", "not", "will", "can") else _TO_PAST[word]
    if subject in _THIRD_PERSON and word.endswith("s"):
        for base in lexicon.lemmas(word):
            if third(base) == word:
                return past(base)
    if subject in _PLURAL and base_of_past(past(word)) == word:
        return past(word)
    return None


def _is_order(text: str) -> bool:
    """An instruction has no tense to change."""
    orders = r"(?:Do|Don['’]t|Let|Put|Take|Keep|Use|Make|Get|Add|Leave|Try)\b"
    return re.match(orders, text) is not None
