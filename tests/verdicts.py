"""Verdicts made by hand, for tests of what reads a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.types import (
    Alignment,
    Contribution,
    Direction,
    Document,
    Edit,
    Evidence,
    Kind,
    PairRelation,
    Parsed,
    Relation,
    Role,
    Sentence,
    SentencePair,
    SentenceScore,
    Span,
    Substitution,
    TokenKind,
    TokenSpan,
    Verdict,
)

ORIGINAL = (
    "The bakery on Finch Street fired up its oven on a cold morning. "
    "“We bake for the whole valley,” the owner told a visitor. "
    "The cold morning did not keep people away: sales rose by 12 percent."
)
CANDIDATE = (
    "The bakery on Finch Street kindled its furnace on a chilly forenoon. "
    "“We bake for the entire valley,” the owner told a visitor. "
    "The chilly forenoon did not keep people away: sales rose by 14 percent."
)


@dataclass(frozen=True)
class Swap:
    """One edit: the n-th occurrence (from 0) of a wording on each side."""

    original: str
    candidate: str
    kind: Kind = Kind.SYNONYM
    counts: bool = True
    in_quotation: bool = False
    nth: int = 0


SWAPS = (
    Swap("fired up", "kindled", Kind.PHRASE),
    Swap("oven", "furnace"),
    Swap("cold", "chilly"),
    Swap("morning", "forenoon", Kind.RARE_SENSE),
    Swap("whole", "entire", counts=False, in_quotation=True),
    Swap("cold", "chilly", nth=1),
    Swap("morning", "forenoon", Kind.RARE_SENSE, nth=1),
    Swap("12", "14", Kind.FACTUAL, counts=False),
)


def parsed(name: str, text: str) -> Parsed:
    """White space cuts tokens, each line or full stop a sentence; enough for a report."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    ends = [i + 1 for i, (_, end) in enumerate(places) if text[end - 1] in ".!?"]
    if places and (not ends or ends[-1] != len(places)):
        ends.append(len(places))
    sentences = []
    for start, end in zip([0, *ends], ends, strict=False):
        span = Span(places[start][0], places[end - 1][1])
        sentences.append(Sentence(span, TokenSpan(start, end), 0, Role.BODY))
    return Parsed(
        document=Document(name, text),
        starts=tuple(start for start, _ in places),
        ends=tuple(end for _, end in places),
        norms=tuple(text[start:end].lower() for start, end in places),
        kinds=bytes([TokenKind.WORD] * len(places)),
        quoted=bytes(len(places)),
        furniture=bytes(len(places)),
        sentences=tuple(sentences),
    )


def verdict(
    original: str = ORIGINAL,
    candidate: str = CANDIDATE,
    swaps: Sequence[Swap] = SWAPS,
    **changes: object,
) -> Verdict:
    """A verdict on the bakery story, or on other texts; `changes` replace fields."""
    alignment, substitutions = _laid_out(original, candidate, swaps)
    fields: dict[str, object] = {
        "candidate": alignment.candidate.document,
        "original": alignment.original.document,
        "relation": Relation.SPUN,
        "probability": 0.9731,
        "threshold": 0.5,
        "abstained": None,
        "direction": Direction.ORIGINAL,
        "direction_evidence": "the swaps of the candidate form rarer word pairs.",
        "aligned_share": 1.0,
        "substitutions": substitutions,
        "sentences": _scores(alignment),
        "contributions": (
            Contribution("swap_rate", 0.2, 4.5, "many words were swapped for synonyms"),
            Contribution("base", 1.0, -0.9, "how common spinning is assumed"),
        ),
        "alignment": alignment,
        "tampering": (),
        "signature": {"spindetect": "0.1.0", "model": "0123456789abcdef0123", "threshold": "0.5"},
    }
    return Verdict(**(fields | changes))  # type: ignore[arg-type]


def abstaining(reason: str = "too_short") -> Verdict:
    """A verdict that gives no probability."""
    return verdict(
        swaps=(),
        abstained=reason,
        probability=None,
        relation=None,
        direction=Direction.UNDECIDED,
        direction_evidence="",
        contributions=(),
    )


def _laid_out(
    original: str, candidate: str, swaps: Sequence[Swap]
) -> tuple[Alignment, tuple[Substitution, ...]]:
    one, other = parsed("ours.txt", original), parsed("page.txt", candidate)
    substitutions = tuple(_substitution(one, other, swap) for swap in swaps)
    pairs = []
    for left, right in zip(one.sentences, other.sentences, strict=False):
        inside = [
            k
            for k, item in enumerate(substitutions)
            if right.span.start <= item.candidate_span.start < right.span.end
        ]
        edits = (inside[0], inside[-1] + 1) if inside else (0, 0)
        pairs.append(SentencePair(left.tokens, right.tokens, PairRelation.ALIGNED, edits))
    edits_made = tuple(item.edit for item in substitutions)
    return Alignment(one, other, tuple(pairs), edits_made), substitutions


def _substitution(one: Parsed, other: Parsed, swap: Swap) -> Substitution:
    there = _place(one.document.text, swap.original, swap.nth)
    here = _place(other.document.text, swap.candidate, swap.nth)
    return Substitution(
        edit=Edit(_tokens(one, there), _tokens(other, here)),
        kind=swap.kind,
        counts=swap.counts,
        in_quotation=swap.in_quotation,
        original=swap.original,
        candidate=swap.candidate,
        original_span=there,
        candidate_span=here,
        evidence=Evidence(
            "synonym", ("wordnet",), 1, 4.5, 0.0, 1.5, 0.0, "old way", "new way", 2, 2
        ),
        reason=f"'{swap.candidate}' stands for '{swap.original}'.",
    )


def _place(text: str, wording: str, nth: int) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(wording, start + 1)
    return Span(start, start + len(wording))


def _tokens(text: Parsed, span: Span) -> TokenSpan:
    inside = [
        i
        for i, (start, end) in enumerate(zip(text.starts, text.ends, strict=True))
        if start < span.end and span.start < end
    ]
    return TokenSpan(inside[0], inside[-1] + 1) if inside else TokenSpan(0, 0)


def _scores(alignment: Alignment) -> tuple[SentenceScore, ...]:
    pairs = alignment.sentence_pairs
    return tuple(
        SentenceScore(sentence.span, alignment.original.span(pair.original), Role.BODY, 0.5, 1)
        for sentence, pair in zip(alignment.candidate.sentences, pairs, strict=False)
    )
