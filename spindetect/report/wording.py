"""The plain words in which a verdict is told; the terminal view and the pages share them.

The headline states relation and probability together, so that neither contradicts the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from spindetect.report.escape import visible
from spindetect.report.groups import compared, facts, quoted_passages
from spindetect.report.letters import tampered_letters
from spindetect.types import Direction, Kind, Relation, Verdict

# From here on spinning is likelier than not, whatever the threshold; from SURE on it is said
# without "probably".
LIKELY = 0.5
SURE = 0.9

RELATIONS = {
    Relation.SPUN: "words and phrases of the original were replaced one by one, as a program does",
    Relation.COPY: "the candidate repeats the original",
    Relation.EDITED: "the candidate is the original with edits",
    Relation.REWRITTEN: "the same content, sentence by sentence in other words",
    Relation.RELATED: "the two texts share passages",
    Relation.INDEPENDENT: "hardly any wording corresponds beyond names and quotations",
}

DIRECTIONS = {
    Direction.ORIGINAL: "The text given as original has the older wording.",
    Direction.CANDIDATE: "The text given as candidate has the older wording.",
    Direction.UNDECIDED: "Which text was made from the other cannot be told.",
}

READ = "A neural encoder read both texts as well."

ABSTENTIONS = {
    "too_short": "too little text to say",
    "not_english": "the candidate is not in English, or was read in a wrong encoding",
    "original_not_english": (
        "the text given as original is not in English, or was read in a wrong encoding"
    ),
    "nothing_aligned": "nothing in the two texts corresponds",
}

KINDS = {kind: kind.value.replace("_", " ") for kind in Kind} | {
    Kind.FUNCTION: "small word",
    Kind.INFLECTION: "word form",
    Kind.SPLIT_JOIN: "split or joined",
    Kind.REORDER: "word order",
    Kind.FACTUAL: "name or number",
    Kind.INSERTION: "added",
    Kind.DELETION: "left out",
    Kind.OTHER: "reworded",
}


def percent(share: float, digits: int = 1) -> str:
    """A share as a percentage; rounding never claims certainty.

    >>> percent(0.9876), percent(0.99999), percent(0.00001), percent(0.87, 0)
    ('98.8 %', 'over 99.9 %', 'under 0.1 %', '87 %')
    """
    least = 10.0 ** -(digits + 2)
    if 1.0 - least < share < 1.0:
        return f"over {100 * (1.0 - least):.{digits}f} %"
    if 0.0 < share < least:
        return f"under {100 * least:.{digits}f} %"
    return f"{100 * share:.{digits}f} %"


def told_apart(
    *shares: float, digits: int = 1, show: Callable[[float, int], str] = percent
) -> list[str]:
    """Shares as `show` writes them, with as many digits as keep unequal ones unequal.

    >>> told_apart(0.91996, 0.92)
    ['91.996 %', '92.000 %']
    """
    while True:
        shown = [show(share, digits) for share in shares]
        if len(set(shown)) == len(set(shares)) or digits >= 17:
            return shown
        digits += 1


def likely_only(verdict: Verdict) -> bool:
    """Whether it is more likely spun than not, but less than the threshold asks for."""
    probability = verdict.probability
    return (
        probability is not None
        and LIKELY <= probability < verdict.threshold
        and verdict.relation is not Relation.SPUN
    )


def called_spun(verdict: Verdict) -> bool:
    """Whether it is called spun, and not for the sake of a very low threshold alone."""
    return verdict.relation is Relation.SPUN and (
        verdict.probability is None or verdict.probability >= LIKELY
    )


def headline(verdict: Verdict) -> str:
    """The verdict in one sentence without a full stop; it names relation and doubts alike."""
    if verdict.abstained is not None:
        return f"no verdict: {abstention(verdict.abstained)}"
    if verdict.relation is None:
        return "no relation could be told"
    told = f"{verdict.relation.value}: {relation_in_words(verdict)}"
    if verdict.probability is None:
        return told
    probability, threshold, *_ = told_apart(verdict.probability, verdict.threshold, digits=0)
    if likely_only(verdict):
        return (
            f"probably spun ({probability}), but below the threshold of {threshold}: "
            "read the substitutions before deciding"
        )
    if verdict.relation is Relation.SPUN:
        return _spun(verdict.probability, verdict.threshold)
    if verdict.probability >= LIKELY:
        return f"{told}; yet what was compared looks spun ({probability})"
    return told


def _spun(probability: float, threshold: float) -> str:
    shown, limit, *_ = told_apart(probability, threshold, LIKELY, digits=0)
    if probability < LIKELY:
        little = shown if shown.startswith("under") else f"only {shown}"
        return f"called spun because the threshold is {limit}; the probability is {little}"
    if probability < SURE:
        return (
            f"probably spun ({shown}): words and phrases of the original seem to have been "
            "replaced one by one, as a program does"
        )
    return f"spun: {RELATIONS[Relation.SPUN]}"


def relation_in_words(verdict: Verdict) -> str:
    """What the relation of this verdict means, no more than its edits bear out."""
    if verdict.relation is None:
        return "what the texts are to each other cannot be told"
    text = RELATIONS[verdict.relation]
    if verdict.relation is Relation.COPY:
        return text + _copied(verdict)
    if verdict.relation is Relation.EDITED and not verdict.tampering and not likely_only(verdict):
        return f"{text} of the kind that people make"
    if verdict.relation is Relation.RELATED and verdict.direction is Direction.CANDIDATE:
        return "the two texts share wording, and the candidate has the older one"
    return text


def _copied(verdict: Verdict) -> str:
    """How faithful a copy is, by the edits in what was compared."""
    edits = compared(verdict)
    kinds = {edit.kind for edit in edits}
    if any(edit.counts for edit in edits) or kinds - {
        Kind.HOUSE_STYLE, Kind.SPELLING, Kind.DELETION,
    }:  # fmt: skip
        return " with few changes"
    cut = ", with words left out but otherwise" if Kind.DELETION in kinds else ","
    spelling = " and spelling" if Kind.SPELLING in kinds else ""
    return f"{cut} unchanged but for typography{spelling}"


def assumed(verdict: Verdict) -> str:
    """What the probability takes for granted, as a sentence."""
    return f"It assumes that {100 * verdict.prior:.4g} % of the pages in question are spun."


def false_positives(verdict: Verdict) -> str:
    """How often honest pages are flagged at this threshold, as far as that was counted."""
    point = verdict.false_positives
    if point is None:
        return "How often honest pages are flagged at so low a threshold is not known."
    if not point.articles:
        return "How often honest pages are flagged at this threshold was never counted."
    lower = point.threshold < verdict.threshold
    place = (
        f"from {told_apart(point.threshold, verdict.threshold)[0]} on"
        if lower
        else "at this threshold"
    )
    low, high = point.interval
    rate = f"at most {_bound(high, math.ceil)} %"
    if point.flagged and not lower:
        rate = f"{_bound(low, math.floor)} to {_bound(high, math.ceil)} %"
    told = (
        f"Of {plural(point.articles, 'article')} set aside, {point.flagged or 'none'} had an "
        f"honest version flagged {place}: a rate of {rate} (95 % confidence)"
    )
    if not point.verified:
        told += f"; the {100 * point.aim:.4g} % aimed at is unverified"
    return f"{told}."


def _bound(share: float, towards: Callable[[float], int]) -> str:
    """A share in percent with two digits that say something, rounded so that a bound stays true."""
    if share <= 0.0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(100 * share)))
    # What is whole but for the last bit stays whole.
    shown = towards(round(share * 10 ** (digits + 2), 6))
    return f"{shown / 10**digits:.{digits}f}"


def notices(verdict: Verdict) -> Iterator[str]:
    """What a reader must know beside the headline, a sentence each."""
    passages = quoted_passages(verdict)
    if passages:
        yield f"Words inside {plural(passages, 'quotation')} were changed."
    differing = sum(group.times for group in facts(verdict))
    if differing:
        yield f"{_facts(differing)}."
    letters, hidden = tampered_letters(verdict)
    if letters:
        yield f"{plural(letters, 'letter')} {were(letters)} tampered with."
    if hidden:
        yield f"{plural(hidden, 'hidden character')} {were(hidden)} found."


def _facts(number: int) -> str:
    if number == 1:
        return "1 name or number differs"
    return f"{number:,} names or numbers differ"


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


def were(number: int) -> str:
    """The verb that goes with `number` things: "was" or "were"."""
    return "was" if number == 1 else "were"


def names(verdict: Verdict) -> str:
    """The two texts by name: "page.txt, compared with ours.txt"."""
    if verdict.original is None:
        return visible(verdict.candidate.id)
    return f"{visible(verdict.candidate.id)}, compared with {visible(verdict.original.id)}"


def one_line(verdict: Verdict) -> str:
    """The whole verdict on one line, for `--quiet`."""
    relation = verdict.relation.value if verdict.relation else "no verdict"
    if likely_only(verdict):
        relation += ", probably spun"
    parts = [
        *numbers(verdict),
        f"{percent(verdict.aligned_share)} compared",
        plural(verdict.n_substitutions, "substitution"),
        *_flags(verdict),
    ]
    return f"{visible(verdict.candidate.id)}: {relation} ({', '.join(parts)})"


def numbers(verdict: Verdict) -> tuple[str, str]:
    """Probability, or why there is none, and threshold."""
    if verdict.probability is None or verdict.abstained:
        why = abstention(verdict.abstained) if verdict.abstained else "probability unknown"
        return why, f"threshold {verdict.threshold:.3f}"
    probability, threshold = told_apart(
        verdict.probability, verdict.threshold, digits=3, show=lambda p, digits: f"{p:.{digits}f}"
    )
    return f"probability {probability}", f"threshold {threshold}"


def _flags(verdict: Verdict) -> Iterator[str]:
    passages = quoted_passages(verdict)
    if passages:
        yield plural(passages, "changed quotation")
    differing = sum(group.times for group in facts(verdict))
    if differing:
        yield _facts(differing)
    if verdict.tampering:
        yield "tampering"
