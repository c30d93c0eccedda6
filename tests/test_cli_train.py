"""`spindetect train` and the options of `score` that a model's operating points give meaning to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import stories
from handmade import hand_made
from verdicts import verdict

from spindetect.cli import main
from spindetect.lexicon import Lexicon
from spindetect.model import Model, save
from spindetect.report import render_text, to_json
from spindetect.report.wording import assumed, false_positives
from spindetect.types import ExitCode, OperatingPoint

ROOT = Path(__file__).parent.parent
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The hand-made model: default point at 0.9 (verified), strict at 0.98 (not)."""
    save(hand_made(Lexicon.open()), tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str, str]:
    """A spun page and its original."""
    page, ours = tmp_path / "page.txt", tmp_path / "ours.txt"
    page.write_text(stories.SPUN, encoding="utf-8")
    ours.write_text(stories.ORIGINAL, encoding="utf-8")
    return str(page), str(ours)


def one_line(capsys: Capture) -> str:
    """The only line that was printed, which is a complaint."""
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def scored(texts: tuple[str, str], model: Path, *options: str) -> list[str]:
    page, ours = texts
    return ["score", page, "--original", ours, "--model", str(model), *options]


class TestScore:
    def data(self, capsys: Capture, arguments: list[str]) -> dict[str, object]:
        assert main([*arguments, "--format", "json"]) == ExitCode.OK
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    def test_a_prior_changes_the_number_but_not_the_verdict(
        self, texts: tuple[str, str], model: Path, capsys: Capture
    ) -> None:
        usual = self.data(capsys, scored(texts, model))
        rare = self.data(capsys, scored(texts, model, "--prior", "0.001"))
        assert (usual["prior"], rare["prior"]) == (0.5, 0.001)
        assert rare["probability"] < usual["probability"]  # type: ignore[operator]
        assert rare["threshold"] == pytest.approx(9 / 999 / (1 + 9 / 999))
        assert usual["relation"] == rare["relation"] == "spun"
        assert rare["direction"] == usual["direction"]
        assert rare["signature"]["prior"] == "0.001"  # type: ignore[index]
        parts = {part["feature"] for part in rare["contributions"]}  # type: ignore[attr-defined]
        assert "prior" in parts

    def test_strict_takes_the_strict_point(
        self, texts: tuple[str, str], model: Path, capsys: Capture
    ) -> None:
        data = self.data(capsys, scored(texts, model, "--strict"))
        assert (data["threshold"], data["operating_point"]) == (0.98, "strict")
        assert data["signature"]["point"] == "strict"  # type: ignore[index]
        assert data["false_positives"]["verified"] is False  # type: ignore[index]

    @pytest.mark.parametrize(
        ("threshold", "known"), [("0.5", None), ("0.9", 0.9), ("0.95", 0.9), ("1", 0.98)]
    )
    def test_a_threshold_by_hand_has_the_rate_of_the_point_below(
        self, threshold: str, known: float | None, texts: tuple[str, str], model: Path,
        capsys: Capture,
    ) -> None:  # fmt: skip
        data = self.data(capsys, scored(texts, model, "--threshold", threshold))
        assert data["operating_point"] is None
        assert "point" not in data["signature"]  # type: ignore[operator]
        point = data["false_positives"]
        assert (point and point["threshold"]) == known  # type: ignore[index]

    @pytest.mark.parametrize("prior", ["0", "1", "-0.1", "2", "nan"])
    def test_impossible_priors(
        self, prior: str, texts: tuple[str, str], model: Path, capsys: Capture
    ) -> None:
        assert main(scored(texts, model, "--prior", prior)) == ExitCode.USAGE
        assert "give the share of spun pages" in one_line(capsys)

    def test_a_threshold_beside_strict_is_a_contradiction(
        self, texts: tuple[str, str], model: Path, capsys: Capture
    ) -> None:
        arguments = scored(texts, model, "--strict", "--threshold", "0.5")
        assert main(arguments) == ExitCode.USAGE
        assert "--strict and --threshold" in one_line(capsys)


POINT = OperatingPoint(0.9, 0.01, 440, 0, (0.0, 0.00835))


