"""Gold substitutions against found ones: spans and sentences of one pair, counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from spindetect.metrics import Bools, Ints, Matches, matches
from spindetect.types import GoldEdit, Span, Substitution, Verdict

# From here on a sentence is taken for touched by a spinner.
SENTENCE_THRESHOLD = 0.5
# Gold spans compared with all found spans at once; bounds the memory that a hostile row can ask.
ROWS = 500


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Substitutions of the gold list and found ones.

    `exact`: in both with the same characters on both sides. `gold_met`, `found_met`: those that
    overlap any of the other list on both sides.
    """

    gold: int = 0
    found: int = 0
    exact: int = 0
    gold_met: int = 0
    found_met: int = 0

    def exactly(self) -> Matches:
        """Scores of exact spans."""
        return matches(self.exact, self.found, self.gold)

    def roughly(self) -> Matches:
        """Scores of overlapping spans."""
        return matches(self.found_met, self.found, self.gold, self.gold_met)


@dataclass(frozen=True, slots=True)
class SentenceCounts:
    """Candidate sentences: touched and told (tp), only told (fp), only touched (fn)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def scores(self) -> Matches:
        """Precision, recall and F1."""
        return matches(self.tp, self.tp + self.fp, self.tp + self.fn)


def pooled_spans(counts: Iterable[SpanCounts | None]) -> SpanCounts:
    """The sum of those that are there."""
    return SpanCounts(*_added(astuple(item) for item in counts if item))


def pooled_sentences(counts: Iterable[SentenceCounts | None]) -> SentenceCounts:
    """The sum of those that are there."""
    return SentenceCounts(*_added(astuple(item) for item in counts if item))


def _added(rows: Iterable[tuple[int, ...]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]


def count_spans(
    gold: Sequence[GoldEdit], substitutions: Sequence[Substitution], texts: tuple[str, str]
) -> tuple[SpanCounts, SpanCounts]:
    """Counts of single-word edits (one word on each side) and of all others.

    `texts`: the raw original and candidate. Found are the substitutions that count as evidence.
    """
    return count_places(
        ((edit.original, edit.candidate) for edit in gold),
        ((s.original_span, s.candidate_span) for s in substitutions if s.counts),
        texts,
    )


def count_suspects(
    gold: Sequence[Span], suspects: Sequence[Span], text: str
) -> tuple[SpanCounts, SpanCounts]:
    """The same of a text without an original: what was put in against what looks so."""
    wanted, found = (((span, span) for span in spans) for spans in (gold, suspects))
    return count_places(wanted, found, (text, text))


def count_places(
    gold: Iterable[tuple[Span, Span]], told: Iterable[tuple[Span, Span]], texts: tuple[str, str]
) -> tuple[SpanCounts, SpanCounts]:
    """Counts of edits, each by its places in original and candidate; see `count_spans`."""
    wanted, found = _places(gold), _places(told)
    both = {tuple(row) for row in wanted.tolist()} & {tuple(row) for row in found.tolist()}
    wanted_met, found_met = _met(wanted, found)
    one, other = _single(wanted, texts), _single(found, texts)
    exact = _single(_array(both), texts)
    single, multi = (
        SpanCounts(
            gold=int((one == kind).sum()),
            found=int((other == kind).sum()),
            exact=int((exact == kind).sum()),
            gold_met=int((wanted_met & (one == kind)).sum()),
            found_met=int((found_met & (other == kind)).sum()),
        )
        for kind in (True, False)
    )
    return single, multi


def _places(spans: Iterable[tuple[Span, Span]]) -> Ints:
    """Distinct places, one a row: start and end in the original, then in the candidate."""
    return _array({(o.start, o.end, c.start, c.end) for o, c in spans})


def _array(rows: Iterable[tuple[int, ...]]) -> Ints:
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)


def _single(places: Ints, texts: tuple[str, str]) -> Bools:
    """Which edits replace one word by one word."""
    original, candidate = texts
    return np.array(
        [
            len(original[a:b].split()) == len(candidate[c:d].split()) == 1
            for a, b, c, d in places.tolist()
        ],
        dtype=bool,
    )


def _met(wanted: Ints, found: Ints) -> tuple[Bools, Bools]:
    """For each row of either, whether any of the other overlaps it on both sides.

    An empty span overlaps what it touches.
    """
    one, other = np.zeros(len(wanted), dtype=bool), np.zeros(len(found), dtype=bool)
    for first in range(0, len(wanted), ROWS):
        part = wanted[first : first + ROWS, None, :]
        overlap = np.ones((part.shape[0], len(found)), dtype=bool)
        for start, end in ((0, 1), (2, 3)):
            common = np.minimum(part[..., end], found[:, end]) - np.maximum(
                part[..., start], found[:, start]
            )
            empty = (part[..., start] == part[..., end]) | (found[:, start] == found[:, end])
            overlap &= (common > 0) | (empty & (common == 0))
        one[first : first + ROWS] = overlap.any(axis=1)
        other |= overlap.any(axis=0)
    return one, other


def touched(gold: Sequence[GoldEdit], verdict: Verdict) -> Bools:
    """For each sentence of the candidate, whether a gold span starts in it."""
    return starts_in([edit.candidate for edit in gold], [s.span for s in verdict.sentences])


def starts_in(spans: Sequence[Span], sentences: Sequence[Span]) -> Bools:
    """For each sentence whether one of the spans starts in it; white space is of the one before."""
    starts = [sentence.start for sentence in sentences]
    marks = np.zeros(len(starts), dtype=bool)
    if starts and spans:
        places = np.searchsorted(starts, [span.start for span in spans], side="right") - 1
        marks[np.maximum(places, 0)] = True
    return marks


def count_sentences(marks: Bools, verdict: Verdict) -> SentenceCounts:
    """`marks` (see `touched`) against the sentences whose probability is even or higher."""
    told = np.array(
        [
            verdict.abstained is None
            and sentence.probability is not None
            and sentence.probability >= SENTENCE_THRESHOLD
            for sentence in verdict.sentences
        ],
        dtype=bool,
    )
    return matched_sentences(marks, told)


def matched_sentences(marks: Bools, told: Bools) -> SentenceCounts:
    """Sentences that were touched against those that were told."""
    return SentenceCounts(
        int((marks & told).sum()), int((~marks & told).sum()), int((marks & ~told).sum())
    )
