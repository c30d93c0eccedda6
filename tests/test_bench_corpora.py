"""The corpora of the audit benchmarks: what is prose, what is distinct, what is asked."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.audit_retrieval import is_found, slices_of
from benchmarks.corpora import markup
from benchmarks.corpora.distinct import chapters, distinct, runs
from benchmarks.corpora.passages import middle, nameless, run_of
from benchmarks.corpora.prose import is_prose
from benchmarks.corpora.scrape import Page, scraped
from benchmarks.corpora.spinning import TEST, TUNE, share_replaced, spin
from benchmarks.corpora.splits import split_of
from spindetect.lexicon import Lexicon
from spindetect.spinners import spinners


def text_of(seed: int, count: int) -> str:
    """Words nobody else has."""
    return " ".join(f"w{seed}x{number}" for number in range(count))


@pytest.mark.parametrize(
    ("paragraph", "prose"),
    [
        ("The warden walked along the wall until he came to the gate that was never shut.", True),
        ("the warden walked along the wall until he came to the gate that was never shut.", False),
        (
            "Returns foo_bar(x, y) -> {k: v} | None; see a.b.c and d.e.f() for the rest of it.",
            False,
        ),
        (
            "Rope, twine, canvas, tar, nails, planks, pitch, tallow, oakum, lead, paint, brushes.",
            False,
        ),
        (
            "This is free software and it is distributed without any warranty of any kind to you.",
            False,
        ),
        ("Too short to be a paragraph.", False),
    ],
)
def test_prose(paragraph: str, prose: bool) -> None:
    assert is_prose(paragraph) is prose


def test_manual_page() -> None:
    page = ".TH X 1\n.SH NAME\nx\n.PP\nThe \\fBthing\\fP is\n.I kept\nin a box.\n.nf\ncode\n.fi\n"
    plain = " ".join(markup.of_man(page).split())
    assert "The thing is kept in a box." in plain
    assert "code" not in plain
    assert markup.of_man(".Dd today\n.Nm x\n") == ""


def test_distinct_cuts_shared_paragraphs() -> None:
    one, two, shared = text_of(1, 70), text_of(2, 70), text_of(3, 9)
    kept = dict(distinct([("a", [one, shared]), ("b", [shared, two, two])]))
    assert kept == {"a": [one, shared], "b": [two]}
    assert runs("\n\n".join(kept["a"])).isdisjoint(runs("\n\n".join(kept["b"])))


def test_distinct_drops_what_is_left_too_short() -> None:
    shared = text_of(1, 70)
    assert [name for name, _ in distinct([("a", [shared]), ("b", [shared, text_of(2, 59)])])] == [
        "a"
    ]


def test_distinct_sees_seams() -> None:
    one = text_of(1, 40) + " a b c d"
    other = [text_of(2, 40) + " a b c d", "e f g h " + text_of(3, 40)]
    assert len(dict(distinct([("a", [one + " e f g h " + text_of(4, 40)]), ("b", other)]))) == 1


def test_chapters_lose_nothing() -> None:
    paragraphs = [text_of(number, 80) for number in range(40)]
    cut = list(chapters("manual", paragraphs))
    assert [p for _, part in cut for p in part] == paragraphs
    assert len(cut) > 1
    assert len({split_of(name) for name, _ in cut}) == 1


def test_share_replaced() -> None:
    assert share_replaced("one two three four", "One, two three four!") == 0.0
    assert share_replaced("one two three four", "one zwei three vier") == 0.5


@pytest.mark.parametrize("split", ["tune", "test"])
def test_spun_share_is_measured(split: str) -> None:
    text = (
        "The committee decided to close the small library because the building needed large "
        "repairs and the town had little money. Many people complained about the choice, and "
        "some began to collect signatures in order to keep the rooms open for children."
    )
    spun = spin(text, spinners(Lexicon.open()), split, 0.3, Random(1))
    assert spun is not None
    assert spun.replaced == share_replaced(text, spun.text)
    assert 0.15 < spun.replaced < 0.5


def test_families_of_the_splits_differ() -> None:
    assert not set(TUNE) & set(TEST)
    assert {*TUNE, *TEST} <= set(spinners(Lexicon.open()))


def test_passages() -> None:
    text = text_of(1, 1000)
    cut = middle(text, Random(1))
    assert cut is not None
    assert cut in text
    assert 300 <= len(cut.split()) <= 500
    assert not text.startswith(cut)
    assert not text.endswith(cut)
    assert run_of(text_of(1, 60), 60, Random(1)) is None
    plain = "They put the bread on the table and went out into the yard to wait. " * 6
    assert nameless(plain) == [plain.strip()]
    assert nameless(plain.replace("bread", "loaf of Anna")) == []
    assert nameless(plain.replace("bread", "12 loaves")) == []


def test_scrape_is_what_its_truth_says() -> None:
    pool = [
        Page(kind, f"{kind} text", ("a", "b") if kind == "spliced" else ("a",), "spun")
        for kind in ("copy", "spun", "edited", "spun part", "spliced")
    ]
    rows = list(scraped(pool, (f"fresh {n}" for n in range(1000)), 1000, seed=1))
    texts = [page["text"] for page, truth in rows if truth["kind"] == "none"]
    assert all(text.startswith("fresh") for text in texts)
    assert 700 < len(texts) == len(set(texts)) < 800
    assert all(truth["originals"] == ["a"] for _, truth in rows if truth["kind"] == "spun")
    assert [page["id"] for page, _ in rows] == [truth["id"] for _, truth in rows]


def test_what_counts_as_found() -> None:
    query = {"originals": ["a"]}
    assert is_found(query, [("a", 0.9), ("b", 0.8)], 0.0)
    assert not is_found(query, [("b", 0.9), ("a", 0.8)], 0.0)
    assert not is_found(query, [("a", 0.9)], 0.95)
    assert not is_found(query, [], 0.0)
    both = {"originals": ["a", "b"]}
    assert is_found(both, [("b", 0.9), ("a", 0.8)], 0.0)
    assert not is_found(both, [("a", 0.9), ("c", 0.8)], 0.0)


def test_crossed_slices_are_apart() -> None:
    alone = list(slices_of({"slice": ["60 words", "30%"], "family": "moby+function-words"}))
    crossed = list(slices_of({"slice": ["60 words", "60%"], "family": "moby"}))
    assert "60 words, alone" in alone
    assert "family moby" in alone
    assert "60 words x 60%" in crossed
    assert not {"60 words, alone", "60%, alone", "all but crossed"} & set(crossed)
