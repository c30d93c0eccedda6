"""Operating points: thresholds with the false-positive rate that stands behind them."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats
from spindetect.metrics import clopper_pearson
from spindetect.model import DEFAULT, STRICT, sigmoid
from spindetect.training.table import Bools
from spindetect.types import OperatingPoint

# At most this share of the articles has an honest counterpart that is flagged, at the upper end of
# the interval; where there are too few articles for that, none has.
AIM = 0.01
STRICT_AIM = 0.001
# A candidate is never called spun below this, however clean the honest pairs were.
MIN_THRESHOLD = 0.9
# Nor is a threshold put where probabilities are no more than rounding.
MAX_THRESHOLD = 0.99999
# The tail that the strict point is extrapolated from: this share of the articles, the worst.
TAIL = 0.05


class Calibration(Protocol):
    """The columns that the points rest on; see `table.Table`."""

    @property
    def honest(self) -> Bools: ...
    @property
    def excerpt(self) -> Bools: ...
    @property
    def groups(self) -> NDArray[np.str_]: ...


def operating_points(
    log_odds: Floats, calibration: Calibration, *, paragraphs_as_sure: bool = True
) -> dict[str, OperatingPoint]:
    """The points of a model by what it makes of the calibration split; `log_odds` of shape (n,).

    An article counts as a false positive when any of its honest counterparts is flagged. Of the
    paragraphs cut from them no more may be flagged, the paragraphs of an article together weighing
    as much as one trial; `paragraphs_as_sure`: at the upper end of their interval as well.
    """
    worst = _worst(log_odds, calibration)
    paragraphs = calibration.honest & calibration.excerpt
    default = max(
        _above(worst, _allowed(len(worst), AIM)),
        _above_paragraphs(log_odds, paragraphs, calibration, sure=paragraphs_as_sure),
    )
    # Ten times rarer than the data can show: the worst articles thin out exponentially
    # (peaks over threshold: Pickands 1975).
    rarer = default + math.log(AIM / STRICT_AIM) * _mean_excess(worst)
    return {
        name: _point(threshold, aim, worst)
        for name, threshold, aim in ((DEFAULT, default, AIM), (STRICT, rarer, STRICT_AIM))
    }


def _worst(log_odds: Floats, table: Calibration) -> Floats:
    """The highest log-odds among the honest counterparts of each article, highest first."""
    found: dict[str, float] = {}
    honest = table.honest & ~table.excerpt
    for group, value in zip(table.groups[honest].tolist(), log_odds[honest].tolist(), strict=True):
        found[group] = max(found.get(group, -math.inf), value)
    return np.sort(np.array(list(found.values())))[::-1]


def _allowed(articles: int, aim: float) -> int:
    """How many articles may be flagged so that the interval stays below `aim`; at least none."""
    flagged = 0
    while flagged < articles and clopper_pearson(flagged + 1, articles)[1] <= aim:
        flagged += 1
    return flagged


def _above(worst: Floats, allowed: int) -> float:
    return float(worst[allowed]) if allowed < len(worst) else -math.inf


def _above_paragraphs(log_odds: Floats, rows: Bools, table: Calibration, *, sure: bool) -> float:
    """The log-odds above which few enough honest paragraphs lie; -inf without any."""
    _, group = np.unique(table.groups[rows], return_inverse=True)
    if not len(group):
        return -math.inf
    weights = 1.0 / np.bincount(group)[group]
    order = np.argsort(-log_odds[rows], kind="stable")
    flagged, articles = np.cumsum(weights[order]), int(group.max()) + 1

    def rate(events: float) -> float:
        return clopper_pearson(events, articles)[1] if sure else events / articles

    # Too few articles to bear out the aim: none is flagged.
    if rate(0) > AIM:
        return float(log_odds[rows].max())
    allowed = sum(rate(events) <= AIM for events in flagged[:200].tolist())
    return float(log_odds[rows][order][allowed])


def _mean_excess(worst: Floats) -> float:
    finite = worst[np.isfinite(worst)]
    tail = finite[: max(2, int(TAIL * len(worst)))]
    return float((tail - tail[-1]).mean()) if len(tail) > 1 else 1.0


def _point(log_odds: float, aim: float, worst: Floats) -> OperatingPoint:
    threshold = float(sigmoid(np.array(log_odds))) if math.isfinite(log_odds) else 0.0
    # Upwards, so that what was to stay below does.
    threshold = min(max(MIN_THRESHOLD, math.ceil(threshold * 1e5 + 1e-6) / 1e5), MAX_THRESHOLD)
    chances = sigmoid(np.where(np.isfinite(worst), worst, -1e9))
    flagged = int((chances >= threshold).sum())
    low, high = clopper_pearson(flagged, len(worst))
    return OperatingPoint(threshold, aim, len(worst), flagged, (round(low, 5), round(high, 5)))
