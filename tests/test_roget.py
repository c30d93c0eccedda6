"""Roget's thesaurus: read without trust, divided by parts of speech, for spinners alone."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from spindetect.lexicon import Lexicon
from spindetect.lexicon.build import _roget, main
from spindetect.lexicon.compiling import Sources, Synset, WordNetSource, compile_lexicon
from spindetect.lexicon.roget_source import FILE, SHA256, paragraphs, read_categories
from spindetect.spinners import spinners
from spindetect.types import Document, SpindetectError, UnreadableError

CATEGORIES = {
    "cat0002": ["Sail", "set  out", "voyage", "all at sea"],
    "cat0001": ["boat", "ship", "voyage", "be afloat!", "argosy"],
}
PARTS = {
    "boat": "n",
    "ship": "nv",
    "argosy": "n",
    "voyage": "nv",
    "sail": "nv",
    "set out": "v",
    "pudding": "n",
}


def content(table: object) -> tuple[bytes, str]:
    """A pickle as old as the package's, and its digest."""
    data = pickle.dumps(table, protocol=0)
    return data, hashlib.sha256(data).hexdigest()


def known_parts() -> list[tuple[str, str]]:
    return [(word, part) for word, parts in PARTS.items() for part in parts]


# ---------------------------------------------------------------------------------------------
# Reading


def test_categories_come_in_their_order_and_in_small_letters() -> None:
    found = read_categories(*content(CATEGORIES))
    assert list(found) == ["cat0001", "cat0002"]
    assert found["cat0002"] == ["sail", "set out", "voyage", "all at sea"]


def test_another_file_is_refused() -> None:
    data, _ = content(CATEGORIES)
    with pytest.raises(UnreadableError, match=rf"{FILE}: not that of PyRoget 0\.0\.3") as error:
        read_categories(data)
    assert "\n" not in str(error.value)


@dataclass
class Harmful:
    """Its pickle makes a folder where the test sees it."""

    mark: Path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_a_pickle_that_calls_something_runs_nothing(tmp_path: Path) -> None:
    data, digest = content({"cat0001": [Harmful(tmp_path / "mark")]})
    with pytest.raises(pickle.UnpicklingError, match=r"mkdir in a file of words"):
        read_categories(data, digest)
    assert not (tmp_path / "mark").exists()
    pickle.loads(data)
    assert (tmp_path / "mark").exists(), "elsewhere it does harm"


def test_a_folder_without_the_file_is_an_unreadable_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableError, match=f"{FILE} cannot be read"):
        _roget(tmp_path)
    options = ["--out", str(tmp_path / "out"), "--wordnet", str(tmp_path), "--roget", str(tmp_path)]
    assert main(options) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "PyRoget", raising=False)
    with pytest.raises(
        SpindetectError, match=r"needs PyRoget with its file roget/thes_cat\.txt: pip"
    ):
        _roget(None)


def test_the_file_of_the_package_is_the_known_one() -> None:
    try:
        data = _roget(None)
    except SpindetectError:
        pytest.skip("PyRoget is not installed")
    assert hashlib.sha256(data).hexdigest() == SHA256
    assert "PyRoget" not in sys.modules, "its code is not run"
    categories = read_categories(data)
    assert len(categories) == 1044
    assert sum(map(len, categories.values())) > 90_000


# ---------------------------------------------------------------------------------------------
# Paragraphs


def test_a_category_is_divided_by_parts_of_speech() -> None:
    found = paragraphs(read_categories(*content(CATEGORIES)), known_parts())
    assert found == [
        ["argosy", "boat", "ship", "voyage"],
        ["ship", "voyage"],
        ["sail", "voyage"],
        ["sail", "set out", "voyage"],
    ]


def test_what_wordnet_does_not_know_is_left_out() -> None:
    entries = {entry for part in paragraphs(CATEGORIES, known_parts()) for entry in part}
    assert entries.isdisjoint({"be afloat!", "all at sea"})


def test_a_word_alone_makes_no_paragraph() -> None:
    assert paragraphs({"cat0001": ["boat", "set out"]}, known_parts()) == []


# ---------------------------------------------------------------------------------------------
# In a lexicon

WORDS = tuple(sorted({word for word, _ in known_parts()}))
SYNSETS = tuple(Synset(part, (word,)) for word, part in known_parts())
SENSES = {(synset.words[0], synset.part): [(i, 1)] for i, synset in enumerate(SYNSETS)}


