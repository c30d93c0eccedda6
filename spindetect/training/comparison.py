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
    sentence. `without_encoder`: the old one has an encoder, which took no part.
    """

    split: str
    spun: int
    honest: int
    articles: int
    sides: tuple[Side, Side] | None
    difference: Estimate | None
    finding: str
    without_encoder: bool = False

    def as_card(self) -> dict[str, Any]:
        """The comparison for a card."""
        card: dict[str, Any] = _rounded(asdict(self))
        sides = card.pop("sides")
        if sides is not None:
            card |= {"new": sides[0], "old": sides[1]}
        if not self.without_encoder:
            del card["without_encoder"]
        return card


# Below so many articles an interval over them says nothing.
MIN_ARTICLES = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What a model says of n items: probabilities, -inf where it abstains, and which it flags."""

    chances: Floats
    flagged: Bools
    threshold: float


def compare(rows: Table, log_odds: Floats, new: Model, old: Model, split: str) -> Comparison:
    """Both models on `rows`; `log_odds`: what the new one makes of them, shape (n,).

    These come from outside because a model made across folds is another one in each. The rows must
    have been read if the old model is for read pairs.
    """
    asked = (rows.labels | rows.honest) & ~rows.excerpt
    rows, scores = rows.where(asked), chances(log_odds[asked])
    known = rows if old.read else rows.unread()
    theirs = known.chances(old.document, old.direction)
    sides = (
        Told(scores, scores >= new.threshold, new.threshold),
        Told(theirs, theirs >= old.threshold, old.threshold),
    )
    return compared(rows.labels, rows.groups, sides, split)


def compared(
    spun: Bools,
    articles: NDArray[np.str_],
    sides: tuple[Told, Told],
    split: str,
    noun: str = "pair",
) -> Comparison:
    """The new model, then the old, on n items of two classes; `spun`, `articles` of shape (n,)."""
    _, groups = np.unique(articles, return_inverse=True)
    number = len(set(groups.tolist()))
    difference = _difference(spun, groups, sides[0].chances, sides[1].chances)
    return Comparison(
        split=split,
        spun=int(spun.sum()),
        honest=int((~spun).sum()),
        articles=number,
        sides=(_side(spun, groups, sides[0]), _side(spun, groups, sides[1])),
        difference=difference,
        finding=_finding(difference if number >= MIN_ARTICLES else None, noun),
    )


def impossible(reason: str) -> Comparison:
    """No comparison, and why: `reason` is a clause."""
    return Comparison("", 0, 0, 0, None, None, f"The two models were not compared: {reason}.")


def chances(log_odds: Floats) -> Floats:
    """Probabilities; -inf where a model abstains, as in its log-odds."""
    with np.errstate(over="ignore"):
        return np.where(np.isfinite(log_odds), 1.0 / (1.0 + np.exp(-log_odds)), -np.inf)


def _side(spun: Bools, groups: NDArray[np.int64], told: Told) -> Side:
    flagged = told.flagged
    (area,) = estimates(groups, measures(Ranking(told.chances, spun), [auroc]))
    return Side(
        threshold=told.threshold,
        recall=clustered_rate(flagged[spun], groups[spun]),
        false_positives=group_rate(flagged[~spun], groups[~spun]),
        auroc=area,
        brier=_even_brier(spun, groups, _errors(spun, told.chances)),
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


def _finding(difference: Estimate | None, noun: str) -> str:
    if difference is None or difference.low is None or difference.high is None:
        return "Nothing can be said: there are too few articles of both kinds."
    if difference.high < 0.0:
        return f"The new model does better on these {noun}s."
    if difference.low > 0.0:
        return (
            f"The model that it is compared with does better on these {noun}s: use that one, or "
            f"train on more {noun}s."
        )
    return f"These {noun}s show no difference between the two models that chance could not make."


def _rounded(item: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(item, float):
        return round(item, 5)
    if isinstance(item, Mapping):
        return {key: _rounded(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_rounded(value) for value in item]
    return item
