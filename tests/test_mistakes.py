"""Mistakes of honest writers and scanners, sown into texts."""

from __future__ import annotations

from random import Random

import pytest

from spindetect.lexicon import Lexicon
from spindetect.suspects import UnaidedModel
from spindetect.training.no_original.mistakes import (
    LEARNER,
    SCANNER,
    mistaken,
    mistakes,
    with_mistakes,
)
from spindetect.training.no_original.texts import ORIGINAL, LabelledText
from spindetect.types import Document

WORDS = ["the", "mill", "mills", "milled", "slow", "slowly", "modern", "in", "it"]
SENTENCE = "The mill turned slowly in the modern town."


def test_learners_forget_endings_and_articles_and_take_other_prepositions() -> None:
    found = mistakes(WORDS).learner
    assert set(found["mill"]) == {"mills", "milled"}
    assert set(found["slowly"]) == {"slow"}
    assert {"", "a", "an"} == set(found["the"])
    assert "on" in found["in"]
    assert "" not in found["in"]
    assert "modern" not in found


def test_scanners_take_letters_for_others() -> None:
    found = mistakes(WORDS).scanner
    assert "modem" in found["modern"]
    assert "mi1l" in found["mill"]
    assert "in" not in found


def test_capitals_and_all_else_stay() -> None:
    found = mistakes(WORDS)
    assert mistaken(SENTENCE, found.learner, 0.0, Random(1)) == SENTENCE
    every = mistaken(SENTENCE, {"the": ("a",), "mill": ("mills",)}, 1.0, Random(1))
    assert every == "A mills turned slowly in a modern town."
    assert mistaken("It is the end.", {"the": ("",)}, 1.0, Random(1)) == "It is end."
    assert mistaken("", found.scanner, 1.0, Random(1)) == ""


@pytest.fixture(scope="module")
def articles() -> list[LabelledText]:
    text = " ".join([SENTENCE] * 40)
    return [
        LabelledText(
            Document(f"own/{k}", f"{text} It was {k}."), False, f"own/{k}", "original", kind
        )
        for k, kind in enumerate((ORIGINAL, "spelling", ORIGINAL))
    ]


def test_articles_are_honest_with_mistakes_as_well(articles: list[LabelledText]) -> None:
    table = UnaidedModel.load(Lexicon.open()).table
    found = with_mistakes(articles, table)
    assert [text.family for text in found] == [LEARNER, SCANNER] * 2
    assert not any(text.label or text.gold for text in found)
    assert all(text.counted for text in found)
    assert [text.group for text in found] == ["own/0", "own/0", "own/2", "own/2"]
    for text in found:
        (before,) = (a.document.text for a in articles if a.group == text.group)
        words = text.document.text.split()
        assert text.document.text != before
        assert len(words) > 0.9 * len(before.split())
    assert found == with_mistakes(articles, table)
