"""Labelled texts without an original: trained on, evaluated, and what a folder is good for.

The texts are beginnings of the repository's own articles, as they are and spun.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from spindetect.cli import main
from spindetect.detector import Detector, Given
from spindetect.evaluation import evaluate, render_html, render_text, to_json
from spindetect.evaluation.alone import score_candidates
from spindetect.evaluation.scoring import Side
from spindetect.lexicon import Lexicon
from spindetect.model import Model, shipped_model
from spindetect.pairs import LabelledCandidate, write_pairs
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel, encoder
from spindetect.suspects.files import is_unaided_folder, shipped_folder
from spindetect.training import Mode, outcome, train
from spindetect.training.adapting import folds
from spindetect.training.no_original import own, running
from spindetect.training.no_original.documents import adapt, error, fit_anew
from spindetect.training.no_original.running import LEARNT, TRIED, _asked
from spindetect.training.no_original.table import Rows
from spindetect.types import Document, ExitCode, LabelledPair, SpindetectError

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "evaluation.schema.json").read_text(encoding="utf-8"))
Capture = pytest.CaptureFixture[str]
NUMBER = 14


@pytest.fixture(scope="module", autouse=True)
def bare() -> Iterator[None]:
    """As if the extra for the encoder were not installed; test_own_encoder.py is about it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "find_spec", lambda _: None)
        yield


