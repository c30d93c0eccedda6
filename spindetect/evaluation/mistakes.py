"""The worst mistakes, looked at again with everything that a reader needs to judge them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.detector import Detector
from spindetect.evaluation.scoring import Scored, Side, judge
from spindetect.pairs import Labelled, LabelledCandidate
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
    """A change of wording: `times` times counted as evidence, or with 0 a gold edit not found.

    `guessed`: there was no original, and `original` is what may have stood there, or nothing.
    """

    original: str
    candidate: str
    times: int
    guessed: bool = False


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
    labelled: Sequence[Labelled], rows: Sequence[Scored], detector: Detector
) -> tuple[Mistake, ...]:
    """The worst of both sides, half of `MAX_MISTAKES` each, filled up from the other side.

    Flagged honest pairs first, highest probability first, then missed spun pairs, lowest first and
    abstentions last. `rows` are those of `labelled`, in the same order.
    """
    alone = bool(labelled) and isinstance(labelled[0], LabelledCandidate)
    limit = detector.threshold_alone if alone else detector.threshold
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
    return tuple(_looked_at(labelled[k], rows[k], detector) for k in chosen)


def _chance(row: Scored) -> float:
    return -1.0 if row.probability is None else row.probability


def _wrongly_high(row: Scored, threshold: float) -> bool:
    return row.side is Side.HONEST and _chance(row) >= min(threshold, EVEN)


def _wrongly_low(row: Scored, threshold: float) -> bool:
    return row.side is Side.SPUN and _chance(row) < max(threshold, EVEN)


def _looked_at(labelled: Labelled, row: Scored, detector: Detector) -> Mistake:
    if isinstance(labelled, LabelledCandidate):
        return _mistake_alone(labelled, row, detector.score(labelled.candidate))
    return _mistake(labelled, row, judge(labelled, detector))


def _mistake_alone(labelled: LabelledCandidate, row: Scored, verdict: Verdict) -> Mistake:
    suspects = () if verdict.abstained else verdict.suspects
    times = Counter((suspect.text, suspect.suggestions[:1]) for suspect in suspects)
    found = [
        Wording("".join(first), text, count, guessed=True)
        for (text, first), count in times.most_common(MAX_WORDINGS)
    ]
    missed = dict.fromkeys(
        Wording("", labelled.candidate.text[span.start : span.end], 0, guessed=True)
        for span in labelled.gold or ()
        if not any(s.span.start < span.end and span.start < s.span.end for s in suspects)
    )
    wordings = (*found, *missed)
    return Mistake(row, _telling(verdict), wordings[:MAX_WORDINGS])


def _mistake(pair: LabelledPair, row: Scored, verdict: Verdict) -> Mistake:
    found = [Wording(g.original, g.candidate, g.times) for g in counted(verdict)]
    wordings = (*found[:MAX_WORDINGS], *_unseen(pair, verdict))
    return Mistake(row, _telling(verdict), wordings[:MAX_WORDINGS])


def _telling(verdict: Verdict) -> tuple[Contribution, ...]:
    """The strongest contributions."""
    telling = [part for part in verdict.contributions if part.feature not in CONSTANT]
    telling.sort(key=lambda part: (-abs(part.contribution), part.feature))
    return tuple(telling[:MAX_CONTRIBUTIONS])


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
