"""The quality gate: figures, bounds, what may be raised and what may not be lowered in silence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import ClassVar

import handmade
import pytest
import stories

from spindetect.detector import Detector
from spindetect.evaluation import gate
from spindetect.evaluation.counts import SentenceCounts, SpanCounts
from spindetect.evaluation.figures import BY_SPINNER, CEILINGS, FLOORS, Figures, figures
from spindetect.evaluation.floors import (
    Figure,
    Held,
    Limit,
    compared,
    newest_entries,
    raised,
    read_floors,
    write_floors,
)
from spindetect.evaluation.gate_pairs import (
    digest,
    gold_pairs,
    missing_levels,
    simulated_pairs,
)
from spindetect.evaluation.scoring import Scored, Side
from spindetect.lexicon import Lexicon
from spindetect.pairs import Part, part_of
from spindetect.spinners import spinners
from spindetect.types import (
    Direction,
    Document,
    GoldEdit,
    LabelledPair,
    Span,
    SpindetectError,
    UnreadableError,
)

ROOT = Path(__file__).parent.parent
DATA, OTHER_DATA = "a" * 64, "b" * 64
EVERY = {*FLOORS, *CEILINGS, BY_SPINNER}


def row(side: Side = Side.SPUN, flagged: bool = True, **changes: object) -> Scored:
    """A row as scoring gives it; by default a whole spun article, a fifth of it replaced."""
    made = Scored(
        row="",
        group="a",
        source="simulated",
        family="own" if side is Side.SPUN else "polished",
        label=1 if side is Side.SPUN else 0,
        side=side,
        probability=0.99 if flagged else 0.01,
        abstained=None,
        flagged=flagged,
        relation=None,
        direction=Direction.ORIGINAL,
        words=400,
        sentences=20,
        share_spun=0.2 if side is Side.SPUN else None,
        paragraphs_spun=None,
        n_substitutions=0,
        in_sentences=SentenceCounts(),
        single=None,
        multi=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def held(
    data: str = DATA,
    floors: Mapping[str, float] | None = None,
    ceilings: Mapping[str, float] | None = None,
) -> Held:
    return Held.of(data, Figures(floors or {}, ceilings or {}))


def run_of(skipped: Mapping[str, str] | None = None, **slices: Held) -> gate.Run:
    return gate.Run(slices, skipped or {})


class TestFigures:
    def test_recall_counts_an_abstention_as_missed(self) -> None:
        missed = row(flagged=False, probability=None, abstained="too_short")
        assert figures([row(), missed], {"recall"}) == Figures({"recall": 0.5}, {})

    def test_only_what_is_asked_for_and_defined_is_there(self) -> None:
        alone = figures([row()], EVERY)
        assert "recall" in alone.floors
        assert not {"auroc", "recall_at_1_percent"} & set(alone.floors)
        assert alone.ceilings == {}
        assert figures([], EVERY) == Figures({}, {})

    def test_an_article_is_accused_once_however_many_of_its_pairs_are(self) -> None:
        honest = [row(Side.HONEST, flagged, group=g) for g, flagged in
                  (("a", True), ("a", True), ("b", False), ("c", False), ("d", False))]  # fmt: skip
        found = figures(honest, {"false_positives", "flagged"}).ceilings
        assert found == {"false_positives": 0.25, "flagged": 0.4}

    def test_rewritten_and_reversed_pairs_are_no_false_positives(self) -> None:
        rows = [
            row(Side.REWRITTEN, label="rewritten"),
            row(Side.HONEST, family="reversed"),
            row(Side.HONEST, flagged=False),
        ]
        found = figures(rows, EVERY).ceilings
        assert (found["flagged"], found["reversed_flagged"]) == (0.0, 1.0)

    def test_recall_by_spinner_is_that_of_enough_long_and_heavily_spun_texts(self) -> None:
        rows = [row(flagged=k > 0) for k in range(5)]
        rows += [row(flagged=False, words=100), row(flagged=False, share_spun=0.05)]
        rows += [row(flagged=False, family="own-of-edition", share_spun=None)] * 5
        rows += [row(family="rare")] * 4
        assert figures(rows, {BY_SPINNER}).floors == {"recall/own": 0.8}

    def test_direction_is_told_of_all_and_of_whole_articles(self) -> None:
        rows = [row(), row(direction=Direction.UNDECIDED, words=100)]
        found = figures(rows, EVERY).floors
        assert (found["direction"], found["direction_of_whole_articles"]) == (0.5, 1.0)

    def test_ranking_and_matches(self) -> None:
        spans = {"single": SpanCounts(4, 4, 3, 4, 4), "multi": SpanCounts(2, 2, 1, 2, 2)}
        rows = [
            row(in_sentences=SentenceCounts(tp=3, fn=1), **spans),
            row(Side.HONEST, flagged=False, in_sentences=SentenceCounts(fp=1)),
        ]
        found = figures(rows, EVERY)
        assert found.floors["auroc"] == found.floors["recall_at_1_percent"] == 1.0
        assert found.floors["sentence_f1"] == 0.75
        assert (found.floors["span_f1_single"], found.floors["span_f1_phrases"]) == (0.75, 0.5)
        assert found.ceilings["calibration_error"] == pytest.approx(0.01)


class TestBounds:
    @pytest.mark.parametrize(
        ("limit", "value", "bound"),
        [
            (Limit.FLOOR, 0.98765, 0.987),
            (Limit.FLOOR, 0.29, 0.29),
            (Limit.CEILING, 0.0123, 0.013),
            (Limit.CEILING, 0.013, 0.013),
            (Limit.FLOOR, 1.0, 1.0),
            (Limit.CEILING, 0.0, 0.0),
        ],
    )
    def test_a_figure_keeps_the_bound_that_is_made_of_it(
        self, limit: Limit, value: float, bound: float
    ) -> None:
        assert limit.rounded(value) == bound
        assert limit.rounded(bound) == bound

    @pytest.mark.parametrize(
        ("limit", "value", "bound", "lost", "better"),
        [
            (Limit.FLOOR, 0.95, 0.95, False, False),
            (Limit.FLOOR, 0.949, 0.95, True, False),
            (Limit.FLOOR, 0.955, 0.95, False, False),
            (Limit.FLOOR, 0.956, 0.95, False, True),
            (Limit.CEILING, 0.011, 0.01, True, False),
            (Limit.CEILING, 0.005, 0.01, False, False),
            (Limit.CEILING, 0.004, 0.01, False, True),
            (Limit.FLOOR, None, 0.95, True, False),
            (Limit.FLOOR, 0.95, None, False, True),
        ],
    )
    def test_lost_or_worth_raising(
        self, limit: Limit, value: float | None, bound: float | None, lost: bool, better: bool
    ) -> None:
        figure = Figure("simulated", "recall", limit, value, bound)
        assert (figure.lost, figure.can_be_raised) == (lost, better)

    def test_raising_takes_what_is_better_and_what_is_new_and_nothing_else(self) -> None:
        recorded = {
            "simulated": held(DATA, {"recall": 0.9, "auroc": 0.9}, {"flagged": 0.02}),
            "reading-levels": held(DATA, {}, {"flagged": 0.0}),
        }
        measured = {
            "simulated": held(OTHER_DATA, {"recall": 0.8, "auroc": 0.95}, {"flagged": 0.01}),
            "gold": held(DATA, {"direction": 1.0}),
        }
        assert raised(recorded, measured) == {
            "simulated": held(OTHER_DATA, {"recall": 0.9, "auroc": 0.95}, {"flagged": 0.01}),
            "reading-levels": recorded["reading-levels"],
            "gold": measured["gold"],
        }

    def test_raising_keeps_a_bound_that_is_not_measured_any_more(self) -> None:
        recorded = {"gold": held(DATA, {"recall/moby": 0.9})}
        assert raised(recorded, {"gold": held(DATA)}) == recorded
        (figure,) = compared(recorded, {"gold": held(DATA)})
        assert figure.lost


class TestFile:
    def test_what_is_written_is_read_again_and_the_same_gives_the_same_bytes(
        self, tmp_path: Path
    ) -> None:
        slices = {"b": held(DATA, {"recall": 0.9}), "a": held(OTHER_DATA, {}, {"flagged": 0.01})}
        path = tmp_path / "floors.json"
        write_floors(path, slices)
        first = path.read_bytes()
        assert read_floors(path) == slices
        write_floors(path, dict(reversed(slices.items())))
        assert path.read_bytes() == first
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "[]",
            '{"schema": 2, "slices": {}}',
            '{"schema": 1}',
            '{"schema": 1, "slices": []}',
            '{"schema": 1, "slices": {"gold": {"floors": {}, "ceilings": {}}}}',
            '{"schema": 1, "slices": {"gold": {"data": "ab", "floors": {}, "ceilings": {}}}}',
            f'{{"schema": 1, "slices": {{"gold": {{"data": "{DATA}", "floors": {{}}}}}}}}',
            json.dumps({"schema": 1, "slices": {"gold": {
                "data": DATA, "floors": {"recall": 1.5}, "ceilings": {}}}}),
            json.dumps({"schema": 1, "slices": {"gold": {
                "data": DATA, "floors": {}, "ceilings": {"flagged": True}}}}),
        ],
    )  # fmt: skip
    def test_a_damaged_file_is_one_line(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "floors.json"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(UnreadableError, match=r"floors\.json: .*restore") as caught:
            read_floors(path)
        assert "\n" not in str(caught.value)

    def test_a_missing_file_says_how_to_make_it(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="--raise"):
            read_floors(tmp_path / "floors.json")

    def test_the_recorded_floors_are_valid_and_name_only_what_the_gate_measures(self) -> None:
        recorded = read_floors(ROOT / "tests" / "floors.json")
        assert set(recorded) <= set(gate.SLICES)
        by_spinner = {f"{BY_SPINNER}{name}" for name in spinners(Lexicon.open())}
        for name, slice_ in recorded.items():
            wanted = gate.SLICES[name]
            known = {*wanted, *(by_spinner if BY_SPINNER in wanted else ())}
            assert set(slice_.bounds[Limit.FLOOR]) <= known - set(CEILINGS)
            assert set(slice_.bounds[Limit.CEILING]) <= known & set(CEILINGS)
            assert any(slice_.bounds.values())
            for limit, bounds in slice_.bounds.items():
                assert bounds == {k: limit.rounded(v) for k, v in bounds.items()}

    def test_every_slice_asks_for_figures_that_exist(self) -> None:
        for names in gate.SLICES.values():
            assert set(names) <= EVERY


class TestComparing:
    RECORDED: ClassVar = {"gold": held(DATA, {"recall": 0.95}, {"flagged": 0.01})}

    def test_the_same_figures_are_no_problem(self) -> None:
        assert gate.compare(self.RECORDED, gate.Run(self.RECORDED, {})).problems == ()

    def test_each_figure_that_is_worse_is_one_line(self) -> None:
        run = run_of(gold=held(DATA, {"recall": 0.94}, {"flagged": 0.02}))
        assert gate.compare(self.RECORDED, run).problems == (
            "gold: recall is 0.940, below its floor of 0.95",
            "gold: flagged is 0.020, above its ceiling of 0.01",
        )

    def test_other_data_is_a_problem_however_good_the_figures(self) -> None:
        run = run_of(gold=held(OTHER_DATA, {"recall": 1.0}, {"flagged": 0.0}))
        (problem,) = gate.compare(self.RECORDED, run).problems
        assert "other data" in problem
        assert "--raise" in problem

    def test_a_figure_that_went_away_is_a_problem(self) -> None:
        run = run_of(gold=held(DATA, {"recall": 0.95}))
        (problem,) = gate.compare(self.RECORDED, run).problems
        assert "flagged" in problem
        assert "not measured" in problem

    def test_a_slice_that_the_gate_does_not_make_is_a_problem_and_a_skipped_one_is_none(
        self,
    ) -> None:
        recorded = {"reading-levels": held(), "attic": held()}
        run = run_of({"reading-levels": "no file"})
        (problem,) = gate.compare(recorded, run).problems
        assert problem.startswith("attic")

    def test_the_report_names_what_is_skipped_and_what_can_be_raised(self) -> None:
        run = run_of(
            {"reading-levels": "elsewhere has no onestop.jsonl"},
            gold=held(DATA, {"recall": 0.99, "direction": 1.0}, {"flagged": 0.01}),
        )
        lines = list(gate.report(gate.compare(self.RECORDED, run), run))
        assert "reading-levels: skipped, elsewhere has no onestop.jsonl" in lines
        assert "2 figures (+) can be raised: run with --raise" in lines
        assert any(line.startswith("+ recall ") and "0.990  floor 0.950" in line for line in lines)
        assert any(line.startswith("+ direction ") and "floor –" in line for line in lines)
        assert lines[-1] == "the gate is open"

    def test_lowering_keeps_only_what_was_skipped_beside_the_run(self) -> None:
        recorded = {"reading-levels": held(), "attic": held(), **self.RECORDED}
        run = run_of({"reading-levels": "no file"}, gold=held(OTHER_DATA, {"recall": 0.5}))
        assert gate.lowered(recorded, run) == {"reading-levels": held(), **run.measured}

    def test_the_changes_are_told_one_a_line(self) -> None:
        after = {"gold": held(OTHER_DATA, {"recall": 0.9}, {"flagged": 0.01})}
        assert list(gate.changes(self.RECORDED, after)) == [
            "gold: other data",
            "gold: floor of recall from 0.950 to 0.900",
        ]
        assert list(gate.changes(self.RECORDED, self.RECORDED)) == []


CHANGELOG = """\
# Changelog

