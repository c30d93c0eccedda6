"""`spindetect evaluate` from outside: files, exit codes, what is printed where."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
from pathlib import Path

import pytest
import stories

from spindetect.cli import main
from spindetect.model import shipped_model
from spindetect.pairs import write_pairs
from spindetect.types import Document, ExitCode, LabelledPair

TEXTS = [(stories.SPUN, 1), (stories.POLISHED, "edited"), (stories.REPORT, 0)]


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    made = (
        LabelledPair(
            Document("o", stories.ORIGINAL), Document("c", text), label, f"g{label}", "own", "own"
        )
        for text, label in TEXTS
    )
    write_pairs(made, path)
    return path


@pytest.fixture
def damaged(pairs: Path) -> Path:
    """The same pairs with two rows that cannot be used."""
    with pairs.open("a", encoding="utf-8") as file:
        file.write('not json\n{"original": "a", "candidate": "b", "label": "maybe"}\n')
    return pairs


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would begin the long work fails the test."""
    detector = importlib.import_module("spindetect.detector")

    def load(*_: object, **__: object) -> None:
        pytest.fail("the work began")

    monkeypatch.setattr(detector.Detector, "load", load)


def run(*arguments: object) -> int:
    return main(["evaluate", "--jobs", "1", *map(str, arguments)])


class TestOutput:
    def test_a_report_to_read(self, pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(pairs) == ExitCode.OK
        shown = capsys.readouterr()
        assert shown.out.startswith("pairs.jsonl: 1 spun and 2 honest pairs of 3 articles\n")
        assert "Judged by the shipped model" in shown.out
        assert "\x1b" not in shown.out
        assert shown.err == ""

    def test_colour_when_told(self, pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(pairs, "--color", "always") == ExitCode.OK
        assert "\x1b[" in capsys.readouterr().out

    def test_data(self, pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(pairs, "--format", "json", "--threshold", "0.5") == ExitCode.OK
        data = json.loads(capsys.readouterr().out)
        assert (data["schema"], data["model"]["threshold"]) == ("spindetect.evaluation/1", 0.5)
        assert data["pairs"] == {"spun": 1, "honest": 2, "rewritten": 0}

    def test_a_threshold_that_nothing_reaches(
        self, pairs: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(pairs, "--format", "json", "--threshold", "1") == ExitCode.OK
        whole = json.loads(capsys.readouterr().out)["slices"][0]
        assert whole["recall"]["events"] == 0

    def test_files_get_what_was_asked_for(
        self, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out, html = tmp_path / "report.json", tmp_path / "report.html"
        assert run(pairs, "--format", "json", "--out", out, "--html", html) == ExitCode.OK
        assert capsys.readouterr().out == f"{out}: 3 pairs evaluated\n"
        assert json.loads(out.read_text(encoding="utf-8"))["slices"]
        assert html.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert sorted(p.name for p in tmp_path.iterdir()) == [
            "pairs.jsonl", "report.html", "report.json",
        ]  # fmt: skip

    def test_a_file_is_80_columns_wide_and_without_colour(
        self, pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        out = tmp_path / "report.txt"
        assert run(pairs, "--out", out, "--color", "always") == ExitCode.OK
        text = out.read_text(encoding="utf-8")
        assert max(map(len, text.splitlines())) <= 80
        assert "\x1b" not in text

    def test_a_model_that_was_trained_on_the_pairs_says_so(
        self, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        model = tmp_path / "model"
        shutil.copytree(shipped_model(), model)
        digest = hashlib.sha256(pairs.read_bytes()).hexdigest()
        card = {"trained_on": {"anything": {"sha256": digest}}}
        (model / "card.json").write_text(json.dumps(card), encoding="utf-8")
        assert run(pairs, "--model", model) == ExitCode.OK
        shown = " ".join(capsys.readouterr().out.split())
        assert "These pairs trained this model (pairs.jsonl): the figures are not honest." in shown


class TestBadRows:
    def test_they_are_listed_and_the_others_used(
        self, damaged: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(damaged, "--format", "json") == ExitCode.BAD_RECORDS
        shown = capsys.readouterr()
        assert [line.split(":")[1].split(",")[-1] for line in shown.err.splitlines()] == [
            " row 4", " row 5",
        ]  # fmt: skip
        data = json.loads(shown.out)
        assert [row["row"] for row in data["bad_rows"]] == [4, 5]
        assert sum(data["pairs"].values()) == 3

    def test_files_are_written_all_the_same(self, damaged: Path, tmp_path: Path) -> None:
        html = tmp_path / "report.html"
        assert run(damaged, "--html", html) == ExitCode.BAD_RECORDS
        assert "2 bad rows left out" in html.read_text(encoding="utf-8")

    def test_nothing_usable_is_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "bad.jsonl"
        path.write_text("{}\n{}\n", encoding="utf-8")
        assert run(path, "--html", tmp_path / "report.html") == ExitCode.UNREADABLE
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)
        assert "no usable pairs or texts (2 bad rows, the first:" in shown.err
        assert not (tmp_path / "report.html").exists()


@pytest.mark.usefixtures("idle")
class TestRefusedBeforeTheWork:
    def refused(self, capsys: pytest.CaptureFixture[str], said: str, *arguments: object) -> None:
        assert run(*arguments) == ExitCode.USAGE
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)
        assert said in shown.err

    @pytest.mark.parametrize("option", ["--out", "--html"])
    def test_an_output_in_no_folder(
        self, pairs: Path, option: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.refused(capsys, f"{option} nowhere/x: no folder", pairs, option, "nowhere/x")

    @pytest.mark.parametrize("option", ["--out", "--html"])
    def test_an_output_that_would_overwrite_the_pairs(
        self, pairs: Path, option: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        same = pairs.parent / "." / pairs.name
        self.refused(capsys, "that is where the pairs are", pairs, option, same)
        assert len(pairs.read_text(encoding="utf-8").splitlines()) == 3

    def test_two_outputs_in_one_file(
        self, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "report"
        self.refused(capsys, "contents of --out", pairs, "--out", out, "--html", out)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_without_the_right_to_write(
        self, pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
        self.refused(capsys, "cannot be written to", pairs, "--html", folder / "x.html")

    def test_without_pairs(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.refused(capsys, "PAIRS", "--html", "x.html")


def test_a_full_disk_leaves_no_half_page(
    pairs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: Path, *_: object, **__: object) -> None:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    html = pairs.with_name("report.html")
    assert run(pairs, "--html", html) == ExitCode.USAGE
    assert f"--html {html}: No space left on device" in capsys.readouterr().err
    assert [p.name for p in pairs.parent.iterdir()] == ["pairs.jsonl"]


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nowhere.jsonl") == ExitCode.UNREADABLE
    assert "nowhere.jsonl" in capsys.readouterr().err
