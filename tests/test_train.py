"""`train` from pairs to a model folder: anew or adapted, compared, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stories
from handmade import hand_made

from spindetect import training
from spindetect.detector import Detector
from spindetect.features import FEATURE_NAMES, FEATURES, Floats
from spindetect.lexicon import Lexicon
from spindetect.model import EstimatorModel, LinearModel, Model, save
from spindetect.pairs import Reading, is_spun, read_pairs, write_pairs
from spindetect.pairs.entries import Entry
from spindetect.simulation import read_articles, simulate
from spindetect.training import (
    MIN_ADAPT,
    MIN_ANEW,
    MIN_PAIRS,
    Example,
    Mode,
    Part,
    amend,
    extract,
    part_of,
    readme,
    running,
    train,
)
from spindetect.training.adapting import FOLDS, folds
from spindetect.training.comparison import Comparison, compare
from spindetect.training.fitting import SIGNS
from spindetect.training.objective import logistic
from spindetect.training.table import Table
from spindetect.types import (
    Document,
    LabelledPair,
    OperatingPoint,
    Relation,
    SpindetectError,
    UnreadableError,
)

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()
N = len(FEATURES)


def opening(article: Document) -> Document:
    """The first paragraphs, which are quicker to compare."""
    return Document(article.id, "\n\n".join(article.text.split("\n\n")[:4]))


@pytest.fixture(scope="module", autouse=True)
def remembered() -> Iterator[None]:
    """The same pairs are analysed once, which takes most of the time of a training."""
    known: dict[Any, list[list[Example]]] = {}

    def extract_once(
        pairs: Sequence[LabelledPair], lexicons: Sequence[Lexicon], **options: Any
    ) -> list[list[Example]]:
        texts = ((p.original.text, p.candidate.text, p.label, p.group, p.gold) for p in pairs)
        key = (len(lexicons), *texts)
        if key not in known:
            known[key] = extract(pairs, lexicons, **options)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "extract", extract_once)
        yield


@pytest.fixture(scope="module")
def pairs() -> list[LabelledPair]:
    """Pairs of three articles for each part of the training."""
    articles = read_articles(ROOT / "data" / "articles")[::3]
    chosen = [
        article
        for part in Part
        for article in islice((a for a in articles if part_of(a.id) is part), 3)
    ]
    made = simulate(
        [opening(article) for article in chosen],
        LEXICON,
        seed=1,
        spun_per_article=4,
        counterparts_per_article=6,
    )
    return list(made)


@pytest.fixture(scope="module")
def trained(pairs: list[LabelledPair], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `pairs.jsonl` and the model made of it."""
    folder = tmp_path_factory.mktemp("trained")
    write_pairs(pairs, folder / "pairs.jsonl")
    train([folder / "pairs.jsonl"], folder / "model", mode=Mode.ANEW)
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs of three other articles."""
    articles = [opening(a) for a in read_articles(ROOT / "data" / "articles" / "legal")[1:4]]
    made = simulate(articles, LEXICON, seed=2, spun_per_article=5, counterparts_per_article=6)
    path = tmp_path_factory.mktemp("few") / "few.jsonl"
    write_pairs([pair for pair in made if pair.family != "reversed"], path)
    return path


@pytest.fixture(scope="module")
def adapted(trained: Path, few: Path) -> training.Outcome:
    return train([few], trained / "adapted", base=trained / "model")


def bytes_of(model: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in model.iterdir()}


def written(path: Path, pairs: Sequence[LabelledPair], *rows: str) -> Path:
    write_pairs(pairs, path)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
    return path


# Trained anew


def test_the_model_tells_spun_from_honest(trained: Path) -> None:
    test = Model.load(trained / "model").card["test"]
    assert max(test[band]["auroc"] or 0 for band in test) > 0.8


def test_the_model_works_in_a_detector(trained: Path) -> None:
    detector = Detector.load(trained / "model")
    spun = detector.score(stories.SPUN, stories.ORIGINAL)
    assert spun.probability is not None
    assert spun.probability > 0.9
    assert spun.sentences[0].probability is not None
    assert spun.sentences[0].probability > 0.5
    for text in (stories.POLISHED, stories.TRUNCATED, stories.ORIGINAL):
        assert detector.score(text, stories.ORIGINAL).relation is not Relation.SPUN


def test_the_card_says_what_went_in(trained: Path) -> None:
    card = Model.load(trained / "model").card
    assert card["features"] == list(FEATURE_NAMES)
    assert set(card["trained_on"]) == {"pairs.jsonl"}
    assert (card["mode"], card["bad_rows"]) == ("anew", 0)
    points = Model.load(trained / "model").points
    assert {name: entry["threshold"] for name, entry in card["points"].items()} == {
        name: point.threshold for name, point in points.items()
    }


def test_weights_obey_their_features_signs(trained: Path, adapted: training.Outcome) -> None:
    for model in (Model.load(trained / "model"), adapted.model):
        assert isinstance(model.document, LinearModel)
        for feature, weight in zip(FEATURES, model.document.weights, strict=True):
            assert weight * feature.sign >= 0.0, feature.name
        assert model.sentence.weights[-1] > 0.0


def test_workers_and_repetition_change_nothing(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "extract", extract)
    said: list[tuple[int, int]] = []
    outcome = train(
        [trained / "pairs.jsonl"], tmp_path / "again", mode=Mode.ANEW, jobs=2,
        progress=lambda done, total: said.append((done, total)),
    )  # fmt: skip
    assert bytes_of(tmp_path / "again") == bytes_of(trained / "model")
    assert outcome.model == Model.load(trained / "model")
    assert said == sorted(said)
    assert said[-1] == (outcome.rows, outcome.rows)


def test_pairs_with_nothing_in_common_teach_nothing(tmp_path: Path) -> None:
    other = Document("c", stories.UNRELATED)
    strangers = [
        LabelledPair(
            Document("o", f"{stories.SPANISH} {n}"), other, n % 2, f"article-{n}", "own", "own"
        )
        for n in range(2 * MIN_PAIRS)
    ]
    path = written(tmp_path / "strangers.jsonl", strangers)
    with pytest.raises(SpindetectError, match=r"strangers\.jsonl: in no pair could a sentence"):
        train([path], tmp_path / "model", mode=Mode.ANEW)
    assert not (tmp_path / "model").exists()


def test_relations_serve_as_labels(pairs: list[LabelledPair], tmp_path: Path) -> None:
    named = [replace(p, label=Relation.SPUN.value) if p.label == 1 else p for p in pairs]
    path = written(tmp_path / "named.jsonl", named)
    assert sum(map(is_spun, read_pairs([path])[0])) == sum(map(is_spun, pairs))


# Which of the two


def reading(spun: int, other: int, groups: int) -> Reading:
    text = Document("a", "a")
    made = [
        LabelledPair(text, text, int(n < spun), f"article-{n % groups}", "own", "own")
        for n in range(spun + other)
    ]
    return Reading(tuple(Entry("pairs.jsonl", n, pair) for n, pair in enumerate(made, 1)), 0)


@pytest.mark.parametrize(
    ("spun", "other", "groups", "wanted", "mode"),
    [
        (100, 100, 40, Mode.AUTO, Mode.ANEW),
        (99, 500, 80, Mode.AUTO, Mode.ADAPTED),
        (500, 99, 80, Mode.AUTO, Mode.ADAPTED),
        (500, 500, 39, Mode.AUTO, Mode.ADAPTED),
        (10, 10, 1, Mode.AUTO, Mode.ADAPTED),
        (500, 500, 80, Mode.ADAPTED, Mode.ADAPTED),
        (20, 20, 2, Mode.ANEW, Mode.ANEW),
    ],
)
def test_the_number_of_pairs_chooses_unless_the_user_does(
    spun: int, other: int, groups: int, wanted: Mode, mode: Mode
) -> None:
    assert running._mode(reading(spun, other, groups), "p", wanted, with_estimator=False) is mode


@pytest.mark.parametrize(
    ("spun", "other", "mode", "least"),
    [
        (0, 0, Mode.AUTO, MIN_ADAPT),
        (0, 400, Mode.AUTO, MIN_ADAPT),
        (9, 40, Mode.AUTO, MIN_ADAPT),
        (40, 9, Mode.ADAPTED, MIN_ADAPT),
        (19, 400, Mode.ANEW, MIN_PAIRS),
        (400, 19, Mode.ANEW, MIN_PAIRS),
    ],
)
def test_too_few_pairs_of_a_kind(spun: int, other: int, mode: Mode, least: int) -> None:
    with pytest.raises(SpindetectError) as caught:
        running._mode(reading(spun, other, 50), "a.csv, b.csv", mode, with_estimator=False)
    message = str(caught.value)
    assert message.startswith(f"a.csv, b.csv: {spun} spun and {other} other pairs;")
    assert message.endswith(f"needs at least {least} of each")


def test_too_few_good_pairs_are_said_with_the_first_bad_row(tmp_path: Path) -> None:
    path = written(tmp_path / "few.jsonl", [], "{", '{"original": "a"}')
    with pytest.raises(SpindetectError, match=r"0 other pairs \(2 bad rows, the first: .*row 1: "):
        train([path], tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_an_estimator_is_always_trained_anew() -> None:
    small = reading(MIN_PAIRS, MIN_PAIRS, 20)
    assert running._mode(small, "p", Mode.AUTO, with_estimator=True) is Mode.ANEW
    with pytest.raises(SpindetectError, match="--estimator without --adapt"):
        running._mode(small, "p", Mode.ADAPTED, with_estimator=True)


def test_enough_for_anew_is_enough_for_adapting() -> None:
    assert MIN_ADAPT < MIN_PAIRS < MIN_ANEW


# Adapting


def rows(count: int, seed: int = 3) -> tuple[Floats, np.ndarray]:
    """Rows around those of the hand-made model, of which the second feature tells the labels."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(count, N))
    return values, values[:, 1] > 0


