"""Scoring without an original, from outside: verdict, terminal, JSON, command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from spindetect import Detector
from spindetect.report import dumps, one_line, render_text, to_json
from spindetect.report.page import render_html
from spindetect.suspects.evidence import pieces, words_of
from spindetect.text import parse
from spindetect.types import Direction, Document, Relation, Span, Suspect, Verdict

ROOT = Path(__file__).parent.parent
SPUN = ROOT / "seeds" / "spun.txt"
HONEST = ROOT / "seeds" / "original.txt"
SCHEMA = json.loads((ROOT / "docs" / "verdict.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.fixture(scope="module")
def spun(detector: Detector) -> Verdict:
    return detector.score(Document("spun.txt", SPUN.read_text("utf-8")))


@pytest.fixture(scope="module")
def honest(detector: Detector) -> Verdict:
    return detector.score(Document("honest.txt", HONEST.read_text("utf-8")))


@pytest.fixture(scope="module")
def short(detector: Detector) -> Verdict:
    return detector.score("Far too short to say anything.")


def run(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "spindetect", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=60, input=stdin,
    )  # fmt: skip


class TestVerdict:
    def test_a_spun_text_is_called_spun(self, spun: Verdict) -> None:
        assert spun.relation is Relation.SPUN
        assert spun.probability is not None
        assert spun.probability >= spun.threshold
        assert spun.original is None
        assert spun.alignment is None
        assert spun.direction is Direction.UNDECIDED

    def test_an_honest_text_has_no_relation_and_few_suspects(
        self, honest: Verdict, spun: Verdict
    ) -> None:
        assert honest.relation is None
        assert len(honest.suspects) < len(spun.suspects) / 10

    def test_a_short_text_has_no_probability(self, short: Verdict) -> None:
        assert (short.probability, short.abstained) == (None, "too_short")
        assert short.contributions == ()

    def test_the_threshold_is_that_of_the_model_for_this(self, detector: Detector) -> None:
        point = detector.unaided.points["default"]
        written = json.loads((ROOT / "models" / "no-original" / "model.json").read_text("utf-8"))
        section = written["deep"] if detector.unaided.kind == "deep" else written
        assert point.threshold == section["points"]["default"]["threshold"]
        assert detector.score(HONEST.read_text("utf-8")).threshold == point.threshold
        assert Detector.load(point="strict").score("x").threshold > point.threshold

    def test_a_threshold_of_ones_own_is_kept(self) -> None:
        verdict = Detector.load(threshold=0.001).score(HONEST.read_text("utf-8"))
        assert verdict.threshold == 0.001
        assert verdict.relation is Relation.SPUN
        assert verdict.operating_point is None

    def test_another_prior_flags_the_same_texts(self, spun: Verdict, honest: Verdict) -> None:
        rare = Detector.load(prior=0.01)
        for before in (spun, honest):
            after = rare.score(before.candidate)
            assert after.prior == 0.01
            assert after.relation == before.relation
            assert after.probability is not None
            assert before.probability is not None
            assert after.probability < before.probability

    def test_the_batch_says_the_same(self, detector: Detector, spun: Verdict) -> None:
        parsed = [parse(spun.candidate), parse(Document("x", "Short."))]
        found = detector.probabilities_alone(parsed)
        assert found[0] == pytest.approx(spun.probability, abs=1e-5)
        assert found[1] is None

    def test_the_same_text_gives_the_same_bytes(self, detector: Detector, spun: Verdict) -> None:
        assert dumps(detector.score(spun.candidate)) == dumps(spun)

    def test_the_signature_names_the_model_for_this(
        self, detector: Detector, spun: Verdict
    ) -> None:
        assert spun.signature["model"] == detector.unaided.sha256 != detector.model.sha256
        assert "original" not in spun.signature


class TestJson:
    @pytest.mark.parametrize("name", ["spun", "honest", "short"])
    def test_it_keeps_the_schema(self, name: str, request: pytest.FixtureRequest) -> None:
        verdict = request.getfixturevalue(name)
        data = json.loads(dumps(verdict))
        Draft202012Validator(SCHEMA).validate(data)
        text = data["candidate"]["text"]
        for suspect in data["suspects"]:
            assert text[suspect["start"] : suspect["end"]] == suspect["text"]

    @pytest.mark.parametrize(
        "suspect",
        [
            {"text": "a", "start": 0, "end": 1, "probability": 2, "suggestions": []},
            {"text": "a", "start": 0, "end": 1, "probability": 0.5},
            {"text": "a", "start": 0, "end": 1, "probability": 0.5, "suggestions": ["x"] * 6},
            {"start": 0, "end": 1, "probability": 0.5, "suggestions": []},
        ],
    )
    def test_the_schema_refuses_what_is_no_suspect(
        self, honest: Verdict, suspect: dict[str, object]
    ) -> None:
        data = to_json(honest) | {"suspects": [suspect]}
        assert not Draft202012Validator(SCHEMA).is_valid(data)


class TestTerminal:
    def test_it_shows_suspects_suggestions_and_the_restored_text(self, spun: Verdict) -> None:
        text = render_text(spun)
        assert "without an original" in text
        assert "Words that look substituted" in text
        assert "←" in text
        assert "As it may have read" in text
        assert max(map(len, text.splitlines())) <= 80

    def test_an_honest_text_is_not_restored(self, honest: Verdict) -> None:
        text = render_text(honest)
        assert re.search("No (clear )?sign that words were replaced", text)
        assert "As it may have read" not in text

    def test_a_page_restores_what_is_called_spun_and_nothing_else(
        self, spun: Verdict, honest: Verdict
    ) -> None:
        told = "as it may have read"
        assert told in render_html(spun)
        assert honest.restored is not None
        assert told not in render_html(replace(honest, suspects=spun.suspects[:1]))

    def test_the_weights_shown_add_up_to_the_probability(self, spun: Verdict) -> None:
        report = render_text(spun).partition("What speaks for spinning")[2]
        rows = re.findall(r"^  (for spinning|against) +([\d.]+) ", report, re.MULTILINE)
        total = sum(float(weight) * (1 if side != "against" else -1) for side, weight in rows)
        found = re.search(r"Together: ([\d.]+) for spinning, which is a probability", report)
        assert found is not None
        assert total == pytest.approx(float(found[1]), abs=0.05)

    def test_where_words_look_substituted_it_does_not_say_that_none_do(self, spun: Verdict) -> None:
        lower = replace(spun, relation=None, probability=0.4)
        assert "No clear sign that words were replaced" in render_text(lower)
        assert "No sign that words" in render_text(replace(lower, suspects=()))

    def test_an_abstention_lists_nothing(self, short: Verdict) -> None:
        text = render_text(short)
        assert "too little text" in text
        assert "Words that look substituted" not in text

    def test_no_original_is_spoken_of_as_if_compared(self, spun: Verdict) -> None:
        text = render_text(spun)
        assert "compared with" not in text
        assert "of the original were replaced" not in text

    def test_hostile_suspects_cannot_reach_the_terminal(self, spun: Verdict) -> None:
        hostile = Suspect(Span(0, 4), "a\x1b[31m", 0.9, ("b\x9b31m",))
        text = render_text(replace(spun, suspects=(hostile,)))
        assert "\x1b" not in text
        assert "\x9b" not in text

    def test_a_threshold_set_low_is_said(self, honest: Verdict) -> None:
        low = replace(honest, relation=Relation.SPUN, threshold=0.01)
        assert "low threshold" in render_text(low)

    def test_one_line(self, spun: Verdict, honest: Verdict, short: Verdict) -> None:
        assert one_line(spun).startswith("spun.txt: spun (probability ")
        clear = replace(honest, suspects=())
        assert one_line(clear).startswith("honest.txt: no sign (")
        some = replace(honest, suspects=spun.suspects[:2])
        assert one_line(some).startswith("honest.txt: no clear sign (")
        assert one_line(short).startswith("candidate: no verdict (too little text")
        assert "no original" in one_line(spun)
        assert "\n" not in one_line(spun)


class TestCommand:
    def test_it_answers_without_an_original(self) -> None:
        done = run("score", str(SPUN), "--quiet")
        assert (done.returncode, done.stderr) == (0, "")
        assert "spun (probability" in done.stdout

    def test_json_and_exit_code(self) -> None:
        done = run("score", str(SPUN), "--format", "json", "--fail-on-spun")
        assert done.returncode == 1
        assert json.loads(done.stdout)["suspects"]

    def test_an_honest_text_does_not_fail(self) -> None:
        assert run("score", str(HONEST), "--quiet", "--fail-on-spun").returncode == 0

    def test_standard_input(self) -> None:
        done = run("score", "-", "--quiet", stdin=HONEST.read_text("utf-8"))
        assert done.returncode == 0
        assert re.search("no (clear )?sign", done.stdout)

    def test_a_missing_file_is_one_line(self) -> None:
        done = run("score", "nowhere.txt")
        assert done.returncode == 3
        assert len(done.stderr.splitlines()) == 1


class TestLongTexts:
    """What is learnt from texts of a few hundred words must hold for a book."""

    def test_many_honest_articles_in_one_file_are_not_called_spun(self) -> None:
        articles = sorted((ROOT / "data" / "articles").rglob("*.txt"))[::9]
        text = "\n\n".join(path.read_text("utf-8") for path in articles)
        verdict = Detector.load(no_original="fast").score(text)
        assert len(text.split()) > 8_000
        assert verdict.probability is not None
        assert verdict.probability < 0.5

    def test_a_long_spun_text_is_still_called_spun(self, spun: Verdict) -> None:
        verdict = Detector.load(no_original="fast").score("\n\n".join([spun.candidate.text] * 12))
        assert verdict.relation == "spun"

    def test_pieces_are_equal_and_of_one_text(self) -> None:
        table = Detector.load().unaided.table
        texts = [Document("a", "The mill ran. " * 900), Document("b", ""), Document("c", "A mill.")]
        words = words_of([parse(text) for text in texts], table)
        piece, owner = pieces(words)
        assert owner.tolist() == [0, 0, 0, 1, 2]
        assert np.bincount(piece, minlength=5).tolist() == [900, 900, 900, 0, 2]


def test_nothing_is_said_of_the_words_of_a_text_that_is_not_judged() -> None:
    verdict = Detector.load(no_original="fast").score("Der Hund bellt nachts im Hof. " * 60)
    assert verdict.abstained == "not_english"
    assert verdict.suspects == ()
