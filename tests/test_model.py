"""The model file: saved and loaded exactly, refused when damaged, and explained in full."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from handmade import CONTEXT, hand_made
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from spindetect.features import FEATURE_NAMES, FEATURES, Floats
from spindetect.lexicon import Lexicon
from spindetect.model import (
    MAX_MODEL_BYTES,
    PROTOCOL,
    LinearModel,
    Model,
    OperatingPoint,
    save,
    sigmoid,
    with_context,
)
from spindetect.types import SpindetectError, UnreadableError

LEXICON = Lexicon.open()
MODEL = hand_made(LEXICON)
ROWS = arrays.arrays(np.float64, (2, len(FEATURES)), elements=st.floats(-100, 100))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(MODEL, tmp_path / "mine")
    return tmp_path / "mine"


# Saved and loaded


def test_what_is_loaded_is_what_was_saved(folder: Path) -> None:
    loaded = Model.load(folder)
    digest = hashlib.sha256((folder / "model.json").read_bytes()).hexdigest()
    assert loaded == replace(MODEL, sha256=digest)


def test_saving_again_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    save(Model.load(folder), tmp_path / "again")
    for name in ("model.json", "card.json"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert sorted(p.name for p in folder.iterdir()) == ["card.json", "model.json"]


@given(arrays.arrays(np.float64, len(FEATURES), elements=st.floats(-1e6, 1e6)))
def test_every_weight_survives_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, weights: Floats
) -> None:
    model = replace(MODEL, document=replace(MODEL.document, weights=tuple(weights.tolist())))
    place = tmp_path_factory.mktemp("model")
    save(model, place)
    assert Model.load(place).document == model.document


def test_saving_replaces_the_model_that_was_there(folder: Path) -> None:
    save(replace(MODEL, min_words=75), folder)
    assert Model.load(folder).min_words == 75


def test_another_weight_is_another_digest(folder: Path) -> None:
    before = Model.load(folder).sha256
    save(replace(MODEL, min_words=75), folder)
    assert Model.load(folder).sha256 != before


def test_a_model_without_its_card_still_scores(folder: Path) -> None:
    (folder / "card.json").unlink()
    assert Model.load(folder).card == {}


def test_a_file_says_what_it_is(folder: Path) -> None:
    data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert data["protocol"] == PROTOCOL
    assert data["features"] == list(FEATURE_NAMES)


# Damage


def rewritten(**changes: Any) -> Callable[[Path], None]:
    """Damage that changes entries of the model file; None takes one away."""

    def damage(folder: Path) -> None:
        path = folder / "model.json"
        data = json.loads(path.read_text(encoding="utf-8")) | changes
        kept = {name: value for name, value in data.items() if value is not None}
        path.write_text(json.dumps(kept), encoding="utf-8")

    return damage


def replaced(name: str, content: str | bytes) -> Callable[[Path], None]:
    """Damage that puts other content in a file's place."""
    data = content if isinstance(content, bytes) else content.encode()

    def damage(folder: Path) -> None:
        (folder / name).write_bytes(data)

    return damage


def part(**changes: Any) -> dict[str, Any]:
    """The weights of the document model with some entries changed."""
    rows = {name: list(getattr(MODEL.document, name)) for name in ("mean", "scale", "weights")}
    return {**rows, "intercept": 0.0} | changes


def points(**changes: Any) -> dict[str, Any]:
    """The operating points with some entries of the default one changed; None takes one away."""
    both = {name: asdict(point) for name, point in MODEL.points.items()}
    both["default"] |= changes
    both["default"] = {key: value for key, value in both["default"].items() if value is not None}
    return both


def with_folder_in_place_of_file(folder: Path) -> None:
    (folder / "model.json").unlink()
    (folder / "model.json").mkdir()