CENTRE = LinearModel((0.1,) * N, (2.0,) * N, tuple(0.5 * sign for sign in SIGNS), -0.7)


def adapted_to(count: int, strength: float) -> LinearModel:
    values, labels = rows(count)
    return logistic(values, labels, np.ones(count), SIGNS, centre=CENTRE, strength=strength)


def distance(model: LinearModel) -> float:
    return float(np.abs(np.subtract(model.weights, CENTRE.weights)).sum())


def test_a_strong_prior_leaves_the_old_weights() -> None:
    still = adapted_to(200, 1e-9)
    assert still.weights == pytest.approx(CENTRE.weights, abs=1e-5)
    assert still.intercept == pytest.approx(CENTRE.intercept, abs=1e-5)
    assert (still.mean, still.scale) == (CENTRE.mean, CENTRE.scale)


def test_more_pairs_and_weaker_priors_move_the_weights_further() -> None:
    assert distance(adapted_to(20, 0.1)) < distance(adapted_to(200, 0.1))
    assert distance(adapted_to(200, 0.01)) < distance(adapted_to(200, 1.0))


def test_the_intercept_is_drawn_to_the_old_one_as_well() -> None:
    """Without the penalty a single kind of pairs would drive it to infinity."""
    values = np.full((50, N), 0.1)
    model = logistic(values, np.ones(50, dtype=bool), np.ones(50), SIGNS, centre=CENTRE)
    assert CENTRE.intercept < model.intercept < 6.0
    assert model.weights == pytest.approx(CENTRE.weights)


