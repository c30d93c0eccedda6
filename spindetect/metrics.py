"""Measures of a detector: rates with intervals, ranking, calibration, matches, bootstrap by group.

A score is a probability or -inf for an abstention, which is never flagged. Labels are true for
positives. All functions are deterministic; where a measure is undefined (nothing to measure, or
only one class) they return None, and NaN inside arrays. docs/evaluation.md defines every measure.

The measures work on weighted items, so that one bootstrap resample is a row of weights (how often
each item's group was drawn) and many resamples are one matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Statistic = Callable[[Floats], Floats]

CONFIDENCE = 0.95
BINS = 10
RESAMPLES = 1000
SEED = 20_240
# Weights held at once by the bootstrap: 16 MB a matrix.
CELLS = 2_000_000
# Keeps a product such as 0.29 * 100, a hair below 29, on its own side of the integer.
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Rate:
    """`events` of `trials` with the two-sided 95 % interval from `low` to `high`."""

    events: int
    trials: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Events per trial."""
        return self.events / self.trials


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its bootstrap interval.

    `low` and `high` are None where there are fewer than two groups or no resample defines it.
    `dropped`: resamples that do not (only one class was drawn).
    """

    value: float
    low: float | None
    high: float | None
    dropped: int


@dataclass(frozen=True, slots=True)
class Operating:
    """Where few enough negatives are flagged.

    `threshold`: the smallest observed score from which on the share of negatives is at most the
    wanted rate; None if there is none, then nothing is flagged.
    """

    threshold: float | None
    recall: float
    false_positives: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Items of neighbouring scores: their mean score, the share of positives, their number."""

    score: float
    share: float
    items: int


@dataclass(frozen=True, slots=True)
class Matches:
    """Precision, recall and their harmonic mean; None where undefined."""

    precision: float | None
    recall: float | None
    f1: float | None


def matches(hits: int, found: int, wanted: int, hits_wanted: int | None = None) -> Matches:
    """Scores from counts: `hits` of the `found` items are right, `hits_wanted` of the `wanted`.

    The two differ only where one item may match several (overlap). F1 is defined as soon as
    anything was found or wanted.
    """
    right = hits if hits_wanted is None else hits_wanted
    precision = hits / found if found else None
    recall = right / wanted if wanted else None
    if precision and recall:
        return Matches(precision, recall, 2 * precision * recall / (precision + recall))
    return Matches(precision, recall, 0.0 if found or wanted else None)


def clopper_pearson(events: float, trials: float) -> tuple[float, float]:
    """Two-sided 95 % interval of a rate (Clopper and Pearson 1934); (0, 1) without trials.

    Takes the fractions that `clustered_rate` needs.
    """
    from scipy.special import betaincinv

    tail = (1.0 - CONFIDENCE) / 2
    low = betaincinv(events, trials - events + 1, tail) if events > 0 else 0.0
    high = betaincinv(events + 1, trials - events, 1 - tail) if events < trials else 1.0
    return float(low), float(high)


def rate(events: int, trials: int) -> Rate | None:
    """A rate of independent trials; None without trials."""
    return Rate(events, trials, *clopper_pearson(events, trials)) if trials else None


def group_rate(hits: Bools, groups: Ints) -> Rate | None:
    """The rate of groups with any hit: each group is one trial."""
    return rate(len(np.unique(groups[hits])), len(np.unique(groups)))


def clustered_rate(hits: Bools, groups: Ints) -> Rate | None:
    """The rate over items, with an interval that knows that items of a group are alike.

    Clopper–Pearson on the effective number of items, that is the one at which independent items
    would vary as much as these do between groups (Korn and Graubard 1998). It is at most the
    number of items, and where all items agree, so that nothing varies, the number of groups.
    """
    if not len(hits):
        return None
    items, events = len(hits), int(hits.sum())
    share = events / items
    _, member = np.unique(groups, return_inverse=True)
    off = np.bincount(member, weights=hits - share)
    effective = float(len(off))
    if 0 < events < items and len(off) > 1:
        variance = len(off) / (len(off) - 1) * float(off @ off) / items**2
        alone = share * (1 - share) / (items - 1)
        effective = items * min(1.0, alone / variance) if variance > 0 else items
    return Rate(events, items, *clopper_pearson(share * effective, effective))


