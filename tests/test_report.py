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
from spindetect.report.groups import counted, facts, others, quotations, quoted_passages
from spindetect.report.wording import (
    ABSTENTIONS,
    KINDS,
    RELATIONS,
    headline,
    notices,
    percent,
    told_apart,
)
from spindetect.text import parse
from spindetect.types import (
    Contribution,
    Direction,
    Document,
    Kind,
    PairRelation,
    Relation,
    Span,
    Tampering,
    Verdict,
)

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))
TOP_LEVEL = {
    "schema", "probability", "prior", "threshold", "operating_point", "false_positives",
    "abstained", "relation", "direction", "direction_evidence", "aligned_share", "n_substitutions",
    "substitutions", "sentences", "contributions", "alignment", "candidate", "original",
    "tampering", "suspects", "restored", "no_original", "with_original", "signature",
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
        swaps = (*SWAPS, Swap("fired", "kindled", Kind.INSERTION, counts=False))
        assert others(verdict(swaps=swaps)) == ((Kind.INSERTION, 1),)

    def test_names_and_numbers_have_a_list_of_their_own(self) -> None:
        assert [(g.original, g.candidate) for g in facts(verdict())] == [("12", "14")]
        assert others(verdict()) == ()

    def test_a_reworded_sentence_is_no_differing_fact(self) -> None:
        item = in_pairs(verdict(), PairRelation.REWORDED)
        assert facts(item) == ()
        assert others(item) == ((Kind.OTHER, 1),)

    def test_a_quoted_heading_that_counts_is_listed_once(self) -> None:
        swap = Swap("whole", "entire", in_quotation=True)
        item = verdict(swaps=(swap,))
        assert len(counted(item)) == 1
        assert quotations(item) == ()
        assert quoted_passages(item) == 0

    def test_speech_that_only_one_text_has_is_not_altered(self) -> None:
        item = in_pairs(verdict(), PairRelation.ADDED)
        assert quotations(item) == ()
        assert (Kind.SYNONYM, 1) in others(item)

    def test_two_changes_in_one_quotation_are_one_changed_quotation(self) -> None:
        swaps = (
            Swap("bake", "cook", counts=False, in_quotation=True),
            Swap("whole", "entire", counts=False, in_quotation=True),
        )
        item = verdict(candidate=CANDIDATE.replace("We bake", "We cook"), swaps=swaps)
        assert quoted_passages(item) == 2  # the mask of this verdict knows no quotation
        assert item.alignment is not None
        parsed = item.alignment.candidate
        start, end = CANDIDATE.index("“We"), CANDIDATE.index("valley")
        inside = bytes(start <= place <= end for place in parsed.starts)
        masked = replace(item.alignment, candidate=replace(parsed, quoted=inside))
        assert quoted_passages(replace(item, alignment=masked)) == 1


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
            "Words inside 1 quotation were changed.",
            "1 name or number differs.",
            "Substitutions that count as evidence (6)",
            "Names and numbers that differ (1) 12 → 14",
            "100.0 % of the candidate",
            "6 substitutions count as evidence",
            "The swaps of the candidate form rarer word pairs.",
            "cold morning → chilly forenoon",
            "2 times",
            "'furnace' stands for 'oven'.",
            "Changed quotations (1)",
            "for spinning 4.50 many words were swapped for synonyms",
            "against 0.90 how common spinning is assumed",
            "Together: 3.60 for spinning, which is a probability of 97.3 %.",
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
        for section in ("substitutions (", "Changed quotations", "Names and", "Other differences"):
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
        text = render_text(item)
        assert "30 letters were tampered with." in text
        assert "  mixed script: 30 characters\n    bakery\n" in text

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
            "page.txt: spun (probability 0.973, threshold 0.500, 100.0 % compared, "
            "6 substitutions, 1 changed quotation, 1 name or number differs)"
        )
        assert one_line(abstaining()).startswith("page.txt: no verdict (too little text to say, ")

    def test_long_wordings_are_wrapped_and_not_cut(self) -> None:
        long = " ".join(f"word{n}" for n in range(60))
        item = verdict(f"Short {long}.", f"Brief {long[::-1]}.", (Swap(long, long[::-1]),))
        text = render_text(item)
        assert "…" not in text
        assert f"{long} → {long[::-1]}" in " ".join(text.split())
        assert max(map(len, text.splitlines())) <= 80

    def test_a_wide_terminal_keeps_the_columns_together(self) -> None:
        assert max(map(len, render_text(verdict(), width=300).splitlines())) <= 100

    @pytest.mark.parametrize("width", range(40, 101))
    def test_no_line_breaks_between_a_number_and_its_sign(self, width: int) -> None:
        lines = render_text(verdict(probability=0.919999, threshold=0.92), width=width).split("\n")
        assert not any(line.lstrip().startswith("%") for line in lines)

    def test_twenty_differing_facts_are_listed(self) -> None:
        words = range(25)
        item = verdict(
            " , ".join(f"a{n}" for n in words),
            " , ".join(f"b{n}" for n in words),
            tuple(Swap(f"a{n}", f"b{n}", Kind.FACTUAL, counts=False) for n in words),
        )
        text = render_text(item)
        assert "Names and numbers that differ (25)\n  a0 → b0\n" in text
        assert "a20 → b20" not in text
        assert "… and 5 more; `--format json` lists all." in text

    def test_what_weighs_nothing_has_no_row(self) -> None:
        small = Contribution("f", 0.0, 0.0001, "hardly anything")
        item = verdict(contributions=(*verdict().contributions, small))
        assert "hardly anything" not in render_text(item)
        assert "all else" in render_text(item)

    @pytest.mark.parametrize("relation", [*Relation])
    def test_fixed_words_are_plain(self, relation: Relation) -> None:
        text = render_text(verdict(relation=relation, probability=0.6, threshold=0.9)).lower()
        for jargon in ("log-odds", "aligned", "feature", "_"):
            assert jargon not in text
        assert not any("inflection" in label or "_" in label for label in KINDS.values())


