"""Slices of the scored pairs and what is measured on each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

import numpy as np

from spindetect import metrics
from spindetect.evaluation.counts import (
    SentenceCounts,
    SpanCounts,
    pooled_sentences,
    pooled_spans,
)
from spindetect.evaluation.scoring import Scored, Side
from spindetect.metrics import Bools, Estimate, Floats, Ints, Ranking, Rate, Weighted
from spindetect.types import Direction

# The false-positive rates at which recall is told.
RATES = (0.01, 0.001)
# With no event among n trials, the rate is below 3 / n at 95 % confidence (the rule of three).
RULE_OF_THREE = 3


class By(StrEnum):
    """What a slice is cut by."""

    ALL = "all"
    SOURCE = "source"
    FAMILY = "family"
    LENGTH = "length"
    SHARE = "share"
    PARAGRAPHS = "paragraphs"


# Bands by name: from the first number, up to but without the second.
LENGTHS = {
    "under 50 words": (0, 50),
    "50 to 99 words": (50, 100),
    "100 to 299 words": (100, 300),
    "300 to 999 words": (300, 1000),
    "1,000 words and more": (1000, np.inf),
}
ONE_SENTENCE = "a single sentence"
SHARES = {
    "under 3 %": (0.0, 0.03),
    "3 to 8 %": (0.03, 0.08),
    "8 to 15 %": (0.08, 0.15),
    "15 to 30 %": (0.15, 0.30),
    "30 % and more": (0.30, np.inf),
}
PARAGRAPHS = {
    "under 20 %": (0.0, 0.2),
    "20 to 40 %": (0.2, 0.4 + metrics.HAIR),
    "over 40 %": (0.4 + metrics.HAIR, np.inf),
}
Bands = Mapping[str, tuple[float, float]]
BANDS: tuple[tuple[By, Bands, Callable[[Scored], float | None]], ...] = (
    (By.LENGTH, LENGTHS, lambda row: row.words),
    (By.SHARE, SHARES, lambda row: row.share_spun),
    (By.PARAGRAPHS, PARAGRAPHS, lambda row: row.paragraphs_spun),
)
# Slices that hold both classes by nature, so that ranking and calibration are told of each.
WHOLE = frozenset({By.ALL, By.SOURCE, By.LENGTH})


@dataclass(frozen=True, slots=True)
class Members:
    """How many pairs of a class a slice has, of how many groups; `answered`: not abstained."""

    pairs: int
    groups: int
    answered: int


@dataclass(frozen=True, slots=True)
class AtRate:
    """Recall where at most `rate` of the honest pairs are flagged.

    `threshold`: the probability that does it, None if none does. `verified`: whether there are
    honest pairs of enough groups, three divided by `rate`, to tell such a rate at all.
    """

    rate: float
    threshold: float | None
    recall: Estimate
    verified: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the probabilities rank and what they are worth; None where undefined.

    `calibration`: expected calibration error at even odds.
    """

    auroc: Estimate | None
    brier: Estimate | None
    calibration: Estimate | None


@dataclass(frozen=True, slots=True)
class Slice:
    """The measures of some pairs; None (or empty) where one is undefined.

    `recall`, `flagged`: at the detector's threshold, over spun and over honest pairs;
    `flagged_groups`: honest pairs' groups of which any is flagged. `at_rates`: among the slice's
    own honest pairs in slices that hold both classes by nature (`WHOLE`), else against all honest
    pairs. `quality`: only of slices with both classes.
    """

    by: By
    name: str
    spun: Members
    honest: Members
    recall: Rate | None
    flagged: Rate | None
    flagged_groups: Rate | None
    at_rates: tuple[AtRate, ...]
    quality: Quality | None
    direction: Rate | None
    sentences: SentenceCounts
    sentences_of_spun: SentenceCounts
    single: SpanCounts
    multi: SpanCounts

    @property
    def pairs(self) -> int:
        """Number of spun and honest pairs."""
        return self.spun.pairs + self.honest.pairs

    @property
    def coverage(self) -> float:
        """Share of the pairs that got a probability."""
        return (self.spun.answered + self.honest.answered) / self.pairs


class Columns:
    """Rows of one side or of both as arrays; abstentions score -inf."""

    __slots__ = ("answered", "flagged", "groups", "rows", "scores", "spun")

    def __init__(self, rows: Sequence[Scored]) -> None:
        self.rows = rows
        self.spun: Bools = np.array([row.side is Side.SPUN for row in rows], dtype=bool)
        self.flagged: Bools = np.array([row.flagged for row in rows], dtype=bool)
        scores = [-np.inf if row.probability is None else row.probability for row in rows]
        self.scores: Floats = np.array(scores, dtype=np.float64)
        self.answered: Bools = np.isfinite(self.scores)
        self.groups: Ints = numbered([row.group for row in rows])

    def ranking(self) -> Ranking:
        """The rows ordered by score, spun ones positive."""
        return Ranking(self.scores, self.spun)

    def fewest_groups(self, spun: Bools) -> int:
        """Groups of `spun` rows or of honest ones, whichever are fewer."""
        return min(len(np.unique(self.groups[side])) for side in (spun, ~self.spun))

    def members(self, side: Bools) -> Members:
        """Sizes of the rows in `side`."""
        groups = len(np.unique(self.groups[side]))
        return Members(int(side.sum()), groups, int((side & self.answered).sum()))