N = len(FEATURES)
HUGE = "x" * (MAX_MODEL_BYTES + 1)
DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda folder: (folder / "model.json").unlink(), "no such file"),
    "a folder in its place": (with_folder_in_place_of_file, "directory"),
    "empty": (replaced("model.json", ""), "not valid JSON"),
    "cut short": (replaced("model.json", '{"protocol": 1, "fea'), "not valid JSON"),
    "binary": (replaced("model.json", b"\x80\x04\x95\xff\x00"), "not valid JSON"),
    "a list": (replaced("model.json", "[]"), "not a spindetect model"),
    "a number": (replaced("model.json", "7"), "not a spindetect model"),
    "null": (replaced("model.json", "null"), "not a spindetect model"),
    "another program's": (replaced("model.json", '{"protocol": 2}'), "other features"),
    "an earlier protocol": (rewritten(protocol=PROTOCOL - 1), f"protocol {PROTOCOL - 1}"),
    "huge": (replaced("model.json", json.dumps(HUGE)), "too large"),
    "nested deeply": (replaced("model.json", "[" * 200_000), "not valid JSON"),
    "a number of too many digits": (replaced("model.json", "9" * 6_000), "not valid JSON"),
    "no protocol": (rewritten(protocol=None), "protocol None"),
    "a later protocol": (rewritten(protocol=PROTOCOL + 1), f"protocol {PROTOCOL + 1}"),
    "a protocol that is a text": (rewritten(protocol="9" * 5_000), "protocol '999"),
    "no features": (rewritten(features=None), "other features"),
    "other features": (rewritten(features=["colour"] * N), "other features"),
    "features in another order": (rewritten(features=[*FEATURE_NAMES][::-1]), "other features"),
    "no weights": (rewritten(document=None), "'document'"),
    "weights without a mean": (rewritten(document={"scale": [1.0] * N}), "'mean'"),
    "weights that are a list": (rewritten(document=[1.0, 2.0]), "damaged"),
    "weights that are a text": (rewritten(document="weights"), "damaged"),
    "a row too short": (rewritten(document=part(weights=[1.0] * (N - 1))), "are needed"),
    "a row too long": (rewritten(document=part(mean=[1.0] * (N + 1))), "are needed"),
    "a row that is a number": (rewritten(document=part(mean=1.0)), "damaged"),
    "a row that is a text": (rewritten(document=part(mean="1" * N)), "'1' is not a number"),
    "a row of nulls": (rewritten(document=part(mean=[None] * N)), "None is not a number"),
    "a sentence row without context": (rewritten(sentence=part()), f"{N + 1} are needed"),
    "a scale of zero": (rewritten(document=part(scale=[0.0] * N)), "not positive"),
    "a negative scale": (rewritten(document=part(scale=[-1.0] * N)), "not positive"),
    "NaN among the weights": (rewritten(document=part(weights=[math.nan] * N)), "not valid JSON"),
    "Infinity among the weights": (rewritten(document=part(mean=[math.inf] * N)), "not valid JSON"),
    "a weight beyond all floats": (
        replaced("model.json", json.dumps({"protocol": PROTOCOL, "features": [*FEATURE_NAMES],
                 "document": part()}).replace("2.0", "1e999")),
        "inf is not a number",
    ),
    "NaN as threshold": (rewritten(points=points(threshold=math.nan)), "not valid JSON"),
    "a threshold in percent": (
        rewritten(points=points(threshold=90)), "90 is not a number from 0.0 to 1.0",
    ),
    "a threshold that is true": (rewritten(points=points(threshold=True)), "True is not a number"),
    "a threshold that is a long text": (
        rewritten(points=points(threshold="9" * 9_999)), "is not a number",
    ),
    "no threshold": (rewritten(points=points(threshold=None)), "'threshold'"),
    "no points": (rewritten(points=None), "'points'"),
    "points that are a list": (rewritten(points=[0.9, 0.98]), "default and strict"),
    "a point missing": (rewritten(points={"default": points()["default"]}), "default and strict"),
    "a point too many": (
        rewritten(points=points() | {"lax": points()["default"]}), "default and strict",
    ),
    "a point that is a number": (rewritten(points=points() | {"strict": 0.9}), "damaged"),
    "more flagged than there are": (rewritten(points=points(flagged=401)), "from 0 to 400"),
    "half an article": (rewritten(points=points(articles=0.5)), "0.5 is not a whole number"),
    "an interval of one end": (rewritten(points=points(interval=[0.1])), "damaged"),
    "an interval backwards": (rewritten(points=points(interval=[0.2, 0.1])), "before it begins"),
    "a prior of nought": (rewritten(prior=0), "a prior of 0 or 1"),
    "a prior of one": (rewritten(prior=1.0), "a prior of 0 or 1"),
    "a negative number of words": (rewritten(min_words=-1), "-1 is not a number"),
    "no lexicon": (rewritten(lexicon=None), "'lexicon'"),
    "a card that is no JSON": (replaced("card.json", "# Card"), "not valid JSON"),
    "a card that is a list": (replaced("card.json", "[]"), "not a spindetect model"),
    "a card with NaN": (replaced("card.json", '{"auroc": NaN}'), "not valid JSON"),
    "a huge card": (replaced("card.json", json.dumps({"text": HUGE})), "too large"),
    "a card nested deeply": (replaced("card.json", '{"a":' * 200_000), "not valid JSON"),
    "a card in another encoding": (replaced("card.json", '{"a": "é"}'.encode("latin-1")), "JSON"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_said_in_one_line_with_file_and_remedy(case: str, folder: Path) -> None:
    damage, said = DAMAGE[case]
    damage(folder)
    with pytest.raises(UnreadableError) as caught:
        Model.load(folder)
    message = str(caught.value)
    assert message.startswith(f"{folder / ('card.json' if 'card' in case else 'model.json')}: ")
    assert said in message
    assert any(hint in message for hint in ("train", "give a model folder"))
    assert "\n" not in message
    assert len(message) < 400


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nowhere/model\.json: no such file"):
        Model.load(tmp_path / "nowhere")


def test_a_file_given_as_folder(folder: Path) -> None:
    with pytest.raises(UnreadableError, match="Not a directory"):
        Model.load(folder / "card.json")


def test_no_code_is_run_on_loading(folder: Path) -> None:
    """A pickle in the model's place is refused, not opened."""
    import pickle

    (folder / "model.json").write_bytes(pickle.dumps({"protocol": 1}))
    with pytest.raises(UnreadableError, match="not valid JSON"):
        Model.load(folder)


# Scores and their explanation


@given(ROWS)
def test_contributions_add_up_to_the_probability(rows: Floats) -> None:
    for row in rows:
        parts = MODEL.explain(row)
        total = sum(part.contribution for part in parts)
        assert total == pytest.approx(float(MODEL.document.log_odds(row)), abs=1e-9)
        assert MODEL.probability(row) == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-12)


