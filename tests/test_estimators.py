"""Users' own scikit-learn estimators: chosen from a list, kept safely, explained in full."""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handmade import hand_made
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from skops import io as skops

from spindetect.detector import Detector
from spindetect.features import FEATURES, Floats
from spindetect.lexicon import Lexicon
from spindetect.model import EstimatorModel, LinearModel, Model, save
from spindetect.model import skops_files as files
from spindetect.model.estimator import check_sound
from spindetect.model.linear import MAX_TERM
from spindetect.training.estimators import dumped, fit_estimator, named_estimator
from spindetect.types import SpindetectError, UnreadableError

N = len(FEATURES)
LEXICON = Lexicon.open()
NAMES = [
    "LogisticRegression",
    "StandardScaler+LogisticRegression",
    "MinMaxScaler+LinearDiscriminantAnalysis",
    "RobustScaler+GaussianNB",
]
# Slower to fit; the small ones come from files with parameters that keep them small.
TREES = {
    "RandomForestClassifier": {"n_estimators": 5},
    "ExtraTreesClassifier": {"n_estimators": 5},
    "HistGradientBoostingClassifier": {"max_iter": 3},
    "MLPClassifier": {"hidden_layer_sizes": (8,), "max_iter": 200},
}


def learnable(rows: int = 300) -> tuple[Floats, np.ndarray, Floats]:
    """Rows of which the first two features tell the labels, and even weights."""
    rng = np.random.default_rng(5)
    values = rng.normal(size=(rows, N))
    labels = values[:, 0] + 0.5 * values[:, 1] + 0.3 * rng.normal(size=rows) > 0.2
    return values, labels, np.ones(rows)


def unfitted(name: str) -> Any:
    estimator = named_estimator(name)
    return estimator.set_params(**TREES[name]) if name in TREES else estimator


@pytest.fixture(scope="module")
def fitted() -> dict[str, EstimatorModel]:
    return {name: fit_estimator(unfitted(name), *learnable()) for name in (*NAMES, *TREES)}


@pytest.fixture(scope="module")
def forest(fitted: dict[str, EstimatorModel]) -> Model:
    """The hand-made model with a forest in place of its document model."""
    return replace(hand_made(LEXICON), document=fitted["RandomForestClassifier"])


def read(data: bytes, **changes: Any) -> EstimatorModel:
    given: dict[str, Any] = {
        "name": "any", "library": files_library(), "mean": (0.0,) * N, "scale": (1.0,) * N,
    }  # fmt: skip
    return EstimatorModel.read(data, "mine.skops", **given | changes)


def files_library() -> str:
    from spindetect.model.estimator import installed

    return installed()


# What it learns and says


@pytest.mark.parametrize("name", [*NAMES, *TREES])
def test_every_estimator_of_the_list_learns_and_is_read_back(
    name: str, fitted: dict[str, EstimatorModel]
) -> None:
    model = fitted[name]
    values, labels, _ = learnable()
    assert ((model.log_odds(values) > 0) == labels).mean() > 0.8
    again = read(model.data, name=name, mean=model.mean, scale=model.scale)
    assert (again.log_odds(values) == model.log_odds(values)).all()
    assert again == model


@pytest.mark.parametrize("name", ["StandardScaler+LogisticRegression", *TREES])
def test_the_same_training_writes_the_same_bytes(
    name: str, fitted: dict[str, EstimatorModel]
) -> None:
    assert fit_estimator(unfitted(name), *learnable()).data == fitted[name].data


@pytest.mark.parametrize("name", [*NAMES, *TREES])
def test_terms_and_intercept_add_up_to_the_log_odds(
    name: str, fitted: dict[str, EstimatorModel]
) -> None:
    model, rows = fitted[name].rescaled(0.7, -0.2), learnable()[0][:4] * 3.0
    terms = model.terms(rows)
    assert terms.shape == rows.shape
    assert terms.sum(axis=1) + model.intercept == pytest.approx(model.log_odds(rows), abs=1e-9)
    assert (model.terms(rows[0]) == terms[0]).all()


def test_contributions_of_a_linear_estimator_are_its_own() -> None:
    """Where features do not interact, every permutation says the same, and that is known."""
    values, labels, weights = learnable()
    model = fit_estimator(LogisticRegression(), values, labels, weights)
    reach = MAX_TERM * np.array(model.scale)
    seen = np.clip(values, model.mean - reach, model.mean + reach)
    estimator = LogisticRegression(random_state=1).fit(seen, labels)
    row = seen[3]
    expected = estimator.coef_[0] * (row - np.array(model.mean))
    assert model.terms(row) == pytest.approx(expected, abs=1e-3)