def numbered(names: Sequence[str]) -> Ints:
    """A number for each distinct name, in the order of their first appearance."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def measured(rows: Sequence[Scored], whole: str = "all pairs") -> tuple[Slice, ...]:
    """All slices of the spun and honest rows, the `whole` first; empty slices are left out."""
    told = [row for row in rows if row.side is not Side.REWRITTEN]
    cuts = [cut for cut in _cuts(told, whole) if len(cut.members)]
    everything = Columns(told)
    parts = [cut for cut in cuts if cut.by not in WHOLE and everything.spun[cut.members].any()]
    recalls = dict(zip(parts, _against_all(everything, parts), strict=True))
    return tuple(_slice(cut, told, recalls.get(cut, ())) for cut in cuts)


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """The rows of a slice, by their place among all."""

    by: By
    name: str
    members: Ints


def _cuts(rows: Sequence[Scored], whole: str) -> Iterator[_Cut]:
    def cut(by: By, name: str, belongs: Iterable[bool]) -> _Cut:
        return _Cut(by, name, np.flatnonzero(np.fromiter(belongs, dtype=bool)))

    yield cut(By.ALL, whole, (True for _ in rows))
    for name in sorted({row.source for row in rows}):
        yield cut(By.SOURCE, name, (row.source == name for row in rows))
    for name in sorted({row.family for row in rows}):
        yield cut(By.FAMILY, name, (row.family == name for row in rows))
    yield cut(By.LENGTH, ONE_SENTENCE, (row.sentences == 1 for row in rows))
    for by, bands, value in BANDS:
        for name, band in bands.items():
            yield cut(by, name, (_within(value(row), band) for row in rows))


def _within(value: float | None, band: tuple[float, float]) -> bool:
    return value is not None and band[0] <= value < band[1]


def _slice(cut: _Cut, rows: Sequence[Scored], against_all: tuple[AtRate, ...]) -> Slice:
    chosen = [rows[k] for k in cut.members.tolist()]
    data = Columns(chosen)
    spun, honest = data.spun, ~data.spun
    at_rates, quality = _ranked(data) if cut.by in WHOLE else (against_all, None)
    return Slice(
        by=cut.by,
        name=cut.name,
        spun=data.members(spun),
        honest=data.members(honest),
        recall=metrics.clustered_rate(data.flagged[spun], data.groups[spun]),
        flagged=metrics.rate(int(data.flagged[honest].sum()), int(honest.sum())),
        flagged_groups=metrics.group_rate(data.flagged[honest], data.groups[honest]),
        at_rates=at_rates,
        quality=quality,
        direction=direction_right(chosen),
        sentences=pooled_sentences(row.in_sentences for row in chosen),
        sentences_of_spun=pooled_sentences(
            row.in_sentences for row in chosen if row.side is Side.SPUN
        ),
        single=pooled_spans(row.single for row in chosen),
        multi=pooled_spans(row.multi for row in chosen),
    )


def direction_right(rows: Sequence[Scored]) -> Rate | None:
    """How many of the spun rows were told to be made from their original, if they have one."""
    spun = [row for row in rows if row.side is Side.SPUN and row.direction is not None]
    right = np.array([row.direction is Direction.ORIGINAL for row in spun], dtype=bool)
    return metrics.clustered_rate(right, numbered([row.group for row in spun]))


def _ranked(data: Columns) -> tuple[tuple[AtRate, ...], Quality | None]:
    """What the order and the size of the probabilities are worth, with bootstrap intervals."""
    if data.spun.all() or not data.spun.any():
        return (), None
    ranking = data.ranking()
    parts: list[Callable[[Weighted], Floats]] = [
        *(partial(metrics.recall_at, share=share) for share in RATES),
        metrics.auroc, metrics.brier, metrics.calibration_error,
    ]  # fmt: skip
    found = metrics.estimates(data.groups, metrics.measures(ranking, parts))
    if data.fewest_groups(data.spun) < 2:
        found = tuple(map(_unbounded, found))
    *recalls, auroc, brier, calibration = found
    return _at_rates(data, ranking, recalls), Quality(auroc, brier, calibration)


def _against_all(data: Columns, cuts: Sequence[_Cut]) -> list[tuple[AtRate, ...]]:
    """For each cut, the recall of its spun pairs among all honest pairs."""
    if not cuts or data.spun.all():
        return [()] * len(cuts)
    parts = np.zeros((len(data.rows), len(cuts)), dtype=bool)
    for number, cut in enumerate(cuts):
        parts[cut.members, number] = data.spun[cut.members]
    ranking = data.ranking()

    def recalls(weights: Floats) -> Floats:
        sides = [metrics.recalls_of(ranking, weights, share, parts) for share in RATES]
        return np.concatenate(sides, axis=1)

    found = metrics.estimates(data.groups, recalls)
    told = []
    for number in range(len(cuts)):
        mine = found[number :: len(cuts)]
        if data.fewest_groups(parts[:, number]) < 2:
            mine = tuple(map(_unbounded, mine))
        told.append(_at_rates(data, ranking, mine))
    return told


def _unbounded(estimate: Estimate | None) -> Estimate | None:
    """Without its interval: resamples of a class that has a single group never differ in it."""
    return replace(estimate, low=None, high=None) if estimate else None


def _at_rates(
    data: Columns, ranking: Ranking, recalls: Sequence[Estimate | None]
) -> tuple[AtRate, ...]:
    groups = len(np.unique(data.groups[~data.spun]))
    found = []
    for share, recall in zip(RATES, recalls, strict=True):
        point = metrics.operating(ranking, share)
        if point and recall:
            enough = groups * share >= RULE_OF_THREE - metrics.HAIR
            found.append(AtRate(share, point.threshold, recall, enough))
    return tuple(found)