def test_no_weight_changes_its_sign_when_adapting() -> None:
    values, labels = rows(300)
    against = logistic(values, ~labels, np.ones(300), SIGNS, centre=CENTRE, strength=100.0)
    assert all(w * sign >= 0 for w, sign in zip(against.weights, SIGNS, strict=True))


def test_a_few_wrong_labels_do_not_drag_the_weights_along() -> None:
    """Rows that the old model is sure of, one in twenty of them labelled wrongly."""
    values, _ = rows(200)
    labels = CENTRE.log_odds(values) > 0
    surest = np.argsort(-np.abs(CENTRE.log_odds(values)))[:10]
    wrong = labels.copy()
    wrong[surest] = ~labels[surest]
    loss = {}
    for noise in (0.0, 0.1):
        model = logistic(
            values, wrong, np.ones(200), SIGNS, centre=CENTRE, strength=0.3, noise=noise
        )
        margins = np.where(labels, 1.0, -1.0) * model.log_odds(values)
        loss[noise] = float(np.logaddexp(0.0, -margins).mean())
    assert loss[0.1] < 0.8 * loss[0.0]


def test_with_right_labels_noise_changes_little() -> None:
    values, _ = rows(200)
    labels = CENTRE.log_odds(values) > 0
    one, other = (
        logistic(values, labels, np.ones(200), SIGNS, centre=CENTRE, strength=1.0, noise=noise)
        for noise in (0.0, 0.1)
    )
    scores, robust = one.log_odds(values), other.log_odds(values)
    assert np.corrcoef(scores, robust)[0, 1] > 0.99


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_the_gradient_is_that_of_the_loss(noise: float) -> None:
    from spindetect.training.objective import _losses

    margins = np.linspace(-12, 12, 49)
    step = 1e-6
    above, below = (_losses(margins + k * step, noise)[0] for k in (1, -1))
    assert _losses(margins, noise)[1] == pytest.approx((above - below) / (2 * step), abs=1e-6)