def test_what_does_not_matter_contributes_nothing(fitted: dict[str, EstimatorModel]) -> None:
    model = fitted["HistGradientBoostingClassifier"]
    row = np.array(model.mean)
    assert (model.terms(row) == 0.0).all()
    row[0] += 1.0
    terms = model.terms(row)
    assert terms[0] == pytest.approx(float(model.log_odds(row)) - model.intercept)
    assert (terms[1:] == 0.0).all()


def test_features_far_outside_training_count_as_at_its_edge(
    fitted: dict[str, EstimatorModel],
) -> None:
    model = fitted["StandardScaler+LogisticRegression"]
    far, edge = (np.array(model.mean) + k * np.array(model.scale) for k in (50.0, 4.0))
    assert model.log_odds(far) == pytest.approx(model.log_odds(edge))


def test_rescaling_is_that_of_the_log_odds(fitted: dict[str, EstimatorModel]) -> None:
    model, rows = fitted["MLPClassifier"], learnable()[0]
    twice = model.rescaled(2.0, 1.0).rescaled(0.5, -3.0)
    assert twice.log_odds(rows) == pytest.approx(model.log_odds(rows) - 2.5)


def test_rows_in_any_shape_are_scored_alike(fitted: dict[str, EstimatorModel]) -> None:
    model, rows = fitted["ExtraTreesClassifier"], learnable()[0][:6]
    scores = model.log_odds(rows)
    assert model.log_odds(rows.reshape(2, 3, N)).tolist() == scores.reshape(2, 3).tolist()
    assert [float(model.log_odds(row)) for row in rows] == scores.tolist()


# In a model folder


def test_a_model_with_an_estimator_is_saved_and_loaded(forest: Model, tmp_path: Path) -> None:
    save(forest, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "card.json", "estimator.skops", "model.json",
    ]  # fmt: skip
    loaded = Model.load(tmp_path)
    assert loaded == replace(forest, sha256=loaded.sha256)
    values, turned = learnable()[0][:2]
    assert loaded.probability(values, turned) == forest.probability(values, turned)


def test_probability_explanation_and_sentences_work_with_it(forest: Model) -> None:
    values, turned = learnable()[0][:2]
    parts = forest.explain(values, turned)
    total = sum(part.contribution for part in parts)
    assert forest.probability(values, turned) == pytest.approx(1 / (1 + np.exp(-total)))
    assert {part.feature for part in parts} >= {feature.name for feature in FEATURES}
    assert parts[-2].feature == "base"
    chances = forest.sentence_probabilities(learnable()[0][:3], values)
    assert chances.shape == (3,)
    assert forest.at_prior(0.1).probability(values) < forest.probability(values)


def test_a_detector_is_unaware_of_it(forest: Model) -> None:
    import stories

    verdict = Detector(forest, LEXICON).score(stories.SPUN, stories.ORIGINAL)
    total = sum(part.contribution for part in verdict.contributions)
    assert verdict.probability == pytest.approx(1 / (1 + np.exp(-total)))
    assert len(verdict.contributions) == N + 2


def test_a_linear_model_leaves_no_estimator_behind(forest: Model, tmp_path: Path) -> None:
    save(forest, tmp_path)
    save(hand_made(LEXICON), tmp_path)
    assert not (tmp_path / "estimator.skops").exists()
    assert isinstance(Model.load(tmp_path).document, LinearModel)


