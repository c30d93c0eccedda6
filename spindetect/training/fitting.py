"""Examples to a fitted, calibrated model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.features import FEATURES, MORE, Floats, features
from spindetect.model import LinearModel, Model, sigmoid, third_possibility, with_context
from spindetect.pairs import fold
from spindetect.training.card import write_card
from spindetect.training.examples import Example
from spindetect.training.operating import FOLDS, threshold_of
from spindetect.types import SpindetectError

PRIOR = 0.5
# The family of original and spun copy exchanged: no page that anybody would accuse, and for some
# spinners not to be told from the pair the right way round, so the threshold does not rest on it.
# The card gives its rate apart.
REVERSED = "reversed"
SIGNS = tuple(feature.sign for feature in FEATURES)
# Inverse strength of the ridge penalty; weak, since features are few and pairs many.
REGULARISATION = 0.3
# Aligned words below which it abstains; see docs/model.md and benchmarks/short_texts.py.
MIN_WORDS = 20


def fit(examples: Sequence[Example], *, lexicon_version: str, inputs: dict[str, str]) -> Model:
    """Fit on all groups; calibrate, set the threshold and measure on scores from across folds.

    Raises `SpindetectError` where the pairs come from too few articles for that.
    """
    values = np.stack([e.values for e in examples])
    labels = np.array([e.label for e in examples])
    weights = _balanced([e.family for e in examples], labels)
    parts = np.array([fold(e.group, FOLDS) for e in examples])
    _check(examples, labels, parts, inputs)
    turned = np.stack([e.turned for e in examples])
    scores, against = np.zeros(len(examples)), np.zeros(len(examples))
    for part in range(FOLDS):
        held, rest = parts == part, parts != part
        if held.any():
            fitted = _logistic(values[rest], labels[rest], weights[rest], SIGNS)
            scores[held] = fitted.log_odds(values[held])
            against[held] = fitted.log_odds(turned[held])
    honest = np.array([not e.label and e.family != REVERSED for e in examples])
    groups = np.array([e.group for e in examples])
    slope, shift = _platt(scores, labels, weights)
    # The third possibility takes its share, as in `Model.probability`.
    forwards, backwards = slope * scores + shift, slope * against + shift
    chances = sigmoid(forwards - third_possibility(forwards, backwards))
    document = _logistic(values, labels, weights, SIGNS).rescaled(slope, shift)
    return Model(
        document=document,
        sentence=_sentence_model(examples, document),
        threshold=threshold_of(chances, honest, groups),
        prior=PRIOR,
        min_words=MIN_WORDS,
        lexicon=lexicon_version,
        sha256="",
        card=write_card(examples, chances, honest, parts, inputs),
    )


def _check(
    examples: Sequence[Example],
    labels: NDArray[np.bool_],
    parts: NDArray[np.int_],
    inputs: Mapping[str, str],
) -> None:
    """Each fold needs both kinds of pairs outside it, and the sentence model some sentences."""
    files = ", ".join(inputs) or "pairs"
    for part in sorted(set(parts.tolist())):
        if len(set(labels[parts != part].tolist())) < 2:
            raise SpindetectError(
                f"{files}: the spun or the other pairs come from too few articles to be tested on "
                "unseen ones; add pairs of more articles (`group`)"
            )
    if not any(len(e.touched) for e in examples):
        raise SpindetectError(
            f"{files}: in no pair could a sentence be compared; give pairs of English texts of "
            "which one was made from the other"
        )


def _balanced(families: Sequence[str], labels: NDArray[np.bool_]) -> Floats:
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


def _logistic(
    values: Floats, labels: NDArray[np.bool_], weights: Floats, signs: Sequence[int]
) -> LinearModel:
    """Ridge logistic regression whose weights obey the signs of their features.

    scikit-learn's has no such constraint; this is its objective, minimised within bounds by
    L-BFGS-B (Byrd et al. 1995).
    """
    from scipy.optimize import minimize

    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale < 1e-6] = 1.0
    # Standardised and clipped as `LinearModel` does it, so the fit sees what scoring sees.
    rows = LinearModel(tuple(mean), tuple(scale), (1.0,) * len(mean), 0.0).terms(values)
    side = np.where(labels, 1.0, -1.0)

    def loss(parameters: Floats) -> tuple[float, Floats]:
        margins = side * (rows @ parameters[:-1] + parameters[-1])
        slopes = -weights * side * sigmoid(-margins)
        ridge = parameters[:-1] / REGULARISATION
        value = weights @ np.logaddexp(0.0, -margins) + 0.5 * ridge @ parameters[:-1]
        return float(value), np.append(slopes @ rows + ridge, slopes.sum())

    limits = {1: (0.0, None), 0: (None, None), -1: (None, 0.0)}
    found = minimize(
        loss,
        np.zeros(len(mean) + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[*(limits[sign] for sign in signs), (None, None)],
        options={"maxiter": 2000},
    )
    *weight, intercept = _rounded(found.x)
    return LinearModel(_rounded(mean), _rounded(scale), tuple(weight), intercept)


def _rounded(values: Floats) -> tuple[float, ...]:
    """Nine digits: more would differ between processors and make the file differ."""
    return tuple(float(f"{value:.9g}") for value in values)


def _platt(scores: Floats, labels: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and shift that make log-odds of unseen groups honest (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=1.0)
    learner.fit(scores[:, None], labels, sample_weight=weights)
    slope, shift = _rounded(np.array([learner.coef_[0, 0], learner.intercept_[0]]))
    return slope, shift


def _sentence_model(examples: Sequence[Example], document: LinearModel) -> LinearModel:
    """Whether a sentence was touched, from its own edits and the document's score."""
    rows = np.concatenate([with_context(features(e.sums), document, e.values) for e in examples])
    touched = np.concatenate([e.touched for e in examples])
    return _logistic(rows, touched, np.ones(len(touched)), (*SIGNS, MORE))
