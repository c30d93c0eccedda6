"""Operating points: thresholds with the false-positive rate that stands behind them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats

# Each group is scored by a model fitted without its fold; calibration, threshold and the card's
# figures rest on these scores alone.
FOLDS = 5
CONFIDENCE = 0.95
# The shipped operating point: at most this share of the articles has a flagged honest counterpart.
# What the data can vouch for is the upper end of the interval on the card.
MAX_FALSE_POSITIVES = 0.01
# A candidate is never called spun below this, however clean the honest pairs were.
MIN_THRESHOLD = 0.9


def threshold_of(chances: Floats, honest: NDArray[np.bool_], groups: NDArray[np.str_]) -> float:
    """The lowest probability at which few enough articles have a flagged honest counterpart.

    An article counts as a false positive when any of its honest counterparts is flagged; at most
    `MAX_FALSE_POSITIVES` of the articles may be. The card gives the upper end of the interval.
    """
    worst: dict[str, float] = {}
    for chance, group in zip(chances[honest].tolist(), groups[honest].tolist(), strict=True):
        worst[group] = max(worst.get(group, 0.0), chance)
    scores = sorted(worst.values(), reverse=True)
    above = scores[int(MAX_FALSE_POSITIVES * len(scores))] if scores else 0.0
    return float(min(max(MIN_THRESHOLD, np.ceil(above * 1000 + 1e-9) / 1000), 0.999))


def clopper_pearson(events: int, trials: int) -> list[float]:
    """Two-sided 95 % interval of a rate (Clopper and Pearson 1934)."""
    from scipy.stats import beta

    tail = (1.0 - CONFIDENCE) / 2
    low = beta.ppf(tail, events, trials - events + 1) if events else 0.0
    high = beta.ppf(1 - tail, events + 1, trials - events) if events < trials else 1.0
    return [round(float(low), 4), round(float(high), 4)]
