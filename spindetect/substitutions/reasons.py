"""One plain sentence for each substitution: why it is odd, or why it is not evidence."""

from __future__ import annotations

from collections.abc import Callable

from spindetect.substitutions.rules import Change, Rule
from spindetect.types import Evidence, Kind

# A word pair at or above this (log10 of its count) is among the commonest 5,000 of the table.
COMMON_PAIR = 6.8
# A drop of one is a pair ten times rarer.
CLEAR_DROP = 1.0

_RELATIONS = {
    "synonym": "a synonym",
    "similar": "a near-synonym",
    "hypernym": "a wider term",
    "hyponym": "a narrower term",
    "sibling": "a sister term",
    "antonym": "an opposite",
    "derived": "a word of the same root",
    "thesaurus": "a thesaurus neighbour",
}

_FIXED: dict[Kind, Callable[[Change], str]] = {
    Kind.INSERTION: lambda c: "Added in the candidate; additions are no evidence of substitution.",
    Kind.DELETION: lambda c: "Left out in the candidate; cuts are no evidence of substitution.",
    Kind.SPELLING: lambda c: "Another spelling of the same word; not evidence of substitution.",
    Kind.HOUSE_STYLE: lambda c: "The same wording in another house style; not evidence.",
    Kind.FACTUAL: lambda c: "A name, number or link differs: another fact, not another word.",
    Kind.OTHER: lambda c: "Reworded as a whole rather than word by word.",
}


def sentence(rule: Rule, change: Change, evidence: Evidence) -> str:
    """The reason for one edit; always one sentence, ending in a full stop."""
    if not rule.counts and rule.kind in _FIXED:
        return _FIXED[rule.kind](change)
    parts = [_what(rule, change, evidence)]
    collocation = _collocation(change, evidence)
    if collocation:
        parts.append(collocation)
    if evidence.consistent > 1:
        parts.append(f"replaced so {evidence.consistent} of {evidence.seen} times")
    return "; ".join(parts) + "."


def _what(rule: Rule, change: Change, evidence: Evidence) -> str:
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
            return f"{new} fits only the {_ordinal(evidence.sense_rank or 0)} sense of {old}"
        case _:
            return _relation(new, old, evidence)


def _relation(new: str, old: str, evidence: Evidence) -> str:
    if evidence.relation is None:
        return f"{new} stands for {old}, though no thesaurus relates them"
    label = _RELATIONS.get(evidence.relation, "related")
    return f"{new} is {label} of {old} ({', '.join(evidence.sources)})"


def _collocation(change: Change, evidence: Evidence) -> str | None:
    """The neighbouring word pairs before and after, where the candidate's are clearly rarer."""
    before, after = evidence.collocation_original, evidence.collocation_candidate
    if before is None or after is None or before - after < CLEAR_DROP:
        return None
    commonness = "among the commonest" if before >= COMMON_PAIR else "common"
    if after == 0:
        return (
            "with its neighbours it forms no pair in a table of the 240,000 commonest word pairs, "
            f"the original's are {commonness}"
        )
    return f"its word pairs are {_times(before - after)} times rarer than the original's"


def _times(drop: float) -> str:
    return f"{round(10**drop, -1 if drop < 2 else -2):,.0f}"


def _ordinal(number: int) -> str:
    suffix = (
        "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    )
    return f"{number}{suffix}"
