"""Evaluation: counting spans and sentences, slices, mistakes, and the three ways to show it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import stories
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from verdicts import abstaining, verdict

from spindetect.detector import Detector
from spindetect.evaluation import dumps, evaluate, mistakes, render_html, render_text, to_json
from spindetect.evaluation.cells import percentage, rate_cell
from spindetect.evaluation.counts import (
    SentenceCounts,
    SpanCounts,
    count_sentences,
    count_spans,
    touched,
)
from spindetect.evaluation.mistakes import MAX_MISTAKES, Mistake, Wording, worst
from spindetect.evaluation.running import Evaluation, Histogram, Judge, PairsFile, RocPoint
from spindetect.evaluation.scoring import Scored, Side, scored
from spindetect.evaluation.slices import By, Slice, direction_right, measured
from spindetect.evaluation.tables import tables
from spindetect.metrics import Bin, rate
from spindetect.pairs import BadRow, write_pairs
from spindetect.types import (
    Contribution,
    Direction,
    Document,
    GoldEdit,
    LabelledPair,
    Relation,
    Span,
    UnreadableError,
)

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "evaluation.schema.json").read_text(encoding="utf-8"))
HOSTILE = '<img src=x onerror="alert(1)">&\x1b[31m\u202egnp.exe\u200b\ud800'


def gold(*edits: tuple[int, int, int, int]) -> tuple[GoldEdit, ...]:
    return tuple(GoldEdit(Span(a, b), Span(c, d)) for a, b, c, d in edits)


def row(label: int | str = 1, probability: float | None = 0.99, **changes: object) -> Scored:
    """A row as scoring gives it; by default a spun one that is flagged at 0.9."""
    honest = label in (0, Relation.COPY)
    side = Side.HONEST if honest else Side.SPUN if label == 1 else Side.REWRITTEN
    made = Scored(
        row="pairs.jsonl:1",
        group="a",
        source="simulated",
        family="own",
        label=label,
        side=side,
        probability=probability,
        abstained="too_short" if probability is None else None,
        flagged=probability is not None and probability >= 0.9,
        relation=None,
        direction=Direction.ORIGINAL,
        words=400,
        sentences=20,
        share_spun=0.2 if side is Side.SPUN else None,
        paragraphs_spun=None,
        n_substitutions=0,
        in_sentences=None,
        single=None,
        multi=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def rows(*groups: str, **changes: object) -> list[Scored]:
    return [row(group=group, **changes) for group in groups]  # type: ignore[arg-type]


def part(slices: tuple[Slice, ...], by: By, name: str = "") -> Slice:
    (found,) = [s for s in slices if s.by is by and name in s.name]
    return found


# Spans and sentences


class TestSpans:
    TEXTS = ("The old hut was big. He said so.", "The aged hovel was of great size. He uttered so.")
    OLD, HUT, BIG, SAID = (4, 7, 4, 8), (8, 11, 9, 14), (16, 19, 19, 32), (24, 28, 37, 44)

    def counts(self, found: tuple, wanted: tuple = (OLD, HUT, BIG, SAID)) -> tuple:
        given = [
            verdict()
            .substitutions[0]
            ._replace(original_span=e.original, candidate_span=e.candidate)
            for e in gold(*found)
        ]
        return count_spans(gold(*wanted), given, self.TEXTS)

    def test_all_found(self) -> None:
        single, multi = self.counts((self.OLD, self.HUT, self.BIG, self.SAID))
        assert single == SpanCounts(3, 3, 3, 3, 3)
        assert multi == SpanCounts(1, 1, 1, 1, 1)
        assert (single.exactly().f1, multi.roughly().f1) == (1.0, 1.0)

    def test_neighbours_found_as_one_overlap_but_are_not_exact(self) -> None:
        single, multi = self.counts(((4, 11, 4, 14), self.SAID))
        assert single == SpanCounts(gold=3, found=1, exact=1, gold_met=3, found_met=1)
        assert multi == SpanCounts(gold=1, found=1, exact=0, gold_met=0, found_met=1)

    def test_right_on_one_side_only_is_neither(self) -> None:
        single, _ = self.counts(((4, 7, 37, 44), (24, 28, 4, 8)))
        assert single == SpanCounts(gold=3, found=2, exact=0, gold_met=0, found_met=0)

    def test_touching_spans_do_not_overlap_unless_one_is_empty(self) -> None:
        single, _ = self.counts(((3, 4, 3, 4),), (self.OLD,))
        assert (single.gold_met, single.found_met) == (0, 0)
        _, multi = self.counts(((4, 4, 4, 8),), (self.OLD,))
        assert multi.found_met == 1

    def test_what_does_not_count_is_not_found(self) -> None:
        spans = count_spans(gold(self.OLD), [], self.TEXTS)
        assert spans == (SpanCounts(gold=1), SpanCounts())
        plain = verdict().substitutions[0]._replace(counts=False)
        assert count_spans((), [plain], self.TEXTS) == (SpanCounts(), SpanCounts())

    def test_nothing_to_find_and_nothing_found_is_undefined(self) -> None:
        assert SpanCounts().exactly().f1 is None
        assert SentenceCounts().scores().f1 is None

    @given(st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=8))
    def test_a_list_against_itself_is_perfect(self, places: list[tuple[int, ...]]) -> None:
        spans = {(min(a, b), max(a, b), min(c, d), max(c, d)) for a, b, c, d in places}
        for counts in self.counts(tuple(spans), tuple(spans)):
            assert counts.exact == counts.gold == counts.found
            assert counts.gold_met == counts.found_met == counts.gold


class TestSentences:
    def test_a_sentence_is_touched_where_a_gold_span_starts(self) -> None:
        judged = verdict()
        first, second, third = (sentence.span for sentence in judged.sentences)
        marks = touched(gold((0, 1, first.end - 1, third.start + 1)), judged)
        assert marks.tolist() == [True, False, False]
        marks = touched(gold((0, 0, second.end, second.end), (0, 1, 0, 1)), judged)
        assert marks.tolist() == [True, True, False]
        assert touched((), judged).tolist() == [False] * 3

    def test_even_odds_tell_a_sentence(self) -> None:
        judged = verdict()
        chances = (0.5, 0.49, None)
        judged = replace(
            judged,
            sentences=tuple(
                sentence._replace(probability=chance)
                for sentence, chance in zip(judged.sentences, chances, strict=True)
            ),
        )
        marks = np.array([True, True, False])
        assert count_sentences(marks, judged) == SentenceCounts(tp=1, fp=0, fn=1)
        assert count_sentences(~marks, judged) == SentenceCounts(tp=0, fp=1, fn=1)

    def test_an_abstention_tells_none(self) -> None:
        told = count_sentences(np.array([True, False, False]), abstaining())
        assert told == SentenceCounts(tp=0, fp=0, fn=1)


class TestScored:
    def pair(self, label: int | str, edits: tuple[GoldEdit, ...] | None = None) -> LabelledPair:
        judged = verdict()
        assert judged.original is not None
        candidate = replace(judged.candidate, id="pairs.jsonl:7:candidate")
        return LabelledPair(judged.original, candidate, label, "g", "s", "f", edits)

    def gold(self) -> tuple[GoldEdit, ...]:
        return tuple(
            GoldEdit(s.original_span, s.candidate_span) for s in verdict().substitutions if s.counts
        )

    def test_a_spun_pair_with_gold(self) -> None:
        made = scored(self.pair(1, self.gold()), verdict())
        assert (made.row, made.side, made.probability) == ("pairs.jsonl:7", Side.SPUN, 0.9731)
        assert made.flagged
        assert made.single == SpanCounts(5, 5, 5, 5, 5)
        assert made.multi == SpanCounts(1, 1, 1, 1, 1)
        assert made.in_sentences == SentenceCounts(tp=2, fp=1, fn=0)

    def test_the_share_of_words_in_gold_spans(self) -> None:
        text = self.pair(1).candidate.text
        start = text.index("kindled its furnace")
        made = scored(self.pair(1, gold((0, 1, start, start + len("kindled its")))), verdict())
        assert made.share_spun == 2 / made.words
        assert made.words == len(text.split())
        assert scored(self.pair(1, ()), verdict()).share_spun == 0.0

    def test_without_gold_nothing_is_claimed_of_places(self) -> None:
        made = scored(self.pair("spun"), verdict())
        assert made.side is Side.SPUN
        assert (made.share_spun, made.in_sentences, made.single) == (None, None, None)

    @pytest.mark.parametrize("label", [0, "copy", "edited", "related", "independent"])
    def test_honest_pairs_have_no_touched_sentence(self, label: int | str) -> None:
        made = scored(self.pair(label, self.gold()), verdict())
        assert made.side is Side.HONEST
        assert made.in_sentences == SentenceCounts(tp=0, fp=3, fn=0)
        assert (made.share_spun, made.single) == (None, None)

    def test_rewritten_pairs_are_a_class_of_their_own(self) -> None:
        made = scored(self.pair("rewritten"), verdict())
        assert (made.side, made.in_sentences) == (Side.REWRITTEN, None)

    def test_the_threshold_itself_flags(self) -> None:
        assert scored(self.pair(1), verdict(probability=0.5)).flagged
        assert not scored(self.pair(1), verdict(probability=0.49)).flagged

    def test_an_abstention_is_not_flagged(self) -> None:
        made = scored(self.pair(1), abstaining())
        assert (made.probability, made.abstained, made.flagged) == (None, "too_short", False)


# Slices


class TestSlices:
    def test_the_whole_comes_first_and_rewritten_pairs_are_in_no_slice(self) -> None:
        found = measured([row(), row(0, 0.1), row("rewritten", 0.99, source="elsewhere")])
        assert found[0].by is By.ALL
        assert (found[0].spun.pairs, found[0].honest.pairs) == (1, 1)
        assert not [s for s in found if s.name == "elsewhere"]
        assert measured([row("rewritten", 0.99)]) == ()
        assert measured([]) == ()

    def test_an_abstention_counts_as_not_flagged(self) -> None:
        found = measured([*rows("a", "b"), *rows("c", "d", probability=None)])[0]
        assert found.recall is not None
        assert (found.recall.events, found.recall.trials) == (2, 4)
        assert (found.coverage, found.spun.answered) == (0.5, 2)

    def test_an_article_is_a_false_positive_once(self) -> None:
        honest = rows("a", "a", "a", "b", label=0, probability=0.95)
        found = measured([*honest, *rows("c", "c", label=0, probability=0.1)])[0]
        assert found.flagged is not None
        assert found.flagged_groups is not None
        assert (found.flagged.events, found.flagged.trials) == (4, 6)
        assert (found.flagged_groups.events, found.flagged_groups.trials) == (2, 3)

    def test_one_class_alone_has_no_order(self) -> None:
        found = measured(rows("a", "b"))[0]
        assert (found.flagged, found.quality, found.at_rates) == (None, None, ())

    @pytest.mark.parametrize(
        ("words", "name"),
        [(49, "under 50"), (50, "50 to 99"), (100, "100 to"), (300, "300 to"), (1000, "1,000")],
    )
    def test_a_length_band_includes_its_lower_end(self, words: int, name: str) -> None:
        found = [s for s in measured([row(words=words)]) if s.by is By.LENGTH]
        assert [s.name.startswith(name) for s in found] == [True]

    def test_a_single_sentence_is_in_two_slices_of_length(self) -> None:
        found = measured([row(words=20, sentences=1), row(words=20, sentences=2)])
        sizes = {s.name: s.spun.pairs for s in found if s.by is By.LENGTH}
        assert sizes == {"a single sentence": 1, "under 50 words": 2}

    @pytest.mark.parametrize(
        ("share", "name"),
        [(0.0, "under 3"), (0.03, "3 to 8"), (0.08, "8 to"), (0.15, "15 to"), (0.3, "30 %")],
    )
    def test_shares_spun(self, share: float, name: str) -> None:
        found = [s for s in measured([row(share_spun=share)]) if s.by is By.SHARE]
        assert [s.name.startswith(name) for s in found] == [True]

    def test_pairs_without_gold_are_in_no_share(self) -> None:
        kinds = {s.by for s in measured([row(share_spun=None)])}
        assert kinds == {By.ALL, By.SOURCE, By.FAMILY, By.LENGTH}

    @pytest.mark.parametrize(
        ("share", "name"), [(0.2, "20 to 40 %"), (0.4, "20 to 40 %"), (0.41, "over 40 %")]
    )
    def test_documents_spun_in_part(self, share: float, name: str) -> None:
        assert part(measured([row(paragraphs_spun=share)]), By.PARAGRAPHS).name == name

    def test_a_family_is_set_against_all_honest_pairs(self) -> None:
        weak = [
            row(family="weak", group=f"w{k}", probability=0.2 + 0.6 * (k % 2)) for k in range(4)
        ]
        honest = [row(0, 0.5, group=f"h{k}", family="kind") for k in range(4)]
        found = measured([*weak, *rows("x", "y", family="strong"), *honest])
        values = {s.name: [p.recall.value for p in s.at_rates] for s in found if s.by is By.FAMILY}
        assert values == {"weak": [0.5, 0.5], "strong": [1.0, 1.0], "kind": []}
        assert part(found, By.FAMILY, "weak").quality is None

    def test_a_slice_of_length_uses_its_own_honest_pairs(self) -> None:
        short = [row(1, 0.4, words=30, group="a"), row(0, 0.3, words=30, group="b")]
        found = measured([*short, row(0, 0.99, group="c")])
        assert part(found, By.LENGTH, "under 50").at_rates[0].recall.value == 1.0
        assert part(found, By.ALL).at_rates[0].recall.value == 0.0

    def test_rates_are_verified_by_three_articles_in_the_rate(self) -> None:
        def verified(articles: int) -> list[bool]:
            honest = [row(0, 0.1, group=f"h{k % articles}") for k in range(max(articles, 400))]
            return [point.verified for point in measured([row(), *honest])[0].at_rates]

        assert verified(299) == [False, False]
        assert verified(300) == [True, False]
        assert verified(3000) == [True, True]

    def test_one_article_of_a_class_gives_no_interval(self) -> None:
        found = measured([*rows("a", "a"), *rows("b", "c", label=0, probability=0.1)])[0]
        assert found.quality is not None
        assert found.quality.auroc is not None
        assert (found.quality.auroc.value, found.quality.auroc.low) == (1.0, None)

    def test_direction_of_spun_pairs(self) -> None:
        turned = rows("b", direction=Direction.CANDIDATE) + rows("c", direction=Direction.UNDECIDED)
        found = direction_right([*rows("a", "d"), *turned, row(0, 0.1)])
        assert found is not None
        assert (found.events, found.trials) == (2, 4)
        assert direction_right([row(0, 0.1)]) is None

    def test_counts_are_pooled(self) -> None:
        one = row(in_sentences=SentenceCounts(1, 2, 3), single=SpanCounts(5, 4, 3, 2, 1))
        two = row(0, 0.1, in_sentences=SentenceCounts(0, 1, 0))
        found = measured([one, one, two, row()])[0]
        assert found.sentences == SentenceCounts(2, 5, 6)
        assert found.sentences_of_spun == SentenceCounts(2, 4, 6)
        assert found.single == SpanCounts(10, 8, 6, 4, 2)
        assert found.multi == SpanCounts()


# Mistakes


class TestMistakes:
    @pytest.fixture
    def chosen(self, monkeypatch: pytest.MonkeyPatch) -> object:
        """The labels and probabilities of the mistakes among rows of these."""
        monkeypatch.setattr(mistakes, "judge", lambda pair, detector: verdict())
        judged = verdict()
        assert judged.original is not None
        pair = LabelledPair(judged.original, judged.candidate, 1, "g", "s", "f", gold())

        def choose(rows: list[Scored], threshold: float = 0.9) -> list[tuple[object, object]]:
            class Strict:
                def __init__(self) -> None:
                    self.threshold = threshold

            found = worst([pair] * len(rows), rows, Strict())  # type: ignore[arg-type]
            return [(m.scored.label, m.scored.probability) for m in found]

        return choose

    def test_the_worst_first_of_honest_then_of_spun(self, chosen: object) -> None:
        given = [row(0, 0.95), row(1, 0.3), row(0, 0.99), row(1, 0.1), row(0, 0.2), row(1, 0.98)]
        expected = [(0, 0.99), (0, 0.95), (1, 0.1), (1, 0.3)]
        assert chosen(given) == expected  # type: ignore[operator]

    def test_what_is_likelier_wrong_is_listed_below_the_threshold_too(self, chosen: object) -> None:
        given = [row(0, 0.6), row(0, 0.4), row(1, 0.6)]
        assert chosen(given) == [(0, 0.6), (1, 0.6)]  # type: ignore[operator]
        assert chosen(given, 0.3) == [(0, 0.6), (0, 0.4)]  # type: ignore[operator]

    def test_abstentions_come_last(self, chosen: object) -> None:
        given = [row(1, None), row(1, 0.2)]
        assert chosen(given) == [(1, 0.2), (1, None)]  # type: ignore[operator]
        assert chosen([row(0, None)]) == []  # type: ignore[operator]

    @pytest.mark.parametrize(
        ("honest", "spun", "expected"),
        [(30, 30, (10, 10)), (3, 30, (3, 17)), (30, 2, (18, 2)), (4, 5, (4, 5))],
    )
    def test_ten_of_each_filled_up_from_the_other(
        self, chosen: object, honest: int, spun: int, expected: tuple[int, int]
    ) -> None:
        found = chosen([row(0, 0.95)] * honest + [row(1, 0.2)] * spun)  # type: ignore[operator]
        labels = [label for label, _ in found]
        assert (labels.count(0), labels.count(1)) == expected
        assert len(found) <= MAX_MISTAKES

    def test_rewritten_pairs_are_no_mistakes(self, chosen: object) -> None:
        assert chosen([row("rewritten", 0.99), row("rewritten", 0.01)]) == []  # type: ignore[operator]

    def test_what_was_found_comes_before_what_was_missed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        judged = verdict()
        assert judged.original is not None
        monkeypatch.setattr(mistakes, "judge", lambda pair, detector: judged)
        missed = judged.candidate.text.index("visitor")
        known = judged.substitutions[0]
        pair = LabelledPair(
            judged.original, judged.candidate, 1, "g", "s", "f",
            (GoldEdit(known.original_span, known.candidate_span),
             *gold((120, 127, missed, missed + 7))),
        )  # fmt: skip
        (mistake,) = worst([pair], [row(1, 0.2)], Detector.load())
        assert mistake.wordings[0] == Wording("cold morning", "chilly forenoon", 2)
        assert [w.candidate for w in mistake.wordings if not w.times] == ["visitor"]
        assert [part.feature for part in mistake.contributions] == ["swap_rate"]


# The ways to show it


def evaluation(scored_rows: list[Scored], **changes: object) -> Evaluation:
    """An evaluation with charts and mistakes of these rows."""
    made = Evaluation(
        judge=Judge("the shipped model", "0" * 64, "1" * 64, "0.1.0", 0.9, "default", 0.5),
        files=(PairsFile("pairs.jsonl", "2" * 64, trained=False),),
        bad_rows=(),
        rows=tuple(scored_rows),
        slices=measured(scored_rows),
        rewritten=(),
        direction_long=rate(3, 4),
        roc=(RocPoint(0.0001, 0.5), RocPoint(0.01, 0.75), RocPoint(1.0, 1.0)),
        calibration=(Bin(0.1, 0.05, 10), Bin(0.9, 0.95, 12)),
        histogram=Histogram((0,) * 19 + (5,), (7,) + (0,) * 19),
        mistakes=tuple(
            Mistake(
                r,
                (Contribution("swap_rate", 0.2, 1.5, "many words were swapped"),),
                (Wording("sofa", "couch", 2), Wording("quick", "", 0)),
            )
            for r in scored_rows[:2]
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


MIXED = [
    *(row(1, 0.5 + k / 20, group=f"g{k}", single=SpanCounts(9, 8, 7, 8, 8)) for k in range(10)),
    *(row(0, k / 12, group=f"g{k}", family="editor", source="desk") for k in range(10)),
    row(1, None, group="g3"),
    row("rewritten", 0.95, source="translator"),
]
FOREIGN = [
    replace(r, row=HOSTILE, group=HOSTILE, source=HOSTILE, family=HOSTILE, abstained=HOSTILE)
    for r in MIXED
]
VIEWS = {
    "mixed": evaluation(MIXED),
    "hostile": evaluation(
        FOREIGN,
        files=(PairsFile(HOSTILE, "2" * 64, trained=True),),
        judge=Judge(HOSTILE, "0" * 64, "1" * 64, "0.1.0", 0.9, None, 0.5),
        bad_rows=(BadRow(HOSTILE, 3, HOSTILE),),
        mistakes=tuple(
            Mistake(
                r,
                (Contribution(HOSTILE, 0.2, 1.5, HOSTILE),),
                (Wording(HOSTILE, HOSTILE, 1), Wording(HOSTILE * 500, "", 0)),
            )
            for r in FOREIGN[:3]
        ),
    ),
    "only spun": evaluation(rows("a", "b"), roc=(), calibration=(), mistakes=()),
    "only honest": evaluation(rows("a", "b", label=0, probability=0.1), roc=(), calibration=()),
    "only rewritten": evaluation(
        rows("a", label="rewritten"), roc=(), calibration=(), mistakes=(), direction_long=None
    ),
    "only abstentions": evaluation(rows("a", "b", probability=None), roc=(), calibration=()),
}


@pytest.fixture(params=list(VIEWS))
def view(request: pytest.FixtureRequest) -> Evaluation:
    return VIEWS[request.param]


class TestJson:
    def test_it_is_what_the_schema_says(self, view: Evaluation) -> None:
        Draft202012Validator.check_schema(SCHEMA)
        Draft202012Validator(SCHEMA).validate(json.loads(dumps(view)))

    def test_the_schema_names_all_that_is_there(self) -> None:
        def check(data: object, shape: dict) -> None:
            shape = (
                SCHEMA["$defs"][shape["$ref"].split("/")[-1]] | shape if "$ref" in shape else shape
            )
            if isinstance(data, dict) and "properties" in shape:
                assert set(shape["required"]) | set(shape["properties"]) <= set(data)
                known = set(shape["properties"]) | set(
                    SCHEMA["$defs"]
                    .get(shape.get("$ref", "/").split("/")[-1], {})
                    .get("properties", {})
                )
                assert set(data) - known <= {"precision", "recall", "f1"}
                for name, value in data.items():
                    check(value, shape["properties"].get(name, {}))
            elif isinstance(data, list):
                for item in data:
                    check(item, shape.get("items", {}))

        check(json.loads(dumps(VIEWS["mixed"])), SCHEMA)

    def test_it_is_ascii_and_holds_the_raw_texts(self) -> None:
        text = dumps(VIEWS["hostile"])
        assert text.isascii()
        assert json.loads(text)["mistakes"][0]["group"] == HOSTILE

    def test_undefined_measures_are_null(self) -> None:
        whole = to_json(VIEWS["only honest"])["slices"][0]  # type: ignore[index]
        assert (whole["recall"], whole["auroc"], whole["recall_at"]) == (None, None, [])

    def test_every_name_is_documented(self) -> None:
        documented = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
        data = to_json(VIEWS["mixed"])
        names = {*data, *data["slices"][0], *data["model"]}  # type: ignore[index,misc]
        assert {name for name in names if f"`{name}`" not in documented} <= {"spun", "honest"}


class TestText:
    @pytest.mark.parametrize("width", [80, 100])
    def test_no_line_is_wider_than_the_terminal(self, view: Evaluation, width: int) -> None:
        text = render_text(view, width=width)
        assert max(map(len, text.splitlines())) <= width
        assert text.endswith("\n")

    def test_nothing_in_it_controls_the_terminal(self) -> None:
        text = render_text(VIEWS["hostile"])
        assert re.findall(r"[^\n -~–…→·]", text) == []
        assert r"\x1b[31m" in text

    def test_colour_only_where_wanted(self) -> None:
        assert "\x1b[" not in render_text(VIEWS["mixed"])
        assert "\x1b[" in render_text(VIEWS["mixed"], color=True)

    def test_it_says_what_was_judged_and_how_well(self) -> None:
        text = " ".join(render_text(VIEWS["mixed"]).split())
        assert "pairs.jsonl: 11 spun, 10 honest and 1 rewritten pairs of 11 articles" in text
        assert re.search(r"Recall at the threshold 18.2 % \(\d+–\d+\) 2 of 11 spun pairs", text)
        assert "unverified: fewer than 300 articles" in text
        assert "sofa → couch (2 times); quick → (nothing) (not found)" in text

    def test_figures_on_training_pairs_are_called_so(self) -> None:
        shown = "the figures are not honest"
        assert shown in " ".join(render_text(VIEWS["hostile"]).split())
        assert shown not in " ".join(render_text(VIEWS["mixed"]).split())
        assert shown in render_html(VIEWS["hostile"])
        assert shown not in render_html(VIEWS["mixed"])

    def test_families_without_a_false_positive_are_summed_up(self) -> None:
        honest = [row(0, 0.1, group=f"g{k}", family=f"editor-{k}") for k in range(9)]
        text = render_text(evaluation([*honest, row(0, 0.95, family="culprit")]))
        assert "none flagged in the other 9" in text
        assert "editor-3" not in text.partition("The worst mistakes")[0]

    @pytest.mark.parametrize(
        ("share", "shown"),
        [(0.0, "0"), (1.0, "100"), (0.99999, ">99.9"), (1e-6, "<0.1"), (0.5, "50.0")],
    )
    def test_rounding_never_claims_certainty(self, share: float, shown: str) -> None:
        assert percentage(share) == shown

    def test_intervals_are_rounded_outwards(self) -> None:
        assert rate_cell(rate(999, 1000)).spread == "99.4–100"
        assert rate_cell(rate(1, 189), rare=True).spread == "0–3.0"
        assert rate_cell(rate(99, 104)).spread == "89–99"


class Page(HTMLParser):
    """The tags, attributes and texts of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.style = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["style"] and not self.style:
            self.style = data
        else:
            self.texts.append(data)


