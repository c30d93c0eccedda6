"""Labelled pairs, or candidates alone, through the detector: one row of results for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from spindetect.detector import Detector, analyse
from spindetect.evaluation.counts import (
    SentenceCounts,
    SpanCounts,
    count_sentences,
    count_spans,
    touched,
)
from spindetect.metrics import Bools
from spindetect.pairs import Labelled, is_spun, row_of
from spindetect.text import parse
from spindetect.types import Direction, LabelledPair, Parsed, Relation, Span, TokenKind, Verdict

Progress = Callable[[int, int], None]
T = TypeVar("T")

# Pairs handed to a worker at once.
BATCH = 32
# Of fewer paragraphs no share can be told.
MIN_PARAGRAPHS = 3


class Side(StrEnum):
    """What a pair is for recall and false positives; REWRITTEN takes part in neither."""

    SPUN = "spun"
    HONEST = "honest"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Scored:
    """What is known of one pair, or candidate alone, and what the detector said of it.

    `row`: file and row number. `words`, `sentences`: those of the candidate. `share_spun`: share
    of these words inside gold spans; `paragraphs_spun`: share of its paragraphs with a gold span,
    None for fewer than three; both None without gold. `direction` is None without an original, and
    `n_substitutions` then counts suspects. `in_sentences`: for honest pairs and spun
    ones with gold; `single`, `multi`: spans of one-word and of longer edits, for spun pairs with
    gold.
    """

    row: str
    group: str
    source: str
    family: str
    label: int | str
    side: Side
    probability: float | None
    abstained: str | None
    flagged: bool
    relation: Relation | None
    direction: Direction | None
    words: int
    sentences: int
    share_spun: float | None
    paragraphs_spun: float | None
    n_substitutions: int
    in_sentences: SentenceCounts | None
    single: SpanCounts | None
    multi: SpanCounts | None


def score_pairs(
    pairs: Sequence[LabelledPair],
    detector: Detector,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Scored]:
    """Judge all pairs, in their order; `progress` is told the number done and the total.

    `jobs` worker processes change nothing in the result (-1: one for each processor).
    """
    return in_batches(pairs, BATCH, _batch, detector, jobs, progress)


def in_batches(
    items: Sequence[T],
    size: int,
    work: Callable[[Sequence[T], Detector], list[Scored]],
    detector: Detector,
    jobs: int,
    progress: Progress | None,
) -> list[Scored]:
    """The rows of all items, in their order, `size` of them handed to a worker at once.

    `jobs`, `progress`: as in `score_pairs`; a single batch needs no worker.
    """
    from joblib import Parallel, delayed

    batches = [items[k : k + size] for k in range(0, len(items), size)]
    done = Parallel(n_jobs=jobs if len(batches) > 1 else 1, return_as="generator")(
        delayed(work)(batch, detector) for batch in batches
    )
    rows: list[Scored] = []
    for batch in done:
        rows += batch
        if progress:
            progress(len(rows), len(items))
    return rows


def _batch(pairs: Sequence[LabelledPair], detector: Detector) -> list[Scored]:
    return [scored(pair, judge(pair, detector)) for pair in pairs]


def judge(pair: LabelledPair, detector: Detector) -> Verdict:
    """The verdict on one pair."""
    original, candidate = parse(pair.original), parse(pair.candidate)
    return detector.judge(analyse(original, candidate, detector.lexicon))


def scored(pair: LabelledPair, verdict: Verdict) -> Scored:
    """The row of one pair; `verdict` must carry its alignment."""
    side = side_of(pair)
    # An honest pair has no spun words, whatever edits its maker wrote down.
    gold = pair.gold if side is Side.SPUN else () if side is Side.HONEST else None
    known = side is Side.SPUN and gold is not None
    marks = touched(gold or (), verdict)
    single, multi = None, None
    if known:
        texts = pair.original.text, pair.candidate.text
        single, multi = count_spans(gold or (), verdict.substitutions, texts)
    candidate = verdict.alignment.candidate if verdict.alignment else parse(pair.candidate)
    return Scored(
        row=row_of(pair),
        group=pair.group,
        source=pair.source,
        family=pair.family,
        label=pair.label,
        side=side,
        probability=verdict.probability,
        abstained=verdict.abstained,
        flagged=verdict.probability is not None and verdict.probability >= verdict.threshold,
        relation=verdict.relation,
        direction=verdict.direction,
        words=len(words_of(candidate)),
        sentences=len(candidate.sentences),
        share_spun=share_spun([e.candidate for e in gold or ()], candidate) if known else None,
        paragraphs_spun=paragraphs_spun(candidate, marks) if known else None,
        n_substitutions=verdict.n_substitutions,
        in_sentences=None if gold is None else count_sentences(marks, verdict),
        single=single,
        multi=multi,
    )


def side_of(labelled: Labelled) -> Side:
    """The side of a pair, or of a candidate alone, by its label."""
    if is_spun(labelled):
        return Side.SPUN
    return Side.REWRITTEN if labelled.label == Relation.REWRITTEN else Side.HONEST


def words_of(text: Parsed) -> list[int]:
    """Numbers of the tokens that are words."""
    return [k for k, kind in enumerate(text.kinds) if kind == TokenKind.WORD]


def share_spun(gold: Sequence[Span], candidate: Parsed) -> float:
    """Share of the candidate's words that lie in a gold span, wholly or partly."""
    words = words_of(candidate)
    spun = bytearray(len(candidate.document.text))
    for span in gold:
        spun[span.start : span.end] = b"\1" * (span.end - span.start)
    inside = sum(1 in spun[candidate.starts[k] : candidate.ends[k]] for k in words)
    return inside / len(words) if words else 0.0


def paragraphs_spun(candidate: Parsed, marks: Bools) -> float | None:
    """Share of the paragraphs with a marked sentence; None for too few paragraphs."""
    places = [sentence.paragraph for sentence in candidate.sentences]
    if len(set(places)) < MIN_PARAGRAPHS:
        return None
    spun = {place for place, mark in zip(places, marks.tolist(), strict=True) if mark}
    return len(spun) / len(set(places))
