"""Weights on standardised features."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log, log1p

import numpy as np

from spindetect.features import Floats

# Standard deviations from the mean of training beyond which a feature says nothing more. With 4,
# cuts alone outweighed all swaps where a page was spun from another edition.
MAX_TERM = 2.5


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights on standardised features; scores are log-odds.

    The document model has one weight a feature, the sentence model one more for the context.
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    _columns: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = np.array((self.mean, self.scale, self.weights))
        object.__setattr__(self, "_columns", columns)

    def terms(self, values: Floats) -> Floats:
        """What each feature adds to the log-odds, shape of `values`."""
        mean, scale, weights = self._columns
        # A feature far outside what training saw must not decide alone.
        return np.asarray(np.clip((values - mean) / scale, -MAX_TERM, MAX_TERM) * weights)

    def log_odds(self, values: Floats) -> Floats:
        """Scores for feature rows of shape (n, features): shape (n,)."""
        return np.asarray(self.terms(values).sum(axis=-1) + self.intercept)

    def rescaled(self, slope: float, shift: float) -> LinearModel:
        """The model whose log-odds are `slope` times these plus `shift`."""
        weights = tuple(float(f"{w * slope:.9g}") for w in self.weights)
        intercept = float(f"{self.intercept * slope + shift:.9g}")
        return LinearModel(self.mean, self.scale, weights, intercept)

    def extended(self, further: LinearModel) -> LinearModel:
        """The model over these features and those of another, whose log-odds are added."""
        return LinearModel(
            self.mean + further.mean,
            self.scale + further.scale,
            self.weights + further.weights,
            float(f"{self.intercept + further.intercept:.9g}"),
        )

    def tilted(self, feature: int, slope: float) -> LinearModel:
        """The model whose log-odds grow by `slope` more for each unit of one feature."""
        weights = list(self.weights)
        weights[feature] += float(f"{slope * self.scale[feature]:.9g}")
        intercept = float(f"{self.intercept + slope * self.mean[feature]:.9g}")
        return LinearModel(self.mean, self.scale, tuple(weights), intercept)


def sigmoid(log_odds: Floats) -> Floats:
    """1 / (1 + exp(-x)), stable for large values of either sign."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(log_odds))))


def logit(probability: float) -> float:
    """The log-odds of a probability strictly between 0 and 1."""
    return log(probability) - log1p(-probability)