class TestReport:
    @pytest.mark.parametrize(
        ("point", "threshold", "said"),
        [
            (POINT, 0.9, "Of 440 articles set aside, none had an honest version flagged at this "
             "threshold: a rate of at most 0.84 % (95 % confidence)."),
            (replace(POINT, flagged=3, interval=(0.0014, 0.0198)), 0.9,
             "3 had an honest version flagged at this threshold: a rate of 0.14 to 2.0 % (95 % "
             "confidence); the 1 % aimed at is unverified."),
            (replace(POINT, aim=0.001), 0.9, "the 0.1 % aimed at is unverified."),
            (POINT, 0.95, "none had an honest version flagged from 90.0 % on: a rate of at most "
             "0.84 % (95 % confidence)."),
            (replace(POINT, flagged=3, interval=(0.0014, 0.0098)), 0.95, "rate of at most 0.98 %"),
            (replace(POINT, articles=1, interval=(0.0, 0.975)), 0.9, "Of 1 article set aside"),
            (replace(POINT, articles=0, interval=(0.0, 1.0)), 0.9, "was never counted"),
            (None, 0.5, "How often honest pages are flagged at so low a threshold is not known."),
        ],
    )  # fmt: skip
    def test_false_positives_are_said_as_far_as_they_were_counted(
        self, point: OperatingPoint | None, threshold: float, said: str
    ) -> None:
        item = verdict(threshold=threshold, false_positives=point)
        assert said in false_positives(item)
        assert said in " ".join(render_text(item, width=100).split())

    @pytest.mark.parametrize(("prior", "said"), [(0.5, "50 %"), (0.02, "2 %"), (0.001, "0.1 %")])
    def test_the_prior_is_said(self, prior: float, said: str) -> None:
        item = verdict(prior=prior)
        assert assumed(item) == f"It assumes that {said} of the pages in question are spun."
        assert assumed(item) in " ".join(render_text(item).split())
        assert to_json(item)["prior"] == prior

    def test_both_are_left_out_where_there_is_no_probability(self) -> None:
        text = render_text(verdict(probability=None, abstained="too_short", relation=None))
        assert "It assumes" not in text
        assert "honest" not in text


def labelled(number: int, story: str) -> list[dict[str, object]]:
    """A spun and an honest pair of one source, a little different for every number."""
    original = f"{story} This was on day number {number}."
    spun = original
    swaps = ("bought purchased", "old aged", "house dwelling", "garden yard", "slowly gradually",
             "large big", "neighbours neighbors", "began commenced", "gave furnished")  # fmt: skip
    for k, swap in enumerate(swaps):
        if k % 7 != number % 7:
            spun = spun.replace(*swap.split())
    base = {"original": original, "group": f"house-{number}"}
    honest = original.replace("in the end", "finally") if number % 2 else f"{original} "
    return [base | {"candidate": spun, "label": 1}, base | {"candidate": honest, "label": 0}]


STORY = (
    "A young couple bought the old house by the river last spring. The garden was large, and they "
    "began to clear it slowly. Their neighbours gave them tools and advice, and in the end the "
    "whole street helped. They had not asked for any of it."
)


def table(path: Path, number: int, *broken: str) -> Path:
    rows = [json.dumps(row) for k in range(number) for row in labelled(k, STORY)]
    path.write_text("\n".join([*rows, *broken]) + "\n", encoding="utf-8")
    return path


