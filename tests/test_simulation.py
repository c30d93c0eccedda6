"""Training sets from articles: repeatable, grouped by article, with labels and gold that hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import stories

from spindetect.editors import counterparts, editors
from spindetect.lexicon import Lexicon
from spindetect.pairs import is_spun
from spindetect.simulation import (
    developer_rewrites,
    of_edition,
    on_page,
    read_articles,
    simulate,
    turned,
)
from spindetect.spinners import spinners
from spindetect.types import Document, LabelledPair, Relation, UnreadableError

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "data" / "articles"
LEXICON = Lexicon.open()
SEED = 7


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """Some articles of two genres, some of which have rewrites made by hand."""
    chosen = [d for d in read_articles(ARTICLES) if d.id.startswith(("howto/", "blog/s"))]
    return chosen[:8]


@pytest.fixture(scope="module")
def rewritten(documents: list[Document]) -> list[LabelledPair]:
    ids = {document.id for document in documents}
    return [pair for pair in developer_rewrites(ARTICLES) if pair.group in ids]


@pytest.fixture(scope="module")
def pairs(documents: list[Document], rewritten: list[LabelledPair]) -> list[LabelledPair]:
    return list(simulate(documents, LEXICON, seed=SEED, rewritten=rewritten))


# The same each time


def test_the_same_seed_gives_the_same_pairs(
    documents: list[Document], rewritten: list[LabelledPair], pairs: list[LabelledPair]
) -> None:
    again = simulate(documents, Lexicon.open(), seed=SEED, rewritten=rewritten)
    assert list(again) == pairs


def test_another_seed_gives_other_pairs(documents: list[Document]) -> None:
    one, other = (
        [p.candidate.text for p in simulate(documents[:2], LEXICON, seed=seed)] for seed in (1, 2)
    )
    assert len(set(one) & set(other)) < len(one) / 2


def test_candidates_are_hardly_ever_the_same_text_twice(pairs: list[LabelledPair]) -> None:
    spun = [pair.candidate.text for pair in pairs if pair.label == 1 and pair.gold is not None]
    assert len(set(spun)) == len(spun)


# Groups


def test_all_pairs_of_an_article_are_one_group(
    documents: list[Document], pairs: list[LabelledPair]
) -> None:
    assert {pair.group for pair in pairs} == {document.id for document in documents}
    texts = {document.text: document.id for document in documents}
    for pair in pairs:
        for side in (pair.original, pair.candidate):
            if side.text in texts and pair.family not in ("different-article",):
                assert texts[side.text] == pair.group


def test_each_article_is_spun_so_many_times_by_as_many_families(
    documents: list[Document],
) -> None:
    made = list(simulate(documents[:3], LEXICON, seed=SEED, spun_per_article=4))
    for document in documents[:3]:
        families = [p.family for p in made if p.group == document.id and p.gold is not None]
        assert len(set(families)) == len(families) <= 4


# Labels


def test_labels_and_families(pairs: list[LabelledPair]) -> None:
    known = {*spinners(LEXICON)}
    for pair in pairs:
        spinner = pair.family.removesuffix("-of-edition") in known
        assert is_spun(pair) == spinner, pair.family
        assert pair.label == 1 or pair.label in set(Relation)
        assert pair.label != Relation.SPUN
    counts = Counter(is_spun(pair) for pair in pairs)
    assert 0.2 < counts[True] / len(pairs) < 0.6


def test_every_third_spun_pair_is_given_the_other_way_round_as_well(
    pairs: list[LabelledPair],
) -> None:
    forward = [p for p in pairs if p.label == 1 and not p.family.endswith("-of-edition")]
    backward = [p for p in pairs if p.family == "reversed"]
    expected = [(p.candidate, p.original, p.group) for p in forward[::3]]
    assert [(p.original, p.candidate, p.group) for p in backward] == expected
    assert {p.label for p in backward} == {Relation.RELATED}
    assert {p.gold for p in backward} == {None}


def test_turning_a_pair() -> None:
    spun = spinners(LEXICON)["database"].spin(
        Document("story", stories.ORIGINAL), seed=1, intensity=0.3
    )
    pair = turned(spun)
    assert (pair.original, pair.candidate) == (spun.candidate, spun.original)
    assert (pair.label, pair.family, pair.gold) == (Relation.RELATED, "reversed", None)
    assert (pair.group, pair.source) == (spun.group, spun.source)
    assert not is_spun(pair)


def test_some_spun_texts_lie_beside_another_edition(
    pairs: list[LabelledPair], rewritten: list[LabelledPair]
) -> None:
    spun = {p.candidate.text: p for p in pairs if p.gold is not None}
    by_hand = {p.candidate.text for p in rewritten}
    beside = [p for p in pairs if p.family.endswith("-of-edition")]
    for pair in beside:
        source = spun[pair.candidate.text]
        assert pair.family == f"{source.family}-of-edition"
        assert pair.original.text != source.original.text
        assert (pair.label, pair.group, pair.gold) == (1, source.group, None)
    assert by_hand & {p.original.text for p in beside}
    assert {p.original.text for p in beside} - by_hand


def test_an_edition_takes_the_place_of_the_original() -> None:
    spun = spinners(LEXICON)["moby"].spin(
        Document("story", stories.ORIGINAL), seed=1, intensity=0.3
    )
    edition = Document("later", stories.POLISHED)
    pair = of_edition(spun, edition)
    assert (pair.original, pair.candidate, pair.label) == (edition, spun.candidate, 1)
    assert (pair.family, pair.gold) == ("moby-of-edition", None)


def test_rewrites_made_by_hand_come_as_they_are(
    pairs: list[LabelledPair], rewritten: list[LabelledPair]
) -> None:
    """Each as it is and the other way round; both are honest."""
    assert len(rewritten) > 5
    last = pairs[-2 * len(rewritten) :]
    assert last[::2] == rewritten
    for pair, other in zip(last[::2], last[1::2], strict=True):
        assert (other.original, other.candidate) == (pair.candidate, pair.original)
        assert other.family == f"{pair.family}-turned"
    assert not any(is_spun(pair) for pair in last)


# Gold


def test_gold_slices_to_what_was_replaced(pairs: list[LabelledPair]) -> None:
    with_gold = [pair for pair in pairs if pair.gold is not None]
    assert len(with_gold) > 30
    assert all(is_spun(pair) for pair in with_gold)
    for pair in with_gold:
        assert pair.gold is not None
        assert len(pair.gold) >= 3
        place = 0
        for edit in pair.gold:
            one, other = edit.original, edit.candidate
            assert 0 <= one.start <= one.end <= len(pair.original.text)
            assert place <= other.start <= other.end <= len(pair.candidate.text)
            place = other.end
            before = pair.original.text[one.start : one.end]
            after = pair.candidate.text[other.start : other.end]
            assert before != after
            assert before == before.strip()
            assert after == after.strip()


# Honest pairs on pages like those of spun ones


def test_honest_pairs_get_the_variants_of_spun_ones() -> None:
    """Else furniture or letter tricks would pass for signs of spinning."""
    editor = editors(LEXICON)["identical"]
    plain = editor.edit(Document("story", stories.ORIGINAL), seed=1)
    assert plain is not None
    pages, wrapped = [], 0
    for number in range(150):
        named = replace(plain, candidate=replace(plain.candidate, id=f"page-{number}"))
        page = on_page(named, SEED)
        assert on_page(named, SEED) == page
        assert page.original.text.split() == plain.original.text.split()
        assert (page.label, page.group) == (plain.label, plain.group)
        pages.append(page.candidate.text)
        wrapped += page.original.text != plain.original.text
    untouched = pages.count(stories.ORIGINAL)
    tricked = sum(any("Ͱ" <= letter <= "ӿ" or letter == "\u200b" for letter in p) for p in pages)
    assert 60 < untouched < 115
    assert 0 < tricked < 25
    assert 2 < wrapped < 30
    assert sum(len(page) > len(stories.ORIGINAL) for page in pages) > 20


def test_honest_pairs_of_a_training_set_stand_on_such_pages(
    documents: list[Document], pairs: list[LabelledPair]
) -> None:
    plain = list(counterparts(documents, LEXICON, seed=SEED))
    pages = [on_page(pair, SEED) for pair in plain]
    assert pages != plain
    start = pairs.index(pages[0])
    assert pairs[start : start + len(pages)] == pages


# Reading the articles


def test_articles_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b/two.txt", "a/one.txt", "a/three.txt", "a/notes.md", "a/meta.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Text of {name}, “quoted”.", encoding="utf-8")
    found = read_articles(tmp_path)
    assert [d.id for d in found] == ["a/one", "a/three", "b/two"]
    assert found[0].text == "Text of a/one.txt, “quoted”."


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("Nothing here.", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UnreadableError, match=r"no \.txt articles here"):
            read_articles(folder)


def test_an_article_that_is_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Café".encode("latin-1"))
    with pytest.raises(UnreadableError, match=r"old\.txt"):
        read_articles(tmp_path)


def test_articles_elsewhere_have_no_rewrites(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    assert developer_rewrites(tmp_path / "articles") == []


def test_no_articles_no_pairs() -> None:
    assert list(simulate([], LEXICON, seed=SEED)) == []


def test_one_article_alone_can_be_simulated() -> None:
    made = list(simulate([Document("story", stories.ORIGINAL)], LEXICON, seed=SEED))
    assert {pair.group for pair in made} == {"story"}
    assert {is_spun(pair) for pair in made} == {True, False}


@pytest.mark.parametrize("text", ["", "\n", "One line.", "Numbers: 1 2 3\n\n4 5 6"])
def test_texts_with_hardly_a_word_to_replace_do_no_harm(text: str) -> None:
    for pair in simulate([Document("scrap", text)], LEXICON, seed=SEED):
        assert pair.group == "scrap"