def test_each_feature_is_explained_once_strongest_first() -> None:
    values = np.full(len(FEATURES), 0.5)
    parts = MODEL.explain(values)
    assert {part.feature for part in parts} == {*FEATURE_NAMES, "base"}
    assert len(parts) == len(FEATURES) + 1
    assert parts[-1].feature == "base"
    strengths = [abs(part.contribution) for part in parts[:-1]]
    assert strengths == sorted(strengths, reverse=True)
    assert parts[0].feature == "swap_rate"
    assert {part.value for part in parts[:-1]} == {0.5}


@given(ROWS)
def test_a_single_feature_has_bounded_say(rows: Floats) -> None:
    """Beyond four spreads from the usual value nothing more is added."""
    terms = MODEL.document.terms(rows)
    assert (np.abs(terms) <= 4.0 * np.abs(MODEL.document.weights) + 1e-12).all()


@given(ROWS, st.floats(-3, 3), st.floats(-5, 5))
def test_a_rescaled_model_has_rescaled_log_odds(rows: Floats, slope: float, shift: float) -> None:
    expected = MODEL.document.log_odds(rows) * slope + shift
    assert MODEL.document.rescaled(slope, shift).log_odds(rows) == pytest.approx(expected, abs=1e-5)


@given(st.floats(-5_000, 5_000))
def test_sigmoid_is_a_probability_and_turns_with_its_sign(log_odds: float) -> None:
    one, other = float(sigmoid(np.array(log_odds))), float(sigmoid(np.array(-log_odds)))
    assert 0.0 <= one <= 1.0
    assert one + other == pytest.approx(1.0)


