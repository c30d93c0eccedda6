"""Training: small but real; the same model each time, groups kept whole, nothing half done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import stories

from spindetect.detector import Detector
from spindetect.features import FEATURE_NAMES, FEATURES, Sum
from spindetect.lexicon import Lexicon
from spindetect.model import Model
from spindetect.pairs import is_spun, read_pairs, write_pairs
from spindetect.simulation import read_articles, simulate
from spindetect.training import FOLDS, MIN_PAIRS, Example, example, extract, fit, train
from spindetect.types import Document, LabelledPair, Relation, SpindetectError, UnreadableError

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()


def opening(article: Document) -> Document:
    """The first paragraphs, which are quicker to compare."""
    return Document(article.id, "\n\n".join(article.text.split("\n\n")[:4]))


@pytest.fixture(scope="module")
def pairs() -> list[LabelledPair]:
    articles = [opening(a) for a in read_articles(ROOT / "data" / "articles")[::21]]
    return list(simulate(articles, LEXICON, seed=1, spun_per_article=3))


@pytest.fixture(scope="module")
def examples(pairs: list[LabelledPair]) -> list[Example]:
    return extract(pairs, LEXICON)


@pytest.fixture(scope="module")
def trained(pairs: list[LabelledPair], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `pairs.jsonl` and the model made of it."""
    folder = tmp_path_factory.mktemp("trained")
    write_pairs(pairs, folder / "pairs.jsonl")
    train([folder / "pairs.jsonl"], folder / "model")
    return folder


def bytes_of(model: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in model.iterdir()}


# What comes out


def test_the_model_tells_spun_from_honest(trained: Path) -> None:
    card = Model.load(trained / "model").card
    assert card["cross_validated"]["auroc"] > 0.95
    assert card["cross_validated"]["recall"] > 0.4  # of three dozen articles, at a strict threshold
    assert card["cross_validated"]["honest_pairs_flagged"] < 0.05


def test_the_model_works_in_a_detector(trained: Path) -> None:
    detector = Detector.load(trained / "model")
    spun = detector.score(stories.SPUN, stories.ORIGINAL)
    assert spun.relation is Relation.SPUN
    assert spun.sentences[0].probability is not None
    assert spun.sentences[0].probability > 0.5
    for text in (stories.POLISHED, stories.TRUNCATED, stories.ORIGINAL):
        assert detector.score(text, stories.ORIGINAL).relation is not Relation.SPUN


def test_the_card_counts_what_went_in(trained: Path, pairs: list[LabelledPair]) -> None:
    card = Model.load(trained / "model").card
    spun = sum(map(is_spun, pairs))
    reversed_ones = sum(pair.family == "reversed" for pair in pairs)
    assert card["pairs"] == {
        "spun": spun,
        "honest": len(pairs) - spun - reversed_ones,
        "reversed": reversed_ones,
        "articles": len({pair.group for pair in pairs}),
    }
    assert card["features"] == list(FEATURE_NAMES)
    assert set(card["trained_on"]) == {"pairs.jsonl"}
    families = card["flagged_by_family"]
    assert sum(entry["pairs"] for entry in families.values()) == len(pairs)
    low, high = card["cross_validated"]["false_positive_interval"]
    assert 0.0 <= low <= high <= 1.0
    assert "NaN" not in (trained / "model" / "card.json").read_text(encoding="utf-8")


def test_weights_obey_their_features_signs(trained: Path) -> None:
    model = Model.load(trained / "model")
    for feature, weight in zip(FEATURES, model.document.weights, strict=True):
        assert weight * feature.sign >= 0.0, feature.name
    assert model.sentence.weights[-1] > 0.0


# The same each time


