"""Two models on pairs that the new one did not see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats
from spindetect.metrics import (
    Estimate,
    Ranking,
    Rate,
    auroc,
    clustered_rate,
    estimates,
    group_rate,
    measures,
)
from spindetect.model import Model
from spindetect.training.table import Bools, Table


@dataclass(frozen=True, slots=True)
class Side:
    """What one model does at its default threshold.

    `recall`: of the spun pairs. `false_positives`: articles with an honest pair flagged. `brier`:
    at even odds, both kinds weighing half. An abstention is not flagged, ranks lowest and has no
    Brier score. None where there is nothing to measure.
    """

    threshold: float
    recall: Rate | None
    false_positives: Rate | None
    auroc: Estimate | None
    brier: Estimate | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The new model beside an old one, on pairs of articles that the new one did not see.

    `split`: how these were set aside. `difference`: new less old Brier score. `sides`: the new
    model, then the old; None where the two cannot be compared. `finding`: what follows, as a
    sentence.
    """

    split: str
    spun: int
    honest: int
    articles: int
    sides: tuple[Side, Side] | None
    difference: Estimate | None
    finding: str

    def as_card(self) -> dict[str, Any]:
        """The comparison for a card."""
        card: dict[str, Any] = _rounded(asdict(self))
        sides = card.pop("sides")
        if sides is not None:
            card |= {"new": sides[0], "old": sides[1]}
        return card


# Below so many articles an interval over them says nothing.
MIN_ARTICLES = 10


def compare(rows: Table, log_odds: Floats, new: Model, old: Model, split: str) -> Comparison:
    """Both models on `rows`; `log_odds`: what the new one makes of them, shape (n,).

    These come from outside because a model made across folds is another one in each.
    """
    asked = (rows.labels | rows.honest) & ~rows.excerpt
    rows, scores = rows.where(asked), _chances(log_odds[asked])
    _, groups = np.unique(rows.groups, return_inverse=True)
    theirs = rows.chances(old.document, old.direction)
    difference = _difference(rows.labels, groups, scores, theirs)
    return Comparison(
        split=split,
        spun=int(rows.labels.sum()),
        honest=int(rows.honest.sum()),
        articles=len(set(groups.tolist())),
        sides=(
            _side(rows, groups, scores, new.threshold),
            _side(rows, groups, theirs, old.threshold),
        ),
        difference=difference,
        finding=_finding(difference if len(set(groups.tolist())) >= MIN_ARTICLES else None),
    )


def impossible(reason: str) -> Comparison:
    """No comparison, and why: `reason` is a clause."""
    return Comparison("", 0, 0, 0, None, None, f"The two models were not compared: {reason}.")


def _chances(log_odds: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.where(np.isfinite(log_odds), 1.0 / (1.0 + np.exp(-log_odds)), -np.inf)


def _side(rows: Table, groups: NDArray[np.int64], chances: Floats, threshold: float) -> Side:
    flagged = chances >= threshold
    spun, honest = rows.labels, rows.honest
    (area,) = estimates(groups, measures(Ranking(chances, spun), [auroc]))
    return Side(
        threshold=threshold,
        recall=clustered_rate(flagged[spun], groups[spun]),
        false_positives=group_rate(flagged[honest], groups[honest]),
        auroc=area,
        brier=_even_brier(spun, groups, _errors(spun, chances)),
    )


def _errors(labels: Bools, chances: Floats) -> Floats:
    """Squared errors; NaN where a model abstains."""
    return np.where(
        np.isfinite(chances), (np.where(np.isfinite(chances), chances, 0.0) - labels) ** 2, np.nan
    )


def _difference(
    labels: Bools, groups: NDArray[np.int64], new: Floats, old: Floats
) -> Estimate | None:
    return _even_brier(labels, groups, _errors(labels, new) - _errors(labels, old))


def _even_brier(labels: Bools, groups: NDArray[np.int64], errors: Floats) -> Estimate | None:
    """Mean error with both kinds weighing half, whatever their numbers."""
    known = ~np.isnan(errors)
    sides = [np.where(known & (labels == kind), 1.0, 0.0) for kind in (True, False)]
    filled = np.where(known, errors, 0.0)

    def statistic(weights: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            means = [(weights @ (side * filled)) / (weights @ side) for side in sides]
        return np.asarray(0.5 * (means[0] + means[1]))[:, None]

    (estimate,) = estimates(groups, statistic)
    return estimate


def _finding(difference: Estimate | None) -> str:
    if difference is None or difference.low is None or difference.high is None:
        return "Nothing can be said: there are too few articles of both kinds."
    if difference.high < 0.0:
        return "The new model does better on these pairs."
    if difference.low > 0.0:
        return (
            "The model that it is compared with does better on these pairs: use that one, or train "
            "on more pairs."
        )
    return "These pairs show no difference between the two models that chance could not make."


def _rounded(item: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(item, float):
        return round(item, 5)
    if isinstance(item, Mapping):
        return {key: _rounded(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_rounded(value) for value in item]
    return item