class TestHeadline:
    """The headline and the numbers never contradict each other."""

    @pytest.mark.parametrize("relation", [r for r in Relation if r is not Relation.SPUN])
    def test_likely_but_below_the_threshold_is_said_whatever_the_relation(
        self, relation: Relation
    ) -> None:
        item = verdict(relation=relation, probability=0.87, threshold=0.92)
        assert headline(item) == (
            "probably spun (87 %), but below the threshold of 92 %: "
            "read the substitutions before deciding"
        )
        text = " ".join(render_text(item).split())
        assert "If it is not spun: " in text
        assert "not a spun copy" not in text
        assert "that people make" not in text
        assert f"page.txt: {relation.value}, probably spun (" in one_line(item)

    @pytest.mark.parametrize("relation", [r for r in Relation if r is not Relation.SPUN])
    def test_an_unlikely_one_is_told_by_its_relation(self, relation: Relation) -> None:
        item = verdict(relation=relation, probability=0.2, threshold=0.92)
        assert headline(item).startswith(f"{relation.value}: {RELATIONS[relation]}")
        assert "probably" not in one_line(item)
        text = render_text(item)
        assert "Word substitutions (6)" in text
        assert "6 word substitutions were found." in text
        assert "count as evidence" not in text

    @pytest.mark.parametrize(
        ("probability", "threshold", "said"),
        [
            (0.01, 0.0, "because the threshold is 0 %; the probability is only 1 %"),
            (0.001, 0.0, "because the threshold is 0 %; the probability is under 1 %"),
            (0.4999, 0.3, "threshold is 30.00 %; the probability is only 49.99 %"),
            (0.6, 0.55, "probably spun (60 %): "),
            (0.95, 0.92, "spun: words and phrases of the original were replaced"),
        ],
    )  # fmt: skip
    def test_spun_by_threshold(self, probability: float, threshold: float, said: str) -> None:
        item = verdict(probability=probability, threshold=threshold)
        assert said in headline(item)
        assert (probability >= 0.5) is ("count as evidence" in render_text(item))

    def test_the_little_in_common_may_look_spun(self) -> None:
        item = verdict(relation=Relation.INDEPENDENT, probability=0.97, threshold=0.92)
        assert headline(item).endswith("; yet what was compared looks spun (97 %)")

    def test_a_probability_just_below_the_threshold_is_told_from_it(self) -> None:
        item = verdict(relation=Relation.EDITED, probability=0.919996, threshold=0.92)
        text = " ".join(render_text(item).split())
        assert "(91.9996 %), but below the threshold of 92.0000 %" in text
        assert "91.9996 % (called spun from 92.0000 % on)" in text
        assert "probability 0.919996, threshold 0.920000" in one_line(item)

    @given(st.floats(0, 1), st.floats(0, 1))
    def test_unequal_numbers_are_shown_unequal(self, one: float, other: float) -> None:
        shown = told_apart(one, other)
        assert (shown[0] == shown[1]) is (one == other) or abs(one - other) < 1e-15

    @pytest.mark.parametrize(
        ("swaps", "said"),
        [
            ((), "the candidate repeats the original, unchanged but for typography"),
            (
                (Swap("whole", "entire", Kind.SPELLING, counts=False),),
                "the candidate repeats the original, unchanged but for typography and spelling",
            ),
            (
                (Swap("whole", "entire", Kind.DELETION, counts=False),),
                "the candidate repeats the original, with words left out but otherwise unchanged "
                "but for typography",
            ),
            *(
                ((swap,), "the candidate repeats the original with few changes")
                for swap in (
                    Swap("cold", "chilly"),
                    Swap("12", "14", Kind.FACTUAL, counts=False),
                    Swap("whole", "entire", Kind.INSERTION, counts=False),
                )
            ),
        ],
    )
    def test_a_copy_is_called_unchanged_only_if_it_is(
        self, swaps: tuple[Swap, ...], said: str
    ) -> None:
        item = verdict(swaps=swaps, relation=Relation.COPY, probability=0.01)
        assert headline(item) == f"copy: {said}"

    def test_text_added_around_a_copy_changes_nothing_in_it(self) -> None:
        swap = Swap("whole", "entire", Kind.INSERTION, counts=False)
        item = verdict(swaps=(swap,), relation=Relation.COPY, probability=0.01)
        assert "unchanged" in headline(in_pairs(item, PairRelation.ADDED))

    def test_tampered_letters_are_no_edits_that_people_make(self) -> None:
        item = verdict(relation=Relation.EDITED, probability=0.1)
        assert "that people make" in headline(item)
        tampered = replace(item, tampering=(Tampering(Span(4, 5), "homoglyph"),))
        assert "that people make" not in headline(tampered)

    def test_the_older_text_is_not_accused(self) -> None:
        item = verdict(
            relation=Relation.RELATED, direction=Direction.CANDIDATE, probability=0.1, threshold=0.9
        )
        assert headline(item).endswith("the candidate has the older one")


