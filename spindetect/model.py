"""The classifier: a calibrated linear model in a JSON file that loads without running code.

A model folder holds `model.json` (weights, thresholds, what it was made with) and `card.json` (how
it was trained and how it measured). Both are plain numbers and text: nothing in them is executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from spindetect.features import FEATURE_NAMES, FEATURES, Floats
from spindetect.types import Contribution, UnreadableError

# Raised when a field changes its meaning; a model of another protocol is refused.
PROTOCOL = 1
MAX_MODEL_BYTES = 5_000_000
# Standard deviations from the mean of training beyond which a feature says nothing more.
MAX_TERM = 4.0
# Beyond these log-odds the document says nothing more about its sentences.
MAX_CONTEXT = 6.0


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


@dataclass(frozen=True, slots=True)
class Model:
    """The two linear models (document and sentence) with the operating point.

    `threshold`: probability from which a candidate is called spun. `prior`: share of spun pairs
    that the probabilities assume. `min_words`: aligned words below which it abstains.
    """

    document: LinearModel
    sentence: LinearModel
    threshold: float
    prior: float
    min_words: int
    lexicon: str
    sha256: str
    card: Mapping[str, Any]

    @staticmethod
    def load(folder: Path | None = None) -> Model:
        """Read a model folder; None means the shipped one.

        Raises `UnreadableError` for a missing, damaged or foreign folder.
        """
        return _load(folder or shipped_model())

    def probability(self, values: Floats, turned: Floats | None = None) -> float:
        """Probability of automated substitution for one document's features.

        `turned`: the features of the pair the other way round. That the original was spun from the
        candidate is the third possibility, and takes its share.
        """
        forwards = self.document.log_odds(values)
        return float(sigmoid(forwards - self._other_way_round(values, turned)))

    def _other_way_round(self, values: Floats, turned: Floats | None) -> float:
        if turned is None:
            return 0.0
        log_odds = self.document.log_odds
        return float(third_possibility(log_odds(values), log_odds(turned)))

    def sentence_probabilities(self, values: Floats, document: Floats) -> Floats:
        """Probabilities of n sentences from their features, (n, features), and the document's.

        The document's log-odds are the context in which a sentence's few edits are read: a single
        swap means little in an honest text and much in a spun one.
        """
        return sigmoid(self.sentence.log_odds(with_context(values, self.document, document)))

    def explain(self, values: Floats, turned: Floats | None = None) -> tuple[Contribution, ...]:
        """What each feature adds to the log-odds of `probability`, strongest first.

        With the last two, the starting point and what the other direction takes, they add up to
        it.
        """
        terms = self.document.terms(values)
        parts = [
            Contribution(
                feature.name,
                float(value),
                float(term),
                feature.high if value > mean else feature.low,
            )
            for feature, value, term, mean in zip(
                FEATURES, values, terms, self.document.mean, strict=True
            )
        ]
        parts.sort(key=lambda part: (-abs(part.contribution), part.feature))
        base = Contribution("base", 1.0, self.document.intercept, "the starting point of the scale")
        if turned is None:
            return (*parts, base)
        lost = self._other_way_round(values, turned)
        text = "the original may be the spun text" if lost > 1.0 else "the original is not spun"
        return (*parts, base, Contribution("other_way_round", lost, -lost, text))


def third_possibility(forwards: Floats, backwards: Floats) -> Floats:
    """What the log-odds lose because the original may be the spun text.

    log(1 + odds of that), in so far as it is the likelier of the two directions: where a spinner
    writes only common words, both directions look alike, and the pair as given has the benefit.
    """
    return np.asarray(sigmoid(backwards - forwards) * np.logaddexp(0.0, backwards))


def with_context(values: Floats, model: LinearModel, document: Floats) -> Floats:
    """Sentence features with the document's log-odds as one more column."""
    context = np.clip(model.log_odds(document), -MAX_CONTEXT, MAX_CONTEXT)
    column = np.broadcast_to(np.expand_dims(context, -1), (*values.shape[:-1], 1))
    return np.concatenate((values, column), axis=-1)


def sigmoid(log_odds: Floats) -> Floats:
    """1 / (1 + exp(-x)), stable for large values of either sign."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(log_odds))))


def shipped_model() -> Path:
    """Folder of the model that comes with the package (a wheel or a checkout)."""
    package = Path(__file__).parent
    installed = package / "_data" / "models" / "default"
    return installed if installed.is_dir() else package.parent / "models" / "default"


def _load(folder: Path) -> Model:
    path = folder / "model.json"
    data = _read_json(path)
    if data.get("protocol") != PROTOCOL:
        raise UnreadableError(
            f"{path}: model protocol {data.get('protocol')!r:.40}, this version reads {PROTOCOL}; "
            "train it anew with `spindetect train`"
        )
    if data.get("features") != list(FEATURE_NAMES):
        raise UnreadableError(
            f"{path}: made for other features than this version has; "
            "train it anew with `spindetect train`"
        )
    try:
        return Model(
            document=_linear(data["document"], len(FEATURE_NAMES)),
            sentence=_linear(data["sentence"], len(FEATURE_NAMES) + 1),
            threshold=_number(data["threshold"], 0.0, 1.0),
            prior=_number(data["prior"], 0.0, 1.0),
            min_words=int(_number(data["min_words"], 0, 10_000)),
            lexicon=str(data["lexicon"]),
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            card=_read_json(folder / "card.json") if (folder / "card.json").exists() else {},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(
            f"{path}: damaged model ({error}); restore it or train anew"
        ) from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise UnreadableError(f"{path}: too large for a model file; give a model folder")
        data = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except FileNotFoundError as error:
        raise UnreadableError(
            f"{path}: no such file; give a folder made by `spindetect train`"
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or "not valid JSON"
        raise UnreadableError(f"{path}: {reason}; restore it or train anew") from error
    if not isinstance(data, dict):
        raise UnreadableError(f"{path}: not a spindetect model; restore it or train anew")
    return data


def _refuse(constant: str) -> float:
    """Python reads NaN and Infinity, which JSON does not have."""
    raise ValueError(f"{constant} is not JSON")


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f"{value!r:.40} is not a number from {low} to {high}")
    return float(value)


def _linear(data: Mapping[str, Any], size: int) -> LinearModel:
    mean, scale, weights = (_row(data[name], size) for name in ("mean", "scale", "weights"))
    if min(scale) <= 0:
        raise ValueError("a scale is not positive")
    return LinearModel(mean, scale, weights, _number(data["intercept"], -1e6, 1e6))


def _row(values: Sequence[object], size: int) -> tuple[float, ...]:
    if len(values) != size:
        raise ValueError(f"{len(values)} weights where {size} are needed")
    return tuple(_number(value, -1e6, 1e6) for value in values)


def _weights(model: LinearModel) -> dict[str, Any]:
    return {
        "mean": model.mean,
        "scale": model.scale,
        "weights": model.weights,
        "intercept": model.intercept,
    }


def save(model: Model, folder: Path) -> None:
    """Write a model folder; each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "protocol": PROTOCOL,
        "features": list(FEATURE_NAMES),
        "threshold": model.threshold,
        "prior": model.prior,
        "min_words": model.min_words,
        "lexicon": model.lexicon,
        "document": _weights(model.document),
        "sentence": _weights(model.sentence),
    }
    for name, content in (("model.json", data), ("card.json", dict(model.card))):
        temporary = folder / f".{name}.part"
        temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        temporary.replace(folder / name)
