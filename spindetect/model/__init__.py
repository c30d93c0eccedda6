"""The classifier: a calibrated model in a JSON file that loads without running code.

A model folder holds `model.json` (weights, operating points, what it was made with) and `card.json`
(how it was trained and how it measured). Both are plain numbers and text: nothing in them is
executed. Where the document model is a scikit-learn estimator, `estimator.skops` holds it.
"""

from spindetect.model.estimator import EstimatorModel
from spindetect.model.files import (
    MAX_MODEL_BYTES,
    PROTOCOL,
    is_model_folder,
    save,
    shipped_model,
)
from spindetect.model.linear import LinearModel, logit, sigmoid
from spindetect.model.scoring import (
    DEFAULT,
    STRICT,
    DocumentModel,
    Model,
    pair_log_odds,
    with_context,
)
from spindetect.types import OperatingPoint

__all__ = [
    "DEFAULT",
    "MAX_MODEL_BYTES",
    "PROTOCOL",
    "STRICT",
    "DocumentModel",
    "EstimatorModel",
    "LinearModel",
    "Model",
    "OperatingPoint",
    "is_model_folder",
    "logit",
    "pair_log_odds",
    "save",
    "shipped_model",
    "sigmoid",
    "with_context",
]
