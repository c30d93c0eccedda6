"""The document model on somebody's own texts: trained anew, or another one adapted.

Either way a fifth of the articles at a time is judged by weights, a calibration and a threshold
made of the other four fifths alone, which are split again for that (nested cross-validation). Three
things are outside of it. The counts of the operating points are of the rows that set them. Where
the word network was trained on the same texts, the words of an article were scored by one that did
not see it, but those of the others by networks that did. Whether that network is taken is decided
by the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
Folds = NDArray[np.int64]
Points = Mapping[str, OperatingPoint]
Maker = Callable[[Rows, Folds], tuple[DocumentModel, Points]]
"""From rows and their folds to a model; within, calibration and thresholds go across the folds."""

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

    `files`: for messages. Raises `SpindetectError` where a class is of too few articles: three are
    the least.
    """
    return _crossed(rows, files, _made_anew)


def adapt(rows: Rows, base: DocumentModel, points: Points, files: str) -> Fitted:
    """The maximum a posteriori with the weights of `base` as prior, as for pairs (`adapting`).

    Its calibration by length stays, and the weights move on the calibrated scale. Thresholds stay
    as well, unless honest rows that were not seen call for higher ones. Errors as in `fit_anew`.
    """

    def made(seen: Rows, parts: Folds) -> tuple[DocumentModel, Points]:
        unseen = np.zeros(len(seen))
        for held in _each(parts):
            unseen[held] = _adapted(seen.where(~held), base).log_odds(seen.values[held])
        return _adapted(seen, base), raised_points(points, seen, unseen)

    return _crossed(rows, files, made)


def _made_anew(rows: Rows, parts: Folds) -> tuple[DocumentModel, Points]:
    score = np.zeros(len(rows), np.float32)
    unseen = np.zeros(len(rows))
    own = []
    for held in _each(parts):
        own.append((held, as_network(fit_documents(rows.where(~held)))))
        score[held] = own[-1][1].log_odds(rows.values[held])
    for held, network in own:
        document = DocumentModel(network, *calibration(score[~held], rows.where(~held)))
        unseen[held] = document.log_odds(rows.values[held])
    document = DocumentModel(as_network(fit_documents(rows)), *calibration(score, rows))
    return document, operating_points(unseen, rows)


def _crossed(rows: Rows, files: str, make: Maker) -> Fitted:
    """What `make` makes of all rows; each fold is judged by what it makes of the others alone."""
    parts = _parts(rows, files)
    unseen = np.zeros(len(rows))
    flagged = np.zeros(len(rows), np.bool_)
    for held in _each(parts):
        document, points = make(rows.where(~held), parts[~held])
        unseen[held] = document.log_odds(rows.values[held])
        flagged[held] = sigmoid(unseen[held]) >= points[DEFAULT].threshold
    return Fitted(*make(rows, parts), unseen, flagged)


def _each(parts: Folds) -> Iterator[Bools]:
    """The rows of each fold."""
    for part in np.unique(parts).tolist():
        yield parts == part


def error(rows: Rows, fitted: Fitted) -> float:
    """Brier score of rows that were not seen, at even odds, each family having the same say."""
    wrong = (sigmoid(fitted.unseen) - rows.labels) ** 2
    return float(np.average(wrong, weights=document_weights(rows)))


def _parts(rows: Rows, files: str) -> Folds:
    """The fold of each row; without any two of them the others hold both classes."""
    parts = folds(rows.groups, rows.labels)
    whole = ~rows.excerpt
    for one in _each(parts):
        for two in _each(parts):
            rest = rows.labels[whole & ~one & ~two]
            if rest.all() or not rest.any():
                raise SpindetectError(
                    f"{files}: the spun or the honest texts are of too few articles; add "
                    "texts of more articles (`group`), three of each at least"
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