@given(st.floats(0.001, 0.999))
def test_logit_undoes_sigmoid(probability: float) -> None:
    log_odds = math.log(probability / (1.0 - probability))
    assert float(sigmoid(np.array(log_odds))) == pytest.approx(probability)


# Operating points


def test_a_point_is_verified_if_its_interval_stays_below_its_aim() -> None:
    assert MODEL.points["default"].verified
    assert not MODEL.points["strict"].verified
    assert OperatingPoint(0.9, 0.01, 400, 0, (0.0, 0.01)).verified


def test_the_threshold_is_that_of_the_default_point() -> None:
    assert MODEL.threshold == MODEL.points["default"].threshold == 0.9


@pytest.mark.parametrize(
    ("threshold", "name"),
    [
        (0.0, None),
        (0.89, None),
        (0.9, "default"),
        (0.97, "default"),
        (0.98, "strict"),
        (1, "strict"),
    ],
)
def test_the_rate_known_at_a_threshold_is_that_of_the_highest_point_below(
    threshold: float, name: str | None
) -> None:
    expected = MODEL.points[name] if name else None
    assert MODEL.point_at(threshold) == expected


# Another prior

CHANCES = st.floats(1e-9, 1.0 - 1e-9)
WORDS = arrays.arrays(np.float64, len(FEATURES), elements=st.floats(0, 1))


def log_odds(probability: float) -> float:
    return math.log(probability) - math.log1p(-probability)


def test_a_prior_multiplies_the_odds() -> None:
    """A probability of 0.92 where half are spun: 11.5 to 1; where one in ten is, 1.28 to 1."""
    model = replace(MODEL, document=replace(MODEL.document, intercept=log_odds(0.92)))
    values = np.array(model.document.mean)
    assert model.probability(values) == pytest.approx(0.92)
    assert model.at_prior(0.1).probability(values) == pytest.approx(11.5 / 9 / (1 + 11.5 / 9))
    assert model.at_prior(0.1).assumed(0.92) == pytest.approx(11.5 / 9 / (1 + 11.5 / 9))


def near(threshold: float) -> st.SearchStrategy[float]:
    """Log-odds around a threshold, down to the last bits."""
    middle = log_odds(threshold)
    steps = st.integers(-40, 40).map(lambda n: middle + n * 2.0**-52)
    return st.one_of(steps, st.floats(-40, 40))


@given(st.sampled_from(["default", "strict"]), CHANCES, st.data())
def test_the_same_pages_are_flagged_whatever_the_prior(
    point: str, prior: float, data: st.DataObject
) -> None:
    intercept = data.draw(near(MODEL.points[point].threshold))
    model = replace(MODEL, document=replace(MODEL.document, intercept=intercept))
    values = np.array(model.document.mean)
    moved = model.at_prior(prior)
    flagged = model.probability(values) >= model.points[point].threshold
    assert (moved.probability(values) >= moved.points[point].threshold) is flagged
    assert 0.0 <= moved.probability(values) <= 1.0


@given(CHANCES)
def test_a_lower_prior_lowers_thresholds_and_keeps_their_order(prior: float) -> None:
    moved = MODEL.at_prior(prior)
    for name, point in moved.points.items():
        own = MODEL.points[name]
        assert (point.threshold < own.threshold) is (prior < 0.5) or prior == 0.5
        assert replace(point, threshold=own.threshold) == own
    assert moved.points["default"].threshold < moved.points["strict"].threshold
    assert moved.point_at(moved.threshold) == moved.points["default"]


