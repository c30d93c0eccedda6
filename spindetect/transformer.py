"""The features as a scikit-learn transformer, for somebody's own `Pipeline`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from spindetect.detector import analyse, as_document
from spindetect.features import FEATURE_NAMES, Floats
from spindetect.lexicon import Lexicon
from spindetect.text import parse
from spindetect.types import Document


class FeatureExtractor(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns pairs `(original, candidate)` of texts or `Document`s into rows of features.

    Stateless: `fit` learns nothing. The columns are named by `get_feature_names_out`; their
    definitions are in `spindetect.features`.

        make_pipeline(FeatureExtractor(), StandardScaler(), LogisticRegression()).fit(pairs, labels)
    """

    def fit(self, pairs: Iterable[object], labels: object = None) -> FeatureExtractor:
        """Do nothing and return the transformer itself."""
        return self

    def transform(self, pairs: Sequence[tuple[str | Document, str | Document]]) -> Floats:
        """Features of each pair, shape (len(pairs), number of features)."""
        lexicon = Lexicon.open()
        rows = [
            analyse(
                parse(as_document(one, "original")), parse(as_document(other, "candidate")), lexicon
            ).values
            for one, other in pairs
        ]
        return np.stack(rows) if rows else np.empty((0, len(FEATURE_NAMES)))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.str_]:
        """The names of the columns."""
        return np.array(FEATURE_NAMES)

    def __sklearn_is_fitted__(self) -> bool:
        return True