class TestHtml:
    def test_the_policy_allows_its_own_style_and_nothing_else(self, view: Evaluation) -> None:
        page = Page(render_html(view))
        (policy,) = [v for k, v in page.attributes if k == "content" and v and "default-src" in v]
        digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
        assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")

    def test_it_asks_nothing_of_anybody_and_runs_nothing(self, view: Evaluation) -> None:
        html = render_html(view)
        page = Page(html)
        assert not {"script", "img", "link", "iframe", "object", "form", "a"} & set(page.tags)
        names = {name for name, _ in page.attributes}
        assert not {n for n in names if n.startswith("on")} | {"src", "href", "style"} & names
        assert "url(" not in page.style
        assert "@import" not in page.style
        assert not re.findall(r"https?:|//[a-z]", html)

    def test_foreign_texts_stay_texts(self) -> None:
        html = render_html(VIEWS["hostile"])
        page = Page(html)
        assert "img" not in page.tags
        assert any('<img src=x onerror="alert(1)">&\\x1b[31m' in text for text in page.texts)
        assert not set("\x1b\u202e\u200b\ud800") & set(html)
        assert html.encode("utf-8")

    def test_every_element_is_closed(self, view: Evaluation) -> None:
        html = render_html(view)
        void = {"meta", "path", "circle", "rect"}
        opened = re.findall(
            r"<([a-z][a-z0-9]*)", re.sub(r"<style>.*?</style>", "", html, flags=re.S)
        )
        closed = re.findall(r"</([a-z][a-z0-9]*)", html)
        assert {t: opened.count(t) for t in set(opened) - void - {"style"}} == {
            t: closed.count(t) for t in set(closed) - {"style"}
        }

    def test_ids_are_unique_and_drawings_have_names(self) -> None:
        page = Page(render_html(VIEWS["mixed"]))
        ids = [value for name, value in page.attributes if name == "id"]
        assert len(ids) == len(set(ids))
        named = [v.split() for k, v in page.attributes if k == "aria-labelledby" and v]
        assert len(named) == 3
        assert {name for names in named for name in names} <= set(ids)

    def test_charts_lie_within_their_drawings(self) -> None:
        page = Page(render_html(VIEWS["mixed"]))
        for name, value in page.attributes:
            if name in {"x", "cx", "x1"}:
                assert 0 <= float(value or 0) <= 340
            if name in {"y", "cy", "height"} and value:
                assert 0 <= float(value) <= 270

    def test_charts_are_there_only_where_there_is_something_to_draw(self) -> None:
        assert "Recall and false positives" in render_html(VIEWS["mixed"])
        assert "Recall and false positives" not in render_html(VIEWS["only spun"])
        assert "How the probabilities lie" not in render_html(VIEWS["only rewritten"])

    def test_all_families_are_on_the_page(self) -> None:
        honest = [row(0, 0.1, group=f"g{k}", family=f"editor-{k}") for k in range(9)]
        assert "editor-3" in render_html(evaluation([*honest, row(0, 0.95, family="culprit")]))


