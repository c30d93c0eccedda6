"""Users' own scikit-learn estimators: chosen from a fixed list, prepared, fitted, written down."""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.features import Floats
from spindetect.model.estimator import EstimatorModel, installed
from spindetect.model.linear import MAX_TERM
from spindetect.model.skops_files import (
    CLASSIFIERS,
    INSTALL,
    MAX_FILE_BYTES,
    SCALERS,
    load_estimator,
)
from spindetect.training.fitting import Learner
from spindetect.training.objective import rounded
from spindetect.types import SpindetectError, UnreadableError

SEED = 1
# What scikit-learn keeps for fitting on; scoring does without, and skops need not allow it.
_FITTING_ONLY = (
    "_best_coefs",
    "_best_intercepts",
    "_feature_subsample_rng",
    "_label_binarizer",
    "_label_encoder",
    "_loss",
    "_optimizer",
    "_random_seed",
    "_random_state",
    "_scorer",
)


def named_estimator(name: str) -> Any:  # noqa: ANN401 (scikit-learn has no types)
    """An unfitted estimator: by class, by classes joined with "+", or from a `.skops` file.

    Raises `SpindetectError` for a class that is not in the list and where skops, in whose form it
    will be saved, is not installed; `UnreadableError` for a file that holds anything else.
    """
    _check_skops(name)
    if name.endswith(".skops"):
        return _from_file(Path(name))
    *first, last = name.split("+")
    if last not in CLASSIFIERS or not set(first) <= set(SCALERS):
        raise SpindetectError(
            f"--estimator {name!r:.80}: give one of {', '.join(CLASSIFIERS)}, with or without "
            f"{', '.join(f'{scaler}+' for scaler in SCALERS)} before it, or a .skops file"
        )
    from sklearn.pipeline import make_pipeline

    modules = CLASSIFIERS | SCALERS
    steps = [getattr(import_module(modules[part]), part)() for part in (*first, last)]
    return make_pipeline(*steps) if first else steps[0]


def _check_skops(name: str) -> None:
    try:
        import skops.io  # type: ignore[import-untyped, unused-ignore]  # noqa: F401
    except ImportError as error:
        raise SpindetectError(
            f"--estimator {name:.80}: needs skops, which is missing: {INSTALL}"
        ) from error


def _from_file(path: Path) -> Any:  # noqa: ANN401
    from sklearn.base import clone

    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableError(f"{path}: too large for an estimator; give another file")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; give a .skops file") from error
    estimator = load_estimator(data, str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            unfitted = clone(estimator)
        if type(unfitted) is not type(estimator):
            raise TypeError("it is no copy")
    except Exception as error:  # parameters may be anything
        raise UnreadableError(
            f"{path}: the estimator's parameters cannot be used ({type(error).__name__}); "
            "write it anew with skops"
        ) from error
    return unfitted


def label(estimator: Any) -> str:  # noqa: ANN401
    """The classes of an estimator, joined with "+"."""
    steps = [step for _, step in getattr(estimator, "steps", [("", estimator)])]
    return "+".join(type(step).__name__ for step in steps)


def estimator_learner(estimator: Any) -> Learner:  # noqa: ANN401
    """What `fit` learns with: fitted copies of `estimator`."""

    def learn(values: Floats, labels: NDArray[np.bool_], weights: Floats) -> EstimatorModel:
        return fit_estimator(estimator, values, labels, weights)

    return learn


def fit_estimator(
    estimator: Any,  # noqa: ANN401
    values: Floats,
    labels: NDArray[np.bool_],
    weights: Floats,
) -> EstimatorModel:
    """A fitted copy of `estimator`, not calibrated yet, as it will be read from its file.

    Parameters that name no random state get a fixed one. Raises `SpindetectError` where it cannot
    be fitted or written.
    """
    from sklearn.base import clone

    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale < 1e-6] = 1.0
    mean, scale = np.array(rounded(mean)), np.array(rounded(scale))
    rows = np.clip(values, mean - MAX_TERM * scale, mean + MAX_TERM * scale)
    name = label(estimator)
    fitted = clone(estimator).set_params(**_settings(estimator))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted.fit(rows, labels, **_weighting(fitted, weights))
    except Exception as error:  # parameters of a user's own file
        reason = str(error).split("\n")[0]
        raise SpindetectError(f"--estimator {name}: cannot be fitted ({reason:.200})") from error
    return EstimatorModel.read(
        dumped(fitted),
        f"--estimator {name}",
        name=name,
        library=installed(),
        mean=tuple(mean.tolist()),
        scale=tuple(scale.tolist()),
    )


def _settings(estimator: Any) -> dict[str, object]:  # noqa: ANN401
    """Parameters that make fitting repeatable and quiet."""
    fixed = {"random_state": SEED, "n_jobs": None, "verbose": False}
    return {
        key: fixed[last]
        for key, value in estimator.get_params().items()
        if (last := key.rsplit("__", 1)[-1]) in fixed and (last != "random_state" or value is None)
    }


def _weighting(estimator: Any, weights: Floats) -> dict[str, Floats]:  # noqa: ANN401
    """The argument of `fit` that takes weights, where there is one."""
    from sklearn.utils.validation import has_fit_parameter

    last = estimator.steps[-1] if hasattr(estimator, "steps") else ("", estimator)
    if not has_fit_parameter(last[1], "sample_weight"):
        return {}
    return {f"{last[0]}__sample_weight" if last[0] else "sample_weight": weights}


def dumped(estimator: Any) -> bytes:  # noqa: ANN401
    """A skops file of the fitted estimator; the same estimator gives the same bytes."""
    from skops import io as skops  # type: ignore[import-untyped, unused-ignore]

    last = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    for attribute in _FITTING_ONLY:
        vars(last).pop(attribute, None)
    return _canonical(skops.dumps(estimator))


def _canonical(data: bytes) -> bytes:
    """The skops file without the memory addresses by which skops names objects and arrays."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        schema = json.loads(archive.read("schema.json"))
        files: dict[str, str] = {}
        _rename(schema, files)
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as other:
            _add(other, "schema.json", json.dumps(schema, separators=(",", ":")).encode())
            for old, new in files.items():
                _add(other, new, archive.read(old))
    return written.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name)  # dated 1980, as long as nobody says otherwise
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, content)


def _rename(item: object, files: dict[str, str]) -> None:
    """Number the array files in the order of the schema, and drop the addresses of objects."""
    if isinstance(item, dict):
        item.pop("__id__", None)
        if isinstance(item.get("file"), str):
            item["file"] = files.setdefault(item["file"], f"{len(files) + 1}.npy")
        for value in item.values():
            _rename(value, files)
    elif isinstance(item, list):
        for value in item:
            _rename(value, files)
