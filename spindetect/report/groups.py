"""Substitutions gathered as a reader wants them: neighbours joined, repetitions counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spindetect.types import Kind, Span, Substitution, Verdict

# Changes of typography and spelling inside quotation marks leave the speaker's words as they were.
_WORDING_KEPT = frozenset({Kind.SPELLING, Kind.HOUSE_STYLE})


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


def quotations(verdict: Verdict) -> tuple[Group, ...]:
    """Changes of wording inside quotation marks, whether or not they are evidence."""
    return _grouped(
        verdict,
        (s for s in verdict.substitutions if s.in_quotation and s.kind not in _WORDING_KEPT),
    )


def others(verdict: Verdict) -> tuple[tuple[Kind, int], ...]:
    """How many edits of each kind are no evidence, changed quotations left out; commonest first."""
    totals = Counter(
        s.kind
        for s in verdict.substitutions
        if not s.counts and not (s.in_quotation and s.kind not in _WORDING_KEPT)
    )
    return tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0].value)))


def _grouped(verdict: Verdict, chosen: Iterable[Substitution]) -> tuple[Group, ...]:
    original = verdict.original.text if verdict.original else ""
    candidate = verdict.candidate.text
    groups: dict[tuple[str, str, tuple[Kind, ...]], Group] = {}
    for run in _runs(chosen, original, candidate):
        kinds = tuple(dict.fromkeys(s.kind for s in run))
        old = original[run[0].original_span.start : run[-1].original_span.end]
        new = candidate[run[0].candidate_span.start : run[-1].candidate_span.end]
        key = (_folded(old), _folded(new), kinds)
        first = groups.get(key)
        groups[key] = Group(
            original=first.original if first else old,
            candidate=first.candidate if first else new,
            kinds=kinds,
            reasons=first.reasons if first else tuple(dict.fromkeys(s.reason for s in run)),
            times=first.times + 1 if first else 1,
        )
    return tuple(sorted(groups.values(), key=lambda group: -group.times))


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


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
