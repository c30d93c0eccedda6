"""The alignment: replay on any input, sentence pairing, minimal edits."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spindetect.align import align, replay
from spindetect.align.order import MAX_LENGTH, differing, heaviest_chain
from spindetect.align.phrases import Budget, units
from spindetect.align.words import Vocabulary
from spindetect.lexicon import Lexicon
from spindetect.text import parse
from spindetect.types import Alignment, Document, PairRelation

LEXICON = Lexicon.open()
ARTICLES = sorted((Path(__file__).parent.parent / "data" / "articles").glob("*/*.txt"))


def laid(original: str, candidate: str) -> Alignment:
    return align(parse(Document("o", original)), parse(Document("c", candidate)), LEXICON)


def edits(original: str, candidate: str) -> list[tuple[str, str]]:
    alignment = laid(original, candidate)
    return [
        (alignment.original.text(e.original), alignment.candidate.text(e.candidate))
        for e in alignment.edits
    ]


def assert_complete(alignment: Alignment) -> None:
    """Replays exactly, and each token of both texts lies in exactly one sentence pair."""
    candidate = alignment.candidate
    assert replay(alignment) == [candidate.raw(i) for i in range(len(candidate))]
    for parsed, spans in (
        (alignment.original, [p.original for p in alignment.sentence_pairs]),
        (candidate, [p.candidate for p in alignment.sentence_pairs]),
    ):
        covered = sorted(i for span in spans for i in range(span.start, span.end))
        assert covered == list(range(len(parsed)))
    for pair in alignment.sentence_pairs:
        inside = alignment.edits[pair.edits[0] : pair.edits[1]]
        for left, right in pairwise(inside):
            assert left.original.end <= right.original.start
            assert left.candidate.end <= right.candidate.start


WORDS = st.sampled_from(
    "the a of to dog cat hut ran slowly . , \" ' 7 1990s Kim O'Brien's well-known bank and\n".split(
        " "
    )
)
PROSE = st.lists(WORDS, max_size=60).map(" ".join)


@given(PROSE, PROSE)
@settings(max_examples=150, deadline=None)
def test_replay_gives_the_candidate_for_any_prose(original: str, candidate: str) -> None:
    assert_complete(laid(original, candidate))


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_replay_gives_the_candidate_for_any_characters(original: str, candidate: str) -> None:
    assert_complete(laid(original, candidate))


@pytest.mark.parametrize("seed", range(6))
def test_replay_survives_shuffled_spliced_and_mangled_articles(seed: int) -> None:
    rng = random.Random(seed)
    one, other = (p.read_text(encoding="utf-8") for p in rng.sample(ARTICLES, 2))
    paragraphs = one.split("\n\n") + other.split("\n\n")[:3]
    rng.shuffle(paragraphs)
    words = "\n\n".join(paragraphs[: len(paragraphs) - 2]).split(" ")
    mangled = " ".join(rng.choice(words) if rng.random() < 0.2 else word for word in words)
    assert_complete(laid(one, mangled))
    assert_complete(laid(mangled, one))


def test_a_text_against_itself_has_no_edits() -> None:
    text = ARTICLES[0].read_text(encoding="utf-8")
    alignment = laid(text, text)
    assert alignment.edits == ()
    assert {p.relation for p in alignment.sentence_pairs} == {PairRelation.ALIGNED}


FRAME = "On Monday the {} of the old mill said that nobody had {} the river since the flood."


@pytest.mark.parametrize(
    ("original", "candidate", "expected"),
    [
        (("owner", "crossed"), ("proprietor", "traversed"),
         [("owner", "proprietor"), ("crossed", "traversed")]),
        (("new owner", "crossed"), ("fresh proprietor", "traversed"),
         [("new", "fresh"), ("owner", "proprietor"), ("crossed", "traversed")]),
        (("owner", "crossed"), ("owner", "gone over"), [("crossed", "gone over")]),
        (("owner", "put up with"), ("owner", "tolerated"), [("put up with", "tolerated")]),
        (("owner therefore", "crossed"), ("owner there fore", "crossed"),
         [("therefore", "there fore")]),
        (("often angry owner", "crossed"), ("angry often owner", "crossed"),
         [("often angry", "angry often")]),
        (("owner", "looked at"), ("owner", "gazed upon"), [("looked", "gazed"), ("at", "upon")]),
        (("owner", "crossed"), ("owner", "not crossed"), [("", "not")]),
        (("owner", "quickly crossed"), ("owner", "crossed"), [("quickly", "")]),
    ],
)  # fmt: skip
def test_edits_are_the_smallest_units(
    original: tuple[str, ...], candidate: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert edits(FRAME.format(*original), FRAME.format(*candidate)) == expected


def test_an_article_that_changed_with_its_noun_belongs_to_it() -> None:
    assert edits(
        "The council bought a boat for the island school last spring.",
        "The council bought an old tub for the island school last spring.",
    ) == [("a boat", "an old tub")]


def test_straight_and_curly_marks_are_edits_of_typography_only() -> None:
    found = edits('"No," said Ann\'s uncle, "not now."', "“No,” said Ann’s uncle, “not now.”")
    assert found == [('"', "“"), ('"', "”"), ("'s", "’s"), ('"', "“"), ('"', "”")]


PARTS = [
    "The harbour master closed the outer lock at noon because of the swell.",
    "Four trawlers were already inside and a fifth waited beyond the bar.",
    "Nobody was hurt, though a crane lost its hook in the basin.",
    "Divers from the naval school will look for it when the water clears.",
]


def test_a_moved_sentence_is_recognised() -> None:
    moved = [PARTS[3], *PARTS[:3]]
    alignment = laid("\n\n".join(PARTS), "\n\n".join(moved))
    relations = [p.relation for p in alignment.sentence_pairs]
    assert relations.count(PairRelation.MOVED) == 1
    assert PairRelation.MISSING not in relations
    assert PairRelation.ADDED not in relations


def test_missing_and_added_sentences_are_recognised() -> None:
    added = "Meanwhile the bakery on Fish Street gave away its unsold rolls."
    alignment = laid(" ".join(PARTS), " ".join([*PARTS[:2], added, PARTS[3]]))
    relations = [p.relation for p in alignment.sentence_pairs]
    assert relations.count(PairRelation.MISSING) == 1
    assert relations.count(PairRelation.ADDED) == 1


def test_a_sentence_cut_in_two_stays_one_pair() -> None:
    whole = "The harbour master closed the outer lock at noon and four trawlers waited inside it."
    halves = "The harbour master closed the outer lock at noon. Four trawlers waited inside it."
    alignment = laid(whole, halves)
    assert [p.relation for p in alignment.sentence_pairs] == [PairRelation.ALIGNED]


def test_unrelated_sentences_are_not_aligned() -> None:
    alignment = laid(
        "The council will vote on the new library in the autumn.",
        "My aunt keeps bees behind the chapel and sells their honey.",
    )
    assert {p.relation for p in alignment.sentence_pairs} == {
        PairRelation.MISSING,
        PairRelation.ADDED,
    }


@pytest.mark.parametrize("stars", [1, 8])
def test_lines_without_a_word_do_not_hide_a_copy(stars: int) -> None:
    text = "The ferry left the harbour early.\n\n" + "* * *\n\n" * stars + "It came back late."
    alignment = laid(text, text)
    assert alignment.edits == ()
    assert relations(alignment) == {PairRelation.ALIGNED}
    assert len(alignment.sentence_pairs) == len(alignment.original.sentences)


def test_empty_texts_align_to_nothing() -> None:
    assert laid("", "").sentence_pairs == ()
    assert replay(laid("", "One word.")) == ["One", "word", "."]
    assert replay(laid("One word.", "")) == []


def relations(alignment: Alignment) -> set[PairRelation]:
    return {p.relation for p in alignment.sentence_pairs}


def test_a_line_repeated_thousands_of_times_is_aligned_with_itself() -> None:
    text = "The ferry left the quay at noon. " * 2001
    alignment = laid(text, text)
    assert alignment.edits == ()
    assert relations(alignment) == {PairRelation.ALIGNED}


@pytest.mark.parametrize(("rows", "columns"), [(2500, 2500), (2500, 2100), (2100, 2500)])
def test_repeated_lines_that_changed_are_paired_by_their_place(rows: int, columns: int) -> None:
    alignment = laid(
        "The ferry left the quay at noon. " * rows, "The boat left the quay at noon. " * columns
    )
    found = [p.relation for p in alignment.sentence_pairs]
    assert found.count(PairRelation.ALIGNED) == min(rows, columns)
    assert found.count(PairRelation.ADDED) == max(0, columns - rows)
    assert found.count(PairRelation.MISSING) == max(0, rows - columns)
    assert_complete(alignment)


def test_repeated_lines_that_have_nothing_in_common_stay_apart() -> None:
    alignment = laid("The ferry left the quay at noon. " * 2500, "Bees hum. " * 2500)
    assert relations(alignment) == {PairRelation.MISSING, PairRelation.ADDED}


def test_equal_sentences_out_of_order_are_moved() -> None:
    alignment = laid(" ".join([*PARTS, PARTS[0]]), " ".join([PARTS[0], *PARTS]))
    found = [p.relation for p in alignment.sentence_pairs]
    assert found.count(PairRelation.MOVED) == 1
    assert found.count(PairRelation.ALIGNED) == 4


def test_a_huge_gap_stays_one_unit() -> None:
    one, other = (" ".join(f"{letter}{k % 90}x" for k in range(400)) for letter in "qz")
    frame = " ".join(f"stone{k}y" for k in range(600))
    alignment = laid(f"{frame} {one}, and {frame}", f"{frame} {other} or {frame}")
    assert len(alignment.edits) == 1
    assert_complete(alignment)


def test_what_comes_after_the_budget_stays_one_unit() -> None:
    parsed = parse(Document("o", "Kim saw the little boat again"))
    other = parse(Document("c", "Kim saw a small red ship again"))
    words = Vocabulary(parsed, other, LEXICON)
    original, candidate = words.original, words.candidate
    assert units(original, candidate, words, Budget(11)) == [(2, 5, 2, 6)]
    assert len(units(original, candidate, words, Budget(12))) > 1


def test_sequences_too_long_for_an_edit_distance_are_cut_at_what_is_unique() -> None:
    rng = random.Random(3)
    original = [rng.randrange(5000) for _ in range(MAX_LENGTH + 500)]
    candidate = [-1 if k % 97 == 0 else token for k, token in enumerate(original)]
    assert list(differing(original, candidate)) == [
        (k, k + 1, k, k + 1) for k in range(0, len(original), 97)
    ]


def test_long_sequences_without_an_anchor_differ_as_a_whole() -> None:
    n = MAX_LENGTH + 1
    assert list(differing([1] * n, [2] * n)) == [(0, n, 0, n)]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), max_size=12))
def test_the_chain_is_the_heaviest(pairs: list[tuple[int, int]]) -> None:
    rows, weights = [r for r, _ in pairs], [float(w) for _, w in pairs]
    chain = heaviest_chain(rows, weights)
    assert all(i < j and rows[i] < rows[j] for i, j in pairwise(chain))
    best: list[float] = []
    for k, row in enumerate(rows):
        before = [best[j] for j in range(k) if rows[j] < row]
        best.append(weights[k] + max(before, default=0.0))
    assert sum(weights[k] for k in chain) == max(best, default=0.0)
