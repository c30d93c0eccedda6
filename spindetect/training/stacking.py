"""The weights of pairs that the encoder has read, put on those of the model without it.

The encoder learnt from articles of the training part, so that it reads too much into these. What
its two features weigh beside the log-odds of the fitted model (stacked generalisation, Wolpert
1992) is learnt on the calibration part; few weights need few articles. The operating points rest on
what weights learnt on half of them make of the other half (cross-validation, Stone 1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.features import FEATURES, LESS, MORE, READ_FEATURES, Floats
from spindetect.model import DEFAULT, DocumentModel, LinearModel, Model
from spindetect.pairs import fold
from spindetect.training.card import tested
from spindetect.training.examples import Example
from spindetect.training.fitting import LENGTH, LOOSE, sentence_model
from spindetect.training.objective import balanced, logistic, platt
from spindetect.training.operating import operating_points
from spindetect.training.table import Table
from spindetect.types import SpindetectError

_OWN: Final = len(FEATURES)
_FOLDS: Final = 2


@dataclass(frozen=True, slots=True)
class Stacked:
    """A document and a direction model over `READ_FEATURES`."""

    document: LinearModel
    direction: LinearModel

    def log_odds(self, rows: Table) -> Floats:
        """What they make of read pairs."""
        return rows.log_odds(self.document, self.direction)


def read_table(examples: Sequence[Example]) -> Table:
    """The examples and what is cut from them, with the features of read pairs."""
    return Table.of(examples, excerpts=True, wanted=READ_FEATURES)


def stack(rows: Table, document: DocumentModel, direction: LinearModel) -> Stacked:
    """Learn what the encoder's features weigh, from read pairs of articles new to it."""
    if not isinstance(document, LinearModel):
        raise SpindetectError("only a linear model can be given an encoder's features")
    document, direction = _document(rows, document), _direction(rows, direction)
    held = rows.where(~rows.abstains & (rows.labels | rows.honest))
    weights = balanced(np.where(held.excerpt, "excerpt", "whole").tolist(), held.labels)
    columns = np.stack((held.log_odds(document, direction), held.values[:, LENGTH]), axis=1)
    slope, tilt, shift = platt(columns, held.labels, weights)
    return Stacked(document.rescaled(slope, shift).tilted(LENGTH, tilt), direction)


def _document(rows: Table, own: LinearModel) -> LinearModel:
    learnt = rows.where(~rows.excerpt)
    return _joined(
        own,
        logistic(
            np.column_stack((own.log_odds(learnt.values[:, :_OWN]), learnt.values[:, _OWN:])),
            learnt.labels,
            balanced(learnt.families.tolist(), learnt.labels),
            (MORE, MORE, LESS),
        ),
    )


def _direction(rows: Table, own: LinearModel) -> LinearModel:
    spun = rows.where(rows.labels & ~rows.excerpt)
    forwards = spun.values - spun.turned
    # What the new words have more, the old ones have less: one column says both.
    columns = np.column_stack((own.log_odds(forwards[:, :_OWN]), forwards[:, _OWN]))
    weights = balanced(spun.families.tolist(), spun.labels)
    found = logistic(
        np.concatenate((columns, -columns)),
        np.repeat((True, False), len(spun)),
        np.concatenate((weights, weights)),
        (MORE, MORE),
        strength=LOOSE,
    )
    silent = LinearModel((0.0,), (1.0,), (0.0,), 0.0)
    return _joined(own, found.extended(silent))


def _joined(own: LinearModel, weighed: LinearModel) -> LinearModel:
    """A model over all features; `weighed`: over the log-odds of `own` and the encoder's two.

    Its slope is that of the log-odds within the range in which features are not cut off; beyond,
    where pairs are certain anyway, the log-odds of `own` go on.
    """
    slope = weighed.weights[0] / weighed.scale[0]
    further = LinearModel(weighed.mean[1:], weighed.scale[1:], weighed.weights[1:], 0.0)
    base = own.rescaled(slope, weighed.intercept - slope * weighed.mean[0])
    return base.extended(further)


def unseen(
    rows: Table, learnt: Table, document: DocumentModel, direction: LinearModel
) -> tuple[Floats, Floats]:
    """What weights learnt on the other half of the articles make of each of `rows`.

    The log-odds of both models, shape (n,). `learnt`: what may be learnt from. Articles fall into
    halves by a digest of their name.
    """
    found = np.empty((2, len(rows)))
    for k in range(_FOLDS):
        stacked = stack(learnt.where(_folds(learnt) != k), document, direction)
        mine = rows.where(_folds(rows) == k)
        found[:, _folds(rows) == k] = (
            stacked.log_odds(mine),
            stacked.direction.log_odds(mine.values - mine.turned),
        )
    return found[0], found[1]


def _folds(rows: Table) -> NDArray[np.int64]:
    return np.array([fold(group, _FOLDS, salt="encoder") for group in rows.groups.tolist()])


def enough(examples: Sequence[Example]) -> bool:
    """Whether each half of the articles has spun and honest pairs to learn from."""
    rows = read_table(examples)
    rows = rows.where(~rows.excerpt & ~rows.abstains)
    return all(
        (_folds(side) == k).any()
        for side in (rows.where(rows.labels), rows.where(rows.honest))
        for k in range(_FOLDS)
    )


def read_model(model: Model, examples: Sequence[Example]) -> Model:
    """The model for read pairs, from read examples of the calibration part."""
    rows = read_table(examples)
    stacked = stack(rows, model.document, model.direction)
    log_odds, _ = unseen(rows, rows, model.document, model.direction)
    return replace(
        model,
        document=stacked.document,
        direction=stacked.direction,
        sentence=sentence_model(examples, stacked.document, READ_FEATURES),
        points=operating_points(log_odds, rows),
        read=True,
    )


def read_card(model: Model, examples: Sequence[Example]) -> dict[str, Any]:
    """What a card says of a model for read pairs; `examples`: read ones of the test part."""
    rows = read_table(examples)
    chances = rows.chances(model.document, model.direction)
    return {
        "points": {name: asdict(point) for name, point in model.points.items()},
        **tested(rows, chances, model.points[DEFAULT].threshold),
    }
