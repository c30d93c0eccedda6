"""A scikit-learn classifier in the place of the linear document model."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats
from spindetect.model.linear import MAX_TERM
from spindetect.types import UnreadableError

# Permutations for the contributions of one document, half of them the others read backwards
# (antithetic sampling: Mitchell et al. 2022, "Sampling permutations for Shapley value estimation").
PERMUTATIONS = 32
SEED = 1
# Shares of votes this near to 0 or 1 are what few trees can say, not more.
LEAST_CHANCE = 1e-3


@dataclass(frozen=True, slots=True)
class EstimatorModel:
    """A fitted classifier whose calibrated scores are log-odds, as those of a `LinearModel` are.

    `name`: its class, or the classes of a pipeline joined by "+". `data`: the skops file.
    `library`: version of scikit-learn that fitted it, without the patch. `mean`, `scale`: of the
    features in training; what is farther than four `scale` from `mean` counts as that far, as in
    the linear model. `slope`, `shift`: Platt's calibration of the raw scores. `intercept`: the
    log-odds at `mean`.
    """

    name: str
    data: bytes = field(repr=False)
    library: str
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    slope: float
    shift: float
    intercept: float
    _estimator: Any = field(repr=False, compare=False)

    @staticmethod
    def read(
        data: bytes,
        path: str,
        *,
        name: str,
        library: str,
        mean: tuple[float, ...],
        scale: tuple[float, ...],
        slope: float = 1.0,
        shift: float = 0.0,
    ) -> EstimatorModel:
        """Build the classifier from the bytes of its skops file.

        Raises `UnreadableError`, naming `path`, for a file that is damaged, poisoned or foreign.
        """
        # Opening archives takes imports that the linear model does without.
        from spindetect.model.skops_files import load_estimator

        estimator = load_estimator(data, path)
        if library != installed():
            raise UnreadableError(
                f"{path}: made with scikit-learn {library:.20}, here is {installed()}; "
                "install that version or train anew"
            )
        try:
            check_sound(estimator, len(mean))
            middle = _raw(estimator, np.array([mean, mean]))
            if middle.shape != (2,) or not np.isfinite(middle).all():
                raise ValueError("it gives no scores")
        except Exception as error:  # a foreign estimator may fail in any way
            raise UnreadableError(
                f"{path}: not a classifier that was fitted on these features "
                f"({type(error).__name__}); train anew"
            ) from error
        intercept = float(slope * middle[0] + shift)
        return EstimatorModel(name, data, library, mean, scale, slope, shift, intercept, estimator)

    def raw(self, values: Floats) -> Floats:
        """Scores before calibration for feature rows of shape (..., features): shape (...)."""
        mean, scale = np.array(self.mean), np.array(self.scale)
        rows = np.clip(values, mean - MAX_TERM * scale, mean + MAX_TERM * scale)
        scores = _raw(self._estimator, rows.reshape(-1, rows.shape[-1]))
        return scores.reshape(rows.shape[:-1])

    def log_odds(self, values: Floats) -> Floats:
        """Scores for feature rows of shape (..., features): shape (...)."""
        return np.asarray(self.slope * self.raw(values) + self.shift)

    def terms(self, values: Floats) -> Floats:
        """What each feature adds to the log-odds, shape of `values`.

        Shapley values against the mean of training, from sampled permutations (Štrumbelj and
        Kononenko 2014): each permutation walks from the mean to the values one feature at a time,
        so the terms add up to the log-odds less `intercept`, whatever the sample. The sample is
        the same each time.
        """
        rows = values.reshape(-1, values.shape[-1])
        return np.array([self._shapley(row) for row in rows]).reshape(values.shape)

    def _shapley(self, row: Floats) -> Floats:
        ranks = _ranks(len(row))
        # Along the second axis one feature after another takes its value.
        steps = np.arange(len(row) + 1)
        taken = ranks[:, None, :] < steps[None, :, None]
        gains = np.diff(self.log_odds(np.where(taken, row, self.mean)), axis=1)
        return np.asarray(np.take_along_axis(gains, ranks, axis=1).mean(axis=0))

    def rescaled(self, slope: float, shift: float) -> EstimatorModel:
        """The model whose log-odds are `slope` times these plus `shift`."""
        return EstimatorModel(
            self.name,
            self.data,
            self.library,
            self.mean,
            self.scale,
            slope=float(f"{self.slope * slope:.9g}"),
            shift=float(f"{self.shift * slope + shift:.9g}"),
            intercept=self.intercept * slope + shift,
            _estimator=self._estimator,
        )


def installed() -> str:
    """Version of scikit-learn, without the patch: fitted estimators differ between these."""
    import sklearn

    return ".".join(sklearn.__version__.split(".")[:2])


def _ranks(size: int) -> NDArray[np.int64]:
    """When each feature's turn comes, one row a permutation: shape (`PERMUTATIONS`, size)."""
    random = np.random.default_rng(SEED)
    half = np.array([random.permutation(size) for _ in range(PERMUTATIONS // 2)])
    return np.concatenate((half, size - 1 - half))


def _raw(estimator: Any, rows: Floats) -> Floats:  # noqa: ANN401 (scikit-learn has no types)
    """Log-odds as the classifier itself has them, shape (n,)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if hasattr(estimator, "decision_function"):
            return np.asarray(estimator.decision_function(rows), dtype=np.float64)
        chances = np.asarray(estimator.predict_proba(rows), dtype=np.float64)[:, 1]
    chances = np.clip(chances, LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    return np.asarray(np.log(chances) - np.log1p(-chances))


def check_sound(estimator: Any, n_features: int) -> None:  # noqa: ANN401
    """Raise `ValueError` for trees that would lead compiled code out of bounds or in a circle.

    scikit-learn follows the indices of a fitted tree without looking at them.
    """
    last = estimator.steps[-1][1] if type(estimator).__name__ == "Pipeline" else estimator
    if list(last.classes_) != [False, True]:
        raise ValueError("it knows other classes than honest and spun")
    for tree in (member.tree_ for member in getattr(last, "estimators_", ())):
        inner = tree.children_left != -1
        _check_tree(tree.children_left, tree.children_right, tree.feature, inner, n_features)
    if hasattr(last, "_bin_mapper"):
        if last._preprocessor is not None or np.any(last._bin_mapper.is_categorical_):
            raise ValueError("its features are categories")
        for (predictor,) in last._predictors:
            nodes = predictor.nodes
            if nodes["is_categorical"].any():
                raise ValueError("its features are categories")
            inner = nodes["is_leaf"] == 0
            _check_tree(nodes["left"], nodes["right"], nodes["feature_idx"], inner, n_features)


def _check_tree(
    left: Floats, right: Floats, feature: Floats, inner: Floats, n_features: int
) -> None:
    """Children come after their parents, in every tree that scikit-learn grows."""
    places = np.arange(len(inner))
    for children in (left, right):
        below = children[inner].astype(np.int64)
        if (below <= places[inner]).any() or (below >= len(inner)).any():
            raise ValueError("a tree of it is damaged")
    used = feature[inner].astype(np.int64)
    if (used < 0).any() or (used >= n_features).any() or not len(inner):
        raise ValueError("a tree of it is damaged")
