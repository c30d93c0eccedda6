"""Sentences taken apart, put together and turned round, in the author's own words."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random
from typing import Final

from spindetect.editors.draft import Change, Draft, apply, capitalised, lowered, some
from spindetect.editors.inflection import irregular_pasts, past_of_participle
from spindetect.types import Span

# A subject that can open a sentence of its own.
_SUBJECT: Final = (
    r"(?:he|she|it|they|we|I|you|there|this|that|the [a-z]+|a [a-z]+|his [a-z]+|her [a-z]+|"
    r"their [a-z]+|my [a-z]+|our [a-z]+)"
)
_VERB: Final = (
    r"(?:is|are|was|were|has|have|will|would|can|could|may|might|does|do|"
    rf"{'|'.join(sorted(irregular_pasts()))}|[a-z]+ed|"
    r"(?:is|was|are|did|does|do|ca|could|wo|would)n['’]t)"
)
_JOINT: Final = re.compile(rf"(?:; |, (and|but|so) )(?={_SUBJECT} {_VERB}\b)")
_ADVERBIAL: Final = re.compile(
    r"(?P<lead>(?:In|On|At|By|After|Before|During|Since|Under|Within|Over|Until|Every|Last|Next|This)"
    r"(?: [\w’'-]+){1,5}), (?P<main>[^,;:—–()]{15,140}[^\s,;:—–().])(?P<stop>\.)"
)
_CONDITION: Final = re.compile(
    r"(?P<word>If|When|Because|Although|While|Before|After|Once|Until|Unless|Since|As soon as) "
    r"(?P<clause>[^,;:—–()]{6,80}), (?P<main>[^,;:—–()]{12,120}[^\s,;:—–().])(?P<stop>\.)"
)
_CONDITION_BEHIND: Final = re.compile(
    r"(?P<main>[^,;:—–()?]{15,110}) "
    r"(?P<word>if|when|because|although|until|unless|before|after|once) "
    r"(?P<clause>(?:he|she|it|they|we|you|I|the|a|his|her|their|my|our|your|there) "
    r"[^,;:—–()]{6,70})(?P<stop>\.)"
)
_PASSIVE: Final = re.compile(
    r"(?P<theme>(?:The|A|An|His|Her|Its|Their|Our|My|This|That|These|Those)(?: [a-z’'-]+){1,4}|"
    r"It|He|She|They) (?P<be>was|were) (?P<verb>[a-z]+) by (?P<agent>(?:the|a|an|two|three|four|"
    r"his|her|its|their|our|my|someone|somebody)(?: [a-z’'-]+){0,3}?)"
    r"(?P<rest>(?: (?:in|on|at|after|before|during|last|yesterday|who|which|from|for|until)\b"
    r"[^,;:—–()]*)?)(?P<stop>\.)"
)
_CONJUNCTION: Final = re.compile(
    r"\b(?:if|when|because|although|though|until|unless|before|after|once|while|since|that|so)\b"
)
_OBJECTS: Final = {"he": "him", "she": "her", "they": "them", "it": "it"}
# Sentences longer than this are not joined with another one.
_LONGEST_JOINED: Final = 12
_JOINABLE: Final = re.compile(r"(?:He|She|It|They|We|There|This|That|The|Nobody|Some|Others) [a-z]")


def split(draft: Draft, rng: Random) -> str | None:
    """Long sentences cut in two at a semicolon or before a new subject."""
    changes = []
    for sentence in draft.free_sentences():
        whole = draft.text[sentence.start : sentence.end]
        for m in _JOINT.finditer(whole):
            if min(_length(whole[: m.start()]), _length(whole[m.end() :])) < 5:
                continue
            word = {"but": "But ", "so": "So "}.get(m[1] or "", "")
            opening = whole[m.end()]
            start, end = sentence.start + m.start(), sentence.start + m.end() + 1
            changes.append(Change(start, end, ". " + (word + opening if word else opening.upper())))
            break
    return apply(draft.text, some(changes, rng.uniform(0.4, 1), rng))


def join(draft: Draft, rng: Random) -> str | None:
    """Short neighbours made into one sentence with "and", "but" or a semicolon."""
    changes: list[Change] = []
    taken = -1
    for one, other in pairwise(draft.sentences):
        if one.start < taken or not _can_join(draft, one, other):
            continue
        rest = draft.text[other.start : other.end]
        link = re.match(r"(And|But|So) (?=[a-z])", rest)
        if link:
            joint, opening, length = f", {link[1].lower()} ", rest[link.end()], link.end() + 1
        elif _JOINABLE.match(rest):
            joint, opening, length = rng.choice((", and ", "; ", "; ")), rest[0].lower(), 1
        else:
            continue
        changes.append(Change(one.end - 1, other.start + length, joint + opening))
        taken = other.end
    return apply(draft.text, some(changes, rng.uniform(0.3, 0.8), rng))


def turn(draft: Draft, rng: Random) -> str | None:
    """Clauses and adverbials moved to the other end of their sentence, passives made active."""
    changes = [c for s in draft.free_sentences() if (c := _turned(draft, s)) is not None]
    return apply(draft.text, some(changes, rng.uniform(0.4, 1), rng))


def _turned(draft: Draft, sentence: Span) -> Change | None:
    whole = draft.text[sentence.start : sentence.end]
    if "\n" in whole:
        return None
    for pattern, move in (
        (_PASSIVE, _activated), (_CONDITION, _condition_back), (_ADVERBIAL, _adverbial_back),
        (_CONDITION_BEHIND, _condition_front),
    ):  # fmt: skip
        m = pattern.fullmatch(whole)
        new = move(draft, m) if m else None
        if new:
            return Change(sentence.start, sentence.end, new)
    return None


def _adverbial_back(draft: Draft, m: re.Match[str]) -> str | None:
    """ "In May, the club moved." → "The club moved in May." """
    if not _has_subject(m["main"], draft) or " and " in m["main"]:
        return None
    if re.match(r"(?:This|Last|Next|Every) (?!\w+$)", m["lead"]) or _length(m["main"]) > 14:
        return None
    return f"{capitalised(m['main'])} {lowered(m['lead'], draft)}{m['stop']}"


def _condition_back(draft: Draft, m: re.Match[str]) -> str | None:
    """ "When it rained, the club moved." → "The club moved when it rained." """
    if _pronoun_first(m["main"], m["clause"]) or re.match(r"(?:then|so|and) ", m["main"]):
        return None
    if not re.match(rf"{_SUBJECT} ", m["clause"]) or _CONJUNCTION.search(m["main"]):
        return None
    return f"{capitalised(m['main'])} {m['word'].lower()} {m['clause']}{m['stop']}"


def _condition_front(draft: Draft, m: re.Match[str]) -> str | None:
    """ "The club moved when it rained." → "When it rained, the club moved." """
    if _pronoun_first(m["clause"], m["main"]) or re.search(
        r"\b(?:and|but|or|that|than|only|not|just|even|what|how|where|who|which|ask|asked|see|know|"
        r"wonder|wondered|shortly|soon|long|as|years|weeks|days|minutes|hours|months|moment)\b",
        m["main"],
    ):
        return None
    if not _has_subject(m["main"], draft) or _CONJUNCTION.search(m["main"]):
        return None
    return f"{capitalised(m['word'])} {m['clause']}, {lowered(m['main'], draft)}{m['stop']}"


def _has_subject(clause: str, draft: Draft) -> bool:
    """Whether a clause opens with its subject: a pronoun, an article with its noun, or a name."""
    opening = clause.split(" ", 1)[0].lower()
    return opening in draft.names or re.match(rf"{_SUBJECT} ", clause, re.IGNORECASE) is not None


def _pronoun_first(first: str, second: str) -> bool:
    """Whether the half that would now come first has a pronoun for a name in the other one."""
    pronoun = re.search(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", first, re.IGNORECASE)
    noun = re.search(r"\b(?:the|a|an) [a-z]+|(?<!^)\b[A-Z][a-z]+", second)
    return bool(pronoun and noun)


def _activated(draft: Draft, m: re.Match[str]) -> str | None:
    """ "The gate was shut by a warden." → "A warden shut the gate." """
    active = past_of_participle(m["verb"])
    if active is None:
        return None
    theme = m["theme"].lower()
    theme = _OBJECTS.get(theme, lowered(m["theme"], draft))
    return f"{capitalised(m['agent'])} {active} {theme}{m['rest']}{m['stop']}"


def _can_join(draft: Draft, one: Span, other: Span) -> bool:
    gap = draft.text[one.end : other.start]
    first, second = draft.text[one.start : one.end], draft.text[other.start : other.end]
    return (
        gap.strip(" ") == ""
        and draft.free(one.start, other.end)
        and first.endswith(".")
        and second.endswith(".")
        and 4 < _length(first) <= _LONGEST_JOINED
        and 2 < _length(second) <= _LONGEST_JOINED
        and not re.search(r"[;:—–]|, and ", first + second)
        and re.search(rf"\b{_VERB}\b", first) is not None
    )


def _length(text: str) -> int:
    return len(text.split())
