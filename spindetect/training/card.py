"""The model card: how a model was made and what it does on articles set aside for testing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.features import FEATURE_NAMES, Floats
from spindetect.metrics import (
    Ranking,
    Rate,
    auroc,
    brier,
    calibration_error,
    group_rate,
    recall_at,
)
from spindetect.model import DEFAULT
from spindetect.training.examples import Example
from spindetect.training.table import REVERSED, Bools, Part, Table, of_part
from spindetect.types import OperatingPoint
from spindetect.version import __version__

# From so many words on a text is a whole article rather than a paragraph.
ARTICLE_WORDS = 150


def write_card(
    examples: Sequence[Example],
    test: Table,
    chances: Floats,
    points: Mapping[str, OperatingPoint],
    inputs: Mapping[str, str],
) -> dict[str, Any]:
    """`chances`: the probabilities of the rows of `test`, shape (n,)."""
    threshold = points[DEFAULT].threshold
    return {
        "version": __version__,
        "features": list(FEATURE_NAMES),
        "trained_on": dict(inputs),
        "pairs": {part.name.lower(): _counts(examples, part) for part in Part},
        **tested(test, chances, threshold),
    }


def tested(test: Table, chances: Floats, threshold: float) -> dict[str, Any]:
    """What is told of a test part; `chances`: the probabilities of its rows, shape (n,)."""
    bands = {
        "articles": ~test.excerpt & (test.words >= ARTICLE_WORDS),
        "paragraphs": test.excerpt,
    }
    return {
        "test": {
            name: _measured(test.where(rows), chances[rows], threshold)
            for name, rows in bands.items()
        },
        "flagged_by_family": _by_family(test, chances >= threshold),
    }


def _counts(examples: Sequence[Example], part: Part) -> dict[str, int]:
    """Pairs as the learner saw them, that is once for each view, and the articles behind them."""
    here = of_part(part, examples)
    spun = sum(e.label for e in here)
    turned = sum(e.family == REVERSED for e in here)
    return {
        "spun": spun,
        "honest": len(here) - spun - turned,
        "reversed": turned,
        "articles": len({e.group for e in here}),
    }


def _measured(rows: Table, chances: Floats, threshold: float) -> dict[str, Any]:
    """Spun against honest pairs, of which an abstention is never flagged."""
    asked = rows.labels | rows.honest
    rows, chances = rows.where(asked), chances[asked]
    return measured(rows.labels, rows.groups, chances, chances >= threshold)


def measured(
    spun: Bools, articles: NDArray[np.str_], chances: Floats, flagged: Bools
) -> dict[str, Any]:
    """The figures of n items that are spun or honest, all of shape (n,)."""
    items = Ranking(chances, spun).weighted()
    _, groups = np.unique(articles, return_inverse=True)
    wrong = group_rate(flagged[~spun], groups[~spun])
    return {
        "spun": int(spun.sum()),
        "honest": int((~spun).sum()),
        "auroc": _number(auroc(items)),
        "recall_at_1_percent": _number(recall_at(items, 0.01)),
        "brier": _number(brier(items)),
        "calibration_error": _number(calibration_error(items)),
        "recall": round(float(flagged[spun].mean()), 4) if spun.any() else None,
        "articles_with_an_honest_pair_flagged": None if wrong is None else rate_of(wrong),
    }


def rate_of(rate: Rate) -> dict[str, Any]:
    """A rate with its interval, for a card."""
    return {
        "flagged": rate.events,
        "of": rate.trials,
        "interval": [round(rate.low, 5), round(rate.high, 5)],
    }


def _number(values: Floats) -> float | None:
    value = float(values[0])
    return None if np.isnan(value) else round(value, 4)


def _by_family(test: Table, flagged: Bools) -> dict[str, dict[str, float]]:
    names = np.char.add(test.families, np.where(test.excerpt, ", paragraphs", ""))
    return {
        str(name): {
            "pairs": int((names == name).sum()),
            "flagged": round(float(flagged[names == name].mean()), 4),
        }
        for name in sorted(set(names.tolist()))
    }