class Ranking:
    """Scored items ordered for weighting: levels are the distinct scores, highest first.

    `level`: the level of each item. `values`: the score of each level.
    """

    __slots__ = ("_order", "_positive", "_starts", "level", "values")

    def __init__(self, scores: Floats, labels: Bools) -> None:
        self._order = np.argsort(-scores, kind="stable")
        ordered = scores[self._order]
        new = np.ones(len(ordered), dtype=bool)
        new[1:] = ordered[1:] != ordered[:-1]
        self._starts = np.flatnonzero(new)
        self._positive = labels[self._order]
        self.values: Floats = ordered[self._starts]
        self.level: Ints = np.empty(len(scores), dtype=np.int64)
        self.level[self._order] = np.cumsum(new) - 1

    def __len__(self) -> int:
        return len(self.level)

    def weighted(self, weights: Floats | None = None) -> Weighted:
        """The items with `weights`, shape (r, items); each counts once without."""
        rows = np.ones((1, len(self))) if weights is None else weights
        ordered = np.take(rows, self._order, axis=1)
        positives = np.add.reduceat(ordered * self._positive, self._starts, axis=1)
        negatives = np.add.reduceat(ordered, self._starts, axis=1) - positives
        # Abstentions are one level, the last.
        answered = self.values[np.isfinite(self.values)]
        return Weighted(positives, negatives, answered)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Weight of positives and negatives at each level of a `Ranking`, both of shape (r, levels).

    `values`: the scores, highest first; one level fewer than the weights if there are abstentions.
    Each measure of it has shape (r,) and is NaN where undefined.
    """

    positives: Floats
    negatives: Floats
    values: Floats

    @property
    def answered(self) -> tuple[Floats, Floats]:
        """The weights without abstentions."""
        number = len(self.values)
        return self.positives[:, :number], self.negatives[:, :number]

    def allowed(self, share: float) -> Ints:
        """How many of the highest levels may be flagged at a false-positive rate."""
        limit = share * self.negatives.sum(axis=1, keepdims=True) + HAIR
        above = np.cumsum(self.answered[1], axis=1)
        return np.asarray((above <= limit).sum(axis=1), dtype=np.int64)


def recall_at(items: Weighted, share: float) -> Floats:
    """Recall where at most `share` of the negatives are flagged."""
    flagged = np.arange(items.positives.shape[1]) < items.allowed(share)[:, None]
    recall = _ratio((items.positives * flagged).sum(axis=1), items.positives.sum(axis=1))
    return np.where(items.negatives.sum(axis=1) > 0, recall, np.nan)


def recalls_of(ranking: Ranking, weights: Floats, share: float, parts: Bools) -> Floats:
    """Recall of parts of the positives, at a rate of all negatives: (r, parts).

    `weights`: (r, items). `parts`: (items, parts), false for negatives.
    """
    items = ranking.weighted(weights)
    # Whole numbers, so that the products are exact in whatever order they are added.
    belongs = parts.astype(np.float64)
    flagged = weights * (ranking.level < items.allowed(share)[:, None])
    recall = _ratio(flagged @ belongs, weights @ belongs)
    return np.where(items.negatives.sum(axis=1, keepdims=True) > 0, recall, np.nan)


def auroc(items: Weighted) -> Floats:
    """Chance that a positive scores above a negative, ties half."""
    above = np.cumsum(items.positives, axis=1) - items.positives / 2
    pairs = items.positives.sum(axis=1) * items.negatives.sum(axis=1)
    return _ratio((items.negatives * above).sum(axis=1), pairs)


def brier(items: Weighted) -> Floats:
    """Mean squared error of the probabilities given (Brier 1950)."""
    positives, negatives = items.answered
    error = positives * (1 - items.values) ** 2 + negatives * items.values**2
    return _ratio(error.sum(axis=1), (positives + negatives).sum(axis=1))


def calibration_error(items: Weighted, *, even_odds: bool = True) -> Floats:
    """Expected calibration error over `BINS` bins of equal mass; equal scores share a bin.

    `even_odds`: both classes weigh half, whatever their numbers.
    """
    positives, negatives = _masses(items, even_odds)
    mass = positives + negatives
    places = _bins(mass) + BINS * np.arange(len(mass))[:, None]
    gap = mass * items.values - positives
    gaps = np.bincount(places.ravel(), weights=gap.ravel(), minlength=BINS * len(mass))
    error = np.abs(gaps.reshape(len(mass), BINS)).sum(axis=1)
    return np.where(mass.sum(axis=1) > 0.5, error, np.nan)


def calibration_bins(ranking: Ranking) -> tuple[Bin, ...]:
    """The bins of `calibration_error` at even odds, lowest score first; empty for one class."""
    items = ranking.weighted()
    (positives,), (negatives,) = _masses(items, even_odds=True)
    mass = positives + negatives
    if not mass.sum() > 0.5:
        return ()
    places = _bins(mass[None])[0]
    number = np.bincount(ranking.level, minlength=len(ranking.values))
    found = []
    for place in sorted(set(places.tolist()), reverse=True):
        here = np.flatnonzero(places == place)
        total = float(mass[here].sum())
        score = float((mass * items.values)[here].sum()) / total
        share = float(positives[here].sum()) / total
        found.append(Bin(score, share, int(number[here].sum())))
    return tuple(found)


def operating(ranking: Ranking, share: float) -> Operating | None:
    """The operating point at a false-positive rate; None without positives or negatives."""
    items = ranking.weighted()
    (positives,), (negatives,) = items.positives, items.negatives
    if not positives.sum() or not negatives.sum():
        return None
    count = int(items.allowed(share)[0])
    return Operating(
        threshold=float(items.values[count - 1]) if count else None,
        recall=float(positives[:count].sum() / positives.sum()),
        false_positives=float(negatives[:count].sum() / negatives.sum()),
    )


def bootstrap(groups: Ints, statistic: Statistic, *, resamples: int = RESAMPLES) -> Floats:
    """Values of `statistic` in resamples of whole groups (cluster bootstrap): (resamples, …).

    `statistic` takes weights of shape (r, items) and returns (r, …) with NaN where undefined.
    Seeded, so that the same items give the same values.
    """
    _, member = np.unique(groups, return_inverse=True)
    number = int(member.max(initial=-1)) + 1
    generator = np.random.default_rng(SEED)
    rows = max(1, CELLS // max(len(groups), 1))
    values = []
    for start in range(0, resamples, rows):
        size = min(rows, resamples - start)
        drawn = generator.integers(0, number, size=(size, number))
        drawn += number * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * number).reshape(size, number)
        values.append(statistic(np.take(counts.astype(np.float64), member, axis=1)))
    return np.concatenate(values)


def estimates(
    groups: Ints, statistic: Statistic, *, resamples: int = RESAMPLES
) -> tuple[Estimate | None, ...]:
    """Each column of `statistic` with its percentile interval; None where undefined."""
    values = statistic(np.ones((1, len(groups))))[0]
    if len(np.unique(groups)) < 2:
        return tuple(_estimate(value, np.empty(0)) for value in values.tolist())
    drawn = bootstrap(groups, statistic, resamples=resamples)
    return tuple(_estimate(v, drawn[:, k]) for k, v in enumerate(values.tolist()))


def measures(ranking: Ranking, parts: Sequence[Callable[[Weighted], Floats]]) -> Statistic:
    """Measures side by side as a statistic for `estimates`: (r, items) to (r, parts)."""

    def statistic(weights: Floats) -> Floats:
        items = ranking.weighted(weights)
        return np.stack([part(items) for part in parts], axis=1)

    return statistic


def _estimate(value: float, drawn: Floats) -> Estimate | None:
    if np.isnan(value):
        return None
    defined = drawn[~np.isnan(drawn)]
    if not len(defined):
        return Estimate(value, None, None, len(drawn))
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(defined, [tail, 100 - tail])
    return Estimate(value, float(low), float(high), len(drawn) - len(defined))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """`part / whole`, NaN where there is nothing."""
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _masses(items: Weighted, even_odds: bool) -> tuple[Floats, Floats]:
    """Weight of both classes at each answered level; a row sums to 1, or to 0 where undefined."""
    positives, negatives = items.answered
    ours, theirs = (side.sum(axis=1, keepdims=True) for side in (positives, negatives))
    if even_odds:
        defined = (ours > 0) & (theirs > 0)
        ours, theirs = 2 * ours, 2 * theirs
    else:
        ours = theirs = ours + theirs
        defined = ours > 0
    return (
        np.divide(positives, ours, out=np.zeros_like(positives), where=defined),
        np.divide(negatives, theirs, out=np.zeros_like(negatives), where=defined),
    )


def _bins(mass: Floats) -> Ints:
    """The bin of each level: that in which the middle of its mass falls, highest scores first."""
    middle = np.cumsum(mass, axis=1) - mass / 2
    return np.minimum((middle * BINS + HAIR).astype(np.int64), BINS - 1)
