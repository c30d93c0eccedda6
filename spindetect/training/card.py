"""The model card: how a model was made and what it does on articles it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.features import FEATURE_NAMES, Floats
from spindetect.training.examples import Example
from spindetect.training.operating import FOLDS, clopper_pearson, threshold_of
from spindetect.version import __version__


def write_card(
    examples: Sequence[Example],
    chances: Floats,
    honest: NDArray[np.bool_],
    parts: NDArray[np.int_],
    inputs: dict[str, str],
) -> dict[str, Any]:
    """How the model was made, and what it does on groups it was not fitted on.

    A fold is judged at the threshold that the other folds give.
    """
    from sklearn.metrics import brier_score_loss, roc_auc_score

    labels = np.array([e.label for e in examples])
    groups = np.array([e.group for e in examples])
    flagged = np.zeros(len(examples), dtype=bool)
    for part in range(FOLDS):
        rest = parts != part
        threshold = threshold_of(chances[rest], honest[rest], groups[rest])
        flagged[~rest] = chances[~rest] >= threshold
    articles = len(set(groups[honest].tolist()))
    wrong = len(set(groups[honest & flagged].tolist()))
    return {
        "version": __version__,
        "features": list(FEATURE_NAMES),
        "trained_on": inputs,
        "pairs": {
            "spun": int(labels.sum()),
            "honest": int(honest.sum()),
            "reversed": int((~labels & ~honest).sum()),
            "articles": len(set(groups.tolist())),
        },
        "cross_validated": {
            "folds": FOLDS,
            "auroc": round(float(roc_auc_score(labels, chances)), 4),
            "brier": round(float(brier_score_loss(labels, chances)), 4),
            "recall": round(float(flagged[labels].mean()), 4),
            "honest_pairs_flagged": round(float(flagged[honest].mean()), 5),
            "articles_with_an_honest_pair_flagged": wrong,
            "articles": articles,
            "false_positive_interval": clopper_pearson(wrong, articles),
        },
        "flagged_by_family": _by_family(examples, flagged),
    }


def _by_family(
    examples: Sequence[Example], flagged: NDArray[np.bool_]
) -> dict[str, dict[str, float]]:
    families = np.array([e.family for e in examples])
    return {
        str(family): {
            "pairs": int((families == family).sum()),
            "flagged": round(float(flagged[families == family].mean()), 4),
        }
        for family in sorted(set(families.tolist()))
    }
