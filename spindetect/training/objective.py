"""What a fit minimises: ridge logistic regression with signs, weighted evenly, and calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.features import EITHER, LESS, MORE, Floats
from spindetect.model import LinearModel, sigmoid

# The share of spun pairs that the probabilities assume.
PRIOR = 0.5
# Variance that the penalty allows a weight, times the number of rows. Of 1 to 1200, tried across
# two halves of the repository's articles, this keeps most recall where no honest article may be
# flagged.
REGULARISATION = 150.0


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
    strength: float | None = None,
    noise: float = 0.0,
    scale_and_shift: tuple[Floats, Floats] | None = None,
) -> LinearModel:
    """Ridge logistic regression whose weights obey the signs of their features.

    scikit-learn's has no such constraint; this is its objective, minimised within bounds by
    L-BFGS-B (Byrd et al. 1995). `strength`: variance that the penalty allows a weight (its inverse
    is the penalty), by default `REGULARISATION` over the number of rows.

    With a `centre` the penalty draws towards that model instead of zero, the intercept too: the
    maximum a posteriori with the old model as prior (Chelba and Acero 2006). Features are then
    standardised as the old model does it. The weight of a feature whose sign is `SCALE` stays what
    it was, zero without a centre: see `platt`. `noise`: share of the labels that is taken to be
    wrong, so that a few wrong ones cannot drag the weights along (Copas 1988).

    `scale_and_shift`: of each row, shape (n,) both, for a model whose scores are calibrated before
    they are compared with the labels.
    """
    from scipy.optimize import minimize

    strength = REGULARISATION / len(labels) if strength is None else strength
    mean, scale, start, drawn = _beginning(values, centre)
    # Standardised and clipped as `LinearModel` does it, so the fit sees what scoring sees.
    rows = LinearModel(tuple(mean), tuple(scale), (1.0,) * len(mean), 0.0).terms(values)
    side = np.where(labels, 1.0, -1.0)
    gain, shift = scale_and_shift or (np.ones(len(rows)), np.zeros(len(rows)))

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margins = side * (gain * (rows @ parameters[:-1] + parameters[-1]) + shift)
        losses, falls = _losses(margins, noise)
        slopes = weights * side * falls * gain
        ridge = drawn * (parameters - start) / strength
        value = weights @ losses + 0.5 * ridge @ (parameters - start)
        return float(value), np.append(slopes @ rows, slopes.sum()) + ridge

    limits = {MORE: (0.0, None), EITHER: (None, None), LESS: (None, 0.0)}
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[
            *(limits.get(sign, (kept, kept)) for sign, kept in zip(signs, start[:-1], strict=True)),
            (None, None),
        ],
        options={"maxiter": 2000},
    )
    *weight, intercept = rounded(found.x)
    return LinearModel(rounded(mean), rounded(scale), tuple(weight), intercept)


def _beginning(values: Floats, centre: LinearModel | None) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean and scale of the features, what the penalty draws the parameters to, and whether."""
    if centre is not None:
        start = np.append(centre.weights, centre.intercept)
        return np.array(centre.mean), np.array(centre.scale), start, np.ones(len(start))
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale < 1e-6] = 1.0
    return mean, scale, np.zeros(len(mean) + 1), np.append(np.ones(len(mean)), 0.0)


def _losses(margins: Floats, noise: float) -> tuple[Floats, Floats]:
    """Minus the log-likelihood of the labels by their margins, and its derivative."""
    right, wrong = sigmoid(margins), sigmoid(-margins)
    if not noise:
        return np.logaddexp(0.0, -margins), -wrong
    likely = noise + (1.0 - 2.0 * noise) * right
    return -np.log(likely), -(1.0 - 2.0 * noise) * right * wrong / likely


def rounded(values: Floats) -> tuple[float, ...]:
    """Nine digits: more would differ between processors and make the file differ."""
    return tuple(float(f"{value:.9g}") for value in values)


def platt(columns: Floats, labels: NDArray[np.bool_], weights: Floats) -> tuple[float, ...]:
    """What makes the log-odds of unseen groups honest: a weight for each column, and a shift.

    `columns` of shape (n, k): log-odds, and where a model can carry it the length of the text,
    since the same rates say more of a long text than of a short one (Platt 1999, with one column
    more).
    """
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1.0, max_iter=1000)
    learner.fit(columns, labels, sample_weight=weights)
    return rounded(np.append(learner.coef_[0], learner.intercept_[0]))
