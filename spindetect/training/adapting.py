"""A few dozen labelled pairs to an adapted model: the old weights, moved as far as they must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spindetect.features import FEATURE_NAMES, Floats
from spindetect.metrics import clopper_pearson
from spindetect.model import LinearModel, Model, sigmoid
from spindetect.pairs import fold
from spindetect.training.examples import Example
from spindetect.training.objective import balanced, logistic
from spindetect.training.operating import Calibration, operating_points
from spindetect.training.table import REVERSED, Bools, Table
from spindetect.types import OperatingPoint, SpindetectError
from spindetect.version import __version__

FOLDS = 5
# Variance of the prior of each weight around the old model's, and the share of the user's labels
# that may be wrong. How they were chosen is in docs/model.md.
STRENGTH = 0.3
NOISE = 0.1


@dataclass(frozen=True, slots=True)
class Adapted:
    """An adapted model and what it makes of pairs that it did not see.

    `rows`: the pairs and excerpts. `unseen`: their log-odds from models adapted without their
    fifth of the articles, shape (n,).
    """

    model: Model
    rows: Table
    unseen: Floats


def adapt(examples: Sequence[Example], base: Model, *, inputs: Mapping[str, str]) -> Adapted:
    """The maximum a posteriori with the weights of `base` as prior (Chelba and Acero 2006).

    Standardisation, signs and sentence model stay those of `base`; so do the thresholds, unless
    honest pairs, scored by models that did not see them, would be flagged: then they are raised.
    `base` may be one for read pairs, if the examples were read. `inputs`: digests of what they were
    made of. Raises `SpindetectError` where `base` is no linear model, or all spun or all other
    pairs are of one article.
    """
    if not isinstance(base.document, LinearModel):
        raise SpindetectError(
            "a model with an estimator cannot be adapted: give another --model, or --anew"
        )
    rows = Table.of(examples, excerpts=True, wanted=base.features)
    unseen = _across_folds(rows, base, ", ".join(inputs) or "pairs")
    points = raised_points(base.points, rows, unseen)
    card = {
        "version": __version__,
        "features": list(FEATURE_NAMES),
        # Whoever asks whether a model saw some pairs finds those of its base as well.
        "trained_on": {**inputs, "the model that was adapted": base.card.get("trained_on", {})},
        "adapted_from": base.sha256,
        "pairs": {"adapting": _counts(examples)},
        "thresholds": {
            name: "kept" if point.threshold == base.points[name].threshold else "raised"
            for name, point in points.items()
        },
    }
    document = _adapted(rows, base)
    model = replace(base, document=document, points=points, sha256="", card=card)
    return Adapted(model, rows, unseen)


def _adapted(rows: Table, base: Model) -> LinearModel:
    assert isinstance(base.document, LinearModel)
    learnt = rows.where(~rows.excerpt & ~rows.abstains)
    weights = balanced(learnt.families.tolist(), learnt.labels)
    return logistic(
        learnt.values,
        learnt.labels,
        weights,
        [feature.sign for feature in base.features],
        centre=base.document,
        strength=STRENGTH,
        noise=NOISE,
    )


def _across_folds(rows: Table, base: Model, files: str) -> Floats:
    """Log-odds of each row from a model adapted without its fold, shape (n,)."""
    parts = folds(rows.groups, rows.labels)
    unseen = np.zeros(len(rows))
    for part in sorted(set(parts.tolist())):
        held, rest = rows.where(parts == part), rows.where(parts != part)
        usable = ~rest.excerpt & ~rest.abstains
        if not (rest.labels[usable].any() and rest.honest[usable].any()):
            raise SpindetectError(
                f"{files}: the spun or the honest pairs that can be compared are of one article; "
                "add pairs of more articles (`group`)"
            )
        unseen[parts == part] = held.log_odds(_adapted(rest, base), base.direction)
    return unseen


def folds(groups: NDArray[np.str_], spun: Bools) -> NDArray[np.int64]:
    """Fold of each row: groups dealt out in the order of a digest, those with spun pairs first."""
    with_spun = set(groups[spun].tolist())
    order = sorted(
        set(groups.tolist()), key=lambda group: (group not in with_spun, fold(group, 2**60), group)
    )
    places = {group: place % FOLDS for place, group in enumerate(order)}
    return np.array([places[group] for group in groups.tolist()])


def raised_points(
    old: Mapping[str, OperatingPoint], rows: Calibration, unseen: Floats
) -> dict[str, OperatingPoint]:
    """The old thresholds, or higher ones where honest pairs call for it; counted on these pairs."""
    if not rows.honest.any():
        return dict(old)
    needed = operating_points(unseen, rows)["default"].threshold
    return {
        name: _counted(point, max(point.threshold, needed), rows, unseen)
        for name, point in old.items()
    }


def _counted(
    point: OperatingPoint, threshold: float, rows: Calibration, unseen: Floats
) -> OperatingPoint:
    chances = sigmoid(np.where(np.isfinite(unseen), unseen, -1e9))
    articles = len(set(rows.groups[rows.honest].tolist()))
    flagged = len(set(rows.groups[rows.honest & (chances >= threshold)].tolist()))
    low, high = clopper_pearson(flagged, articles)
    return OperatingPoint(threshold, point.aim, articles, flagged, (round(low, 5), round(high, 5)))


def _counts(examples: Sequence[Example]) -> dict[str, int]:
    spun = sum(e.label for e in examples)
    turned = sum(e.family == REVERSED for e in examples)
    return {
        "spun": spun,
        "honest": len(examples) - spun - turned,
        "reversed": turned,
        "articles": len({e.group for e in examples}),
    }
