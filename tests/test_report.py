"""What a verdict looks like: JSON that keeps its schema, text that people read."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from verdicts import CANDIDATE, ORIGINAL, SWAPS, Swap, abstaining, verdict

from spindetect.report import dumps, one_line, render_text, to_json
from spindetect.report.escape import clip, visible
from spindetect.report.groups import counted, others, quotations
from spindetect.report.wording import ABSTENTIONS, percent
from spindetect.types import Contribution, Direction, Kind, Relation, Span, Tampering, Verdict

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))
TOP_LEVEL = {
    "schema", "probability", "threshold", "abstained", "relation", "direction",
    "direction_evidence", "aligned_share", "n_substitutions", "substitutions", "sentences",
    "contributions", "alignment", "candidate", "original", "tampering", "signature",
}  # fmt: skip


def checked(item: Verdict) -> dict[str, object]:
    """The verdict through JSON text and back, valid by the schema."""
    data = json.loads(dumps(item), parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    Draft202012Validator(SCHEMA).validate(data)
    return data


class TestJson:
    def test_schema_is_itself_valid(self) -> None:
        Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize(
        "item",
        [
            verdict(),
            abstaining(),
            replace(verdict(swaps=(), sentences=()), original=None, alignment=None),
            verdict(relation=None),
            verdict(tampering=(Tampering(Span(4, 10), "homoglyph"),)),
        ],
        ids=["spun", "abstained", "no original", "no relation", "tampered"],
    )
    def test_output_keeps_the_schema_and_the_promised_names(self, item: Verdict) -> None:
        assert set(checked(item)) == TOP_LEVEL

    @pytest.mark.parametrize(
        "change",
        [
            {"probability": 1.2},
            {"probability": None},
            {"relation": "stolen"},
            {"schema": "spindetect.verdict/2"},
            {"n_substitutions": -1},
            {"candidate": {"id": "a", "sha256": "short", "text": ""}},
        ],
    )
    def test_schema_refuses_what_is_not_a_verdict(self, change: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Draft202012Validator(SCHEMA).validate(to_json(verdict()) | change)

    @pytest.mark.parametrize("name", sorted(TOP_LEVEL))
    def test_schema_misses_every_name_left_out(self, name: str) -> None:
        data = to_json(verdict())
        del data[name]
        with pytest.raises(ValidationError):
            Draft202012Validator(SCHEMA).validate(data)

    def test_every_offset_points_at_the_text_beside_it(self) -> None:
        data = to_json(verdict())
        places = 0
        for row in (*data["substitutions"], *data["sentences"]):  # type: ignore[misc]
            for side in ("original", "candidate"):
                text = data[side]["text"]  # type: ignore[index]
                passage = row[side]
                assert text[passage["start"] : passage["end"]] == passage["text"]
                places += 1
        assert places == 2 * (len(SWAPS) + 3)

    def test_only_counting_substitutions_are_counted(self) -> None:
        data = to_json(verdict())
        assert data["n_substitutions"] == 6
        assert len(data["substitutions"]) == len(SWAPS)  # type: ignore[arg-type]

    def test_alignment_says_which_substitutions_belong_to_which_sentences(self) -> None:
        data = to_json(verdict())
        runs = [(row["edits"]["start"], row["edits"]["end"]) for row in data["alignment"]]  # type: ignore[union-attr,index]
        assert runs == [(0, 4), (4, 5), (5, 8)]

    def test_an_abstention_has_no_probability_even_if_one_was_worked_out(self) -> None:
        assert checked(replace(abstaining(), probability=0.7))["probability"] is None

    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    def test_numbers_that_json_lacks_become_null(self, value: float) -> None:
        data = checked(verdict(contributions=(Contribution("f", value, value, "odd"),)))
        assert data["contributions"] == [
            {"feature": "f", "value": None, "contribution": None, "text": "odd"}
        ]

    def test_lone_surrogates_and_foreign_letters_are_escaped_and_come_back(self) -> None:
        text = "A lone \udc80, a smile \U0001f600 and “quotes”."
        written = dumps(verdict(original=text, candidate=text, swaps=()))
        assert written.isascii()
        assert json.loads(written)["candidate"]["text"] == text

    @given(st.text(), st.text())
    def test_any_text_survives(self, original: str, candidate: str) -> None:
        item = verdict(original=original, candidate=candidate, swaps=(), sentences=())
        data = checked(item)
        assert data["candidate"]["text"] == candidate  # type: ignore[index]
        assert data["original"]["text"] == original  # type: ignore[index]


class TestGroups:
    def test_neighbours_are_joined_and_repetitions_counted(self) -> None:
        rows = [(g.original, g.candidate, g.times) for g in counted(verdict())]
        assert rows == [
            ("cold morning", "chilly forenoon", 2),
            ("fired up", "kindled", 1),
            ("oven", "furnace", 1),
        ]

    def test_a_joined_line_keeps_both_kinds_and_both_reasons(self) -> None:
        first = counted(verdict())[0]
        assert first.kinds == (Kind.SYNONYM, Kind.RARE_SENSE)
        assert len(first.reasons) == 2

    def test_an_unchanged_word_between_keeps_two_swaps_apart(self) -> None:
        assert {g.original for g in counted(verdict())} >= {"fired up", "oven"}

    def test_neighbours_on_one_side_only_stay_apart(self) -> None:
        item = verdict(
            "A small dog barked.",
            "A tiny and brown hound barked.",
            (Swap("small", "tiny"), Swap("dog", "hound")),
        )
        assert [g.original for g in counted(item)] == ["small", "dog"]

    def test_a_heading_is_not_joined_with_the_paragraph_below(self) -> None:
        item = verdict("Big boats\n\nlittle fish.", "Big ships\n\nsmall fish.", (
            Swap("boats", "ships"), Swap("little", "small"),
        ))  # fmt: skip
        assert [g.original for g in counted(item)] == ["boats", "little"]

    def test_capital_letters_do_not_part_repetitions(self) -> None:
        item = verdict(
            "Quick work. It was quick.",
            "Rapid work. It was rapid.",
            (Swap("Quick", "Rapid"), Swap("quick", "rapid")),
        )
        assert [g.times for g in counted(item)] == [2]

    def test_altered_speech_is_listed_though_it_does_not_count(self) -> None:
        assert [(g.original, g.candidate) for g in quotations(verdict())] == [("whole", "entire")]

    @pytest.mark.parametrize("kind", [Kind.HOUSE_STYLE, Kind.SPELLING])
    def test_typography_in_speech_alters_no_words(self, kind: Kind) -> None:
        swap = Swap("whole", "entire", kind, counts=False, in_quotation=True)
        item = verdict(swaps=(swap,))
        assert quotations(item) == ()
        assert others(item) == ((kind, 1),)

    def test_what_is_no_evidence_is_summed_by_kind(self) -> None:
        assert others(verdict()) == ((Kind.FACTUAL, 1),)


class TestTerminal:
    @pytest.mark.parametrize("width", [60, 80, 132])
    def test_no_line_is_wider_than_the_terminal(self, width: int) -> None:
        lines = render_text(verdict(), width=width).splitlines()
        assert max(map(len, lines)) <= width
        assert not any(line.endswith(" ") for line in lines)

    @pytest.mark.parametrize(
        "words",
        [
            "page.txt, compared with ours.txt",
            "Spun: ",
            "97.3 % (called spun from 50.0 % on)",
            "100.0 % of the candidate",
            "6 substitutions count as evidence",
            "The swaps of the candidate form rarer word pairs.",
            "cold morning → chilly forenoon",
            "2 times",
            "'furnace' stands for 'oven'.",
            "Changed quotations (1)",
            "name or number 1",
            "many words were swapped for synonyms",
            "+3.60 in all",
            "model 0123456789abcdef",
        ],
    )
    def test_the_report_says(self, words: str) -> None:
        assert words in " ".join(render_text(verdict(), width=100).split())

    def test_plain_unless_colour_is_asked_for(self) -> None:
        assert "\x1b" not in render_text(verdict())
        assert "\x1b[" in render_text(verdict(), color=True)

    def test_colour_changes_no_letter(self) -> None:
        colored = re.sub(r"\x1b\[[0-9;]*m", "", render_text(verdict(), color=True))
        plain = render_text(verdict())
        assert [line.rstrip() for line in colored.splitlines()] == plain.splitlines()

    def test_a_copy_has_no_section_without_content(self) -> None:
        item = verdict(candidate=ORIGINAL, swaps=(), relation=Relation.COPY, probability=0.001)
        text = render_text(item)
        assert "Copy: " in text
        for section in ("Substitutions that count", "Changed quotations", "Other differences"):
            assert section not in text

    @pytest.mark.parametrize("reason", [*ABSTENTIONS, "some_new_reason"])
    def test_an_abstention_is_told_in_words(self, reason: str) -> None:
        text = render_text(abstaining(reason))
        assert text.splitlines()[1].startswith("No verdict: ")
        assert "_" not in text
        assert "Probability that" not in text

    def test_the_spun_side_given_as_original_is_said_plainly(self) -> None:
        item = verdict(relation=Relation.RELATED, direction=Direction.CANDIDATE)
        assert "The text given as candidate has the older wording" in render_text(item, width=120)

    def test_letter_tricks_are_named_with_their_places(self) -> None:
        item = verdict(tampering=(Tampering(Span(4, 10), "mixed_script"),) * 5)
        assert "mixed script: 5 places, “bakery”, “bakery”, “bakery”, …" in render_text(item)

    def test_rich_markup_in_a_text_is_only_text(self) -> None:
        item = verdict("A plain word.", "A [bold]vanilla[/bold] word.", (
            Swap("plain", "[bold]vanilla[/bold]"),
        ))  # fmt: skip
        assert "[bold]vanilla[/bold]" in render_text(item, color=True)

    def test_hostile_names_and_texts_cannot_drive_the_terminal(self) -> None:
        evil = "\x1b]0;owned\x07\x9b31m\u202ereversed\u2066\x00"
        item = verdict(
            "A plain word.",
            f"A {evil} word.",
            (Swap("plain", evil),),
            direction_evidence=f"see {evil}",
            signature={f"k{evil}": evil},
        )
        item = replace(item, candidate=replace(item.candidate, id=f"a\n{evil}.txt"))
        for text in (render_text(item), one_line(item) + "\n"):
            assert not {c for c in text if unicodedata.category(c) in {"Cc", "Cf"}} - {"\n"}
            assert "\\x1b]0;owned\\x07" in text

    def test_thousands_of_substitutions_are_cut_with_a_word(self) -> None:
        words = range(1000)
        item = verdict(
            " , ".join(f"a{n}" for n in words),
            " , ".join(f"b{n}" for n in words),
            tuple(Swap(f"a{n}", f"b{n}") for n in words),
        )
        assert "… and 800 more; `--format json` lists all." in render_text(item)

    def test_one_line_is_one_line(self) -> None:
        assert one_line(verdict()) == (
            "page.txt: spun (probability 0.973, threshold 0.500, 100.0 % aligned, 6 substitutions)"
        )
        assert one_line(abstaining()).startswith("page.txt: no verdict (too little text to say, ")


class TestEscape:
    @given(st.text(st.characters(codec=None)))
    def test_visible_text_is_one_line_of_printable_characters(self, text: str) -> None:
        shown = visible(text)
        assert all(c == " " or unicodedata.category(c)[0] not in "CZ" for c in _plain(shown))
        assert "\n" not in shown

    @given(st.text(), st.integers(2, 40))
    def test_clipped_text_keeps_its_limit(self, text: str, limit: int) -> None:
        assert len(clip(text, limit)) <= limit

    def test_ordinary_text_is_left_alone(self) -> None:
        text = "Café “naïve” — 日本語, 12 °C"
        assert visible(text) == text
        assert clip(CANDIDATE, len(CANDIDATE)) == CANDIDATE

    @pytest.mark.parametrize(
        ("share", "shown"),
        [(0.0, "0.0 %"), (1.0, "100.0 %"), (0.99999, "over 99.9 %"), (1e-9, "under 0.1 %")],
    )
    def test_rounding_never_claims_certainty(self, share: float, shown: str) -> None:
        assert percent(share) == shown


def _plain(text: str) -> str:
    # Spaces other than U+0020 that are not separators of lines stay as they are.
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
