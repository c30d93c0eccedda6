"""A text by itself: word table, evidence, document features, the shipped model and its files."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.lexicon import Lexicon
from spindetect.suspects import UnaidedModel, suspect_places
from spindetect.suspects.documents import AGGREGATES, MORE, NAMES, aggregates
from spindetect.suspects.evidence import COLUMNS, FEATURES, evidence, features, words_of
from spindetect.suspects.files import TABLE, shipped_folder
from spindetect.suspects.network import Network, read_network
from spindetect.suspects.words import UNKNOWN, WordTable
from spindetect.text import parse
from spindetect.types import Document, Parsed, UnreadableError

ROOT = Path(__file__).parent.parent
ODDS = COLUMNS.index("odds_sum")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open()


@pytest.fixture(scope="module")
def model(lexicon: Lexicon) -> UnaidedModel:
    return UnaidedModel.load(lexicon)


@pytest.fixture(scope="module")
def table(model: UnaidedModel) -> WordTable:
    return model.table


def text_of(name: str) -> Parsed:
    return parse(Document(name, (ROOT / "seeds" / f"{name}.txt").read_text("utf-8")))


def of(text: str) -> Parsed:
    return parse(Document("x", text))


def odds(text: str, word: str, table: WordTable) -> float:
    """The evidence against one word of a text."""
    parsed = of(text)
    found = evidence(words_of([parsed], table), table)
    place = [parsed.norms[token] for token in found.words.token].index(word)
    return float(found.columns[place, ODDS])


def test_pairs_are_those_of_the_lexicon(table: WordTable, lexicon: Lexicon) -> None:
    words = ["the", "old", "harbour", "of", "a", "small", "town", "zzyzx"]
    numbers = table.numbered(words)
    for one, left in zip(words, numbers, strict=True):
        for other, right in zip(words, numbers, strict=True):
            found = float(table.pair(np.array([left]), np.array([right]))[0])
            assert max(found, 0) == pytest.approx(lexicon.bigram(one, other), abs=1e-3)


def test_unknown_words_have_no_number(table: WordTable) -> None:
    assert table.number("qzxxqy") == UNKNOWN
    assert table.number("harbour") != UNKNOWN
    assert table.text(table.number("harbour")) == "harbour"


def test_words_of_the_table_are_reused_whatever_came_before(table: WordTable) -> None:
    assert table.numbered(["harbour", "qqqq"]).tolist() == [table.number("harbour"), UNKNOWN]


@pytest.mark.parametrize(
    ("sound", "odd", "word", "instead"),
    [
        (
            "She opened the door and went in.",
            "She opened the doorway and went in.",
            "door",
            "doorway",
        ),
        ("He drank a cup of hot tea.", "He drank a goblet of hot tea.", "cup", "goblet"),
    ],
)
def test_an_odd_word_has_higher_odds(
    sound: str, odd: str, word: str, instead: str, table: WordTable
) -> None:
    assert odds(odd, instead, table) > odds(sound, word, table)


def test_function_words_have_no_alternatives(table: WordTable) -> None:
    found = evidence(words_of([of("They had been to the town.")], table), table)
    assert found.best[0] == UNKNOWN


def test_articles_before_the_wrong_letter_are_seen(table: WordTable) -> None:
    found = evidence(words_of([of("It was an town and a apple.")], table), table)
    wrong = found.columns[:, COLUMNS.index("article_mismatch")]
    assert wrong.tolist() == [0, 0, 0, 1, 0, 0, 1]


def test_marks_part_neighbours(table: WordTable) -> None:
    words = words_of([of("We left, they stayed. Rain fell.")], table)
    left = [UNKNOWN if number == UNKNOWN else table.text(number) for number in words.left]
    assert left == [UNKNOWN, "we", UNKNOWN, "they", UNKNOWN, "rain"]


def test_furniture_is_left_out_and_quotations_are_marked(table: WordTable) -> None:
    parsed = of(
        "The mayor said that “the bridge will open soon” and went home.\n\nShare this article"
    )
    words = words_of([parsed], table)
    assert max(words.token) < parsed.norms.index("share")
    quoted = [parsed.norms[t] for t, q in zip(words.token, words.quoted, strict=True) if q]
    assert quoted == ["the", "bridge", "will", "open", "soon"]


def test_a_text_is_judged_alike_in_any_batch(model: UnaidedModel) -> None:
    texts = [text_of(name) for name in ("spun", "original", "translated")]
    alone = [model.judge([text])[0].probability for text in texts]
    together = [judgement.probability for judgement in model.judge(texts)]
    assert together == pytest.approx(alone, abs=1e-5)
    assert model.probabilities(texts) == pytest.approx(alone, abs=1e-5)


def test_the_spun_seed_is_flagged_and_no_other(model: UnaidedModel) -> None:
    names = ("spun", "original", "syndicated", "truncated", "translated", "independent")
    found = dict(zip(names, model.probabilities([text_of(n) for n in names]), strict=True))
    threshold = model.points["default"].threshold
    assert [name for name, p in found.items() if p is None or p >= threshold] == ["spun"]


def test_it_abstains_from_short_and_foreign_texts(model: UnaidedModel) -> None:
    german = (
        "Die Fähre zu den nördlichen Inseln fiel wegen des starken Windes am dritten Tag aus. "
        "Reisende schliefen auf Bänken in der Hafenhalle, wo Freiwillige ihnen Suppe brachten. "
        "Die Reederei hofft, bald wieder zu fahren, und will jede Karte erstatten, die in dieser "
        "Woche nicht benutzt werden konnte, wie eine Sprecherin der Zeitung am Montag sagte."
    )
    short, foreign, empty = model.judge([of("A short text."), of(german), of("")])
    assert (short.probability, short.abstained) == (None, "too_short")
    assert (foreign.probability, foreign.abstained) == (None, "not_english")
    assert (empty.probability, empty.abstained) == (None, "too_short")
    assert model.judge([]) == model.probabilities([]) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They met Anna Weber in Ulm that day.", {"anna", "weber", "ulm"}),
        ("THEY MET ANNA WEBER IN ULM THAT DAY.", set()),
        ("They Met Anna Weber In Ulm That Day.", set()),
    ],
)
def test_where_all_words_have_capitals_none_is_a_name(
    text: str, names: set[str], table: WordTable
) -> None:
    parsed = of(text)
    found = words_of([parsed], table)
    assert {parsed.norms[k] for k in found.token[found.name].tolist()} == names


def test_a_text_all_in_capitals_is_judged(model: UnaidedModel) -> None:
    (judgement,) = model.judge([of((ROOT / "seeds" / "spun.txt").read_text("utf-8").upper())])
    assert judgement.abstained is None


def test_names_and_quotations_are_no_suspects(model: UnaidedModel, lexicon: Lexicon) -> None:
    parsed = text_of("spun")
    (judgement,) = model.judge([parsed])
    places = suspect_places(parsed, judgement, model.mark, lexicon)
    assert len(places) > 50
    for place in places:
        assert not any(parsed.quoted[place.tokens.start : place.tokens.end])
    starts = [place.tokens.start for place in places]
    assert starts == sorted(set(starts))


def test_features_and_aggregates_have_their_columns(table: WordTable) -> None:
    found = evidence(words_of([text_of("spun"), of("")], table), table)
    values = features(found, table)
    assert values.shape == (len(found.words), len(FEATURES))
    totals, words = aggregates(found, np.zeros(len(found.words), np.float32))
    assert totals.shape == (2, len(NAMES))
    assert words[1] == 0
    assert np.isfinite(totals).all()


def test_odder_words_raise_every_feature_that_says_so(table: WordTable) -> None:
    found = evidence(words_of([text_of("original")], table), table)
    low, _ = aggregates(found, np.full(len(found.words), -3, np.float32))
    high, _ = aggregates(found, np.full(len(found.words), 3, np.float32))
    signs = np.array([a.sign for a in AGGREGATES])
    assert (high[0] >= low[0])[signs == MORE].all()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    lexicon = Lexicon.open()
    model = _shared(lexicon)
    parsed = of(text)
    (judgement,) = model.judge([parsed])
    assert (judgement.probability is None) == (judgement.abstained is not None)
    assert len(judgement.tokens) == len(judgement.chances)
    assert ((judgement.chances >= 0) & (judgement.chances <= 1)).all()


_MODELS: list[UnaidedModel] = []


def _shared(lexicon: Lexicon) -> UnaidedModel:
    if not _MODELS:
        _MODELS.append(UnaidedModel.load(lexicon))
    return _MODELS[0]


def test_another_prior_moves_probability_and_threshold_together(model: UnaidedModel) -> None:
    texts = [text_of("spun"), text_of("original")]
    rare = model.at_prior(0.02)
    for before, after in zip(model.probabilities(texts), rare.probabilities(texts), strict=True):
        assert None not in (before, after)
        assert after < before
        assert (before >= model.points["default"].threshold) == (
            after >= rare.points["default"].threshold
        )


def test_contributions_add_up_to_the_log_odds(model: UnaidedModel) -> None:
    (judgement,) = model.judge([text_of("spun")])
    total = sum(part.contribution for part in model.explain(judgement.values))
    assert total == pytest.approx(float(model.document.log_odds(judgement.values)), abs=1e-3)


def test_a_network_survives_its_file() -> None:
    rng = np.random.default_rng(1)
    layers = tuple(
        (rng.normal(size=shape).astype(np.float32), rng.normal(size=shape[1]).astype(np.float32))
        for shape in ((3, 4), (4, 1))
    )
    network = Network(np.zeros(3, np.float32), np.ones(3, np.float32), 5.0, layers)
    again = read_network(json.loads(json.dumps(network.as_data())), 3)
    rows = rng.normal(size=(10, 3)).astype(np.float32)
    assert again.log_odds(rows) == pytest.approx(network.log_odds(rows), rel=1e-4)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_folder(), tmp_path / "model"))


def edited(copy: Path, **changes: object) -> Path:
    path = copy / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
    return copy


@pytest.mark.parametrize(
    "changes",
    [
        {"protocol": 99},
        {"kind": "pairs"},
        {"features": ["one"]},
        {"lexicon": "0" * 64},
        {"mark": 1.5},
        {"prior": 0},
        {"points": {}},
        {"word": {"mean": [], "scale": [], "limit": 1, "layers": []}},
        {"document": None},
    ],
)
def test_a_foreign_or_damaged_model_is_refused(
    copy: Path, changes: dict[str, object], lexicon: Lexicon
) -> None:
    with pytest.raises(UnreadableError, match=r"model\.json"):
        UnaidedModel.load(lexicon, edited(copy, **changes))


def test_a_foreign_table_is_refused(copy: Path, lexicon: Lexicon) -> None:
    with (copy / TABLE).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(UnreadableError, match="not the table"):
        UnaidedModel.load(lexicon, copy)


def test_a_missing_folder_is_one_clear_error(tmp_path: Path, lexicon: Lexicon) -> None:
    with pytest.raises(UnreadableError, match=r"model\.json"):
        UnaidedModel.load(lexicon, tmp_path / "nowhere")


def test_infinite_weights_are_refused(copy: Path, lexicon: Lexicon) -> None:
    path = copy / "model.json"
    path.write_text(path.read_text("utf-8").replace('"limit":5.0', '"limit":1e999'), "utf-8")
    with pytest.raises(UnreadableError):
        UnaidedModel.load(lexicon, copy)


def test_the_shipped_model_says_what_it_was_made_of(model: UnaidedModel) -> None:
    assert model.card["sources"]
    assert model.points["default"].articles > 300
    assert model.points["default"].verified
    assert replace(model, prior=0.5) == model


def test_the_fast_scorer_says_what_the_network_says(model: UnaidedModel) -> None:
    found = evidence(words_of([text_of("spun"), text_of("original")], model.table), model.table)
    slow = model.word.log_odds(features(found, model.table))
    assert model.scorer.log_odds(found, model.table) == pytest.approx(slow, abs=1e-3)


def test_quantiles_are_those_of_each_text(table: WordTable) -> None:
    found = evidence(words_of([text_of("spun"), text_of("original")], table), table)
    scores = np.random.default_rng(0).normal(size=len(found.words)).astype(np.float32)
    totals, _ = aggregates(found, scores)
    use = ~found.words.quoted & ~found.words.name & (found.words.text == 1)
    wanted = np.quantile(scores[use], 0.5, method="nearest")
    assert totals[1, NAMES.index("quantile_0.5")] == pytest.approx(wanted, abs=0.02)


def test_the_lexicon_hands_its_counts_out_by_number(lexicon: Lexicon) -> None:
    number = lexicon.number("Harbour")
    assert number is not None
    assert lexicon.entry(number) == "harbour"
    assert lexicon.number("qzxxqy") is None
    frequencies = lexicon.frequencies()
    assert frequencies[number] == pytest.approx(lexicon.frequency("harbour"))
    first, second, counts = lexicon.pairs()
    assert len(first) == len(second) == len(counts)
    one, other = lexicon.entry(int(first[7])), lexicon.entry(int(second[7]))
    assert counts[7] == pytest.approx(lexicon.bigram(one, other))
