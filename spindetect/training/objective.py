"""What a fit minimises: ridge logistic regression with signs, weighted evenly, and calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats
from spindetect.model import LinearModel, sigmoid

# The share of spun pairs that the probabilities assume.
PRIOR = 0.5
# Inverse strength of the ridge penalty; weak, since features are few and pairs many.
REGULARISATION = 0.3


def balanced(families: Sequence[str], labels: NDArray[np.bool_]) -> Floats:
    """Weights that give each family the same say and both labels half of it (`PRIOR`)."""
    counts = Counter(zip(families, labels.tolist(), strict=True))
    n_families = Counter(label for _, label in counts)
    share = {True: PRIOR, False: 1.0 - PRIOR}
    return np.array(
        [
            share[label] * len(labels) / (counts[family, label] * n_families[label])
            for family, label in zip(families, labels.tolist(), strict=True)
        ]
    )


def logistic(
    values: Floats,
    labels: NDArray[np.bool_],
    weights: Floats,
    signs: Sequence[int],
    *,
    centre: LinearModel | None = None,
    strength: float = REGULARISATION,
) -> LinearModel:
    """Ridge logistic regression whose weights obey the signs of their features.

    scikit-learn's has no such constraint; this is its objective, minimised within bounds by
    L-BFGS-B (Byrd et al. 1995). `strength`: variance that the penalty allows a weight (its inverse
    is the penalty).

    With a `centre` the penalty draws towards that model instead of zero, the intercept too: the
    maximum a posteriori with the old model as prior (Chelba and Acero 2006). Features are then
    standardised as the old model does it.
    """
    from scipy.optimize import minimize

    if centre is None:
        mean, scale = values.mean(axis=0), values.std(axis=0)
        scale[scale < 1e-6] = 1.0
        start, drawn = np.zeros(len(mean) + 1), np.append(np.ones(len(mean)), 0.0)
    else:
        mean, scale = np.array(centre.mean), np.array(centre.scale)
        start, drawn = np.append(centre.weights, centre.intercept), np.ones(len(mean) + 1)
    # Standardised and clipped as `LinearModel` does it, so the fit sees what scoring sees.
    rows = LinearModel(tuple(mean), tuple(scale), (1.0,) * len(mean), 0.0).terms(values)
    side = np.where(labels, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margins = side * (rows @ parameters[:-1] + parameters[-1])
        slopes = -weights * side * sigmoid(-margins)
        ridge = drawn * (parameters - start) / strength
        value = weights @ np.logaddexp(0.0, -margins) + 0.5 * ridge @ (parameters - start)
        return float(value), np.append(slopes @ rows, slopes.sum()) + ridge

    limits = {1: (0.0, None), 0: (None, None), -1: (None, 0.0)}
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[*(limits[sign] for sign in signs), (None, None)],
        options={"maxiter": 2000},
    )
    *weight, intercept = rounded(found.x)
    return LinearModel(rounded(mean), rounded(scale), tuple(weight), intercept)


def rounded(values: Floats) -> tuple[float, ...]:
    """Nine digits: more would differ between processors and make the file differ."""
    return tuple(float(f"{value:.9g}") for value in values)


def platt(scores: Floats, labels: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and shift that make log-odds of unseen groups honest (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1.0)
    learner.fit(scores[:, None], labels, sample_weight=weights)
    slope, shift = rounded(np.array([learner.coef_[0, 0], learner.intercept_[0]]))
    return slope, shift