def sources(groups: dict[str, list[list[str]]]) -> Sources:
    return Sources(
        unigrams={"boat": 9_000_000, "ship": 8_000_000},
        bigrams={},
        wordnet=WordNetSource(SYNSETS, SENSES, {}),
        rows={"moby": {"boat": ["argosy"]}},
        groups=groups,
        versions={},
    )


GROUPS = {"roget": [["boat", "ship", "voyage"], ["sail", "ship", "not an entry"]]}


@pytest.fixture(scope="module")
def with_roget(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder = tmp_path_factory.mktemp("roget") / "lexicon"
    compile_lexicon(sources(GROUPS), folder)
    return Lexicon.open(folder)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder = tmp_path_factory.mktemp("plain") / "lexicon"
    compile_lexicon(sources({}), folder)
    return Lexicon.open(folder)


def test_synonyms_are_all_that_share_a_group(with_roget: Lexicon) -> None:
    assert with_roget.sources == ("wordnet", "moby", "roget")
    assert with_roget.synonyms("ship", "roget") == ("boat", "sail", "voyage")
    assert with_roget.synonyms("sail", "roget") == ("ship",)


@pytest.mark.parametrize("word", ["pudding", "not an entry", "", "ships"])
def test_words_in_no_group_have_none(with_roget: Lexicon, word: str) -> None:
    assert with_roget.synonyms(word, "roget") == ()


def test_a_group_is_no_relation(with_roget: Lexicon) -> None:
    assert with_roget.relation("boat", "ship") is None
    relation = with_roget.relation("boat", "argosy")
    assert relation is not None
    assert relation.sources == ("moby",)


def test_a_group_brings_no_entry_into_the_vocabulary(with_roget: Lexicon, plain: Lexicon) -> None:
    assert "not an entry" not in with_roget
    assert with_roget.version != plain.version
    for text in (*WORDS, "not an entry", "ships", "sailing"):
        assert (text in with_roget) == (text in plain)
        assert with_roget.lemmas(text) == plain.lemmas(text)
        assert with_roget.frequency(text) == plain.frequency(text)
        for other in WORDS:
            assert with_roget.relation(text, other) == plain.relation(text, other)


def test_roget_can_be_made_invisible(with_roget: Lexicon) -> None:
    hidden = with_roget.without("roget")
    assert hidden.sources == ("wordnet", "moby")
    assert hidden.synonyms("ship", "roget") == ()
    assert hidden.version == f"{with_roget.version}-roget"
    assert pickle.loads(pickle.dumps(hidden)).synonyms("ship", "roget") == ()
    assert pickle.loads(pickle.dumps(with_roget)).synonyms("sail", "roget") == ("ship",)


def test_equal_groups_in_any_order_of_words_give_equal_bytes(
    with_roget: Lexicon, tmp_path: Path
) -> None:
    compile_lexicon(sources({"roget": [row[::-1] for row in GROUPS["roget"]]}), tmp_path)
    assert Lexicon.open(tmp_path).version == with_roget.version


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    compile_lexicon(sources(GROUPS), tmp_path)
    (tmp_path / "roget.members.keys.npy").unlink()
    with pytest.raises(UnreadableError, match=r"roget\.members\.keys\.npy: missing"):
        Lexicon.open(tmp_path)


def test_the_index_tells_groups_from_rows(tmp_path: Path) -> None:
    compile_lexicon(sources(GROUPS), tmp_path)
    kinds = json.loads((tmp_path / "lexicon.json").read_text())["thesauri"]
    assert kinds == {"wordnet": "wordnet", "moby": "rows", "roget": "groups"}


# ---------------------------------------------------------------------------------------------
# The family

PORT = Document(
    "test/port",
    "The old boat left the harbour before noon. Every ship that passed it blew a horn, and the "
    "children on the pier waved at each boat until the last ship had gone.",
)


def test_the_family_spins_with_words_of_one_group(with_roget: Lexicon) -> None:
    family = spinners(with_roget)["roget"]
    assert family.sources == ("roget",)
    pair = family.spin(PORT, seed=1, intensity=1.0)
    assert pair.label == 1
    assert pair.gold is not None
    swaps = [
        (
            PORT.text[e.original.start : e.original.end],
            pair.candidate.text[e.candidate.start : e.candidate.end],
        )
        for e in pair.gold
    ]
    assert {one for one, _ in swaps} == {"boat", "ship"}
    assert all(other in with_roget.synonyms(one, "roget") for one, other in swaps)


def test_without_roget_there_is_no_such_family(with_roget: Lexicon, plain: Lexicon) -> None:
    assert "roget" not in spinners(plain)
    assert "roget" not in spinners(with_roget.without("roget"))