@given(CHANCES, CHANCES)
def test_a_prior_replaces_the_one_before(one: float, other: float) -> None:
    assert MODEL.at_prior(one).at_prior(other) == MODEL.at_prior(other)
    assert MODEL.at_prior(one).at_prior(MODEL.prior) == MODEL


@given(WORDS, WORDS, st.floats(0.001, 0.999))
def test_contributions_under_another_prior_add_up_to_the_probability(
    values: Floats, turned: Floats, prior: float
) -> None:
    moved = MODEL.at_prior(prior)
    parts = moved.explain(values, turned)
    total = sum(part.contribution for part in parts)
    assert moved.probability(values, turned) == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)
    assert [part.feature for part in parts][-2:] == ["other_way_round", "prior"] or prior == 0.5


def test_the_priors_contribution_says_what_is_assumed() -> None:
    values = np.zeros(len(FEATURES))
    rarer, commoner = (MODEL.at_prior(p).explain(values)[-1] for p in (0.02, 0.9))
    assert (rarer.feature, rarer.value) == ("prior", 0.02)
    assert rarer.contribution == pytest.approx(log_odds(0.02))
    assert "smaller" in rarer.text
    assert commoner.contribution > 0
    assert "larger" in commoner.text
    assert "prior" not in {part.feature for part in MODEL.explain(values)}


def test_sentences_are_less_likely_touched_where_spinning_is_rare() -> None:
    rows, document = np.zeros((1, len(FEATURES))), np.array(MODEL.document.mean)
    rare, usual = MODEL.at_prior(0.02), MODEL
    assert rare.sentence_probabilities(rows, document) < usual.sentence_probabilities(
        rows, document
    )


@pytest.mark.parametrize("prior", [0, 1, -0.5, 1.5, math.nan, math.inf])
def test_impossible_priors(prior: float) -> None:
    with pytest.raises(SpindetectError, match="between 0 and 1"):
        MODEL.at_prior(prior)


def test_a_model_is_saved_as_it_was_trained(tmp_path: Path) -> None:
    save(MODEL.at_prior(0.1), tmp_path)
    loaded = Model.load(tmp_path)
    assert loaded == replace(MODEL, sha256=loaded.sha256)


# Sentences in the light of their document


def test_a_sentence_is_likelier_touched_in_a_spun_document() -> None:
    sentence = np.zeros((3, len(FEATURES)))
    spun, honest = np.ones(len(FEATURES)), np.zeros(len(FEATURES))
    inside_spun = MODEL.sentence_probabilities(sentence, spun)
    inside_honest = MODEL.sentence_probabilities(sentence, honest)
    assert inside_spun.shape == inside_honest.shape == (3,)
    assert (inside_spun > inside_honest).all()


def test_the_context_is_the_documents_score_within_bounds() -> None:
    rows = np.zeros((2, len(FEATURES)))
    loud = replace(MODEL.document, intercept=50.0)
    quiet = replace(MODEL.document, intercept=-50.0)
    for model, expected in ((loud, 6.0), (quiet, -6.0)):
        extended = with_context(rows, model, np.zeros(len(FEATURES)))
        assert extended.shape == (2, len(FEATURES) + 1)
        assert extended[:, -1].tolist() == [expected, expected]
        assert (extended[:, :-1] == rows).all()


def test_no_sentences_no_probabilities() -> None:
    empty = np.empty((0, len(FEATURES)))
    assert MODEL.sentence_probabilities(empty, np.zeros(len(FEATURES))).shape == (0,)


def test_log_odds_by_hand() -> None:
    model = LinearModel(mean=(1.0, 0.0), scale=(2.0, 1.0), weights=(3.0, -1.0), intercept=0.5)
    # (5 - 1) / 2 = 2 spreads at 3 each; 9 spreads count as 2.5 at -1 each
    assert model.terms(np.array([5.0, 9.0])).tolist() == [6.0, -2.5]
    assert float(model.log_odds(np.array([5.0, 9.0]))) == 4.0
    assert MODEL.sentence.weights[-1] == CONTEXT
