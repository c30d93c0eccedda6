"""One plain sentence for each substitution: why it is odd, or why it is not evidence."""

from __future__ import annotations

from spindetect.lexicon import LexicalRelation
from spindetect.substitutions.change import Change
from spindetect.substitutions.collocations import Collocation
from spindetect.substitutions.rules import Rule
from spindetect.types import Evidence, Kind

# A word pair at or above this (log10 of its count) is among the commonest 5,000 of the table.
COMMON_PAIR = 6.7
# A drop of one is a pair ten times rarer.
CLEAR_DROP = 1.0

_RELATIONS = {
    "synonym": "a synonym",
    "similar": "a near-synonym",
    "hypernym": "a broader word",
    "hyponym": "a narrower word",
    "sibling": "a word of the same group",
    "antonym": "an opposite",
    "derived": "a word of the same root",
    "thesaurus": "listed in a thesaurus beside",
}

_SOURCES = {"wordnet": "WordNet", "moby": "Moby"}

_FIXED = {
    Kind.INSERTION: "Added in the candidate; additions are no evidence of substitution.",
    Kind.DELETION: "Left out in the candidate; cuts are no evidence of substitution.",
    Kind.SPELLING: "Another spelling of the same word; not evidence of substitution.",
    Kind.HOUSE_STYLE: "The same wording in another house style; not evidence.",
    Kind.FACTUAL: "A name, number or link differs: another fact, not another word.",
    Kind.OTHER: "Reworded as a whole rather than word by word.",
}


def sentence(rule: Rule, change: Change, evidence: Evidence, collocation: Collocation) -> str:
    """The reason for one edit; always one sentence, ending in a full stop."""
    if not rule.counts and rule.kind in _FIXED:
        return _FIXED[rule.kind]
    if change.told is None:  # remembered, for swaps recur
        change.told = _what(rule, change)
    parts = [change.told]
    company = _company(collocation)
    if company:
        parts.append(company)
    if evidence.consistent > 1:
        parts.append(f"replaced so {evidence.consistent} of {evidence.seen} times")
    return "; ".join(parts) + "."


def _what(rule: Rule, change: Change) -> str:
    new, old = f"'{change.candidate_key}'", f"'{change.original_key}'"
    match rule.kind:
        case Kind.ABBREVIATION:
            return f"{new} clips {old}, a casual form"
        case Kind.FUNCTION:
            return f"the function word {new} stands for {old}"
        case Kind.INFLECTION:
            return f"{new} is another form of {old}"
        case Kind.ARTICLE if rule.counts:
            return f"{new} does not fit the following '{change.after}'"
        case Kind.ARTICLE:
            return f"the article {new} stands for {old}"
        case Kind.SPLIT_JOIN:
            return f"{new} is {old} with its parts set differently"
        case Kind.REORDER:
            return f"{new} has the words of {old} in another order"
        case Kind.RARE_SENSE:
            rank = change.relation.sense_rank if change.relation else None
            return f"{new} fits only the {_ordinal(rank or 0)} sense of {old}"
        case _:
            return _relation(new, old, change.relation)


def _relation(new: str, old: str, relation: LexicalRelation | None) -> str:
    if relation is None:
        return f"{new} stands for {old}, though no thesaurus relates them"
    label = _RELATIONS.get(relation.name, "related")
    link = "" if relation.name == "thesaurus" else " of"
    sources = " and ".join(_SOURCES.get(source, source) for source in relation.sources)
    return f"{new} is {label}{link} {old} ({sources})"


def _company(collocation: Collocation) -> str | None:
    """The word pair that became rarer, where it clearly did."""
    before, after = collocation.count_before, collocation.count_after
    if collocation.pair_before is None or before - after < CLEAR_DROP:
        return None
    new, old = f"'{collocation.pair_after}'", f"'{collocation.pair_before}'"
    if after == 0:
        place = "is among the commonest" if before >= COMMON_PAIR else "does"
        return f"{new} does not occur in a table of the 240,000 commonest word pairs, {old} {place}"
    return f"{new} is {_times(before - after)} times rarer than {old}"


def _times(drop: float) -> str:
    return f"{round(10**drop, -1 if drop < 2 else -2):,.0f}"


def _ordinal(number: int) -> str:
    suffix = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{suffix}"
