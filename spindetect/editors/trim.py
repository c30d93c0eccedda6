"""Cutting for length, as a sub-editor does it: words that carry nothing, asides, loose ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Final

from spindetect.editors.draft import Change, Draft, apply, capitalised, like, some

_ADVERBS: Final = (
    "very really quite rather simply actually certainly basically literally extremely somewhat "
    "fairly perfectly obviously definitely essentially generally usually merely just already "
    "probably evidently apparently completely entirely totally absolutely particularly especially "
    "incidentally currently recently largely mainly slightly broadly duly"
).split()
# Between a subject and its verb, or before an adjective, these can go without a trace.
_DROPPABLE: Final = re.compile(
    rf"(?<=[a-z]) (?:{'|'.join(_ADVERBS)}) (?=[a-z])(?!(?:as|than|so|enough|like|about|because|"
    r"over|before|after|when|if|where|the|a|an|to|in|on|at|and|or|but|under|below|above|half)\b)"
)
# Without the adverb these would fall apart: "not very good", "a rather", "was just", "as really".
_NEEDS_ADVERB: Final = re.compile(
    r"(?:\b(?:not|a|an|how|so|too|as|more|most|less|almost|nearly|quite|but)|n['’]t)$"
)
_ASIDE: Final = re.compile(r" \((?![a-z]?\)|\d{1,2}\))[^()\n\"“”]{4,90}\)(?=[\s,.;:?!])")
_RELATIVE: Final = re.compile(
    r", (?:which|who|whose|where) [^,.;:?!()\n\"“”—–]{6,90},(?= [a-z])(?! (?:and|or|but)\b)"
)
_DASHED: Final = re.compile(r"(?<=\w)(?: ?— ?| – )[^—–.;:?!\n\"“”]{6,90}(?: ?— ?| – )(?=[a-z])")
_OPENERS: Final = re.compile(
    r"(?:However|Of course|In fact|Moreover|Furthermore|Indeed|Meanwhile|Still|Naturally|Luckily|"
    r"Now|Then|Besides|After all|As it happens|In the end|To be fair|Oddly enough|Admittedly|"
    r"Incidentally|Sadly|In other words|On the other hand|For the record|Well|Frankly), "
)
_LINKS: Final = re.compile(r"(?:And|But|So|Yet) (?=[a-z])(?!far)")
_THAT: Final = re.compile(
    r"\b(said|says|say|saying|thought|think|thinks|believe|believes|believed|hope|hopes|hoped|know|"
    r"knew|knows|felt|feel|told (?:me|him|her|us|them)|decided|suspect|suppose|admits|admitted|"
    r"insists|noticed|so \w+|sure|glad|afraid|found|means|meant|reckons|reckoned|learned) that "
    r"(?=(?:the|a|an|it|he|she|they|we|I|you|his|her|their|this|there|no|some|[A-Z]\w+) )"
    r"(?!(?:this|it|he|she) (?:and|or)\b)"
)
_ATTRIBUTION: Final = re.compile(
    r"(?P<open>[\"“])(?P<speech>[^\"“”\n]{12,240}),(?P<close>[\"”]) (?P<who>[A-Z][\w'’.-]+(?: "
    r"[A-Z][\w'’.-]+)?|he|she|they) (?P<verb>said|says|added|adds|explained|recalls|recalled)\."
)
_SHORTER: Final = (
    "in order to=to|the fact that=that|a great deal of=much|a large number of=many|"
    "in spite of=despite|on a regular basis=regularly|at the present time=now|"
    "at the moment=now|in the event of=if there is|prior to=before|in addition to=besides|"
    "for the purpose of=for|with regard to=on|with respect to=on|has the ability to=can|"
    "is able to=can|was able to=could|are able to=can|in the vicinity of=near|"
    "the majority of=most|a majority of=most|the whole of=all|all of the=all the|"
    "each and every=every|first and foremost=first|in the course of=during|"
    "over the course of=over|until such time as=until|a couple of=two|off of=off|"
    "made the decision to=decided to|came to the conclusion=concluded|is in a position to=can|"
    "on the part of=by|as a result of=after|as a consequence=so|in the case of=with|"
    "at a later date=later|in the near future=soon|for a period of=for|"
    "during the period=during|has got to=must|have got to=must|"
    "owing to the fact that=because|due to the fact that=because|the reason why=why|"
    "in no time at all=fast|by the time that=when|on each occasion=each time|"
    "gave permission for=allowed|make an attempt to=try to|made an attempt to=tried to|"
    "tried and failed=failed|with the exception of=except|in many cases=often|"
    "in most cases=mostly|in some cases=sometimes|on the whole=mostly|"
    "sooner or later=eventually|once in a while=sometimes|every now and then=occasionally|"
    "from time to time=occasionally|for the most part=mostly|as a rule=usually|"
    "to a large extent=largely|in the first place=first"
)


def _adverbs(draft: Draft, _rng: Random) -> list[Change]:
    return [
        Change(m.start(), m.end(), " ")
        for m in draft.find(_DROPPABLE)
        if not _NEEDS_ADVERB.search(draft.text[: m.start()])
    ]


def _asides(draft: Draft, _rng: Random) -> list[Change]:
    return [Change(m.start(), m.end(), "") for m in draft.find(_ASIDE)]


def _clauses(draft: Draft, _rng: Random) -> list[Change]:
    relative = [Change(m.start(), m.end(), "") for m in draft.find(_RELATIVE)]
    return relative + [Change(m.start(), m.end(), " ") for m in draft.find(_DASHED)]


def _openings(draft: Draft, _rng: Random) -> list[Change]:
    changes = []
    for sentence in draft.sentences:
        for pattern in (_OPENERS, _LINKS):
            m = pattern.match(draft.text, sentence.start, sentence.end)
            if m and draft.free(m.start(), m.end() + 1):
                changes.append(Change(m.start(), m.end() + 1, draft.text[m.end()].upper()))
    return changes


def _that(draft: Draft, _rng: Random) -> list[Change]:
    return [Change(m.end(1), m.end(1) + 5, "") for m in draft.find(_THAT)]


def shorter_wordings(draft: Draft, _rng: Random) -> list[Change]:
    """Long-winded phrases replaced by the plain word."""
    short = dict(row.split("=") for row in _SHORTER.split("|"))
    return [
        Change(m.start(), m.end(), like(m[0], short[known])) for m, known in draft.find_any(short)
    ]


def _attributions(draft: Draft, _rng: Random) -> list[Change]:
    """The speaker from behind the quotation to its front."""
    changes = []
    for m in _ATTRIBUTION.finditer(draft.text):
        before = draft.text[: m.start()]
        if before and not before.endswith((". ", "\n")):
            continue
        ends = draft.text[m.end() : m.end() + 2]
        if ends.strip() and ends.strip() in '"“':
            continue
        lead = f"{capitalised(m['who'])} {m['verb']}"
        quotation = f"{m['open']}{m['speech']}.{m['close']}"
        changes.append(Change(m.start(), m.end(), f"{lead}: {quotation}"))
    return changes


def _last_sentences(draft: Draft, rng: Random) -> list[Change]:
    """A paragraph's last sentence goes, here and there."""
    closing = [
        (one, last)
        for one, last in pairwise(draft.sentences)
        if draft.text[last.end : last.end + 2].startswith("\n")
        and "\n" not in draft.text[one.end : last.start]
        and draft.free(one.start, last.end)
    ]
    return some([Change(one.end, last.end, "") for one, last in closing], 0.35, rng)


_CUTS: Final[tuple[Callable[[Draft, Random], list[Change]], ...]] = (
    _adverbs, _asides, _clauses, _openings, _that, shorter_wordings, _attributions, _last_sentences,
)  # fmt: skip


def light(draft: Draft, rng: Random) -> list[Change]:
    """The smallest of the cuts: a "that", an adverb, a long-winded phrase, here and there."""
    small = [*_adverbs(draft, rng), *_that(draft, rng), *shorter_wordings(draft, rng)]
    return some(small, rng.uniform(0.2, 0.8), rng)


def trim(draft: Draft, rng: Random) -> str | None:
    """Most of the cuts that several of these ways allow."""
    found = [changes for cut in _CUTS if (changes := cut(draft, rng))]
    if not found:
        return None
    chosen = rng.sample(found, rng.randint(min(2, len(found)), len(found)))
    changes = [c for changes in chosen for c in some(changes, rng.uniform(0.5, 1), rng)]
    return apply(draft.text, changes)