def test_a_few_pairs_adapt_and_leave_the_rest_of_the_model(
    trained: Path, adapted: training.Outcome
) -> None:
    old, new = Model.load(trained / "model"), adapted.model
    assert adapted.mode is Mode.ADAPTED
    assert isinstance(old.document, LinearModel)
    assert isinstance(new.document, LinearModel)
    assert new.document.weights != old.document.weights
    assert (new.document.mean, new.document.scale) == (old.document.mean, old.document.scale)
    assert (new.sentence, new.prior, new.min_words) == (old.sentence, old.prior, old.min_words)
    for name, point in new.points.items():
        assert point.threshold >= old.points[name].threshold
        assert point.articles == 3


def test_the_card_of_an_adapted_model_names_both_sources(
    trained: Path, adapted: training.Outcome
) -> None:
    card, old = adapted.model.card, Model.load(trained / "model")
    assert card["adapted_from"] == old.sha256
    assert card["trained_on"]["the model that was adapted"] == old.card["trained_on"]
    assert set(card["trained_on"]) == {"few.jsonl", "the model that was adapted"}
    assert card["pairs"]["adapting"]["articles"] == 3
    assert set(card["thresholds"].values()) <= {"kept", "raised"}
    assert card["comparison"]["split"].startswith("across five folds")
    assert card["comparison"]["spun"] == card["pairs"]["adapting"]["spun"]


def test_adapting_twice_gives_the_same_bytes(
    trained: Path, few: Path, adapted: training.Outcome, tmp_path: Path
) -> None:
    train([few], tmp_path / "again", base=trained / "model")
    assert bytes_of(tmp_path / "again") == bytes_of(trained / "adapted")


def test_honest_pairs_that_look_spun_raise_the_thresholds(
    trained: Path, few: Path, tmp_path: Path
) -> None:
    """Half of what the old model is sure of is called honest by the user."""
    read, _ = read_pairs([few])
    turned = [replace(p, label=0) if is_spun(p) and n % 2 else p for n, p in enumerate(read)]
    spun = sum(map(is_spun, turned))
    turned += [
        replace(p, original=Document("o", p.original.text + " The end."), group=f"{p.group}+")
        for p in read
        if is_spun(p)
    ][: max(0, MIN_ADAPT - spun)]
    path = written(tmp_path / "turned.jsonl", turned)
    outcome = train([path], tmp_path / "model", base=trained / "model")
    old = Model.load(trained / "model")
    assert outcome.model.card["thresholds"]["default"] == "raised"
    assert outcome.model.threshold > old.threshold
    assert outcome.model.points["strict"].threshold >= outcome.model.threshold


