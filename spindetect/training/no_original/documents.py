"""The document model on somebody's own texts: trained anew, or another one adapted.

Either way every figure is cross-validated: a fifth of the articles at a time is judged by a model,
a calibration and a threshold that rest on the other four fifths. Where the word network was trained
on the same texts, their words were scored by one that did not see the article.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.model import DEFAULT
from spindetect.suspects.documents import NAMES, DocumentModel
from spindetect.suspects.evidence import Bools
from spindetect.suspects.model import sigmoid
from spindetect.training.adapting import NOISE, STRENGTH, folds, raised_points
from spindetect.training.no_original.fitting import (
    SIGNS,
    as_linear,
    as_network,
    calibration,
    document_weights,
    fit_documents,
)
from spindetect.training.no_original.table import Rows
from spindetect.training.objective import logistic
from spindetect.training.operating import operating_points
from spindetect.types import OperatingPoint, SpindetectError

Doubles = NDArray[np.float64]
Points = Mapping[str, OperatingPoint]

_LENGTH = NAMES.index("length")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A document model with its operating points, and what is made of rows that were not seen.

    `unseen`: their calibrated log-odds; `flagged`: whether they reach the default threshold; both
    of shape (n,).
    """

    document: DocumentModel
    points: Points
    unseen: Doubles
    flagged: Bools


def fit_anew(rows: Rows, files: str) -> Fitted:
    """Weights, calibration by length and operating points from these rows alone.

    `files`: for messages. Raises `SpindetectError` where a class is of a single article.
    """
    parts = _parts(rows, files)
    score = np.zeros(len(rows), np.float32)
    own = {}
    for part in np.unique(parts).tolist():
        own[part] = as_network(fit_documents(rows.where(parts != part)))
        score[parts == part] = own[part].log_odds(rows.values[parts == part])
    unseen = np.zeros(len(rows))
    for part, network in own.items():
        others = parts != part
        document = DocumentModel(network, *calibration(score[others], rows.where(others)))
        unseen[~others] = document.log_odds(rows.values[~others])
    return Fitted(
        document=DocumentModel(as_network(fit_documents(rows)), *calibration(score, rows)),
        points=operating_points(unseen, rows),
        unseen=unseen,
        flagged=_flagged(rows, parts, unseen, operating_points),
    )


def adapt(rows: Rows, base: DocumentModel, points: Points, files: str) -> Fitted:
    """The maximum a posteriori with the weights of `base` as prior, as for pairs (`adapting`).

    Its calibration by length stays, and the weights move on the calibrated scale. Thresholds stay
    as well, unless honest rows that were not seen call for higher ones. Errors as in `fit_anew`.
    """
    parts = _parts(rows, files)
    unseen = np.zeros(len(rows))
    for part in np.unique(parts).tolist():
        held = parts == part
        unseen[held] = _adapted(rows.where(~held), base).log_odds(rows.values[held])

    def raised(scores: Doubles, seen: Rows) -> Points:
        return raised_points(points, seen, scores)

    return Fitted(
        document=_adapted(rows, base),
        points=raised(unseen, rows),
        unseen=unseen,
        flagged=_flagged(rows, parts, unseen, raised),
    )


def error(rows: Rows, fitted: Fitted) -> float:
    """Brier score of rows that were not seen, at even odds, each family having the same say."""
    wrong = (sigmoid(fitted.unseen) - rows.labels) ** 2
    return float(np.average(wrong, weights=document_weights(rows)))


def _parts(rows: Rows, files: str) -> NDArray[np.int64]:
    """The fold of each row; each time the others hold both classes."""
    parts = folds(rows.groups, rows.labels)
    whole = ~rows.excerpt
    for part in np.unique(parts).tolist():
        rest = rows.labels[whole & (parts != part)]
        if rest.all() or not rest.any():
            raise SpindetectError(
                f"{files}: the spun or the honest texts are of one article; add texts of more "
                "articles (`group`)"
            )
    return parts


def _adapted(rows: Rows, base: DocumentModel) -> DocumentModel:
    length = rows.values[:, _LENGTH].astype(np.float64)
    # What is cut from a text is no further text.
    weights = document_weights(rows) * float((~rows.excerpt).mean())
    learnt = logistic(
        rows.values.astype(np.float64),
        rows.labels,
        weights,
        SIGNS,
        centre=as_linear(base.linear),
        strength=STRENGTH,
        noise=NOISE,
        scale_and_shift=(
            base.slope + base.slope_by_length * length,
            base.tilt * length + base.shift,
        ),
    )
    return DocumentModel(
        as_network(learnt), base.slope, base.slope_by_length, base.tilt, base.shift
    )


def _flagged(
    rows: Rows,
    parts: NDArray[np.int64],
    unseen: Doubles,
    points: Callable[[Doubles, Rows], Points],
) -> Bools:
    """Whether each row reaches the default threshold that the other folds set."""
    flagged = np.zeros(len(rows), np.bool_)
    for part in np.unique(parts).tolist():
        held = parts == part
        threshold = points(unseen[~held], rows.where(~held))[DEFAULT].threshold
        flagged[held] = sigmoid(unseen[held]) >= threshold
    return flagged