class TestNotices:
    def test_each_finding_has_its_line_below_the_headline(self) -> None:
        tricks = (Tampering(Span(4, 5), "homoglyph"), Tampering(Span(6, 8), "zero_width"))
        lines = render_text(verdict(tampering=tricks), width=100).splitlines()
        assert lines[2:7] == [
            "Words inside 1 quotation were changed.",
            "1 name or number differs.",
            "1 letter was tampered with.",
            "2 hidden characters were found.",
            "",
        ]

    def test_many_are_told_in_the_plural(self) -> None:
        swaps = tuple(
            Swap(wording, new, kind, counts=False, in_quotation=kind is Kind.SYNONYM)
            for wording, new, kind in (
                ("whole", "entire", Kind.SYNONYM), ("oven", "furnace", Kind.SYNONYM),
                ("12", "14", Kind.FACTUAL), ("cold", "chilly", Kind.FACTUAL),
            )
        )  # fmt: skip
        item = verdict(swaps=swaps, tampering=(Tampering(Span(4, 16), "homoglyph"),))
        assert list(notices(item)) == [
            "Words inside 2 quotations were changed.",
            "2 names or numbers differ.",
            "12 letters were tampered with.",
        ]
        assert one_line(item).endswith(
            "0 substitutions, 2 changed quotations, 2 names or numbers differ, tampering)"
        )

    def test_nothing_found_nothing_said(self) -> None:
        item = verdict(swaps=())
        assert list(notices(item)) == []
        assert one_line(item).endswith("0 substitutions)")

    def test_one_substitution_is_singular(self) -> None:
        item = verdict(swaps=(Swap("cold", "chilly"),))
        assert "1 substitution counts as evidence." in render_text(item)
        unlikely = replace(item, relation=Relation.EDITED, probability=0.1)
        assert "1 word substitution was found." in render_text(unlikely)

    def test_a_lookalike_is_shown_with_code_point_name_and_what_it_stands_for(self) -> None:
        text = "The c\u043euncil met. C\u043euncil w\u200bork went on for the whole week."
        text += (
            " The \U0001d413\U0001d428\U0001d430n was told of it on the following day by the mayor."
        )
        read = parse(Document("page.txt", text))
        item = verdict(original=text, candidate=text, swaps=(), tampering=read.tampering)
        assert item.alignment is not None
        item = replace(item, alignment=replace(item.alignment, candidate=read))
        shown = render_text(item, width=100)
        assert "  c\u043euncil: U+043E CYRILLIC SMALL LETTER O instead of o\n" in shown
        assert "w\\u200bork: U+200B ZERO WIDTH SPACE\n" in shown
        styled = "U+1D413 MATHEMATICAL BOLD CAPITAL T instead of"
        assert f"  \U0001d413\U0001d428\U0001d430n: {styled}" in shown
        assert "5 letters were tampered with." in shown

    def test_many_tampered_words_are_summed_after_the_first_few(self) -> None:
        text = " ".join(f"w{'x' * n}\u043erd" for n in range(12))
        places = [place for place, char in enumerate(text) if char == "\u043e"]
        tricks = tuple(Tampering(Span(place, place + 1), "homoglyph") for place in places)
        shown = render_text(verdict(original=text, candidate=text, swaps=(), tampering=tricks))
        assert shown.count("U+043E CYRILLIC SMALL LETTER O") == 5
        assert "… and 7 more words" in shown


def in_pairs(item: Verdict, relation: PairRelation) -> Verdict:
    """The verdict with every sentence pair in another relation."""
    assert item.alignment is not None
    pairs = tuple(pair._replace(relation=relation) for pair in item.alignment.sentence_pairs)
    return replace(item, alignment=replace(item.alignment, sentence_pairs=pairs))


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