def test_pairs_of_one_article_cannot_be_tested_on_others(
    trained: Path, few: Path, tmp_path: Path
) -> None:
    alone = [replace(p, group="the only one") for p in read_pairs([few])[0]]
    path = written(tmp_path / "alone.jsonl", alone)
    with pytest.raises(SpindetectError, match=r"alone\.jsonl: .* are of one article"):
        train([path], tmp_path / "model", base=trained / "model")


def test_folds_are_even_and_keep_groups_whole() -> None:
    groups = np.array([f"g{n % 13}" for n in range(130)])
    spun = np.array([n % 13 < 6 for n in range(130)])
    parts = folds(groups, spun)
    assert {group: len(set(parts[groups == group])) for group in set(groups)} == dict.fromkeys(
        set(groups), 1
    )
    assert set(parts.tolist()) == set(range(FOLDS))
    assert len(set(parts[spun].tolist())) == FOLDS
    sizes = [len(set(groups[parts == part])) for part in range(FOLDS)]
    assert max(sizes) - min(sizes) <= 1


def test_an_estimator_cannot_be_adapted(few: Path, tmp_path: Path) -> None:
    from test_estimators import learnable

    from spindetect.training.estimators import fit_estimator, named_estimator

    document = fit_estimator(named_estimator("GaussianNB"), *learnable())
    save(replace(hand_made(LEXICON), document=document), tmp_path / "base")
    with pytest.raises(SpindetectError, match="with an estimator cannot be adapted"):
        train([few], tmp_path / "model", base=tmp_path / "base")
    assert not (tmp_path / "model").exists()


# With an estimator


def test_an_estimator_is_trained_calibrated_and_replaced(trained: Path, tmp_path: Path) -> None:
    files = [trained / "pairs.jsonl"]
    name = "StandardScaler+LogisticRegression"
    outcome = train(files, tmp_path / "one", mode=Mode.ANEW, estimator=name)
    train(files, tmp_path / "other", mode=Mode.ANEW, estimator=name)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "other")
    assert isinstance(outcome.model.document, EstimatorModel)
    assert outcome.model.card["estimator"] == name
    assert outcome.model.document.slope != 1.0  # calibrated
    spun = Detector.load(tmp_path / "one").score(stories.SPUN, stories.ORIGINAL)
    assert spun.probability is not None
    assert spun.probability > 0.5
    train(files, tmp_path / "one", mode=Mode.ANEW)
    assert bytes_of(tmp_path / "one") == bytes_of(trained / "model")


def test_a_wrong_estimator_is_said_before_the_pairs_are_read(tmp_path: Path) -> None:
    with pytest.raises(SpindetectError, match="give one of LogisticRegression"):
        train([tmp_path / "nowhere.jsonl"], tmp_path / "model", estimator="SVC")


# The comparison


def table(labels: Sequence[bool], groups: Sequence[str]) -> Table:
    """Pairs of which only the kind and the article matter."""
    marks = np.array(labels)
    count = len(marks)
    values, turned = np.zeros((count, N)), np.zeros((count, N))
    # Nobody could take the original for the spun text.
    values[:, 0], turned[:, 0] = 1.0, -4.0
    return Table(
        values=values, turned=turned, labels=marks, honest=~marks,
        families=np.array(["own"] * count), groups=np.array(groups),
        excerpt=np.zeros(count, dtype=bool), abstains=np.zeros(count, dtype=bool),
        words=np.full(count, 100), replaced=np.full(count, 3), share=np.full(count, 0.1),
    )  # fmt: skip


