"""The plain words in which a verdict is told; the terminal view and the pages share them."""

from __future__ import annotations

from spindetect.report.escape import visible
from spindetect.types import Direction, Kind, Relation, Verdict

RELATIONS = {
    Relation.SPUN: "words and phrases of the original were replaced one by one, as a program does",
    Relation.COPY: "the candidate repeats the original, unchanged but for typography",
    Relation.EDITED: "the candidate is the original with edits of the kind that people make",
    Relation.REWRITTEN: "the same content, sentence by sentence in other words",
    Relation.RELATED: "the two texts share passages; the candidate is not a spun copy of this one",
    Relation.INDEPENDENT: "nothing corresponds beyond shared names and quotations",
}

DIRECTIONS = {
    Direction.ORIGINAL: "The text given as original has the older wording.",
    Direction.CANDIDATE: "The text given as candidate has the older wording.",
    Direction.UNDECIDED: "Which text was made from the other cannot be told.",
}

ABSTENTIONS = {
    "too_short": "too little text to say",
    "not_english": "the candidate is not in English",
    "nothing_aligned": "nothing in the two texts corresponds",
}

KINDS = {kind: kind.value.replace("_", " ") for kind in Kind} | {
    Kind.RARE_SENSE: "rare sense",
    Kind.FUNCTION: "function word",
    Kind.SPLIT_JOIN: "split or joined",
    Kind.REORDER: "word order",
    Kind.FACTUAL: "name or number",
}


def percent(share: float) -> str:
    """A share as a percentage; rounding never claims certainty.

    >>> percent(0.9876), percent(0.99999), percent(0.00001)
    ('98.8 %', 'over 99.9 %', 'under 0.1 %')
    """
    if 0.999 < share < 1.0:
        return "over 99.9 %"
    if 0.0 < share < 0.001:
        return "under 0.1 %"
    return f"{100 * share:.1f} %"


def headline(verdict: Verdict) -> str:
    """The verdict in one sentence without a full stop."""
    if verdict.abstained is not None:
        return f"no verdict: {abstention(verdict.abstained)}"
    if verdict.relation is None:
        return "no relation could be told"
    return f"{verdict.relation.value}: {RELATIONS[verdict.relation]}"


def as_sentence(text: str) -> str:
    """`text` with a capital and a full stop; empty text stays empty."""
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def abstention(reason: str) -> str:
    """The reason for an abstention in words; an unknown reason is shown as it is."""
    return ABSTENTIONS.get(reason, visible(reason.replace("_", " ")))


def plural(number: int, noun: str) -> str:
    """`number` with its noun: "1 substitution", "1,204 substitutions"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def names(verdict: Verdict) -> str:
    """The two texts by name: "page.txt, compared with ours.txt"."""
    if verdict.original is None:
        return visible(verdict.candidate.id)
    return f"{visible(verdict.candidate.id)}, compared with {visible(verdict.original.id)}"


def one_line(verdict: Verdict) -> str:
    """The whole verdict on one line, for `--quiet`."""
    if verdict.probability is None:
        probability = "probability unknown"
    else:
        probability = f"probability {verdict.probability:.3f}"
    parts = [
        abstention(verdict.abstained) if verdict.abstained else probability,
        f"threshold {verdict.threshold:.3f}",
        f"{percent(verdict.aligned_share)} aligned",
        plural(verdict.n_substitutions, "substitution"),
    ]
    relation = verdict.relation.value if verdict.relation else "no verdict"
    return f"{visible(verdict.candidate.id)}: {relation} ({', '.join(parts)})"
