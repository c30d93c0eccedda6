"""The worst mistakes, looked at again with everything that a reader needs to judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.detector import Detector
from spindetect.evaluation.scoring import Scored, Side, judge
from spindetect.report.groups import counted
from spindetect.types import Contribution, LabelledPair, Verdict

MAX_MISTAKES = 20
MAX_CONTRIBUTIONS = 5
MAX_WORDINGS = 8
# On the wrong side of this, a probability misleads whatever the threshold.
EVEN = 0.5
# What is said of every text alike explains no mistake.
CONSTANT = frozenset({"base", "prior"})


@dataclass(frozen=True, slots=True)
class Wording:
    """A change of wording: `times` times counted as evidence, or with 0 a gold edit not found."""

    original: str
    candidate: str
    times: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A pair on the wrong side of the threshold or of even odds, and why.

    `contributions`: the strongest, strongest first. `wordings`: the found ones, the most frequent
    first, then gold ones that were missed.
    """

    scored: Scored
    contributions: tuple[Contribution, ...]
    wordings: tuple[Wording, ...]


def worst(
    pairs: Sequence[LabelledPair], rows: Sequence[Scored], detector: Detector
) -> tuple[Mistake, ...]:
    """The worst of both sides, half of `MAX_MISTAKES` each, filled up from the other side.

    Flagged honest pairs first, highest probability first, then missed spun pairs, lowest first and
    abstentions last. `rows` are those of `pairs`, in the same order.
    """
    limit = detector.threshold
    flagged = sorted(
        (k for k, row in enumerate(rows) if _wrongly_high(row, limit)),
        key=lambda k: -_chance(rows[k]),
    )
    missed = sorted(
        (k for k, row in enumerate(rows) if _wrongly_low(row, limit)),
        # An abstention claims nothing, and there may be many.
        key=lambda k: (rows[k].probability is None, _chance(rows[k])),
    )
    half = MAX_MISTAKES // 2
    first = max(half, MAX_MISTAKES - len(missed))
    chosen = flagged[:first]
    chosen += missed[: MAX_MISTAKES - len(chosen)]
    return tuple(_mistake(pairs[k], rows[k], judge(pairs[k], detector)) for k in chosen)


def _chance(row: Scored) -> float:
    return -1.0 if row.probability is None else row.probability


def _wrongly_high(row: Scored, threshold: float) -> bool:
    return row.side is Side.HONEST and _chance(row) >= min(threshold, EVEN)


def _wrongly_low(row: Scored, threshold: float) -> bool:
    return row.side is Side.SPUN and _chance(row) < max(threshold, EVEN)


def _mistake(pair: LabelledPair, row: Scored, verdict: Verdict) -> Mistake:
    telling = [part for part in verdict.contributions if part.feature not in CONSTANT]
    telling.sort(key=lambda part: (-abs(part.contribution), part.feature))
    found = [Wording(g.original, g.candidate, g.times) for g in counted(verdict)]
    wordings = (*found[:MAX_WORDINGS], *_unseen(pair, verdict))
    return Mistake(row, tuple(telling[:MAX_CONTRIBUTIONS]), wordings[:MAX_WORDINGS])


def _unseen(pair: LabelledPair, verdict: Verdict) -> list[Wording]:
    """Gold edits where nothing was counted, each wording once."""
    if pair.gold is None:
        return []
    spans = [s.candidate_span for s in verdict.substitutions if s.counts]
    missed: dict[Wording, None] = {}
    for edit in pair.gold:
        here = edit.candidate
        if not any(span.start < here.end and here.start < span.end for span in spans):
            old = pair.original.text[edit.original.start : edit.original.end]
            missed[Wording(old, pair.candidate.text[here.start : here.end], 0)] = None
            if len(missed) == MAX_WORDINGS:
                break
    return list(missed)