class TestTrain:
    def test_a_few_pairs_adapt_the_model_that_is_named(
        self, model: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        pairs, out = table(tmp_path / "pairs.jsonl", 12), tmp_path / "mine"
        arguments = ["train", str(pairs), "--out", str(out), "--model", str(model), "--jobs", "1"]
        assert main(arguments) == ExitCode.OK
        printed = capsys.readouterr()
        assert printed.err == ""
        lines = printed.out.splitlines()
        assert lines[0] == f"{out}: adapted to 24 pairs"
        assert lines[2].startswith("On 12 spun and 12 honest pairs of 12 articles that it did not")
        assert str(model) in lines[3]
        assert [line.split("  ")[1] for line in lines[4:8]] == [
            "spun pairs flagged",
            "articles with an honest pair flagged",
            "AUROC",
            "Brier score at even odds",
        ]
        assert lines[8] == Model.load(out).card["comparison"]["finding"]
        assert len(lines) == 9

    def test_bad_rows_are_listed_up_to_a_limit_and_the_others_used(
        self, model: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        pairs = table(tmp_path / "pairs.jsonl", 12, *["{broken"] * 23)
        out = tmp_path / "mine"
        arguments = ["train", str(pairs), "--out", str(out), "--model", str(model), "--jobs", "1"]
        assert main(arguments) == ExitCode.BAD_RECORDS
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 21
        assert lines[0].startswith(f"spindetect: {pairs}, row 25: ")
        assert lines[-1] == "spindetect: and 3 more bad rows"
        assert Model.load(out).card["bad_rows"] == 23

    def test_a_reviewed_audit_is_taken_as_it_is(
        self, model: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        pages = tmp_path / "pages"
        pages.mkdir()
        rows = ["candidate,original,probability,review"]
        for k in range(12):
            for n, pair in enumerate(labelled(k, STORY)):
                names = f"{k}-{n}.txt", f"{k}-ours.txt"
                for name, side in zip(names, ("candidate", "original"), strict=True):
                    (pages / name).write_text(str(pair[side]), encoding="utf-8")
                rows.append(f"{names[0]},{names[1]},0.5,{'spun' if n == 0 else 'honest'}")
        rows.append("0-0.txt,0-ours.txt,0.5,")
        audit = tmp_path / "audit.csv"
        audit.write_text("\n".join(rows) + "\n", encoding="utf-8")
        arguments = ["train", str(audit), "--out", str(tmp_path / "mine"), "--model", str(model)]
        assert main([*arguments, "--texts", str(pages), "--jobs", "1"]) == ExitCode.OK
        printed = capsys.readouterr().out
        assert "adapted to 24 pairs\n1 row without a review left out\n" in printed

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--adapt", "--anew"], "--adapt and --anew exclude each other"),
            (["--adapt", "--estimator", "GaussianNB"], "--estimator without --adapt"),
            (["--estimator", "SVC"], "give one of LogisticRegression"),
            (["--anew"], "12 spun and 12 other pairs; training needs at least 20 of each"),
            (["--model", "nowhere"], "nowhere/model.json: no such file"),
            (["--texts", "nowhere", "--jobs", "0"], "--jobs"),
        ],
    )
    def test_what_cannot_be_is_said_in_one_line(
        self, options: list[str], said: str, tmp_path: Path, capsys: Capture
    ) -> None:
        pairs, out = table(tmp_path / "pairs.jsonl", 12), tmp_path / "mine"
        code = main(["train", str(pairs), "--out", str(out), *options])
        assert code in (ExitCode.USAGE, ExitCode.UNREADABLE)
        assert said in one_line(capsys)
        assert not out.exists()

    def test_a_poisoned_model_is_refused_and_runs_nothing(
        self,
        texts: tuple[str, str],
        tmp_path: Path,
        capsys: Capture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Model and file agree on the hash, as whoever made both would see to."""
        import hashlib

        from test_estimators import PAYLOADS, archive, learnable

        from spindetect.training.estimators import fit_estimator, named_estimator

        document = fit_estimator(named_estimator("GaussianNB"), *learnable())
        poison = archive(PAYLOADS["a call on loading"] | {"protocol": 2})
        save(
            replace(hand_made(Lexicon.open()), document=replace(document, data=poison)),
            tmp_path / "model",
        )
        monkeypatch.chdir(tmp_path)
        digest = hashlib.sha256(poison).hexdigest()
        assert digest in (tmp_path / "model" / "model.json").read_text(encoding="utf-8")
        before = set(tmp_path.rglob("*"))
        assert main(scored(texts, tmp_path / "model")) == ExitCode.UNREADABLE
        assert "nothing of it was run" in one_line(capsys)
        assert set(tmp_path.rglob("*")) == before


def test_a_folder_of_somebody_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "README.md").write_text("mine", encoding="utf-8")
    (project / "model.json").write_text('{"mine": 1}', encoding="utf-8")
    assert main(["train", str(tmp_path / "pairs.jsonl"), "--out", str(project)]) == 2
    assert "no spindetect model; name another folder" in capsys.readouterr().err
    assert (project / "README.md").read_text(encoding="utf-8") == "mine"
    assert (project / "model.json").read_text(encoding="utf-8") == '{"mine": 1}'