def compared(scores: Sequence[float], base: float, groups: int = 20) -> Comparison:
    """A new model with these log-odds on spun, honest, spun, …, against one that says `base`."""
    labels = [n % 2 == 0 for n in range(len(scores))]
    rows = table(labels, [f"g{n % groups}" for n in range(len(scores))])
    model = hand_made(LEXICON)
    flat = LinearModel((0.0,) * N, (1.0,) * N, (10.0, *(0.0,) * (N - 1)), base - 10.0)
    return compare(rows, np.array(scores), model, replace(model, document=flat), "somehow")


def test_a_better_a_worse_and_an_equal_model_are_told_apart() -> None:
    good, bad = [4.0, -4.0] * 30, [-2.0, 2.0] * 30
    assert compared(good, 0.0).finding.startswith("The new model does better")
    assert "compared with does better" in compared(bad, 0.0).finding
    same = compared([0.0] * 60, 0.0)
    assert same.finding.startswith("These pairs show no difference")
    assert same.difference is not None
    assert same.difference.value == pytest.approx(0.0)


def test_what_is_counted() -> None:
    new, old = compared([4.0, -4.0, 0.0, 4.0] * 10, 4.0, groups=8).sides or ()
    assert new.recall is not None
    assert new.false_positives is not None
    assert (new.recall.events, new.recall.trials) == (10, 20)
    # Every fourth pair: the honest ones of groups 3 and 7, of the groups with honest pairs 1 3 5 7
    assert (new.false_positives.events, new.false_positives.trials) == (2, 4)
    assert old.recall is not None
    assert old.recall.events == 20
    assert old.auroc is not None
    assert old.auroc.value == 0.5
    assert new.brier is not None
    p = 1 / (1 + np.exp(-4.0))
    spun, honest = ((1 - p) ** 2 + 0.25) / 2, ((1 - p) ** 2 + p**2) / 2
    assert new.brier.value == pytest.approx((spun + honest) / 2)


@pytest.mark.parametrize("scores", [[1.0], [1.0, -1.0]])
def test_of_too_few_articles_nothing_can_be_said(scores: list[float]) -> None:
    assert compared(scores, 0.0, groups=1).finding.startswith("Nothing can be said")


def test_abstentions_are_not_flagged_and_have_no_brier_score() -> None:
    comparison = compared([-np.inf, -np.inf] * 5 + [4.0, -4.0] * 15, 0.0)
    (new, _) = comparison.sides or ()
    assert new.recall is not None
    assert (new.recall.events, new.recall.trials) == (15, 20)
    assert new.brier is not None
    assert new.brier.value == pytest.approx((1 - 1 / (1 + np.exp(-4.0))) ** 2)
    json.dumps(comparison.as_card(), allow_nan=False)


def test_a_model_that_saw_the_pairs_is_no_match(trained: Path, tmp_path: Path) -> None:
    outcome = train(
        [trained / "pairs.jsonl"], tmp_path / "model", mode=Mode.ANEW, base=trained / "model"
    )
    assert outcome.comparison.sides is None
    assert "was trained on some of these pairs" in outcome.comparison.finding
    adapted_on = train([trained / "pairs.jsonl"], tmp_path / "third", base=trained / "adapted",
                       mode=Mode.ADAPTED)  # fmt: skip
    assert adapted_on.comparison.sides is None