Kept by hand.

## [Unreleased]

### Changed

- The gate: recall falls by a tenth, since voice is spun
  harder than before.
- Another thing

## [0.1.0]

- An older entry
"""
REASON = "The gate: recall falls by a tenth, since voice is spun harder than before."


class TestCommand:
    """`main` with the long work replaced: what was measured is given."""

    @pytest.fixture
    def root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        (tmp_path / "tests").mkdir()
        (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
        monkeypatch.setattr(Detector, "load", lambda model=None: model)
        self.measured = run_of(gold=held(DATA, {"recall": 0.9}))
        self.runs = 0

        def measure(*_: object, **__: object) -> gate.Run:
            self.runs += 1
            return self.measured

        monkeypatch.setattr(gate, "measure", measure)
        return tmp_path

    def call(self, root: Path, *arguments: str) -> int:
        return gate.main(["--root", str(root), "--external", str(root / "none"), *arguments])

    def recorded(self, root: Path) -> dict[str, Held]:
        return read_floors(root / gate.FLOORS_FILE)

    def test_without_floors_only_raising_runs(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.call(root) == 3
        assert capsys.readouterr().err.count("\n") == 1
        assert self.runs == 0
        assert self.call(root, "--raise") == 0
        assert self.recorded(root) == self.measured.measured
        assert self.call(root) == 0

    def test_a_worse_figure_shuts_the_gate_and_raising_does_not_open_it(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.call(root, "--raise")
        before = self.recorded(root)
        self.measured = run_of(gold=held(DATA, {"recall": 0.8}))
        capsys.readouterr()
        assert self.call(root) == 1
        out = capsys.readouterr().out.splitlines()
        assert out[-2:] == [
            "gold: recall is 0.800, below its floor of 0.9",
            "the gate is shut",
        ]
        assert self.call(root, "--raise") == 1
        assert self.recorded(root) == before

    def test_a_plain_run_writes_nothing(self, root: Path) -> None:
        self.call(root, "--raise")
        before = self.recorded(root)
        self.measured = run_of(gold=held(OTHER_DATA, {"recall": 1.0}))
        assert self.call(root) == 1
        assert self.recorded(root) == before
        assert self.call(root, "--raise") == 0
        assert self.recorded(root) == self.measured.measured

    @pytest.mark.parametrize("line", ["", "  ", "An older entry", "recall falls", "Changed", "-"])
    def test_lowering_without_its_line_in_the_changelog_is_refused_before_the_work(
        self, root: Path, line: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.call(root, "--raise")
        before, runs = self.recorded(root), self.runs
        capsys.readouterr()
        self.measured = run_of(gold=held(DATA, {"recall": 0.8}))
        assert self.call(root, f"--lower={line}") == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert "CHANGELOG.md" in captured.err
        assert (self.recorded(root), self.runs) == (before, runs)

    @pytest.mark.parametrize("line", [REASON, f"- {REASON}", "Another thing"])
    def test_lowering_with_its_line_writes_every_figure(
        self, root: Path, line: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.call(root, "--raise")
        self.measured = run_of(gold=held(DATA, {"recall": 0.8}))
        assert self.call(root, f"--lower={line}") == 0
        assert self.recorded(root) == self.measured.measured
        assert "gold: floor of recall from 0.900 to 0.800" in capsys.readouterr().out
        assert self.call(root) == 0

    def test_raising_and_lowering_at_once_is_a_usage_error(self, root: Path) -> None:
        with pytest.raises(SystemExit) as caught:
            self.call(root, "--raise", "--lower", REASON)
        assert caught.value.code == 2

    def test_no_changelog_is_one_line(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (root / "CHANGELOG.md").unlink()
        assert self.call(root, "--lower", REASON) == 3
        assert capsys.readouterr().err.count("\n") == 1

    def test_a_changelog_without_headings_has_no_newest_entries(self) -> None:
        assert newest_entries("# Changelog\n\n- Something\n") == frozenset()
        assert REASON in newest_entries(CHANGELOG)


def pair(text: str = "An old mill.", **changes: object) -> LabelledPair:
    made = LabelledPair(
        Document("o", "An aged mill."), Document("c", text), 1, "g", "s", "f",
        (GoldEdit(Span(3, 7), Span(3, 6)),),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


class TestPairs:
    @pytest.mark.parametrize(
        "other",
        [
            pair("An old mill!"),
            pair(label=0),
            pair(group="h"),
            pair(family="h"),
            pair(gold=()),
            pair(gold=None),
            pair(gold=(GoldEdit(Span(3, 7), Span(3, 7)),)),
        ],
        ids=["text", "label", "group", "family", "no gold", "unknown gold", "span"],
    )
    def test_the_digest_tells_whatever_a_figure_depends_on(self, other: LabelledPair) -> None:
        assert digest([pair()]) != digest([other])
        assert digest([pair(), other]) != digest([other, pair()])

    def test_the_digest_does_not_depend_on_names_and_bears_any_text(self) -> None:
        renamed = pair(original=Document("/elsewhere/o.txt", "An aged mill."))
        assert digest([pair()]) == digest([renamed])
        assert len(digest([pair("half a letter \ud800")])) == 64

    def test_the_hand_made_gold_spans_lie_on_what_they_say(self) -> None:
        pairs = gold_pairs(ROOT)
        with_gold = [p for p in pairs if p.gold]
        assert len(pairs) == 32
        assert len(with_gold) == 3
        listed = json.loads((ROOT / "seeds" / "gold_spun.json").read_text(encoding="utf-8"))
        (seed,) = [p for p in with_gold if p.group == "seeds"]
        assert [seed.candidate.text[e.candidate.start : e.candidate.end] for e in seed.gold] == [
            edit["candidate"]["text"] for edit in listed["edits"] if edit["counts"]
        ]
        assert {p.label for p in pairs} >= {1, "copy", "independent", "related"}

    def test_a_missing_gold_file_is_one_line(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableError, match="gold_spun"):
            gold_pairs(tmp_path)

    def test_absent_reading_levels_are_named(self, tmp_path: Path) -> None:
        assert missing_levels(tmp_path / "none") == "onestop.jsonl"
        (tmp_path / "onestop.jsonl").touch()
        assert missing_levels(tmp_path) is None


def article_name(part: Part) -> str:
    return next(n for k in count() if part_of(n := f"news/story-{k}") is part)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small one: one article of each part, the project's gold lists."""
    root = tmp_path_factory.mktemp("checkout")
    for part, text in zip(Part, (stories.REPORT, stories.UNRELATED, stories.ORIGINAL), strict=True):
        path = root / "data" / "articles" / f"{article_name(part)}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "seeds", root / "seeds")
    return root


