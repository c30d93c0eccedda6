"""Weights on standardised features, with one hidden layer or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# No weight, mean or scale of a sound model is larger.
_LARGEST = 1e6
# OpenBLAS uses a single thread for products of fewer multiplications.
_UNTHREADED = 1 << 17


@dataclass(frozen=True, slots=True)
class Network:
    """Scores are log-odds.

    `mean`, `scale`: shape (features,); `limit`: standard deviations from the mean beyond which a
    feature says nothing more. `layers`: a weight matrix (in, out) and a bias (out,) each, with
    rectified linear units between them; the last has one output.
    """

    mean: Floats
    scale: Floats
    limit: float
    layers: tuple[tuple[Floats, Floats], ...]

    def log_odds(self, values: Floats) -> Floats:
        """Scores of rows of shape (..., features): shape (...)."""
        rows = self.standardised(values)
        weights, bias = self.layers[0]
        return self.upper(rows @ weights + bias)

    def upper(self, rows: Floats) -> Floats:
        """Scores from what the first layer gives before its rectified units, (n, hidden): (n,)."""
        for weights, bias in self.layers[1:]:
            rows = product(np.maximum(rows, np.float32(0.0)), weights)
            rows += bias
        return rows[..., 0]

    def standardised(self, values: Floats) -> Floats:
        """The rows as the first layer sees them."""
        rows = values - self.mean
        rows /= self.scale
        return np.clip(rows, -self.limit, self.limit, out=rows)

    def as_data(self) -> dict[str, Any]:
        """For a JSON file; see `read_network`."""
        return {
            "mean": _rounded(self.mean),
            "scale": _rounded(self.scale),
            "limit": self.limit,
            "layers": [
                {"weights": [_rounded(row) for row in weights], "bias": _rounded(bias)}
                for weights, bias in self.layers
            ],
        }


def product(rows: Floats, weights: Floats) -> Floats:
    """The matrix product, in pieces too small for a BLAS library to spread over threads.

    Threads that wait for each other take ten times as long on a busy machine.
    """
    found = np.empty((len(rows), weights.shape[1]), np.float32)
    step = max(1, _UNTHREADED // max(weights.size, 1))
    for start in range(0, len(rows), step):
        np.matmul(rows[start : start + step], weights, out=found[start : start + step])
    return found


def read_network(data: Mapping[str, Any], features: int) -> Network:
    """What `as_data` wrote, for so many features; a ValueError, KeyError or TypeError else."""
    mean, scale = _array(data["mean"], (features,)), _array(data["scale"], (features,))
    if scale.min() <= 0:
        raise ValueError("a scale is not positive")
    layers = []
    width = features
    for layer in data["layers"]:
        bias = _array(layer["bias"], (len(layer["bias"]),))
        layers.append((_array(layer["weights"], (width, len(bias))), bias))
        width = len(bias)
    if width != 1 or not layers:
        raise ValueError("the last layer does not have one output")
    return Network(mean, scale, float(_array([data["limit"]], (1,))[0]), tuple(layers))


def _array(values: Sequence[Any], shape: tuple[int, ...]) -> Floats:
    array = np.array(values, np.float64)
    if array.shape != shape:
        raise ValueError(f"weights of shape {array.shape} where {shape} is needed")
    if not (np.abs(array) <= _LARGEST).all():
        raise ValueError("a weight is no reasonable number")
    return array.astype(np.float32)


def _rounded(values: Floats) -> list[float]:
    """Six digits: as many as 32 bits hold."""
    return [float(f"{value:.6g}") for value in values.tolist()]