def test_the_shipped_model_is_not_compared_with_itself(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the shipped one can be rebuilt, byte for byte, whatever was there before."""
    monkeypatch.setattr(running, "shipped_model", lambda: tmp_path / "default")
    outcome = train([trained / "pairs.jsonl"], tmp_path / "default", mode=Mode.ANEW)
    assert "takes the place of the shipped one" in outcome.comparison.finding
    before = bytes_of(tmp_path / "default")
    train([trained / "pairs.jsonl"], tmp_path / "default", mode=Mode.ANEW)
    assert bytes_of(tmp_path / "default") == before


def test_without_a_shipped_model_one_can_be_trained_but_none_adapted(
    trained: Path, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(folder: Path | None = None) -> Model:
        if folder is None:
            raise UnreadableError("models/default/model.json: no such file")
        return files_load(folder)

    files_load = Model.load
    monkeypatch.setattr(Model, "load", staticmethod(load))
    outcome = train([trained / "pairs.jsonl"], tmp_path / "model", mode=Mode.ANEW)
    assert "the shipped one cannot be read" in outcome.comparison.finding
    with pytest.raises(UnreadableError, match="no such file"):
        train([few], tmp_path / "adapted")


def test_a_base_of_another_lexicon_is_refused(few: Path, tmp_path: Path) -> None:
    save(replace(hand_made(LEXICON), lexicon="0" * 64), tmp_path / "base")
    for mode in (Mode.ADAPTED, Mode.ANEW):
        with pytest.raises(UnreadableError, match=r"base: trained with another lexicon"):
            train([few], tmp_path / "model", base=tmp_path / "base", mode=mode)


# Bad rows


def test_bad_rows_are_handed_back_and_the_others_used_even_without_gold(
    pairs: list[LabelledPair], tmp_path: Path
) -> None:
    plain = [replace(pair, gold=None) for pair in pairs]
    path = written(tmp_path / "plain.jsonl", plain, "{", '{"original": "a"}')
    outcome = train([path], tmp_path / "model", mode=Mode.ANEW)
    good = outcome.rows
    assert good + len(outcome.bad_rows) == len(pairs) + 2
    assert [bad.row for bad in outcome.bad_rows[-2:]] == [len(pairs) + 1, len(pairs) + 2]
    assert outcome.model == Model.load(tmp_path / "model")
    assert outcome.model.card["bad_rows"] == len(outcome.bad_rows)
    assert outcome.model.sentence.weights[-1] > 0.0


# Whole or not at all


def test_a_model_that_is_there_stays_where_training_fails(
    trained: Path, few: Path, tmp_path: Path
) -> None:
    before = bytes_of(trained / "model")
    with pytest.raises(SpindetectError):
        train([few], trained / "model", mode=Mode.ANEW)
    with pytest.raises(UnreadableError):
        train([tmp_path / "nowhere.jsonl"], trained / "model")
    assert bytes_of(trained / "model") == before


class Interruption:
    """Lets `Path.replace` and `Path.unlink` work `steps` times and then raises."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
        self.left = steps
        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, self.counted(getattr(Path, name)))

    def counted(self, work: Any) -> Any:
        def step(path: Path, *arguments: object, **options: object) -> object:
            if self.left == 0:
                self.left = -1
                raise KeyboardInterrupt
            self.left -= self.left > 0
            return work(path, *arguments, **options)

        return step


@pytest.fixture
def models() -> tuple[Model, Model]:
    """An earlier model with an estimator, and a later linear one; the cards tell them apart."""
    from test_estimators import learnable

    from spindetect.training.estimators import fit_estimator, named_estimator

    document = fit_estimator(named_estimator("GaussianNB"), *learnable())
    plain = hand_made(LEXICON)
    return (
        replace(plain, document=document, card={"which": "earlier"}),
        replace(plain, min_words=33, card={"which": "later"}),
    )