def refusal(folder: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        Model.load(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message


def test_another_file_than_the_one_that_was_saved_is_refused_unopened(
    forest: Model, fitted: dict[str, EstimatorModel], tmp_path: Path, monkeypatch: Any
) -> None:
    save(forest, tmp_path)
    monkeypatch.setattr(files, "load_estimator", lambda *_: pytest.fail("opened"))
    path = tmp_path / "estimator.skops"
    path.write_bytes(fitted["ExtraTreesClassifier"].data)
    message = refusal(tmp_path)
    assert message.startswith(f"{path}: not the estimator that model.json names")


def test_a_missing_file_and_another_scikit_learn_are_refused(forest: Model, tmp_path: Path) -> None:
    save(forest, tmp_path)
    path = tmp_path / "model.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'"{files_library()}"', '"0.99"'), encoding="utf-8")
    assert "made with scikit-learn 0.99" in refusal(tmp_path)
    path.write_text(text, encoding="utf-8")
    (tmp_path / "estimator.skops").unlink()
    assert "estimator.skops: No such file" in refusal(tmp_path)


@pytest.mark.parametrize("entry", ["slope", "shift", "mean", "scale"])
def test_damage_beside_the_estimator(entry: str, forest: Model, tmp_path: Path) -> None:
    save(forest, tmp_path)
    path = tmp_path / "model.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["document"][entry] = "x"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "damaged model" in refusal(tmp_path)


# Poison

SENTINEL = "spindetect-was-here"


def archive(schema: object, **arrays: bytes) -> bytes:
    """A skops file with this schema, and members `<name>.npy`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("schema.json", json.dumps(schema))
        for name, content in arrays.items():
            file.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def schema_of(data: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return json.loads(file.read("schema.json"))


def node(loader: str, name: str, **more: object) -> dict[str, Any]:
    module, _, kind = name.rpartition(".")
    return {"__loader__": loader, "__module__": module, "__class__": kind, **more}


def text(content: object) -> dict[str, Any]:
    return node("JsonNode", "builtins.str", content=json.dumps(content), is_json=True)


def listed(*items: object, loader: str = "ListNode") -> dict[str, Any]:
    kind = {"ListNode": "builtins.list", "TupleNode": "builtins.tuple"}[loader]
    return node(loader, kind, content=list(items))


COMMAND = listed(text(f"touch {SENTINEL}"), loader="TupleNode")
PAYLOADS: dict[str, dict[str, Any]] = {
    "os.system as a function": node("FunctionNode", "os.system"),
    "posix.system as a type": node("TypeNode", "posix.system"),
    "eval as a type": node("TypeNode", "builtins.eval"),
    "eval as an object": node("ObjectNode", "builtins.eval", content=COMMAND),
    "a call on loading": node("ConstructorFromReduceNode", "os.system", content=COMMAND),
    "a call by operator": node(
        "OperatorFuncNode", "operator.call",
        attrs=listed(node("FunctionNode", "os.system"), text("true"), loader="TupleNode"),
    ),
    "a bound method": node(
        "MethodNode", "builtins.list", content={"func": "__class__", "obj": listed()},
    ),
    "a partial": node(
        "PartialNode", "functools.partial",
        content={"func": node("FunctionNode", "os.system"), "args": COMMAND,
                 "kwds": text({}), "namespace": text(None)},
    ),
    "an unpickler": node("ObjectNode", "pickle.Unpickler", content=COMMAND),
    "pickled bytes": node("BytesNode", "builtins.bytes", file="pickle.npy"),
    "a factory": node(
        "DefaultDictNode", "collections.defaultdict",
        content={"main": text({}), "default_factory": node("FunctionNode", "os.system")},
    ),
    "a generator that calls": node(
        "RandomGeneratorNode", "numpy.random._generator.Generator",
        content={"bit_generator": text({}), "seed_seq": text({})},
    ),
    "an estimator that is not on the list": node("ObjectNode", "sklearn.svm._classes.SVC"),
    "a transformer with a function": node(
        "ObjectNode", "sklearn.preprocessing._function_transformer.FunctionTransformer",
    ),
    "an allowed type by another loader": node("FunctionNode", "builtins.list"),
    "a loader that is none": node("OwnNode", "builtins.list"),
    "a loader that is a list": node("", "builtins.list") | {"__loader__": ["DictNode"]},
    "a node without a loader": {"__module__": "os", "__class__": "system"},
}  # fmt: skip


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, where a command that ran would leave a file."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert list(tmp_path.rglob(f"*{SENTINEL}*")) == []


@pytest.mark.parametrize("place", ["alone", "as an attribute", "deep inside"])
@pytest.mark.parametrize("case", PAYLOADS)
def test_a_poisoned_file_is_refused_in_one_line_and_nothing_runs(
    case: str, place: str, fitted: dict[str, EstimatorModel], sandbox: Path
) -> None:
    payload = PAYLOADS[case]
    schema = schema_of(fitted["LogisticRegression"].data)
    if place == "alone":
        schema = payload | {"protocol": 2}
    elif place == "as an attribute":
        schema["content"]["content"]["solver"] = payload
    else:
        schema["content"]["content"]["class_weight"] = listed(listed(text(1), listed(payload)))
    message = refused(archive(schema))
    assert "nothing of it was run" in message


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        files.load_estimator(data, "mine.skops")
    message = str(caught.value)
    assert message.startswith("mine.skops: ")
    assert "\n" not in message
    assert len(message) < 300
    return message


class Bomb:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return os.system, (f"touch {SENTINEL}",)


def object_array() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb()], dtype=object), allow_pickle=True)
    return buffer.getvalue()


def array(**changes: object) -> bytes:
    """An array file whose header says something else than what follows."""
    buffer = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (3,)} | changes
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + bytes(24)


def zeros(size: int) -> bytes:
    return archive({}, **{f"a{k}": bytes(50_000_000) for k in range(size // 50_000_000 + 1)})


FOREIGN: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not a skops file"),
    "a pickle": (lambda: pickle.dumps(Bomb()), "can run code"),
    "a text": (lambda: b"LogisticRegression()", "not a skops file"),
    "another archive": (lambda: _zipped("a.txt", b"hello"), "no schema.json"),
    "a schema that is no JSON": (lambda: _zipped("schema.json", b"{"), "JSONDecodeError"),
    "a schema that is a number": (lambda: _zipped("schema.json", b"7"), "schema is no object"),
    "a schema nested deeply": (lambda: _zipped("schema.json", b"[" * 99_999), "RecursionError"),
    "pickled objects in an array": (lambda: archive({}, a=object_array()), "not what it says"),
    "a pickle in an array's place": (lambda: archive({}, a=pickle.dumps(Bomb())), "ValueError"),
    "a huge array in a small file": (lambda: archive({}, a=array(shape=(10**12,))), "what it says"),
    "endless items of no size": (
        lambda: archive({}, a=array(descr="|V0", shape=(10**12,))), "what it says",
    ),
    "an array cut short": (lambda: archive({}, a=array(shape=(4,))), "what it says"),
    "a bomb": (lambda: zeros(files.MAX_UNPACKED_BYTES), "unpacks to more than"),
    "a huge file": (lambda: bytes(files.MAX_FILE_BYTES + 1), "larger than"),
    "a list": (lambda: archive(listed(text(1)) | {"protocol": 2}), "a list is no classifier"),
    "a scaler alone": (lambda: skops.dumps(StandardScaler()), "a StandardScaler is no classifier"),
    "a pipeline with a memory": (
        lambda: skops.dumps(make_pipeline(StandardScaler(), LogisticRegression(), memory="cache")),
        "`memory`",
    ),
    "a pipeline of classifiers": (
        lambda: skops.dumps(make_pipeline(LogisticRegression(), LogisticRegression())),
        "a pipeline may hold",
    ),
    "an empty pipeline": (
        lambda: archive(
            node("ObjectNode", "sklearn.pipeline.Pipeline",
                 content=node("DictNode", "builtins.dict", key_types=listed(
                     node("TypeNode", "builtins.str"), node("TypeNode", "builtins.str")),
                     content={"steps": listed(), "memory": text(None)})) | {"protocol": 2}
        ),
        "ValueError",
    ),
    "a support vector machine": (lambda: skops.dumps(SVC()), "sklearn.svm._classes.SVC"),
    "the older boosting": (lambda: skops.dumps(GradientBoostingClassifier()), "Gradient"),
    "a function in a pipeline": (
        lambda: skops.dumps(make_pipeline(FunctionTransformer(np.abs), LogisticRegression())),
        "nothing of it was run",
    ),
}  # fmt: skip


def _zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("case", FOREIGN)
def test_a_foreign_or_damaged_file_is_refused_in_one_line(case: str, sandbox: Path) -> None:
    make, said = FOREIGN[case]
    assert said in refused(make())


def test_a_file_cut_short_anywhere_is_refused(fitted: dict[str, EstimatorModel]) -> None:
    data = fitted["LogisticRegression"].data
    for length in range(0, len(data), 97):
        refused(data[:length])


def test_without_skops_one_line_says_what_to_install(
    fitted: dict[str, EstimatorModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "skops", None)
    message = refused(fitted["LogisticRegression"].data)
    assert "pip install 'spindetect[estimators]'" in message
    with pytest.raises(SpindetectError, match=r"needs skops.*pip install"):
        named_estimator("LogisticRegression")


# Trees that lead compiled code astray


def tampered(name: str, change: Callable[[Any], None], fitted: dict[str, EstimatorModel]) -> str:
    estimator = files.load_estimator(fitted[name].data, "x")
    change(estimator)
    with pytest.raises(UnreadableError) as caught:
        read(dumped(estimator))
    return str(caught.value)


def boosted(column: str, value: int) -> Callable[[Any], None]:
    def change(estimator: Any) -> None:
        estimator._predictors[0][0].nodes[column][0] = value

    return change


def categories(estimator: Any) -> None:
    estimator._bin_mapper.is_categorical_[0] = 1


@pytest.mark.parametrize(
    "change",
    [
        boosted("left", 2**31),
        boosted("right", 0),
        boosted("feature_idx", N),
        boosted("feature_idx", -1),
        boosted("is_categorical", 1),
        categories,
    ],
)
def test_boosted_trees_out_of_bounds_are_refused(
    change: Callable[[Any], None], fitted: dict[str, EstimatorModel]
) -> None:
    message = tampered("HistGradientBoostingClassifier", change, fitted)
    assert message.endswith("not a classifier that was fitted on these features (ValueError); "
                            "train anew")  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"),
    [("left_child", 10**9), ("right_child", 0), ("left_child", -7), ("feature", N)],
)
def test_forests_out_of_bounds_are_refused(
    column: str, value: int, fitted: dict[str, EstimatorModel]
) -> None:
    def change(estimator: Any) -> None:
        tree = estimator.estimators_[0].tree_
        state = tree.__getstate__()
        state["nodes"] = state["nodes"].copy()
        state["nodes"][column][0] = value
        tree.__setstate__(state)

    assert "ValueError" in tampered("RandomForestClassifier", change, fitted)


def test_a_tree_that_lies_about_its_outputs_is_refused(fitted: dict[str, EstimatorModel]) -> None:
    with zipfile.ZipFile(io.BytesIO(fitted["RandomForestClassifier"].data)) as file:
        arrays = {n.removesuffix(".npy"): file.read(n) for n in file.namelist() if "npy" in n}
    schema = schema_of(fitted["RandomForestClassifier"].data)
    tree = next(item for item in files._nodes(schema) if item["__loader__"] == "TreeNode")
    tree["__reduce__"]["args"]["content"][2]["content"] = "100000000"
    assert "a decision tree of another kind" in refused(archive(schema, **arrays))


@pytest.mark.parametrize(
    "estimator",
    [
        LogisticRegression(),
        LogisticRegression().fit(learnable()[0][:, :5], learnable()[1]),
        LogisticRegression().fit(learnable()[0], np.arange(300) % 3),
        LogisticRegression().fit(learnable()[0], np.where(learnable()[1], "spun", "honest")),
    ],
    ids=["not fitted", "fewer features", "three classes", "other classes"],
)
def test_estimators_fitted_on_something_else_are_refused(estimator: Any) -> None:
    with pytest.raises(UnreadableError, match="not a classifier that was fitted on these features"):
        read(skops.dumps(estimator))


def test_sound_trees_pass() -> None:
    values, labels, _ = learnable()
    check_sound(RandomForestClassifier(3, random_state=1).fit(values, labels), N)


# Named by the user


@pytest.mark.parametrize(
    "name",
    ["", "SVC", "LogisticRegression+StandardScaler", "StandardScaler", "os.system", "+",
     "StandardScaler+", "logisticregression", "Pipeline", "DecisionTreeClassifier"],
)  # fmt: skip
def test_names_that_are_not_on_the_list(name: str) -> None:
    with pytest.raises(SpindetectError, match="give one of LogisticRegression") as caught:
        named_estimator(name)
    assert "\n" not in str(caught.value)


def test_a_users_own_file_is_taken_with_its_parameters(tmp_path: Path) -> None:
    own = make_pipeline(StandardScaler(), LogisticRegression(C=0.01))
    skops.dump(own, tmp_path / "mine.skops")
    taken = named_estimator(str(tmp_path / "mine.skops"))
    assert taken[-1].C == 0.01
    model = fit_estimator(taken, *learnable())
    assert model.name == "StandardScaler+LogisticRegression"
    plain = fit_estimator(named_estimator(model.name), *learnable())
    assert (
        np.abs(model.log_odds(learnable()[0])).mean()
        < np.abs(plain.log_odds(learnable()[0])).mean()
    )


def test_a_fitted_file_is_fitted_anew(tmp_path: Path) -> None:
    values, labels, weights = learnable()
    skops.dump(LogisticRegression().fit(values, ~labels), tmp_path / "mine.skops")
    model = fit_estimator(named_estimator(str(tmp_path / "mine.skops")), values, labels, weights)
    assert ((model.log_odds(values) > 0) == labels).mean() > 0.8


def test_a_missing_file_and_impossible_parameters(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nowhere\.skops: No such file"):
        named_estimator(str(tmp_path / "nowhere.skops"))
    skops.dump(LogisticRegression(C=-1.0), tmp_path / "mine.skops")
    with pytest.raises(SpindetectError, match=r"cannot be fitted \(The 'C' parameter") as caught:
        fit_estimator(named_estimator(str(tmp_path / "mine.skops")), *learnable())
    assert "\n" not in str(caught.value)


def test_a_state_that_the_user_chose_is_kept() -> None:
    one, other = (
        fit_estimator(MLPClassifier((4,), max_iter=3, random_state=seed), *learnable())
        for seed in (1, 2)
    )
    assert one.data != other.data
