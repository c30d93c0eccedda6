"""Model folders: reading with every field checked, writing all files together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from spindetect.features import FEATURE_NAMES
from spindetect.model.estimator import EstimatorModel
from spindetect.model.folders import exchange
from spindetect.model.linear import LinearModel
from spindetect.model.scoring import DEFAULT, STRICT, DocumentModel, Model
from spindetect.model.skops_files import MAX_FILE_BYTES
from spindetect.types import OperatingPoint, SpindetectError, UnreadableError

# Raised when a field changes its meaning; a model of another protocol is refused.
PROTOCOL = 2
MAX_MODEL_BYTES = 5_000_000
POINTS = (DEFAULT, STRICT)
MAX_ARTICLES = 10**9
ESTIMATOR = "estimator.skops"


def shipped_model() -> Path:
    """Folder of the model that comes with the package (a wheel or a checkout)."""
    package = Path(__file__).parent.parent
    installed = package / "_data" / "models" / "default"
    return installed if installed.is_dir() else package.parent / "models" / "default"


def is_model_folder(folder: Path) -> bool:
    """Whether a folder holds a model of this program, of whatever version."""
    try:
        data = read_json(folder / "model.json")
    except UnreadableError:
        return False
    return {"protocol", "features"} <= data.keys()


def load(folder: Path | None = None) -> Model:
    """Read a model folder; None means the shipped one.

    Raises `UnreadableError` for a missing, damaged or foreign folder, `SpindetectError` for a model
    for texts without an original.
    """
    folder = folder or shipped_model()
    path = folder / "model.json"
    data = read_json(path)
    if data.get("kind") == "no-original":
        raise SpindetectError(
            f"{folder}: a model for texts without an original; give one for pairs"
        )
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
    with checked(path):
        return Model(
            document=_document(data["document"], folder / ESTIMATOR),
            sentence=linear(data["sentence"], len(FEATURE_NAMES) + 1),
            direction=linear(data["direction"], len(FEATURE_NAMES)),
            points=points_of(data["points"]),
            prior=_prior(data["prior"]),
            min_words=int(_number(data["min_words"], 0, 10_000)),
            lexicon=str(data["lexicon"]),
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            card=read_json(folder / "card.json") if (folder / "card.json").exists() else {},
        )


@contextmanager
def checked(path: Path) -> Iterator[None]:
    """Any value inside that is not what it must be makes `path` a damaged model."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError(
            f"{path}: damaged model ({error}); restore it or train anew"
        ) from error


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file of a model folder; raises `UnreadableError` for what is none."""
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


def _count(value: object, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
        raise ValueError(f"{value!r:.40} is not a whole number from 0 to {high}")
    return value


def _prior(value: object) -> float:
    prior = _number(value, 0.0, 1.0)
    if prior in (0.0, 1.0):
        raise ValueError("a prior of 0 or 1 leaves nothing to judge")
    return prior


def points_of(data: Mapping[str, Any]) -> dict[str, OperatingPoint]:
    """Operating points as they are written; raises `ValueError` and the like for anything else."""
    if not isinstance(data, dict) or sorted(data) != sorted(POINTS):
        raise ValueError(f"the operating points are not {' and '.join(POINTS)}")
    return {name: _point(data[name]) for name in POINTS}


def _point(data: Mapping[str, Any]) -> OperatingPoint:
    articles = _count(data["articles"], MAX_ARTICLES)
    low, high = (_number(value, 0.0, 1.0) for value in data["interval"])
    if low > high:
        raise ValueError("an interval ends before it begins")
    return OperatingPoint(
        threshold=_number(data["threshold"], 0.0, 1.0),
        aim=_number(data["aim"], 0.0, 1.0),
        articles=articles,
        flagged=_count(data["flagged"], articles),
        interval=(low, high),
    )


def linear(data: Mapping[str, Any], size: int) -> LinearModel:
    """Weights as they are written, for so many columns; raises as `points_of`."""
    mean, scale = _columns(data, size)
    weights = _row(data["weights"], size)
    return LinearModel(mean, scale, weights, _number(data["intercept"], -1e6, 1e6))


def _columns(data: Mapping[str, Any], size: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and scale of the features."""
    mean, scale = _row(data["mean"], size), _row(data["scale"], size)
    if min(scale) <= 0:
        raise ValueError("a scale is not positive")
    return mean, scale


def _row(values: Sequence[object], size: int) -> tuple[float, ...]:
    if len(values) != size:
        raise ValueError(f"{len(values)} weights where {size} are needed")
    return tuple(_number(value, -1e6, 1e6) for value in values)


def _document(data: Mapping[str, Any], path: Path) -> DocumentModel:
    """The document model; `path`: where its estimator lies, if it is one."""
    if "estimator" not in data:
        return linear(data, len(FEATURE_NAMES))
    named = data["estimator"]
    content = _read_estimator(path)
    if hashlib.sha256(content).hexdigest() != named["sha256"]:
        raise UnreadableError(
            f"{path}: not the estimator that model.json names; restore it or train anew"
        )
    mean, scale = _columns(data, len(FEATURE_NAMES))
    return EstimatorModel.read(
        content,
        str(path),
        name=str(named["name"]),
        library=str(named["scikit-learn"]),
        mean=mean,
        scale=scale,
        slope=_number(data["slope"], -1e6, 1e6),
        shift=_number(data["shift"], -1e6, 1e6),
    )


def _read_estimator(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableError(f"{path}: too large for an estimator; restore it or train anew")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; restore it or train anew") from error


def written(model: DocumentModel) -> dict[str, Any]:
    """A model as it stands in `model.json`."""
    if isinstance(model, EstimatorModel):
        return {
            "estimator": {
                "name": model.name,
                "scikit-learn": model.library,
                "sha256": hashlib.sha256(model.data).hexdigest(),
            },
            "mean": model.mean,
            "scale": model.scale,
            "slope": model.slope,
            "shift": model.shift,
        }
    if not isinstance(model, LinearModel):
        raise TypeError(f"a {type(model).__name__} cannot be saved")
    return {
        "mean": model.mean,
        "scale": model.scale,
        "weights": model.weights,
        "intercept": model.intercept,
    }


def save(
    model: Model, folder: Path, *, readme: str = "", sections: Mapping[str, Any] | None = None
) -> None:
    """Write a model folder, as the model was trained, with `readme` as its README.md.

    `sections`: what else `model.json` holds, by name (`model.reading.section`).

    Files of an earlier training are replaced together: whenever this is interrupted, card and
    weights that are found beside each other belong together.
    """
    model = model.trained or model
    data = {
        "protocol": PROTOCOL,
        "features": list(FEATURE_NAMES),
        "points": {name: asdict(point) for name, point in model.points.items()},
        "prior": model.prior,
        "min_words": model.min_words,
        "lexicon": model.lexicon,
        "document": written(model.document),
        "sentence": written(model.sentence),
        "direction": written(model.direction),
        **(sections or {}),
    }
    contents = {"model.json": json_bytes(data), "card.json": json_bytes(model.card)}
    if readme:
        contents["README.md"] = readme.encode()
    if isinstance(model.document, EstimatorModel):
        contents = {ESTIMATOR: model.document.data, **contents}
    # Without its card a model still scores; with another's it would be taken for that one.
    stale = [] if ESTIMATOR in contents else [ESTIMATOR]
    exchange(folder, contents, first=["README.md", "card.json"], last=stale)


def json_bytes(data: Mapping[str, Any]) -> bytes:
    """The bytes of a JSON file of a model folder."""
    return (json.dumps(data, indent=1) + "\n").encode()