@pytest.mark.parametrize("steps", range(7))
@pytest.mark.parametrize("order", [1, -1])
def test_an_interrupted_exchange_changes_nothing(
    steps: int, order: int, models: tuple[Model, Model], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = models[::order]
    save(first, tmp_path, readme="first")
    before = bytes_of(tmp_path)
    with monkeypatch.context() as patch:
        interruption = Interruption(patch, steps)
        try:
            save(second, tmp_path, readme="second")
        except KeyboardInterrupt:
            assert bytes_of(tmp_path) == before
        else:
            assert interruption.left >= 0
            assert Model.load(tmp_path).card == second.card


@pytest.mark.parametrize("steps", range(7))
@pytest.mark.parametrize("order", [1, -1])
def test_a_process_that_is_killed_leaves_no_mixture(
    steps: int, order: int, models: tuple[Model, Model], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Then nothing is put back; what loads is one of the models, with its own card or none."""
    from spindetect.model import folders

    first, second = models[::order]
    save(first, tmp_path, readme="first")
    with monkeypatch.context() as patch:
        patch.setattr(folders, "_restore", lambda *_: None)
        Interruption(patch, steps)
        with suppress(KeyboardInterrupt):
            save(second, tmp_path, readme="second")
    try:
        found = Model.load(tmp_path)
    except UnreadableError:
        return
    owner = first if found.min_words == first.min_words else second
    assert found.card in ({}, owner.card)
    if (tmp_path / "README.md").exists():
        text = (tmp_path / "README.md").read_text(encoding="utf-8")
        assert text == ("first" if owner is first else "second")


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    save(hand_made(LEXICON), tmp_path, readme="# A model")
    save(hand_made(LEXICON), tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["card.json", "model.json", "notes.txt"]


# The README


def test_the_readme_is_made_from_the_card_alone(trained: Path, adapted: training.Outcome) -> None:
    for folder in (trained / "model", trained / "adapted"):
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert readme(card) == text
        for digest in card["trained_on"].values():
            assert not isinstance(digest, str) or digest in text
        for point in card["points"].values():
            assert f"{point['flagged']} of {point['articles']}" in text
        assert "## Licence" in text
    assert f"SHA-256 `{adapted.model.card['adapted_from']}`" in text
    assert adapted.comparison.finding in text


def test_hostile_names_stay_text_in_the_readme() -> None:
    card = {"trained_on": {"a|b](x)<script>\n# Big": "0" * 64}, "version": "1`"}
    text = readme(card)
    assert "<script>" not in text
    assert "\n# Big" not in text
    assert "| a_b_(x)_script___ Big |" in text


@pytest.mark.parametrize("card", [{}, {"points": {}}, {"comparison": None}, {"mode": "other"}])
def test_a_card_with_little_in_it_still_has_a_readme(card: dict[str, Any]) -> None:
    assert readme(card).startswith("# A spindetect model")


def test_an_unverified_aim_is_said_in_the_readme() -> None:
    point = OperatingPoint(0.9, 0.01, 0, 0, (0.0, 1.0))
    shown = readme({"points": {"default": {
        "threshold": point.threshold, "aim": point.aim, "articles": 0, "flagged": 0,
        "interval": list(point.interval)}}})  # fmt: skip
    assert "| default | 0.9 | 0 of 0 | 0–100 % | 1 %, unverified |" in shown


def test_what_is_added_to_a_card_is_in_the_readme_as_well(tmp_path: Path) -> None:
    save(replace(hand_made(LEXICON), card={"mode": "anew"}), tmp_path, readme="# old")
    rate = {"flagged": 1, "of": 7, "interval": [0.004, 0.58]}
    figures = {"spun": 30, "honest": 90, "recall_at_1_percent": 0.9, "interval": [0.735, 0.979]}
    amend(
        tmp_path,
        {
            "sources": {"news.txt": "f" * 64},
            "absent_sources": ["web.txt"],
            "leave_one_out": {
                "spinners": [
                    {
                        "family": "tide",
                        "overlap": 0.25,
                        "articles": figures,
                        "paragraphs": {"spun": 0, "honest": 9},
                    }
                ],
                "honest": [{"kind": "cut", "pairs": 12, "articles_flagged_by_pairs": rate}],
            },
        },
    )
    card = Model.load(tmp_path).card
    assert (card["mode"], card["absent_sources"]) == ("anew", ["web.txt"])
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert text == readme(card)
    assert "Absent, and so not used: web.txt." in text
    assert f"| news.txt | `{'f' * 64}` |" in text
    assert "| tide | 0.25 | 30 | 0.900 (0.735–0.979) | 0 | – |" in text
    assert "| cut | 12 | 1 of 7 |" in text