def test_the_worst_family_comes_first() -> None:
    given = [
        *(row(1, 0.95, group=f"g{k}", family="easy") for k in range(4)),
        *(row(1, 0.1, group=f"g{k}", family="hard") for k in range(4)),
        *(row(0, 0.2, group=f"g{k}", family="kept") for k in range(4)),
    ]
    (spun,) = [t for t in tables(evaluation(given)) if t.title.startswith("Spun pairs by family")]
    assert [r.name for r in spun.rows] == ["hard", "easy"]


# From files


def pair(candidate: str, label: int | str, group: str = "lamp", **changes: str) -> LabelledPair:
    names = {"source": "own", "family": "own"} | changes
    return LabelledPair(
        Document("o", stories.ORIGINAL), Document("c", candidate), label, group, **names
    )


PAIRS = [
    pair(stories.SPUN, 1),
    pair(stories.ORIGINAL, "copy"),
    pair(stories.POLISHED, "edited"),
    pair(stories.REPORT, "independent"),
    pair("Too little.", 0),
    pair(stories.UNRELATED, "rewritten", source="reporter"),
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pairs") / "own.jsonl"
    write_pairs(PAIRS, path)
    return path


class TestFromFiles:
    def test_stories_are_told_apart(self, own: Path, detector: Detector) -> None:
        told: list[tuple[int, int]] = []
        found = evaluate([own], detector, progress=lambda *step: told.append(step))
        assert told[-1] == (len(PAIRS), len(PAIRS))
        assert [r.flagged for r in found.rows] == [True, *[False] * 5]
        assert [r.row for r in found.rows] == [f"own.jsonl:{k}" for k in range(1, 7)]
        assert found.overall is not None
        assert (found.overall.spun.pairs, found.overall.honest.pairs) == (1, 4)
        assert found.overall.honest.answered == 3
        assert [(r.source, r.flagged.trials) for r in found.rewritten] == [
            ("all sources", 1), ("reporter", 1),
        ]  # fmt: skip
        assert not found.trained

    def test_the_same_pairs_give_the_same_bytes(self, own: Path, detector: Detector) -> None:
        once, again = (evaluate([own], detector, jobs=jobs) for jobs in (1, 2))
        assert dumps(once) == dumps(again)
        assert render_html(once) == render_html(again)
        assert render_text(once) == render_text(again)

    @pytest.mark.parametrize("nested", [False, True])
    def test_pairs_that_trained_the_model_are_recognised(
        self, own: Path, detector: Detector, nested: bool
    ) -> None:
        digest = hashlib.sha256(own.read_bytes()).hexdigest()
        card = {"trained_on": {"own": {"files": [digest]}} if nested else {"own.jsonl": digest}}
        trained = Detector(replace(detector.model, card=card), detector.lexicon)
        assert evaluate([own], trained).trained[0].name == "own.jsonl"
        card = {"trained_on": {"own": "0" * 64}, "measured_on": digest}
        other = Detector(replace(detector.model, card=card), detector.lexicon)
        assert evaluate([own], other).trained == ()

    def test_a_file_without_a_usable_pair_is_refused(
        self, tmp_path: Path, detector: Detector
    ) -> None:
        path = tmp_path / "bad.jsonl"
        path.write_text('{"original": "x"}\n', encoding="utf-8")
        with pytest.raises(UnreadableError, match=r"no usable pairs or texts \(1 bad row, .*row 1"):
            evaluate([path], detector)

    def test_the_verdicts_are_those_of_score(self, own: Path, detector: Detector) -> None:
        found = evaluate([own], detector).rows[0]
        alone = detector.score(stories.SPUN, stories.ORIGINAL)
        assert (found.probability, found.direction) == (alone.probability, alone.direction)
        assert asdict(found)["n_substitutions"] == alone.n_substitutions
