"""What probably stood where a suspect stands."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from encoders import deep_folder

from spindetect import Detector
from spindetect.lexicon import Lexicon
from spindetect.restore import OFFERED, _best, _capitalised, probable_originals, rank, restored
from spindetect.suspects import Place, UnaidedModel
from spindetect.text import parse
from spindetect.types import Document, Span, Suspect, TokenSpan

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open()


def chances(text: str, wording: str, lexicon: Lexicon) -> dict[str, float]:
    parsed = parse(Document("x", text))
    words = wording.split(" ")
    start = parsed.norms.index(words[0].lower())
    place = Place(TokenSpan(start, start + len(words)), 0.9)
    model = UnaidedModel.load(lexicon)
    (judgement,) = model.judge([parsed], points=True)
    (found,) = probable_originals(parsed, [place], judgement, model, lexicon)
    assert not found or abs(sum(chance for _, chance in found) - 1.0) < 1e-6
    return dict(found)


def suggested(text: str, wording: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(chances(text, wording, lexicon))[:OFFERED]


def test_the_usual_word_is_among_the_suggestions(lexicon: Lexicon) -> None:
    found = suggested("He poured a goblet of water for her.", "goblet", lexicon)
    assert "glass" in found
    assert len(found) <= OFFERED


def test_suggestions_stand_in_the_form_of_the_suspect(lexicon: Lexicon) -> None:
    found = suggested("The ship commenced its voyage at noon.", "commenced", lexicon)
    assert "began" in found
    assert "begin" not in found


@pytest.mark.parametrize(
    ("suspect", "suggestion"),
    [("goblet", "glass"), ("Goblet", "Glass"), ("GOBLET", "GLASS"), ("A", "Glass")],
)
def test_suggestions_are_capitalised_as_the_suspect_is(suspect: str, suggestion: str) -> None:
    assert _capitalised("glass", suspect) == suggestion


def test_of_an_offer_made_twice_the_better_weight_counts() -> None:
    assert _best([("begin", -2.0), ("begin", -1.0), ("start", -3.0), ("begin", -4.0)]) == {
        "begin": -1.0,
        "start": -3.0,
    }


def test_many_suspects_have_each_their_own_offers(lexicon: Lexicon, tmp_path: Path) -> None:
    pieces = {"a": -6.0, "voyage": 3.0, "crossing": 3.0, "goblet": 3.0, "glass": -6.0}
    folder = deep_folder(tmp_path, lexicon, pieces)
    model = UnaidedModel.load(lexicon, folder).deepened(folder, encoder=folder)
    parsed = parse(Document("x", "voyage goblet 7 " * 40))
    (judgement,) = model.judge([parsed], points=True)
    places = [Place(TokenSpan(k, k + 1), 0.9) for k in range(120)]
    found = probable_originals(parsed, places, judgement, model, lexicon)
    assert [offers[0][0] for offers in found[::3]] == ["crossing"] * 40
    assert [offers[0][0] for offers in found[1::3]] == ["glass"] * 40


def test_a_word_that_nothing_is_known_of_has_no_suggestions(lexicon: Lexicon) -> None:
    assert suggested("They bought a qzxxqy there.", "qzxxqy", lexicon) == ()


def test_a_function_word_has_no_suggestions_from_the_table(lexicon: Lexicon) -> None:
    assert "the" not in suggested("They went to the town.", "to", lexicon)


def test_the_neighbours_have_a_say(lexicon: Lexicon) -> None:
    war = chances("It was a frigid war.", "frigid", lexicon)
    reply = chances("It was a frigid reply.", "frigid", lexicon)
    assert war["cold"] > reply["cold"]


def test_offers_are_ranked_by_weighted_columns_and_have_chances() -> None:
    columns = np.array([[0.0, 1, 0, 0, 2], [0.0, 1, 0, 0, 1], [-1.0, 0, 0, 3, 0]])
    assert [text for text, _ in rank(["a", "b", "c"], columns, (0, 0, 0, 0, 1))] == ["a", "b", "c"]
    found = rank(["a", "b", "c"], columns, (0, 0, 0, 1, 0))
    assert found[0] == ("c", pytest.approx(math.exp(3) / (math.exp(3) + 2)))
    # Ties go by the alphabet.
    assert [text for text, _ in found[1:]] == ["a", "b"]
    assert rank([], columns[:0], (1,) * 5) == []


def test_an_encoder_adds_to_what_the_thesauri_offer(lexicon: Lexicon, tmp_path: Path) -> None:
    pieces = {"the": -6.0, "voyage": 3.0, "crossing": -6.0, "gob": 3.0, "##let": 1.0}
    folder = deep_folder(tmp_path, lexicon, pieces)
    model = UnaidedModel.load(lexicon, folder).deepened(folder, encoder=folder)
    parsed = parse(Document("x", "The ship began its voyage at noon."))
    (judgement,) = model.judge([parsed], points=True)
    place = Place(TokenSpan(4, 5), 0.9)
    (found,) = probable_originals(parsed, [place], judgement, model, lexicon)
    assert found[0][0] == "crossing"
    assert "journey" in {text for text, _ in found}
    assert "voyage" not in {text for text, _ in found}
    (plain,) = probable_originals(parsed, [place], replace(judgement, points=None), model, lexicon)
    assert "gob" not in {text for text, _ in plain}


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
