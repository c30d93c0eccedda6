"""scikit-learn estimators in skops files, read without running anything that a file names.

A skops file is a zip archive: `schema.json` names the types to build, `.npy` members hold arrays.
skops refuses types that it does not know, but its own list is long, grows with each version, and
has been too trusting before (CVE-2025-54412, CVE-2025-54413). So the whole schema is compared with
a short list of loaders and types before skops is asked, which then gets the same list.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from spindetect.types import UnreadableError

if TYPE_CHECKING:
    from zipfile import ZipFile

MAX_FILE_BYTES = 64_000_000
# A forest of 500 deep trees unpacks to a quarter of this.
MAX_UNPACKED_BYTES = 256_000_000
INSTALL = "pip install 'spindetect[estimators]'"

# The classes that `--estimator` takes, with the module that skops writes down. Support vector
# machines and the older gradient boosting are left out: their fitted forms are handed to compiled
# code that believes every index in them.
CLASSIFIERS = {
    "LogisticRegression": "sklearn.linear_model._logistic",
    "LinearDiscriminantAnalysis": "sklearn.discriminant_analysis",
    "GaussianNB": "sklearn.naive_bayes",
    "MLPClassifier": "sklearn.neural_network._multilayer_perceptron",
    "RandomForestClassifier": "sklearn.ensemble._forest",
    "ExtraTreesClassifier": "sklearn.ensemble._forest",
    "HistGradientBoostingClassifier": "sklearn.ensemble._hist_gradient_boosting.gradient_boosting",
}
SCALERS = {
    "StandardScaler": "sklearn.preprocessing._data",
    "RobustScaler": "sklearn.preprocessing._data",
    "MinMaxScaler": "sklearn.preprocessing._data",
}
_PARTS = {
    "Pipeline": "sklearn.pipeline",
    "DecisionTreeClassifier": "sklearn.tree._classes",
    "ExtraTreeClassifier": "sklearn.tree._classes",
    "_BinMapper": "sklearn.ensemble._hist_gradient_boosting.binning",
    "TreePredictor": "sklearn.ensemble._hist_gradient_boosting.predictor",
}
# What each loader of skops may build; loaders that are not here (functions, methods, partials,
# operators, bytes, random generators) are never reached.
_ALLOWED = {
    "DictNode": frozenset({"builtins.dict"}),
    "ListNode": frozenset({"builtins.list"}),
    "TupleNode": frozenset({"builtins.tuple"}),
    "JsonNode": frozenset({"builtins.str"}),
    "TypeNode": frozenset(f"builtins.{name}" for name in ("bool", "float", "int", "str")),
    "NdArrayNode": frozenset(
        f"numpy.{name}"
        for name in (
            "ndarray", "bool", "bool_", "float32", "float64", "int32", "int64", "uint32", "uint64",
        )
    ),
    "ObjectNode": frozenset(
        f"{module}.{name}" for name, module in (CLASSIFIERS | SCALERS | _PARTS).items()
    ),
    "TreeNode": frozenset({"sklearn.tree._tree.Tree"}),
}  # fmt: skip


def load_estimator(data: bytes, name: str) -> Any:  # noqa: ANN401 (scikit-learn has no types)
    """The estimator in the bytes of a skops file; `name` is what errors call the file.

    It may be fitted or not, and is of a class or pipeline in `CLASSIFIERS` and `SCALERS`. Raises
    `UnreadableError` for anything else, and where skops is not installed.
    """
    try:
        _check(data)
        estimator = _build(data)
    except _RefusedError as error:
        raise UnreadableError(f"{name}: {error}") from error
    except ImportError as error:
        raise UnreadableError(
            f"{name}: scikit-learn estimators are read with skops, which is missing: {INSTALL}"
        ) from error
    except Exception as error:  # whatever a damaged file runs into; none of it is ours
        raise UnreadableError(
            f"{name}: not a skops file that can be read ({type(error).__name__}); "
            "restore it or train anew"
        ) from error
    return estimator


class _RefusedError(Exception):
    """Why a file is not even tried."""


def _check(data: bytes) -> None:
    """Raise `_RefusedError` unless all that the file names is allowed and of a bearable size."""
    import zipfile

    if len(data) > MAX_FILE_BYTES:
        raise _RefusedError(f"larger than the {MAX_FILE_BYTES:,} bytes that a model may have")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise _RefusedError("not a skops file; models in other forms (pickle, joblib) can run code")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # Reading stops at the size that the directory states, so the sum is a true limit.
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise _RefusedError(f"unpacks to more than {MAX_UNPACKED_BYTES:,} bytes")
        if "schema.json" not in archive.namelist():
            raise _RefusedError("not a skops file (it has no schema.json)")
        schema = json.loads(archive.read("schema.json"))
        if not isinstance(schema, dict):
            raise _RefusedError("not a skops file (its schema is no object)")
        for node in _nodes(schema):
            _check_node(node)
        for member in archive.namelist():
            if member != "schema.json":
                _check_array(archive, member)


def _nodes(schema: object) -> Iterator[dict[str, Any]]:
    """All objects of the schema that name something to build, however they are nested."""
    waiting = [schema]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if item.keys() & {"__loader__", "__module__", "__class__"}:
                yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _check_node(node: dict[str, Any]) -> None:
    loader, kind = node.get("__loader__"), f"{node.get('__module__')}.{node.get('__class__')}"
    if not isinstance(loader, str) or kind not in _ALLOWED.get(loader, ()):
        raise _RefusedError(
            f"holds {kind!r:.80} (as {loader!r:.40}), which a model has no use for; "
            "nothing of it was run"
        )
    if loader == "TreeNode":
        # Compiled code reads as many class counts as it is told that there are outputs.
        _, classes, outputs = node["__reduce__"]["args"]["content"]
        if outputs.get("content") != "1" or classes.get("type") != "numpy":
            raise _RefusedError("holds a decision tree of another kind than training makes")


def _check_array(archive: ZipFile, member: str) -> None:
    """Raise `_RefusedError` unless it is an array without objects that is as long as it says."""
    from numpy.lib import format as npy

    with archive.open(member) as file:
        if npy.read_magic(file) == (1, 0):
            shape, _, dtype = npy.read_array_header_1_0(file)
        else:
            raise _RefusedError(f"holds {member!r:.60}, which is not a plain array")
        size = file.tell()
    count = 1
    for length in shape:
        count *= length
    if (
        dtype.hasobject
        or not dtype.itemsize
        or size + count * dtype.itemsize != archive.getinfo(member).file_size
    ):
        raise _RefusedError(f"holds {member!r:.60}, an array that is not what it says")


def _build(data: bytes) -> Any:  # noqa: ANN401
    from skops import io as skops  # type: ignore[import-untyped, unused-ignore]

    allowed = frozenset[str]().union(*_ALLOWED.values())
    unknown = skops.get_untrusted_types(data=data)
    if not allowed.issuperset(unknown):
        raise _RefusedError(
            f"holds {sorted(set(unknown) - allowed)[0]!r:.80}, which is not allowed"
        )
    with warnings.catch_warnings():
        # Other versions of scikit-learn are refused where it matters, see `model.estimator`.
        warnings.simplefilter("ignore")
        estimator = skops.loads(data, trusted=unknown)
    _check_steps(estimator)
    return estimator


def _check_steps(estimator: Any) -> None:  # noqa: ANN401
    """Raise `_RefusedError` unless it is a classifier, alone or in a pipeline after scalers."""
    if type(estimator).__name__ == "Pipeline":
        # A memory is a folder of pickles, which would be loaded on fitting.
        if estimator.memory is not None:
            raise _RefusedError("a pipeline with a `memory`; make it without")
        *scalers, last = (step for _, step in estimator.steps)
        if any(type(step).__name__ not in SCALERS for step in scalers):
            raise _RefusedError(f"a pipeline may hold {', '.join(SCALERS)} before its classifier")
    else:
        last = estimator
    if type(last).__name__ not in CLASSIFIERS:
        raise _RefusedError(
            f"a {type(last).__name__:.60} is no classifier that can be used; these can: "
            f"{', '.join(CLASSIFIERS)}"
        )
