"""Substitutions gathered as a reader wants them: neighbours joined, repetitions counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spindetect.types import (
    Alignment,
    Edit,
    Kind,
    PairRelation,
    Span,
    Substitution,
    Verdict,
)

# Changes of typography and spelling inside quotation marks leave the speaker's words as they were.
_WORDING_KEPT = frozenset({Kind.SPELLING, Kind.HOUSE_STYLE})
# Sentences that only one of the texts has.
_ALONE = frozenset({PairRelation.ADDED, PairRelation.MISSING})


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a report: the same change of wording, made `times` times.

    `original`, `candidate`: the wording where it occurs first, raw. `kinds` and `reasons` without
    repetition, in text order (several where neighbouring edits were joined).
    """

    original: str
    candidate: str
    kinds: tuple[Kind, ...]
    reasons: tuple[str, ...]
    times: int


def counted(verdict: Verdict) -> tuple[Group, ...]:
    """The substitutions that are evidence, most frequent first, then in the candidate's order."""
    return _grouped(verdict, (s for s in verdict.substitutions if s.counts))


def lines_of(verdict: Verdict) -> dict[int, int]:
    """The line in `counted` of each substitution that is evidence, by its place in the verdict."""
    places = {id(one): place for place, one in enumerate(verdict.substitutions)}
    order = {
        (folded_wording(one.original), folded_wording(one.candidate), one.kinds): number
        for number, one in enumerate(counted(verdict))
    }
    original = verdict.original.text if verdict.original else ""
    chosen = (one for one in verdict.substitutions if one.counts)
    return {
        places[id(one)]: order[_key(run, original, verdict.candidate.text)]
        for run in _runs(chosen, original, verdict.candidate.text)
        for one in run
    }


def compared(verdict: Verdict) -> tuple[Substitution, ...]:
    """The edits in passages that both texts have: not what was added or left out as a whole."""
    return tuple(s for s, relation in _placed(verdict) if relation not in _ALONE)


def quotations(verdict: Verdict) -> tuple[Group, ...]:
    """Changes of wording inside quotation marks that are no evidence (those are in `counted`)."""
    return _grouped(verdict, (s for s, at in _placed(verdict) if _alters_speech(s, at)))


def quoted_passages(verdict: Verdict) -> int:
    """How many quotations have a changed wording; a quotation with several changes counts once."""
    places = set()
    for number, (item, relation) in enumerate(_placed(verdict)):
        if _alters_speech(item, relation):
            places.add(_quotation(verdict.alignment, item.edit) or ("edit", number))
    return len(places)


def facts(verdict: Verdict) -> tuple[Group, ...]:
    """Names, numbers and links that differ, most frequent first; quoted ones are among them.

    Only where words were compared one by one: in a sentence said otherwise as a whole, a name may
    be missing without another in its place.
    """
    return _grouped(verdict, (s for s, relation in _placed(verdict) if _is_fact(s, relation)))


def others(verdict: Verdict) -> tuple[tuple[Kind, int], ...]:
    """How many edits of each kind no other list has; commonest kind first."""
    totals = Counter(
        # A fact in a reworded sentence, see `facts`.
        Kind.OTHER if s.kind is Kind.FACTUAL else s.kind
        for s, relation in _placed(verdict)
        if not s.counts and not _is_fact(s, relation) and not _alters_speech(s, relation)
    )
    return tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0].value)))


def _placed(verdict: Verdict) -> Iterator[tuple[Substitution, PairRelation]]:
    """Every substitution with the relation of the sentences that it lies in."""
    pairs = verdict.alignment.sentence_pairs if verdict.alignment else ()
    relations = {number: pair.relation for pair in pairs for number in range(*pair.edits)}
    for number, item in enumerate(verdict.substitutions):
        yield item, relations.get(number, PairRelation.ALIGNED)


def _alters_speech(item: Substitution, relation: PairRelation) -> bool:
    altered = item.in_quotation and not item.counts and item.kind not in _WORDING_KEPT
    return altered and relation not in _ALONE


def _is_fact(item: Substitution, relation: PairRelation) -> bool:
    return item.kind is Kind.FACTUAL and relation.is_aligned


def _quotation(alignment: Alignment | None, edit: Edit) -> tuple[str, int] | None:
    """The text and the first token of the quotation that an edit lies in; None if in none."""
    if alignment is None:
        return None
    for side, parsed, tokens in (
        ("candidate", alignment.candidate, edit.candidate),
        ("original", alignment.original, edit.original),
    ):
        # Where words are missing, the words on both sides of the gap tell.
        around = range(tokens.start, tokens.end) or (tokens.start - 1, tokens.start)
        for token in around:
            if 0 <= token < len(parsed) and parsed.quoted[token]:
                return side, parsed.quoted.rfind(0, 0, token) + 1
    return None


def _grouped(verdict: Verdict, chosen: Iterable[Substitution]) -> tuple[Group, ...]:
    original = verdict.original.text if verdict.original else ""
    candidate = verdict.candidate.text
    groups: dict[tuple[str, str, tuple[Kind, ...]], Group] = {}
    for run in _runs(chosen, original, candidate):
        key = _key(run, original, candidate)
        old, new = _wordings(run, original, candidate)
        first = groups.get(key)
        groups[key] = Group(
            original=first.original if first else old,
            candidate=first.candidate if first else new,
            kinds=key[2],
            reasons=first.reasons if first else tuple(dict.fromkeys(s.reason for s in run)),
            times=first.times + 1 if first else 1,
        )
    return tuple(sorted(groups.values(), key=lambda group: -group.times))


def _wordings(run: Sequence[Substitution], original: str, candidate: str) -> tuple[str, str]:
    """What a run of substitutions reads in both texts."""
    return (
        original[run[0].original_span.start : run[-1].original_span.end],
        candidate[run[0].candidate_span.start : run[-1].candidate_span.end],
    )


def _key(
    run: Sequence[Substitution], original: str, candidate: str
) -> tuple[str, str, tuple[Kind, ...]]:
    """What runs that make one group have in common."""
    old, new = _wordings(run, original, candidate)
    return folded_wording(old), folded_wording(new), tuple(dict.fromkeys(one.kind for one in run))


def _runs(
    chosen: Iterable[Substitution], original: str, candidate: str
) -> Iterator[list[Substitution]]:
    """Substitutions that follow each other in both texts with nothing but a space between."""
    run: list[Substitution] = []
    for item in chosen:
        if run and not (
            _adjacent(original, run[-1].original_span, item.original_span)
            and _adjacent(candidate, run[-1].candidate_span, item.candidate_span)
        ):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _adjacent(text: str, one: Span, other: Span) -> bool:
    # A longer gap cannot be the space between two words, and need not be looked at.
    if not 0 <= other.start - one.end <= 3:
        return False
    gap = text[one.end : other.start]
    return not gap.strip() and gap.count("\n") < 2


def folded_wording(text: str) -> str:
    """A wording as wordings are compared: case and white space do not count."""
    return " ".join(text.split()).casefold()