def test_workers_and_repetition_change_nothing(trained: Path, tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    outcome = train(
        [trained / "pairs.jsonl"], tmp_path / "again", jobs=2,
        progress=lambda done, total: said.append((done, total)),
    )  # fmt: skip
    assert bytes_of(tmp_path / "again") == bytes_of(trained / "model")
    assert outcome.model == Model.load(trained / "model")
    assert said == sorted(said)
    assert said[-1] == (outcome.n_pairs, outcome.n_pairs)


def test_examples_come_in_the_order_of_their_pairs(
    pairs: list[LabelledPair], examples: list[Example]
) -> None:
    assert [(e.group, e.family, e.label) for e in examples] == [
        (p.group, p.family, is_spun(p)) for p in pairs
    ]


# Groups


def noise(groups: int, copies: int) -> list[Example]:
    """Random sums and labels per group, the same for every pair of the group."""
    made = []
    for group in range(groups):
        rng = Random(group)
        row = np.array([[rng.randrange(1, 200) for _ in Sum]], dtype=float)
        one = Example(f"article-{group}", "own", "test", group % 2 == 0, row, np.array([True]))
        made += [one] * copies
    return made


def auroc(examples: Sequence[Example]) -> float:
    model = fit(examples, lexicon_version="none", inputs={})
    return float(model.card["cross_validated"]["auroc"])


def test_groups_never_part() -> None:
    """What tells groups apart, but not labels, helps only where a group lies on both sides."""
    together = noise(groups=24, copies=6)
    parted = [replace(e, group=f"{e.group}-{n}") for n, e in enumerate(together)]
    assert auroc(together) < 0.7
    assert auroc(parted) > 0.8


# Gold


def test_gold_says_which_sentences_were_touched(pairs: list[LabelledPair]) -> None:
    pair = next(p for p in pairs if p.gold is not None and 3 <= len(p.gold) <= 8)
    with_gold = example(pair, LEXICON)
    assert with_gold.touched.any()
    assert not with_gold.touched.all()
    assert not example(replace(pair, gold=()), LEXICON).touched.any()
    assert not example(replace(pair, label=0), LEXICON).touched.any()


def test_without_gold_a_sentence_with_substitutions_is_touched() -> None:
    one, other = Document("o", stories.ORIGINAL), Document("c", stories.SPUN)
    made = example(LabelledPair(one, other, "spun", "g", "own", "own"), LEXICON)
    assert (made.touched == (made.sums[:, Sum.EDITS] > 0)).all()
    assert made.touched.any()


# What goes wrong


def written(path: Path, pairs: Sequence[LabelledPair], *rows: str) -> Path:
    write_pairs(pairs, path)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
    return path


def test_bad_rows_are_handed_back_and_the_others_used_even_without_gold(
    pairs: list[LabelledPair], tmp_path: Path
) -> None:
    plain = [replace(pair, gold=None) for pair in pairs]
    path = written(tmp_path / "plain.jsonl", plain, "{", '{"original": "a"}')
    outcome = train([path], tmp_path / "model")
    assert outcome.n_pairs == len(pairs)
    assert [bad.row for bad in outcome.bad_rows] == [len(pairs) + 1, len(pairs) + 2]
    assert outcome.model == Model.load(tmp_path / "model")
    assert outcome.model.sentence.weights[-1] > 0.0


def chosen(pairs: Sequence[LabelledPair], spun: int, other: int) -> list[LabelledPair]:
    kinds = {True: spun, False: other}
    kept = []
    for pair in pairs:
        if kinds[is_spun(pair)]:
            kinds[is_spun(pair)] -= 1
            kept.append(pair)
    return kept


@pytest.mark.parametrize(
    ("spun", "other"), [(0, 0), (0, 40), (25, 0), (MIN_PAIRS - 1, 40), (25, MIN_PAIRS - 1)]
)
def test_too_few_pairs_of_a_kind(
    spun: int, other: int, pairs: list[LabelledPair], tmp_path: Path
) -> None:
    path = written(tmp_path / "few.jsonl", chosen(pairs, spun, other), "{")
    with pytest.raises(SpindetectError) as caught:
        train([path], tmp_path / "model")
    message = str(caught.value)
    assert message.startswith(f"{path}: {spun} spun and {other} other pairs (1 bad rows")
    assert f"at least {MIN_PAIRS} of each" in message
    assert "\n" not in message
    assert not (tmp_path / "model").exists()


def test_pairs_of_one_article_cannot_be_tested_on_others(examples: list[Example]) -> None:
    alone = [replace(e, group="the only one") for e in examples]
    with pytest.raises(SpindetectError, match=r"ours\.jsonl: .* too few articles"):
        fit(alone, lexicon_version="none", inputs={"ours.jsonl": ""})


def test_spun_pairs_of_one_article_cannot_be_tested_on_others(examples: list[Example]) -> None:
    alone = [replace(e, group="the only one") if e.label else e for e in examples]
    with pytest.raises(SpindetectError, match="too few articles"):
        fit(alone, lexicon_version="none", inputs={})


def test_pairs_with_nothing_in_common_teach_nothing(tmp_path: Path) -> None:
    # Each original is another text: the same two with both labels would be bad rows.
    other = Document("c", stories.UNRELATED)
    strangers = [
        LabelledPair(
            Document("o", f"{stories.SPANISH} {n}"), other, n % 2, f"article-{n}", "own", "own"
        )
        for n in range(2 * MIN_PAIRS)
    ]
    path = written(tmp_path / "strangers.jsonl", strangers)
    with pytest.raises(SpindetectError, match=r"strangers\.jsonl: in no pair could a sentence"):
        train([path], tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_model_that_is_there_stays_where_training_fails(
    trained: Path, pairs: list[LabelledPair], tmp_path: Path
) -> None:
    before = bytes_of(trained / "model")
    with pytest.raises(SpindetectError):
        train([written(tmp_path / "few.jsonl", pairs[:5])], trained / "model")
    with pytest.raises(UnreadableError):
        train([tmp_path / "nowhere.jsonl"], trained / "model")
    assert bytes_of(trained / "model") == before


def test_relations_serve_as_labels(pairs: list[LabelledPair], tmp_path: Path) -> None:
    named = [replace(p, label=Relation.SPUN.value) if p.label == 1 else p for p in pairs]
    path = written(tmp_path / "named.jsonl", named)
    assert sum(map(is_spun, read_pairs([path])[0])) == sum(map(is_spun, pairs))


def test_the_card_is_strict_json(trained: Path) -> None:
    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    for name in ("card.json", "model.json"):
        text = (trained / "model" / name).read_text(encoding="utf-8")
        assert isinstance(json.loads(text, parse_constant=refuse), dict)
    assert Model.load(trained / "model").card["cross_validated"]["folds"] == FOLDS