def test_simulated_pairs_are_of_test_articles_alone_each_spun_by_every_family(
    checkout: Path, lexicon: Lexicon
) -> None:
    pairs = simulated_pairs(checkout / "data" / "articles", lexicon)
    assert {pair.group for pair in pairs} == {article_name(Part.TEST)}
    families = {pair.family for pair in pairs if pair.label == 1}
    assert len(families & set(spinners(lexicon))) > len(spinners(lexicon)) / 2
    assert digest(pairs) == digest(simulated_pairs(checkout / "data" / "articles", lexicon))


def test_the_gate_measures_what_is_there_and_names_what_is_not(
    checkout: Path, lexicon: Lexicon, tmp_path: Path
) -> None:
    run = gate.measure(checkout, tmp_path, handmade.detector(lexicon))
    assert list(run.measured) == ["gold", "simulated"]
    assert set(run.skipped) == {"reading-levels", "reading-level-paragraphs"}
    assert all("onestop.jsonl" in reason for reason in run.skipped.values())
    for name, slice_ in run.measured.items():
        assert set(slice_.bounds[Limit.FLOOR]) <= {*gate.SLICES[name]}
        assert slice_.bounds[Limit.FLOOR]["span_f1_single"] > 0.5
    assert gate.compare(run.measured, run).problems == ()


def test_a_file_that_is_not_the_declared_one_is_an_error_and_not_skipped(
    checkout: Path, lexicon: Lexicon, tmp_path: Path
) -> None:
    (tmp_path / "onestop.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(SpindetectError, match=r"external\.json declares"):
        gate.measure(checkout, tmp_path, handmade.detector(lexicon))
