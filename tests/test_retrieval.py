"""The index of originals and the search, on the repository's own articles."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.lexicon import Lexicon
from spindetect.retrieval import (
    Index,
    assemble,
    build_index,
    columns,
    is_index,
    passages,
    write_piece,
)
from spindetect.retrieval.index import INDEX
from spindetect.retrieval.kinship import kinship
from spindetect.retrieval.passages import find_passages, make_query
from spindetect.retrieval.signatures import body_words, features, is_function, occurrences
from spindetect.retrieval.store import DamagedRecordError, pack, unpack
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import Document, Parsed, UnreadableError

ARTICLES = Path(__file__).parent.parent / "data" / "articles"
# Two families that share no thesaurus, one of them a source that no index constant was set on.
FAMILIES = ("wordnet-random", "database")


def article(path: Path) -> Document:
    return Document(path.relative_to(ARTICLES).as_posix(), path.read_text("utf-8"))


DOCUMENTS = [article(path) for path in sorted(ARTICLES.rglob("*.txt"))]
INDEXED, OTHERS = DOCUMENTS[::2], DOCUMENTS[1::2]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return build_index(tmp_path_factory.mktemp("index") / "own.idx", map(parse, INDEXED))


@pytest.fixture(scope="module")
def spun(lexicon: Lexicon) -> list[Document]:
    """A copy of every third indexed article with six words in ten replaced, as far as known."""
    made = spinners(lexicon)
    return [
        made[FAMILIES[k % 2]].spin(one, seed=k, intensity=0.6).candidate
        for k, one in enumerate(INDEXED[::3])
    ]


def words(text: str, start: int, end: int) -> str:
    return " ".join(text.split()[start:end])


def best(index: Index, *texts: str) -> list[str | None]:
    found = index.search([parse(Document("candidate", text)) for text in texts])
    return [hits[0].id if hits else None for hits in found]


def test_finds_the_original_of_spun_articles(index: Index, spun: list[Document]) -> None:
    assert best(index, *(one.text for one in spun)) == [one.id for one in INDEXED[::3]]


@pytest.mark.parametrize("start", [0, 120])
def test_finds_the_original_of_sixty_words(index: Index, spun: list[Document], start: int) -> None:
    found = best(index, *(words(one.text, start, start + 60) for one in spun))
    right = [a == b.id for a, b in zip(found, INDEXED[::3], strict=True)]
    assert sum(right) >= len(right) - 1


def test_says_so_where_there_is_no_original(index: Index) -> None:
    found = best(index, *(one.text for one in OTHERS))
    assert sum(one is not None for one in found) <= 1


def test_other_texts_by_the_same_hand_are_no_original(index: Index, spun: list[Document]) -> None:
    numbers = {one: number for number, one in enumerate(index.ids())}
    pages = [parse(one) for one in spun]
    itself = [numbers[one.id] for one in INDEXED[::3]]
    hits = index.search(pages, without=itself)
    assert sum(bool(found) for found in hits) <= 1


def test_both_originals_of_a_splice(index: Index, spun: list[Document]) -> None:
    one, other = spun[0], spun[5]
    text = f"{words(one.text, 0, 150)}\n\n{words(other.text, 0, 150)}"
    (hits,) = index.search([parse(Document("splice", text))])
    assert {hit.id for hit in hits} == {INDEXED[0].id, INDEXED[15].id}


def test_the_right_edition_among_ten(tmp_path: Path, lexicon: Lexicon) -> None:
    story = INDEXED[4]
    sentences = story.text.split(". ")
    editions = [
        Document(f"edition {k}", ". ".join(one for j, one in enumerate(sentences) if j % 11 != k))
        for k in range(10)
    ]
    index = build_index(tmp_path / "editions", map(parse, [*editions, *INDEXED[10:30]]))
    spinner = spinners(lexicon)["database-wordnet"]
    copies = [spinner.spin(one, seed=3, intensity=0.3).candidate.text for one in editions]
    assert best(index, *copies) == [one.id for one in editions]


def test_a_page_that_a_collection_holds_a_thousand_times(tmp_path: Path) -> None:
    page = INDEXED[0]
    copies = (replace(page, id=f"copy {k}") for k in range(1000))
    index = build_index(tmp_path / "copies", map(parse, copies))
    assert best(index, page.text) == ["copy 0"]


@pytest.mark.parametrize("text", ["", "?!", "word " * 5000, "the of and " * 2000, "§" * 999])
def test_texts_without_features_find_nothing(index: Index, text: str) -> None:
    assert best(index, text) == [None]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = build_index(tmp_path / "empty", [])
    assert len(index) == 0
    assert best(index, INDEXED[0].text) == [None]


def test_added_documents_are_found_and_the_old_ones_too(tmp_path: Path) -> None:
    path = tmp_path / "grown"
    for part in (INDEXED[:40], INDEXED[40:60], INDEXED[60:65]):
        index = build_index(path, map(parse, part))
    assert list(index.ids()) == [one.id for one in INDEXED[:65]]
    assert [index.parsed(k) for k in (0, 41, 64)] == [parse(INDEXED[k]) for k in (0, 41, 64)]
    texts = [one.text for one in INDEXED[:65]]
    assert best(index, *texts) == [one.id for one in INDEXED[:65]]


def test_segments_are_put_together_when_as_much_is_added(tmp_path: Path) -> None:
    path = tmp_path / "grown"
    build_index(path, map(parse, INDEXED[:10]))
    build_index(path, map(parse, INDEXED[10:20]))
    assert len(list(path.glob("segment-*"))) == 1
    build_index(path, map(parse, INDEXED[20:22]))
    assert len(list(path.glob("segment-*"))) == 2


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        build_index(tmp_path / name, map(parse, INDEXED[:12]))
    first, second = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in sorted((tmp_path / name).rglob("*"))
            if path.is_file()
        }
        for name in ("one", "other")
    )
    assert first == second


def test_what_pieces_the_documents_came_in_does_not_matter(tmp_path: Path) -> None:
    parsed = list(map(parse, INDEXED[:12]))
    for name, size in (("one", 12), ("four", 3)):
        pieces = [tmp_path / f"{name}-{k}" for k in range(0, 12, size)]
        for k, piece in zip(range(0, 12, size), pieces, strict=True):
            write_piece(parsed[k : k + size], piece)
        assemble(tmp_path / name, pieces)
    assert (tmp_path / "one" / INDEX).read_bytes() == (tmp_path / "four" / INDEX).read_bytes()


# Files that are damaged or foreign.


@pytest.fixture
def copy(index: Index, tmp_path: Path) -> Path:
    return Path(shutil.copytree(index.path, tmp_path / "copy.idx"))


def files(path: Path) -> list[Path]:
    return sorted(path.glob("segment-*/*.bin"))


@pytest.mark.parametrize("number", range(8))
def test_a_changed_byte_is_noticed(copy: Path, number: int) -> None:
    file = files(copy)[number]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x40
    file.write_bytes(content)
    with pytest.raises(UnreadableError, match="spindetect index") as error:
        Index.open(copy)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("number", range(8))
def test_a_missing_file_is_noticed(copy: Path, number: int) -> None:
    files(copy)[number].unlink()
    with pytest.raises(UnreadableError, match="missing"):
        Index.open(copy)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "not the head of an index"),
        ("[]", "not the head of an index"),
        ('{"format": "spindetect-index"}', "not the head of an index"),
        ('{"format": "spindetect-index", "protocol": 99, "sha256": ""}', "another version"),
        ('{"format": "spindetect-index", "protocol": 1, "sha256": "0"}', "was changed"),
    ],
)
def test_a_foreign_head_is_refused(copy: Path, content: str, told: str) -> None:
    (copy / INDEX).write_text(content)
    with pytest.raises(UnreadableError, match=told):
        Index.open(copy)


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    assert not is_index([tmp_path])
    with pytest.raises(UnreadableError, match="no index here"):
        Index.open(tmp_path)


def resealed(copy: Path, **changes: object) -> None:
    """Somebody who changes an index on purpose also mends its digests."""
    from spindetect.retrieval.index import _sealed

    head = json.loads((copy / INDEX).read_text())
    del head["sha256"]
    for segment in head["segments"]:
        segment["files"] = columns.digests(copy / segment["name"])
    head.update(changes)
    (copy / INDEX).write_text(json.dumps({**head, "sha256": _sealed(head)}))


def test_other_words_than_this_version_makes_are_refused(copy: Path) -> None:
    resealed(copy, signatures="0" * 64)
    with pytest.raises(UnreadableError, match="other words"):
        Index.open(copy)


@pytest.mark.parametrize("name", ["postings.documents", "postings.offsets", "words.offsets"])
def test_a_poisoned_index_is_refused(copy: Path, name: str) -> None:
    (file,) = copy.glob(f"segment-*/{name}.bin")
    column = np.frombuffer(file.read_bytes(), columns.DTYPES[name]).copy()
    column[len(column) // 2] = 0xFFFF_FFF0
    file.write_bytes(column.tobytes())
    resealed(copy)
    with pytest.raises(UnreadableError, match="damaged"):
        Index.open(copy)


def test_a_poisoned_record_is_one_line(copy: Path) -> None:
    (file,) = copy.glob("segment-*/records.values.bin")
    file.write_bytes(bytes(file.stat().st_size))
    resealed(copy)
    with pytest.raises(UnreadableError, match="records are damaged"):
        Index.open(copy).parsed(3)


def test_failing_to_add_leaves_the_index_as_it_was(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (copy / INDEX).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(columns, "write", full)
    with pytest.raises(OSError, match="No space"):
        build_index(copy, map(parse, OTHERS[:3]))
    monkeypatch.undo()
    assert (copy / INDEX).read_bytes() == before
    assert len(Index.open(copy)) == len(INDEXED)
    assert not list(copy.glob(".*"))


# Records and signatures.


@given(st.text(max_size=300), st.none() | st.text(max_size=5), st.none() | st.just("2024-05-01"))
def test_records_restore_the_parsed_document(
    text: str, source: str | None, date: str | None
) -> None:
    parsed = parse(Document("id \ud800", text, source, date))
    assert unpack(pack(parsed)) == parsed


def test_records_of_real_layouts(index: Index) -> None:
    assert [index.parsed(k) for k in range(len(index))] == [parse(one) for one in INDEXED]


@given(st.binary(max_size=200))
def test_bytes_that_are_no_record(data: bytes) -> None:
    with pytest.raises(DamagedRecordError):
        unpack(data)


def test_a_record_with_spans_out_of_the_text(index: Index) -> None:
    parsed = parse(Document("x", "One sentence of our own stands here."))
    bad: list[Parsed] = [
        replace(parsed, ends=(*parsed.ends[:-1], 999)),
        replace(parsed, sentences=parsed.sentences[:0]),
        replace(parsed, kinds=b"\x09" * len(parsed)),
    ]
    for one in bad:
        with pytest.raises(DamagedRecordError):
            unpack(pack(one))


def hashes(text: str) -> list[int]:
    return body_words(parse(Document("x", text)))[0].tolist()


def test_features_do_not_cross_documents() -> None:
    one, other = (body_words(parse(Document("x", t)))[0] for t in ("a heron stood", "by the pier"))
    together, owners = features([one, other])
    for k, words_of in enumerate((one, other)):
        alone, _ = features([words_of])
        assert sorted(together[owners == k].tolist()) == alone.tolist()


def test_function_words_are_told_by_their_hash() -> None:
    text = body_words(parse(Document("x", "the heron and the pier of stone")))[0]
    assert is_function(text).tolist() == [True, False, True, True, False, True, False]


def test_the_skeleton_survives_when_content_words_go() -> None:
    one = "the heron of the pier was in the water by the boats"
    other = "the stork of the dock was in the sea by the ships"
    first, second = (
        set(occurrences(body_words(parse(Document("x", text)))[0])[0].tolist())
        for text in (one, other)
    )
    assert len(first & second) >= 9


def test_furniture_is_no_signature() -> None:
    text = "The ferry will not sail before noon, the harbour office said on Monday.\n\n"
    assert hashes(f"{text}Share this article on Facebook\n") == hashes(text)


@pytest.mark.parametrize("seed", range(3))
def test_the_features_that_two_texts_share_are_all_found(seed: int) -> None:
    chance = np.random.default_rng(seed)
    pool = chance.integers(1 << 32, size=40, dtype=np.uint32)
    one, other = chance.choice(pool, 60), np.append(chance.choice(pool, 80), np.uint32(7))
    found, places = occurrences(one)
    order = np.argsort(found, kind="stable")
    query = make_query(60, found[order], places[order], np.ones(len(order)), 1.0)
    low, begins = passages._shared(query, other)
    there, where = occurrences(other)
    common = np.isin(there, found)
    assert 0 < common.sum() < len(there)
    assert query.features[low].tolist() == there[common].tolist()
    assert begins.tolist() == where[common].tolist()
    assert (query.repeats[low] == [np.sum(found == one) for one in there[common]]).all()


def test_texts_that_share_nothing_share_no_passage() -> None:
    words = np.arange(2, 122, 2, dtype=np.uint32)
    found, places = occurrences(words)
    order = np.argsort(found, kind="stable")
    query = make_query(60, found[order], places[order], np.ones(len(order)), 1.0)
    assert find_passages(query, words + np.uint32(1000)).words == 0
    assert find_passages(query, words).words == 60


def test_kinship_is_told_by_long_runs_or_by_swaps(lexicon: Lexicon) -> None:
    text = "an old ferry crosses the narrow lake twice a day and carries hay in the autumn".split()
    same = kinship(text, text, lexicon)
    assert (same.unchanged, same.swaps) == (len(text), 0)
    assert same.holds(0.1, 0.1)
    swapped = [{"ferry": "boat", "hay": "straw"}.get(word, word) for word in text]
    assert kinship(text, swapped, lexicon).swaps > 0
    strange = kinship(text, [f"w{k}" for k in range(20)], lexicon)
    assert strange.kept == 0
    assert not strange.holds(0.3, 1.0)


def test_kinship_needs_less_of_one_measure_where_another_is_high(lexicon: Lexicon) -> None:
    text = "the ferry and the barge that take hay to the far side of the lake in the autumn".split()
    swaps = {"ferry": "boat", "hay": "straw", "far": "distant", "take": "bring", "lake": "pond"}
    swapped = kinship(text, [swaps.get(word, word) for word in text], lexicon)
    unrelated = kinship(text, [f"w{k}" if w in swaps else w for k, w in enumerate(text)], lexicon)
    assert swapped.swaps > unrelated.swaps == 0
    assert swapped.kept == unrelated.kept
    assert swapped.holds(0.2, 1.0)
    assert not unrelated.holds(0.2, 1.0)
    assert unrelated.holds(0.49, 1.0) >= unrelated.holds(0.2, 1.0)
