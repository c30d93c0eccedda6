"""Making and measuring the model for texts without an original, on texts of a few lines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from encoders import SPECIAL
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.pairs import Part, part_of
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel, WordTable
from spindetect.suspects.encoder import Encoder, Reading, _tokenizer
from spindetect.suspects.evidence import evidence, words_of
from spindetect.suspects.proposals import EncodedWords
from spindetect.suspects.words import KEPT, UNKNOWN
from spindetect.training.no_original import deep_evaluating, deepening, evaluating, tortured
from spindetect.training.no_original.channel import compile_alternatives
from spindetect.training.no_original.deepening import deepen, learns, sampled
from spindetect.training.no_original.encoded import kept
from spindetect.training.no_original.fitting import best_mark
from spindetect.training.no_original.measuring import Counts, count, ranked
from spindetect.training.no_original.readme import readme
from spindetect.training.no_original.table import PARAGRAPH, Rows, paragraphs, scored
from spindetect.training.no_original.texts import (
    LabelledText,
    Replaced,
    held_out,
    labelled_texts,
    parsed_texts,
    replaced,
)
from spindetect.types import Document, GoldEdit, LabelledPair, Parsed, Span

ROOT = Path(__file__).parent.parent
ARTICLE = (ROOT / "data" / "articles" / "news" / "ferry-aground-skerrow.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open()


@pytest.fixture(scope="module")
def model(lexicon: Lexicon) -> UnaidedModel:
    return UnaidedModel.load(lexicon)


@pytest.fixture(scope="module")
def spun(lexicon: Lexicon) -> LabelledText:
    pair = spinners(lexicon)["wordnet-random"].spin(
        Document("news/ferry", ARTICLE), seed=3, intensity=0.3
    )
    return next(text for text in labelled_texts([pair]) if text.label)


def pair(candidate: str, label: int | str, family: str = "x", gold: object = None) -> LabelledPair:
    return LabelledPair(
        Document("a", "The old boat came home."),
        Document("b", candidate),
        label,
        "g",
        "simulated",
        family,
        gold,  # type: ignore[arg-type]
    )


GOLD = (GoldEdit(Span(4, 7), Span(4, 11)),)


def test_texts_come_once_with_what_was_replaced() -> None:
    one = pair("The ancient boat came home.", 1, "moby", GOLD)
    found = list(labelled_texts([one, one]))
    assert [(text.family, text.label) for text in found] == [("moby", True), ("original", False)]
    assert found[0].gold == (Replaced(Span(4, 11), "old"),)


@pytest.mark.parametrize(
    "left_out",
    [
        pair("Another text.", "independent"),
        pair("The ancient boat came home.", 1, "moby-of-edition"),
        pair("The old boat came back.", "related", "reversed"),
    ],
)
def test_what_cannot_be_labelled_is_left_out(left_out: LabelledPair) -> None:
    assert list(labelled_texts([left_out])) == []


def test_gold_spans_become_word_labels(spun: LabelledText, model: UnaidedModel) -> None:
    parsed = parsed_texts([spun])
    words = words_of(parsed, model.table)
    labels = replaced(words, [spun], parsed)
    marked = {parsed[0].raw(token) for token in words.token[labels]}
    for edit in spun.gold:
        first = spun.document.text[edit.span.start : edit.span.end].split()[0]
        assert first in marked or not first.isalpha()
    assert 0 < labels.sum() < len(labels) / 2


def test_held_out_sets_keep_thesauri_apart(lexicon: Lexicon) -> None:
    drawn = {name: set(spinner.sources) for name, spinner in spinners(lexicon).items()}
    for held in held_out(lexicon):
        assert held.own <= held.clean <= held.families
        for name in drawn.keys() - held.families:
            assert not drawn[name] & set(held.sources)
        assert set(held.hidden) <= set(held.sources)


def test_a_hidden_thesaurus_names_no_originals(lexicon: Lexicon) -> None:
    bare = compile_alternatives(lexicon.without(*lexicon.sources))
    assert not bare.numbers.any()
    assert bare.numbers.shape == (len(bare.words) + 1, KEPT)


def test_alternatives_are_words_of_another_base(model: UnaidedModel, lexicon: Lexicon) -> None:
    table: WordTable = model.table
    for word in ("commenced", "goblets", "quickly"):
        number = table.number(word)
        others = [n for n in table.alternatives.numbers[number].tolist() if n != UNKNOWN]
        assert others
        assert not any(lexicon.same_lemma(word, table.text(n)) for n in others)


def test_paragraphs_lie_within_texts_and_limits(model: UnaidedModel) -> None:
    texts = [Document("a", ARTICLE), Document("b", "Too short.")]
    parsed = parsed_texts([LabelledText(d, False, d.id, "own", "original") for d in texts])
    found = evidence(words_of(parsed, model.table), model.table)
    piece, owner = paragraphs(found)
    assert len(owner) > 1
    assert set(owner.tolist()) == {0}
    for number in range(len(owner)):
        inside = piece == number
        assert PARAGRAPH[0] <= inside.sum() <= PARAGRAPH[1]
        assert set(found.words.text[inside].tolist()) == {0}
    assert piece.max() == len(owner) - 1


def test_rows_know_their_share(spun: LabelledText, model: UnaidedModel) -> None:
    honest = LabelledText(Document("a", ARTICLE), False, "g", "original", "original")
    machine = LabelledText(
        Document("m", ARTICLE + " More."), False, "g", "machine-translation", "round-trip"
    )
    (batch,) = scored(
        [spun, honest, machine], model.table, lambda f, *_: model.scorer.log_odds(f, model.table)
    )
    rows = batch.rows()
    whole = rows.where(~rows.excerpt)
    assert whole.labels.tolist() == [True, False, False]
    assert whole.honest.tolist() == [False, True, False]
    assert 0.1 < whole.share[0] < 0.5
    assert whole.share[1] == 0


def rows_of(labels: list[bool], families: list[str]) -> Rows:
    n = len(labels)
    truth = np.array(labels)
    return Rows(
        values=np.zeros((n, 1), np.float32),
        labels=truth,
        honest=~truth,
        families=np.array(families),
        groups=np.array([str(k) for k in range(n)]),
        excerpt=np.zeros(n, np.bool_),
        words=np.full(n, 400),
        share=np.where(truth, 0.3, 0.0),
        text=np.arange(n),
    )


def test_ranking_counts_the_wanted_families_only() -> None:
    rows = rows_of([True, True, False, False], ["a", "b", "original", "original"])
    scores = np.array([3.0, -3.0, 0.0, 1.0], np.float32)
    assert ranked(rows, scores, ["a"])["articles"]["auroc"] == 1.0
    assert ranked(rows, scores, ["b"])["articles"]["auroc"] == 0.0
    assert "auroc" not in ranked(rows, scores, ["c"])["articles"]


def test_marks_and_restorations_are_counted(
    spun: LabelledText, model: UnaidedModel, lexicon: Lexicon
) -> None:
    figures = count([spun], model, lexicon).figures()
    assert figures["f1"] > 0.4
    assert 0 <= figures["restored_first"] <= figures["restored_among_five"] <= figures["ceiling"]
    assert figures["restored_among_five"] > 0.3


def test_nothing_counted_has_no_shares() -> None:
    assert Counts().figures()["f1"] is None
    total = Counts(hits=1, marked=2, replaced=1) + Counts(marked=0)
    assert (total.figures()["precision"], total.figures()["recall"]) == (0.5, 1.0)


def test_the_mark_with_the_best_f1_is_taken() -> None:
    chances = np.array([0.1, 0.2, 0.6, 0.7], np.float32)
    assert 0.2 < best_mark(chances, np.array([False, False, True, True])) <= 0.6


def test_a_mark_may_be_lower_where_that_costs_little() -> None:
    chances = np.array([*np.linspace(0.5, 0.9, 40), 0.3, *[0.1] * 40], np.float32)
    truth = np.array([True] * 40 + [False] + [False] * 40)
    assert 0.3 < best_mark(chances, truth) <= 0.5
    assert 0.1 < best_mark(chances, truth, near=0.97) <= 0.3


def test_tortured_phrases_are_measured_in_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: UnaidedModel, lexicon: Lexicon
) -> None:
    phrases = [{"tortured": "goblet of tea", "correct": "cup of tea"}] * 9
    content = json.dumps({"phrases": [*phrases, {"tortured": "x-1", "correct": "y"}]})
    monkeypatch.setattr(tortured, "checked_text", lambda *_: content)
    found = tortured.measure_phrases(tmp_path, model, lexicon)
    assert found["phrases"] == 9
    assert 0 <= found["restored"] <= found["marked"] <= 1


def test_the_frames_hold_one_phrase_each() -> None:
    assert all(frame.count("{}") == 1 for frame in tortured.SENTENCES)


def test_the_readme_is_that_of_the_card() -> None:
    folder = ROOT / "models" / "no-original"
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert (folder / "README.md").read_text("utf-8") == readme(card)


def test_parts_are_those_of_the_other_model(spun: LabelledText) -> None:
    assert spun.part is part_of(spun.group)
    assert spun.part in Part


class Oracle:
    """An encoder that knows what was replaced, and errs with some noise."""

    def __init__(self, texts: list[LabelledText]) -> None:
        self.texts = {text.document.text: text for text in texts}
        self.originals = sorted({edit.original for text in texts for edit in text.gold})

    def log_odds(self, parsed: Parsed) -> NDArray[np.float32]:
        """Of its tokens."""
        gold = self.texts[parsed.document.text].gold
        opens = {start for edit in gold for start in range(edit.span.start, edit.span.end)}
        true = np.array([start in opens for start in parsed.starts])
        noise = np.random.default_rng(len(parsed)).normal(size=len(parsed))
        return (8.0 * true - 4.0 + noise).astype(np.float32)

    def read(self, parsed: Parsed, *, points: bool = False) -> Reading:
        if not points:
            return Reading(self.log_odds(parsed))
        lie = np.zeros((len(parsed), len(self.originals)), np.float32)
        for edit in self.texts[parsed.document.text].gold:
            if edit.original in self.originals:
                token = parsed.starts.index(edit.span.start)
                lie[token, self.originals.index(edit.original)] = 9.0
        return Reading(self.log_odds(parsed), lie)

    def words(self) -> EncodedWords:
        return EncodedWords(np.eye(len(self.originals), dtype=np.float32), self.originals)


@pytest.fixture(scope="module")
def calibration_texts(lexicon: Lexicon) -> list[LabelledText]:
    """Spun and honest copies of one article, as if of many in the calibration part."""
    texts = []
    groups = (f"news/{k}" for k in range(200))
    groups = [g for g in groups if part_of(g) is Part.CALIBRATION][:24]
    spinner = spinners(lexicon)["wordnet-random"]
    for seed, group in enumerate(groups):
        article = ARTICLE.replace("\n\n", f" It was {seed} o'clock.\n\n", 1)
        pair = spinner.spin(Document(group, article), seed=seed, intensity=0.3)
        texts += [replace(text, group=group) for text in labelled_texts([pair])]
    return texts


def test_an_encoder_that_knows_more_is_believed(
    calibration_texts: list[LabelledText], model: UnaidedModel, lexicon: Lexicon
) -> None:
    oracle = Oracle(calibration_texts)
    deep = deepen(model, calibration_texts, oracle, lexicon)
    spun = [text for text in calibration_texts if text.label]
    before, after = count(spun, model, lexicon), count(spun, deep, lexicon)
    assert after.figures()["f1"] > 0.9 > before.figures()["f1"]
    assert after.figures()["restored_first"] > 0.9 > before.figures()["restored_first"]
    assert deep.deep.ranking[0] > 0.5
    assert deep.kind == "deep"
    low, high = deep.deep.undecided
    assert low <= high
    assert deep.points["default"].articles == len({text.group for text in calibration_texts})


def test_a_sample_has_some_texts_of_each_article(
    calibration_texts: list[LabelledText], spun: LabelledText, lexicon: Lexicon
) -> None:
    copies = [
        replace(text, document=Document("x", f"{text.document.text} {k}"))
        for text in calibration_texts
        for k in range(3)
    ]
    training = next(str(k) for k in range(99) if part_of(str(k)) is Part.TRAINING)
    found = sampled([*copies, replace(spun, group=training)], lexicon)
    assert {text.group for text in found} == {text.group for text in copies}
    for text in copies:
        own = [other.label for other in found if other.group == text.group]
        assert sorted(own) == ([False, True, True] if learns(text) else [False, False, True])
    clean = [replace(text, family="moby") if text.label else text for text in copies]
    moby = [text for text in clean if text.label and not learns(text)]
    assert set(moby) <= set(sampled(clean, lexicon))
    assert sampled(copies, lexicon) == sampled(copies[::-1], lexicon)


def test_what_was_read_is_kept(spun: LabelledText, model: UnaidedModel, tmp_path: Path) -> None:
    asked = []

    def run(pieces: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        asked.append(len(pieces))
        return pieces.astype(np.float32) / 7, np.ones((len(pieces), 2), np.float32)

    (parsed,) = parsed_texts([spun])
    pytest.importorskip("tokenizers", reason="tokenizers, of spindetect[neural], is missing")
    content = "\n".join((*SPECIAL, *sorted(set(parsed.norms)))).encode()
    words = EncodedWords(np.zeros((1, 2), np.float32), ["a"])
    tokenizer = _tokenizer(tmp_path, content)
    reader = kept(Encoder(run, lambda: words, tokenizer, 2, 3, 2, "0" * 64), tmp_path)
    first = reader.read(parsed).log_odds
    times = len(asked)
    assert reader.read(parsed).log_odds.tolist() == first.tolist()
    reader.read_all([spun], lambda _: None)
    assert len(asked) == times > 0
    (reader.folder / f"{spun.document.sha256}.npy").unlink()
    assert reader.read(parsed).log_odds.tolist() == first.tolist()
    assert len(asked) == 2 * times
    reading = reader.read(parsed, points=True)
    assert reading.log_odds.tolist() == first.tolist()
    assert reading.points.shape == (len(parsed), 2)
    assert reader.words() is words


def test_without_an_encoder_nothing_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--external", str(tmp_path), "--model", str(tmp_path)]
    assert deepening.main(arguments) == 0
    assert "no encoder.onnx" in capsys.readouterr().err
    assert deep_evaluating.main([*arguments, "--seeds", str(tmp_path)]) == 3


def test_words_are_counted_for_each_family_and_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    model = SimpleNamespace(document=SimpleNamespace(log_odds=lambda values: values))
    monkeypatch.setattr(evaluating, "model_rows", lambda texts, model: SimpleNamespace(values=0))
    monkeypatch.setattr(evaluating, "ranked", lambda rows, log_odds, families: list(families))
    monkeypatch.setattr(
        evaluating, "count", lambda texts, *_: Counts({"marked": len(texts), "replaced": 4})
    )
    texts = [
        LabelledText(Document(f"{family}{k}", "A mill."), bool(family), "g", "s", family)
        for k, family in enumerate(["", "moby", "moby", "moby-own", "other"])
    ]
    held = SimpleNamespace(
        sources=("moby",), clean=frozenset({"moby", "moby-own"}), own=frozenset({"moby", "none"})
    )
    rows = list(evaluating.held_rows(held, texts, model, None))
    assert [row["family"] for row in rows] == ["all", "moby", "none"]
    assert [row["words"] and row["words"]["replaced"] for row in rows] == [8, 4, None]


def test_the_card_tells_of_the_encoder() -> None:
    card = json.loads((ROOT / "models" / "no-original" / "card.json").read_text("utf-8"))
    flat = {"known_spinners": card["test"]["known_spinners"], "words": card["test"]["words"]}
    row = {"family": "moby", "sources": "moby", "ranked": card["test"]["known_spinners"]}
    card["deep"] = {
        "bytes": 20_000_000,
        "pieces": 20_000,
        "known_spinners": ["wordnet-first"],
        "texts": card["texts"],
        "points": card["points"],
        "test": {**flat, "flagged": card["test"]["flagged"]},
        "test_fast": flat,
        "mistakes": {"fast": {"learner-mistakes": card["test"]["flagged"]["spelling"]}},
        "held_out": [{"model": "fast", **row}, {"model": "deep", **row, "words": flat["words"]}],
        "evaluation": {**card["evaluation"], "older": {"plays of Shakespeare": [107, 2]}},
    }
    text = readme(card)
    assert "`wordnet-first`" in text
    assert text.index("| moby, fast |") < text.index("| moby, deep |")
    assert (text.count("| moby, fast |"), text.count("| moby, deep |")) == (1, 2)
    assert "| plays of Shakespeare | 107 | 2 |" in text
    assert "## With the encoder: Tortured phrases" in text
