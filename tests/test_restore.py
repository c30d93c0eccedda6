"""What probably stood where a suspect stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from spindetect import Detector
from spindetect.lexicon import Lexicon
from spindetect.restore import OFFERED, probable_originals, rank, restored
from spindetect.suspects import Place, UnaidedModel, WordTable
from spindetect.text import parse
from spindetect.types import Document, Span, Suspect, TokenSpan

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open()


@pytest.fixture(scope="module")
def table(lexicon: Lexicon) -> WordTable:
    return UnaidedModel.load(lexicon).table


def offers(text: str, wording: str, table: WordTable, lexicon: Lexicon) -> tuple[str, ...]:
    parsed = parse(Document("x", text))
    words = wording.split(" ")
    start = parsed.norms.index(words[0].lower())
    place = Place(TokenSpan(start, start + len(words)), 0.9)
    found = probable_originals(parsed, place, table, lexicon)
    assert not found or abs(sum(chance for _, chance in found) - 1.0) < 1e-6
    return tuple(text for text, _ in found[:OFFERED])


def test_the_usual_word_is_among_the_suggestions(table: WordTable, lexicon: Lexicon) -> None:
    found = offers("He poured a goblet of water for her.", "goblet", table, lexicon)
    assert "glass" in found
    assert len(found) <= OFFERED


def test_suggestions_stand_in_the_form_of_the_suspect(table: WordTable, lexicon: Lexicon) -> None:
    found = offers("The ship commenced its voyage at noon.", "commenced", table, lexicon)
    assert "began" in found
    assert "begin" not in found


def test_suggestions_are_capitalised_as_the_suspect_is(table: WordTable, lexicon: Lexicon) -> None:
    found = offers("Commence the work at noon.", "Commence", table, lexicon)
    assert found
    assert all(text[0].isupper() for text in found)


def test_a_word_that_nothing_is_known_of_has_no_suggestions(
    table: WordTable, lexicon: Lexicon
) -> None:
    assert offers("They bought a qzxxqy there.", "qzxxqy", table, lexicon) == ()


def test_a_function_word_has_no_suggestions_from_the_table(
    table: WordTable, lexicon: Lexicon
) -> None:
    assert "the" not in offers("They went to the town.", "to", table, lexicon)


def test_the_neighbours_decide_between_equal_offers(table: WordTable) -> None:
    pair = [("water", -1.0), ("day", -1.0)]
    assert rank(pair, table.number("hot"), 0, table)[0][0] == "water"
    assert rank(pair, table.number("every"), 0, table)[0][0] == "day"


def test_ranking_nothing_gives_nothing(table: WordTable) -> None:
    assert rank([], 0, 0, table) == []


def test_the_restored_text_changes_only_what_is_likely_and_known() -> None:
    text = "One two three four."
    found = (
        Suspect(Span(4, 7), "two", 0.9, ("deux", "zwei"), 0.6),
        Suspect(Span(8, 13), "three", 0.9, ("trois", "drei"), 0.5),
        Suspect(Span(14, 18), "four", 0.8, ()),
    )
    assert restored(text, found) == "One deux three four."
    assert restored(text, ()) == text


def test_suspects_of_a_verdict_lie_in_the_text_and_restore_it() -> None:
    text = (ROOT / "seeds" / "spun.txt").read_text("utf-8")
    verdict = Detector.load().score(text)
    assert verdict.suspects
    last = 0
    for suspect in verdict.suspects:
        assert text[suspect.span.start : suspect.span.end] == suspect.text
        assert suspect.span.start >= last
        assert len(suspect.suggestions) <= OFFERED
        last = suspect.span.end
    assert verdict.restored == restored(text, verdict.suspects) != text