@pytest.fixture(scope="module")
def pairs(lexicon: Lexicon) -> list[LabelledPair]:
    """Articles' beginnings, each spun once and left as it was once, of a group each."""
    paths = sorted((ROOT / "data" / "articles").rglob("*.txt"))[:: 150 // (2 * NUMBER)]
    spinner = spinners(lexicon)["wordnet-random"]
    made: list[LabelledPair] = []
    for number, path in enumerate(paths[: 2 * NUMBER]):
        text = " ".join(path.read_text("utf-8").split()[:150])
        article = Document(f"article-{number}", text)
        if number % 2:
            pair = spinner.spin(article, seed=number, intensity=0.35)
            made.append(replace(pair, candidate=Document(f"c{number}", pair.candidate.text)))
        else:
            made.append(LabelledPair(article, article, 0, article.id, "own", "as-it-was", ()))
    return made


@pytest.fixture(scope="module")
def candidates(pairs: list[LabelledPair]) -> list[LabelledCandidate]:
    return [
        LabelledCandidate(
            pair.candidate, pair.label, pair.group, pair.source, pair.family,
            tuple(edit.candidate for edit in pair.gold or ()),
        )
        for pair in pairs
    ]  # fmt: skip


@pytest.fixture(scope="module")
def model(labels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "texts"
    train([labels], out)
    return out


@pytest.fixture(scope="module")
def rows(candidates: list[LabelledCandidate]) -> Rows:
    """The usable rows of the texts."""
    texts = [own.labelled_text(one) for one in candidates]
    return _asked(own.extract(texts, UnaidedModel.load(Lexicon.open())).rows)


@pytest.fixture
def page(pairs: list[LabelledPair], tmp_path: Path) -> str:
    path = tmp_path / "page.txt"
    path.write_text(pairs[1].candidate.text, encoding="utf-8")
    return str(path)


def one_line(capsys: Capture) -> str:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


class TestTrain:
    def test_a_few_texts_adapt_the_shipped_model(
        self, labels: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        out = tmp_path / "mine"
        assert main(["train", str(labels), "--out", str(out)]) == ExitCode.OK
        shown = capsys.readouterr()
        assert shown.err == ""
        assert f"adapted to {2 * NUMBER} texts without an original" in shown.out
        assert "honest texts of 28 articles that it did not see (across five folds" in shown.out
        assert "  shipped model without its encoder\n" in shown.out
        assert shown.out.splitlines()[-1] == (
            "The new model judges by word pairs only, without the encoder; what the other one does "
            "with it was not measured."
        )
        assert sorted(path.name for path in out.iterdir()) == [
            "README.md", "alternatives.npz", "card.json", "model.json",
        ]  # fmt: skip

    def test_the_card_says_what_it_was_made_of_and_how_it_does(self, model: Path) -> None:
        card = json.loads((model / "card.json").read_text("utf-8"))
        shipped = UnaidedModel.load(Lexicon.open())
        assert (card["kind"], card["mode"], card["words"]) == ("no-original", "adapted", "kept")
        assert card["adapted_from"] == shipped.sha256
        assert card["pairs"]["adapting"] == {"spun": NUMBER, "honest": NUMBER, "articles": 28}
        assert set(card["test"]) == {"texts", "paragraphs"}
        assert card["test"]["texts"]["auroc"] > 0.8
        assert card["comparison"]["without_encoder"] is True
        readme = (model / "README.md").read_text("utf-8")
        assert "| this model | the other without its encoder |" in readme
        assert readme.startswith("# A spindetect model for texts without an original\n")
        assert "Cross-validated: across five folds" in readme
        assert "pair" not in readme.partition("## Licence")[0].replace("pairs.jsonl", "")

    def test_words_and_calibration_stay_and_thresholds_are_no_lower(self, model: Path) -> None:
        lexicon = Lexicon.open()
        mine, shipped = UnaidedModel.load(lexicon, model), UnaidedModel.load(lexicon)
        for one, other in zip(mine.word.layers, shipped.word.layers, strict=True):
            assert np.allclose(one[0], other[0], atol=1e-4)
        assert mine.document.slope == shipped.document.slope
        assert not np.allclose(
            mine.document.linear.layers[0][0], shipped.document.linear.layers[0][0]
        )
        for name, point in mine.points.items():
            assert point.threshold >= shipped.points[name].threshold
            assert point.articles == NUMBER

    def test_the_same_texts_give_the_same_files(
        self, labels: Path, model: Path, tmp_path: Path
    ) -> None:
        train([labels], tmp_path, jobs=2)
        for path in model.iterdir():
            assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name

    def test_a_model_that_has_no_encoder_misses_none(
        self, labels: Path, model: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        out = tmp_path / "mine"
        copy = tmp_path / "labels.jsonl"
        copy.write_text(labels.read_text("utf-8") + "\n", "utf-8")
        arguments = ["train", str(copy), "--out", str(out), "--model", str(model)]
        assert main(arguments) == ExitCode.OK
        shown = capsys.readouterr().out
        assert "without its encoder" not in shown
        assert shown.endswith("\nThe new model judges by word pairs only, without the encoder.\n")
        assert "without_encoder" not in (out / "card.json").read_text("utf-8")

    def test_pairs_by_themselves_are_the_same_texts(
        self, pairs: list[LabelledPair], model: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "pairs.csv"
        write_pairs([replace(pair, gold=None) for pair in pairs], path)
        train([path], tmp_path / "mine", alone=True)
        assert (tmp_path / "mine/model.json").read_bytes() == (model / "model.json").read_bytes()

    def test_bad_rows_are_named_and_the_others_used(
        self, labels: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        broken = tmp_path / "labels.jsonl"
        first = labels.read_text("utf-8").splitlines()[0]
        short = json.dumps({"text": "Far too short.", "label": 0})
        foreign = json.dumps({"text": "Un chat noir dort sur le vieux mur. " * 20, "label": 0})
        more = ["not json", '{"text": "x", "label": "maybe"}', first, short, foreign]
        broken.write_text(labels.read_text("utf-8") + "\n".join(more) + "\n", "utf-8")
        arguments = ["train", str(broken), "--out", str(tmp_path / "mine")]
        assert main(arguments) == ExitCode.BAD_RECORDS
        shown = capsys.readouterr()
        for said in ("row 29: not valid", "row 30: `label` is 'maybe'", "row 31: same text as row"):
            assert said in shown.err
        assert "left out: 1 text too short" in shown.out
        assert "left out: 1 text not in English" in shown.out

    @pytest.mark.parametrize(
        ("keep", "said"),
        [
            (slice(0, 10), "5 spun and 5 other texts; adapting needs at least 10 of each"),
            (slice(0, None, 2), "0 spun and 14 other texts; adapting needs"),
            (slice(1, None, 2), "14 spun and 0 other texts; adapting needs"),
        ],
    )
    def test_too_few_texts_of_a_class(
        self, keep: slice, said: str, labels: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        few = tmp_path / "few.jsonl"
        few.write_text("\n".join(labels.read_text("utf-8").splitlines()[keep]), "utf-8")
        out = tmp_path / "mine"
        assert main(["train", str(few), "--out", str(out)]) == ExitCode.USAGE
        assert said in one_line(capsys)
        assert not out.exists()

    def test_texts_too_lightly_spun_are_counted_and_left_out(
        self, candidates: list[LabelledCandidate], tmp_path: Path, capsys: Capture
    ) -> None:
        """One word replaced in 150: not spun enough to learn from, and not honest."""
        light = [
            replace(
                one,
                candidate=Document(f"light-{k}", f"{one.candidate.text} Again."),
                gold=(one.gold or ())[:1],
            )
            for k, one in enumerate(candidates)
            if one.label
        ]  # fmt: skip
        path, out = tmp_path / "labels.parquet", tmp_path / "mine"
        write_pairs([*candidates, *light[:3]], path)
        assert main(["train", str(path), "--out", str(out)]) == ExitCode.OK
        shown = capsys.readouterr().out
        assert "adapted to 28 texts" in shown
        assert "left out: 3 spun texts too lightly spun, under 3 % of the words replaced" in shown
        card = json.loads((out / "card.json").read_text("utf-8"))
        assert card["pairs"]["adapting"] == {"spun": NUMBER, "honest": NUMBER, "articles": 28}
        assert card["test"]["texts"]["spun"] == NUMBER
        assert "3 more were left out: too lightly spun" in (out / "README.md").read_text("utf-8")
        write_pairs([*(one for one in candidates if not one.label), *light], path)
        assert main(["train", str(path), "--out", str(tmp_path / "none")]) == ExitCode.USAGE
        said = one_line(capsys)
        assert "0 spun and 14 other texts (14 spun texts too lightly spun, under 3 %" in said
        assert "adapting needs at least 10 of each" in said

    @pytest.mark.parametrize("articles", [1, 2])
    def test_a_class_of_too_few_articles(
        self, articles: int, candidates: list[LabelledCandidate], tmp_path: Path
    ) -> None:
        path = tmp_path / "labels.jsonl"
        few = [
            replace(one, group=f"g{one.label}-{k // 2 % articles}")
            for k, one in enumerate(candidates)
        ]
        write_pairs(few, path)
        with pytest.raises(SpindetectError, match="are of too few articles; add texts of more"):
            train([path], tmp_path / "mine")

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--estimator", "GaussianNB"], "--estimator is for pairs"),
            (["--anew"], "training needs at least 20 of each"),
            (["--model", str(shipped_model())], "a model for pairs; give one for texts without"),
            (["--out", str(shipped_model())], "holds a model for pairs, and this will be one for"),
            (["--out", str(ROOT / "LICENSE")], "is a file; name a folder"),
        ],
    )
    def test_what_cannot_be_asked_for(
        self, options: list[str], said: str, labels: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        out = [] if "--out" in options else ["--out", str(tmp_path / "mine")]
        assert main(["train", str(labels), *out, *options]) == ExitCode.USAGE
        assert said in one_line(capsys)

    def test_among_pairs_a_text_is_a_bad_row(
        self, pairs: list[LabelledPair], labels: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        path = tmp_path / "few.jsonl"
        write_pairs(pairs[:4], path)
        arguments = ["train", str(path), str(labels), "--out", str(tmp_path / "mine")]
        assert main(arguments) == ExitCode.USAGE
        said = one_line(capsys)
        assert "2 spun and 2 other pairs (28 bad rows" in said
        assert "--no-original" in said


class TestFit:
    def test_unseen_rows_are_told_apart(self, rows: Rows) -> None:
        fitted = fit_anew(rows, "x")
        assert fitted.unseen[rows.labels].mean() > fitted.unseen[rows.honest].mean() + 1.0
        assert error(rows, fitted) < 0.2

    def test_wrong_labels_in_one_fold_do_not_help_that_fold(self, rows: Rows) -> None:
        """With labels that mean nothing nothing is learnt of what was not seen."""
        shuffled = np.random.default_rng(1).permutation(len(np.unique(rows.groups)))
        by_group = dict(zip(np.unique(rows.groups).tolist(), (shuffled % 2).tolist(), strict=True))
        labels = np.array([by_group[group] for group in rows.groups.tolist()], np.bool_)
        fitted = fit_anew(replace(rows, labels=labels, honest=~labels), "x")
        assert error(replace(rows, labels=labels, honest=~labels), fitted) > 0.2

    @pytest.mark.parametrize("anew", [True, False])
    def test_a_fold_has_no_say_in_how_it_is_judged(self, anew: bool, rows: Rows) -> None:
        """Neither in weights nor in the calibration and the threshold: these are nested."""
        base = UnaidedModel.load(Lexicon.open())
        held = folds(rows.groups, rows.labels) == 0
        changed = rows.values.copy()
        changed[held] += 3.0 * rows.values.std(axis=0) * rows.honest[held][:, None]
        kept = held & rows.labels
        one, other = (
            fit_anew(made, "x") if anew else adapt(made, base.document, base.points, "x")
            for made in (rows, replace(rows, values=changed))
        )
        assert kept.any()
        assert np.array_equal(one.unseen[kept], other.unseen[kept])
        assert np.array_equal(one.flagged[kept], other.flagged[kept])
        assert not np.allclose(one.unseen[~held], other.unseen[~held])

    def test_thresholds_of_unseen_folds_flag_hardly_an_honest_text(self, rows: Rows) -> None:
        base = UnaidedModel.load(Lexicon.open())
        fitted = adapt(rows, base.document, base.points, "x")
        assert fitted.flagged[rows.honest].mean() < 0.1
        assert (fitted.flagged <= (fitted.unseen > 2.0)).all()

    def test_pieces_without_gold_count_as_spun_and_clean_ones_with_gold_in_no_class(
        self, candidates: list[LabelledCandidate]
    ) -> None:
        base = UnaidedModel.load(Lexicon.open())
        spun = candidates[1]
        assert spun.gold
        late = tuple(span for span in spun.gold if span.start > len(spun.candidate.text) * 0.7)
        unknown, known = (
            own.extract([own.labelled_text(replace(spun, gold=gold))], base).rows
            for gold in (None, late)
        )
        assert unknown.labels.all()
        assert known.labels[~known.excerpt].all()
        assert not known.labels.all() or len(known) == 1
        assert not known.honest.any()

    @pytest.mark.parametrize(("learnt", "words"), [(0.1, LEARNT), (0.2, TRIED), (0.3, TRIED)])
    def test_words_are_learnt_anew_only_where_that_is_better(
        self, learnt: float, words: str, candidates: list[LabelledCandidate],
        monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    ) -> None:  # fmt: skip
        errors = iter([learnt, 0.2])
        monkeypatch.setattr(own, "MIN_GOLD", 10)
        monkeypatch.setattr(outcome, "MIN_PAIRS", 10)
        monkeypatch.setattr(running, "error", lambda *_: next(errors))
        write_pairs(candidates, tmp_path / "gold.parquet")
        made = train([tmp_path / "gold.parquet"], tmp_path / "mine", mode=Mode.ANEW).model
        assert isinstance(made, UnaidedModel)
        base = UnaidedModel.load(Lexicon.open())
        assert made.card["words"] == words
        assert np.allclose(made.word.mean, base.word.mean, atol=1e-4) is (words == TRIED)
        assert (made.mark == base.mark) >= (words == TRIED)
        # Words that are another model's saw what that one saw.
        assert len(made.card["trained_on"]) == (1 if words == LEARNT else 2)
        found = evaluate([tmp_path / "gold.parquet"], Detector.load(tmp_path / "mine"))
        assert found.overall is not None
        assert found.overall.quality is not None
        assert found.overall.quality.auroc is not None
        assert found.overall.quality.auroc.value > 0.8

    def test_texts_without_gold_teach_no_words(self, candidates: list[LabelledCandidate]) -> None:
        bare = [own.labelled_text(replace(one, gold=None)) for one in candidates]
        assert not any(text.label for text in own.with_gold(bare))
        assert not own.enough_gold(own.with_gold(bare))


class TestFolders:
    def test_a_folder_says_its_kind(self, model: Path, tmp_path: Path) -> None:
        assert is_unaided_folder(model)
        assert is_unaided_folder(shipped_folder())
        assert not is_unaided_folder(shipped_model())
        assert not is_unaided_folder(tmp_path)

    def test_a_page_is_judged_by_it(self, model: Path, page: str, capsys: Capture) -> None:
        assert main(["score", page, "--model", str(model), "--format", "json"]) == ExitCode.OK
        data = json.loads(capsys.readouterr().out)
        assert data["signature"]["model"] == UnaidedModel.load(Lexicon.open(), model).sha256

    @pytest.mark.parametrize("option", ["--original", "--against"])
    def test_an_original_beside_it_is_refused(
        self, option: str, model: Path, page: str, capsys: Capture
    ) -> None:
        assert main(["score", page, option, page, "--model", str(model)]) == ExitCode.USAGE
        assert "judges texts without an original; leave the original out" in one_line(capsys)

    def test_in_python_too(self, model: Path) -> None:
        detector = Detector.load(model)
        assert detector.given is Given.ALONE
        with pytest.raises(SpindetectError, match="leave the original out"):
            detector.score("A text.", "Another text.")

    def test_other_detectors_judge_both(self, page: str) -> None:
        assert Detector.load().given is Given.NONE
        assert Detector.load(shipped_model()).given is Given.PAIRS
        assert Detector.load(shipped_model()).score("Too short.").abstained == "too_short"

    def test_no_model_for_pairs_is_read_of_it(self, model: Path) -> None:
        with pytest.raises(SpindetectError, match="a model for texts without an original"):
            Model.load(model)

    def test_a_prior_moves_with_it(self, model: Path, page: str) -> None:
        text = Path(page).read_text("utf-8")
        usual, rare = (Detector.load(model, prior=p).score(text) for p in (None, 0.01))
        assert rare.probability is not None
        assert usual.probability is not None
        assert rare.probability < usual.probability
        assert rare.relation == usual.relation

    def test_an_audit_takes_it(
        self, model: Path, page: str, tmp_path: Path, capsys: Capture
    ) -> None:
        arguments = ["audit", page, "--out", str(tmp_path / "a.jsonl"), "--model", str(model)]
        assert main([*arguments, "--jobs", "1"]) == ExitCode.OK
        (row,) = map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines())
        mine = Detector.load(model).score(Path(page).read_text("utf-8")).probability
        assert row["probability"] == pytest.approx(mine, abs=1e-6)

    def test_an_audit_that_would_not_ask_it_is_refused(
        self, model: Path, page: str, tmp_path: Path, capsys: Capture
    ) -> None:
        arguments = ["audit", page, "--out", str(tmp_path / "a.jsonl"), "--model", str(model)]
        assert main([*arguments, "--no-original", "off"]) == ExitCode.USAGE
        assert "--no-original off; leave one of the two out" in one_line(capsys)


class TestEvaluate:
    def test_rows_are_as_a_page_alone_is_judged(self, candidates: list[LabelledCandidate]) -> None:
        detector = Detector.load()
        rows = score_candidates(candidates[:4], detector)
        for row, one in zip(rows, candidates, strict=False):
            verdict = detector.score(one.candidate)
            assert row.probability == pytest.approx(verdict.probability, abs=1e-6)
            assert row.n_substitutions == len(verdict.suspects)
            assert row.direction is None
        assert [row.side for row in rows] == [Side.HONEST, Side.SPUN] * 2
        assert rows[1].single is not None
        assert rows[1].single.gold_met > 0
        assert rows[0].single is None

    def test_an_abstention_finds_nothing(self) -> None:
        short = LabelledCandidate(Document("x", "A goat devoured it."), 1, "g", "own", "own", ())
        (row,) = score_candidates([short], Detector.load())
        assert (row.abstained, row.flagged, row.n_substitutions) == ("too_short", False, 0)

    def test_a_report_in_three_forms(self, labels: Path, tmp_path: Path) -> None:
        result = evaluate([labels], Detector.load())
        text = render_text(result)
        assert text.startswith(
            "labels.jsonl: 14 spun and 14 honest texts without an original of 28 articles\n"
        )
        flowing = " ".join(text.split())
        assert "the shipped model for texts without an original" in flowing
        for said in ("Direction", "pair", "Sentences, F1"):
            assert said not in flowing.replace("word pairs", "")
        data = to_json(result)
        Draft202012Validator(SCHEMA).validate(data)
        assert (data["judged"], data["without_original"]) == ("texts", None)
        page = render_html(result)
        assert "spun texts flagged" in page
        assert "pairs flagged" not in page

    def test_beside_pairs_texts_have_a_report_of_their_own(
        self, pairs: list[LabelledPair], labels: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "pairs.jsonl"
        write_pairs(pairs[:6], path)
        result = evaluate([path, labels], Detector.load())
        assert (result.noun, len(result.rows)) == ("pair", 6)
        other = result.without_original
        assert other is not None
        assert (other.noun, len(other.rows)) == ("text", 28)
        data = to_json(result)
        Draft202012Validator(SCHEMA).validate(data)
        assert data["without_original"]["pairs"]["spun"] == 14  # type: ignore[index]
        page = render_html(result)
        assert page.count('<svg class="plot"') == 6
        ids = [part.partition('"')[0] for part in page.split(' id="')[1:]]
        assert len(ids) == len(set(ids))
        assert render_text(result).count("To reproduce this") == 2

    def test_every_form_says_whether_the_encoder_judged(
        self, labels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
    ) -> None:
        """Without the extra the figures are others, and standard error says why."""
        monkeypatch.setattr(encoder, "find_spec", lambda _: None)
        page = tmp_path / "page.html"
        assert main(["evaluate", str(labels), "--html", str(page)]) == ExitCode.OK
        shown = capsys.readouterr()
        assert "only neighbouring words are looked at" in shown.err
        assert shown.err.count("not installed") == 1
        for said in (" ".join(shown.out.split()), page.read_text("utf-8")):
            assert "held against its neighbours only" in said
            assert " (fast)" in said
        assert main(["evaluate", str(labels), "--format", "json"]) == ExitCode.OK
        data = json.loads(capsys.readouterr().out)
        Draft202012Validator(SCHEMA).validate(data)
        assert data["model"]["no_original"] == "fast"

    def test_word_pairs_alone_can_be_asked_for(
        self, labels: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(UnaidedModel, "deepened", lambda *_, **__: 1 / 0)
        assert main(["evaluate", str(labels), "--fast", "--format", "json"]) == ExitCode.OK
        told = capsys.readouterr()
        assert json.loads(told.out)["model"]["no_original"] == "fast"
        assert told.err == ""

    def test_on_pairs_nothing_is_said_of_the_encoder(
        self, pairs: list[LabelledPair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: Capture,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(encoder, "find_spec", lambda _: None)
        path = tmp_path / "pairs.jsonl"
        write_pairs(pairs[:4], path)
        assert main(["evaluate", str(path), "--format", "json"]) == ExitCode.OK
        shown = capsys.readouterr()
        assert "installed" not in shown.err
        assert json.loads(shown.out)["model"]["no_original"] is None

    def test_pairs_alone_have_no_second_report(
        self, pairs: list[LabelledPair], tmp_path: Path
    ) -> None:
        path = tmp_path / "pairs.jsonl"
        write_pairs(pairs[:4], path)
        assert evaluate([path], Detector.load()).without_original is None
        alone = evaluate([path], Detector.load(), alone=True)
        assert (alone.noun, len(alone.rows)) == ("text", 4)

    def test_texts_that_trained_the_model_are_recognised(self, labels: Path, model: Path) -> None:
        assert evaluate([labels], Detector.load(model)).trained
        assert not evaluate([labels], Detector.load()).trained

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (lambda model: model, "has pairs, but"),
            (lambda _: shipped_model(), "has texts without an original, but"),
        ],
    )
    def test_a_model_for_other_rows_is_refused(
        self, given: Callable[[Path], Path], said: str, pairs: list[LabelledPair], labels: Path,
        model: Path, tmp_path: Path, capsys: Capture,
    ) -> None:  # fmt: skip
        path = tmp_path / "pairs.jsonl"
        write_pairs(pairs[:4], path)
        rows = path if "pairs" in said else labels
        assert main(["evaluate", str(rows), "--model", str(given(model))]) == ExitCode.USAGE
        assert said in one_line(capsys)

    def test_the_command_counts_both(
        self, pairs: list[LabelledPair], labels: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        path, out = tmp_path / "pairs.jsonl", tmp_path / "report.json"
        write_pairs(pairs[:4], path)
        arguments = ["evaluate", str(path), str(labels), "--format", "json", "--out", str(out)]
        assert main(arguments) == ExitCode.OK
        assert capsys.readouterr().out == f"{out}: 4 pairs and 28 texts evaluated\n"
        assert main(["evaluate", str(path), "--no-original", "--out", str(out)]) == ExitCode.OK
        assert capsys.readouterr().out == f"{out}: 4 texts evaluated\n"
