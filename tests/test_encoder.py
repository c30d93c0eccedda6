"""The encoder beside the word pairs: files, windows, scores, fallbacks, commands."""

from __future__ import annotations

import json
import pickle
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from encoders import ELSEWHERE, SPECIAL, deep_folder, digest, network, opened, write_encoder
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from spindetect import Detector
from spindetect.audit.rows import finished
from spindetect.cli import main
from spindetect.lexicon import Lexicon
from spindetect.report import dumps, render_text
from spindetect.restore import rank
from spindetect.suspects import UnaidedModel, choice, encoder, files
from spindetect.suspects.deep import MIXED, RANKED, mixed
from spindetect.suspects.encoder import (
    ENCODER,
    OVERLAP,
    SILENT,
    SIZE,
    VOCABULARY,
    of_words,
    open_encoder,
    windows,
)
from spindetect.suspects.evidence import evidence, words_of
from spindetect.suspects.proposals import EncodedWords
from spindetect.text import parse
from spindetect.types import Document, Parsed, SpindetectError, UnreadableError

ROOT = Path(__file__).parent.parent
SPUN = ROOT / "seeds" / "spun.txt"
HONEST = ROOT / "seeds" / "original.txt"
SCHEMA = json.loads((ROOT / "docs" / "verdict.schema.json").read_text("utf-8"))
PIECES = {"the": -6.0, "gob": 3.0, "##let": 1.0, "cafe": -1.0, "town": -7.0, ".": -8.0}


def of(text: str) -> Parsed:
    return parse(Document("x", text))


def scores(text: str, read: encoder.Encoder) -> dict[str, float]:
    parsed = of(text)
    return dict(zip(parsed.norms, read.read(parsed).log_odds.tolist(), strict=True))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.open()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> encoder.Encoder:
    return opened(tmp_path_factory.mktemp("tiny"), PIECES)


class TestWords:
    def test_a_word_has_the_highest_score_of_its_pieces(self, tiny: encoder.Encoder) -> None:
        found = scores("The goblet", tiny)
        assert found == {"the": -6.0, "goblet": 3.0}

    def test_case_and_accents_do_not_count(self, tiny: encoder.Encoder) -> None:
        assert list(scores("CAFÉ", tiny).values()) == [-1.0]

    def test_unknown_words_have_the_score_of_the_unknown_piece(self, tiny: encoder.Encoder) -> None:
        assert scores("zebra", tiny)["zebra"] == ELSEWHERE

    def test_special_pieces_in_a_text_are_words_like_others(self, tiny: encoder.Encoder) -> None:
        assert set(scores("[CLS] the", tiny).values()) == {ELSEWHERE, -6.0}

    def test_page_furniture_is_not_read(self, tiny: encoder.Encoder) -> None:
        parsed = of("The town. The goblet.\n\nShare this article")
        found = tiny.read(parsed, points=True)
        assert found.log_odds[parsed.norms.index("share")] == SILENT
        assert not found.points[parsed.norms.index("share")].any()
        assert found.log_odds[parsed.norms.index("goblet")] == 3.0

    def test_the_first_piece_of_a_word_says_what_stood_there(self, tiny: encoder.Encoder) -> None:
        parsed = of("The goblet town.")
        found = list(tiny.words().proposals(tiny.read(parsed, points=True).points))
        assert [one.likeliest(1) for one in found[:1]] == [["gob"]]
        # What follows "gob" is no beginning of a word, and what follows "town" no word.
        assert not found[1].log_ratios.any()
        assert found[0].of(["gob", "zebra", "the"], -6.0).tolist() == [0, -6, -6]
        assert found[0].of(["gob", "zebra", "the"], -60.0).tolist() == [0, -60, -9]

    @given(st.text(max_size=200))
    def test_any_text_is_read(self, text: str) -> None:
        read = encoder.Encoder(
            lambda pieces: (np.zeros(len(pieces)), np.zeros((len(pieces), 2))),
            lambda: EncodedWords(np.zeros((1, 2), np.float32), ["a"]),
            _words(),
            first=2,
            last=3,
            width=2,
            sha256="0" * 64,
        )
        parsed = of(text)
        found = read.read(parsed).log_odds
        assert found.shape == (len(parsed),)
        assert np.isin(found, [0.0, SILENT]).all()

    def test_damaged_text_is_read(self, tiny: encoder.Encoder) -> None:
        assert scores("the \ud800 goblet", tiny)["goblet"] == 3.0

    def test_a_text_is_read_alike_in_any_batch(
        self, tiny: encoder.Encoder, lexicon: Lexicon
    ) -> None:
        table = UnaidedModel.load(lexicon).table
        texts = [of("The town."), of(""), of("The goblet.")]
        together = of_words([tiny.read(text).log_odds for text in texts], words_of(texts, table))
        assert together.tolist() == [-6.0, -7.0, -6.0, 3.0]


def _words() -> Any:
    return encoder._tokenizer(Path("x"), "\n".join((*SPECIAL, *PIECES)).encode())


class TestWindows:
    @given(st.integers(0, 5000))
    def test_every_piece_is_read_and_no_window_is_too_long(self, pieces: int) -> None:
        source = np.full(pieces, -1)
        for number, (start, end, keep) in enumerate(windows(pieces)):
            assert 0 <= start <= keep < end <= pieces
            assert end - start <= SIZE - 2
            source[keep:end] = number
        assert (source >= 0).all()
        assert (np.diff(source) >= 0).all()

    def test_inner_pieces_have_context_on_both_sides(self) -> None:
        found = windows(1000)
        for (start, end, _), (later, _, keep) in pairwise(found):
            assert end - later >= OVERLAP
            assert keep - later >= OVERLAP // 2
            assert end - keep >= OVERLAP // 2
            assert start < later

    def test_short_texts_are_one_window(self) -> None:
        assert windows(0) == []
        assert windows(SIZE - 2) == [(0, SIZE - 2, 0)]

    def test_where_windows_part_makes_no_difference_to_a_network_without_context(
        self, tiny: encoder.Encoder
    ) -> None:
        found = tiny.read(of("the goblet town. " * 300), points=True)
        assert found.log_odds.tolist() == [-6.0, 3.0, -7.0, -8.0] * 300
        assert (found.points.reshape(300, 4, -1) == found.points[:4]).all()


class TestMix:
    def test_columns(self, tiny: encoder.Encoder, lexicon: Lexicon) -> None:
        table = UnaidedModel.load(lexicon).table
        texts = [of("The goblet. The town."), of("Goblet town.")]
        found = evidence(words_of(texts, table), table)
        own = np.arange(6, dtype=np.float32)
        read = np.array([-6, 3, -5, -7, 2, -7], np.float32)
        values = dict(zip(MIXED, mixed(found, own, read).T.tolist(), strict=True))
        quiet = float(SILENT)
        assert values["encoder"] == read.tolist()
        assert values["collocations"] == own.tolist()
        assert values["before"] == [quiet, -6, quiet, -5, quiet, 2]
        assert values["behind"] == [3, quiet, -7, quiet, -7, quiet]
        assert values["sentence"] == [-1.5, -1.5, -6, -6, -2.5, -2.5]
        assert values["again"] == [-5, 3, -6, -7, 2, -7]

    def test_no_words(self, lexicon: Lexicon) -> None:
        table = UnaidedModel.load(lexicon).table
        found = evidence(words_of([of("")], table), table)
        nothing = np.zeros(0, np.float32)
        assert mixed(found, nothing, nothing).shape == (0, len(MIXED))


class TestFiles:
    @pytest.mark.parametrize("name", [ENCODER, VOCABULARY])
    def test_a_file_that_was_exchanged_is_refused(self, tmp_path: Path, name: str) -> None:
        digests = write_encoder(tmp_path, PIECES)
        with (tmp_path / name).open("ab") as stream:
            stream.write(b"x")
        with pytest.raises(UnreadableError, match=f"{name}.*not the file that model.json names"):
            open_encoder(tmp_path, *digests, threads=1)

    @pytest.mark.parametrize("name", [ENCODER, VOCABULARY])
    def test_a_missing_file_is_one_line(self, tmp_path: Path, name: str) -> None:
        digests = write_encoder(tmp_path, PIECES)
        (tmp_path / name).unlink()
        with pytest.raises(UnreadableError, match=f"{name}: No such file"):
            open_encoder(tmp_path, *digests, threads=1)

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"not a network", "no network that can be run"),
            (None, "other inputs"),
            ([0.0] * 3, "other pieces"),
            ([float("nan")] * 10, "make no sense"),
        ],
    )
    def test_a_foreign_network_is_refused(
        self, tmp_path: Path, content: bytes | list[float] | None, why: str
    ) -> None:
        _, vocabulary = write_encoder(tmp_path, PIECES)
        if not isinstance(content, bytes):
            content = network(content) if content else network([0.0] * 10, inputs=("a", "b"))
        (tmp_path / ENCODER).write_bytes(content)
        with pytest.raises(UnreadableError, match=why):
            open_encoder(tmp_path, digest(tmp_path / ENCODER), vocabulary, threads=1)

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"\xff\xfe", "no UTF-8"),
            (b"[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\nthe\n", "listed twice"),
            (b"[PAD]\n[UNK]\n[CLS]\nthe\n", "special piece"),
            (b"[PAD]\n[UNK]\n[CLS]\n[SEP]\n##a\n1\n2\n3\n4\n5\n", "no words"),
        ],
    )
    def test_a_foreign_vocabulary_is_refused(
        self, tmp_path: Path, content: bytes, why: str
    ) -> None:
        network_digest, _ = write_encoder(tmp_path, PIECES)
        (tmp_path / VOCABULARY).write_bytes(content)
        with pytest.raises(UnreadableError, match=why):
            open_encoder(tmp_path, network_digest, digest(tmp_path / VOCABULARY), threads=1)

    def test_a_huge_file_is_not_even_read(self, tmp_path: Path) -> None:
        digests = write_encoder(tmp_path, PIECES)
        with (tmp_path / ENCODER).open("r+b") as stream:
            stream.truncate(33 << 20)
        with pytest.raises(UnreadableError, match="too large"):
            open_encoder(tmp_path, *digests, threads=1)

    @pytest.mark.parametrize(
        "change",
        [
            {"columns": ["one"]},
            {"undecided": [3.0, 1.0]},
            {"undecided": [float("nan"), 1.0]},
            {"mark": 2},
            {"prior": 0},
            {"points": {}},
            {"mix": None},
            {"ranking": [1.0]},
            {"ranking": [float("nan")] * len(RANKED)},
            {"document": {}},
        ],
    )
    def test_a_damaged_section_is_refused(
        self, tmp_path: Path, lexicon: Lexicon, change: dict[str, object]
    ) -> None:
        folder = deep_folder(tmp_path, lexicon, PIECES)
        path = folder / "model.json"
        data = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(data | {"deep": data["deep"] | change}), "utf-8")
        with pytest.raises(SpindetectError, match=r"model\.json"):
            UnaidedModel.load(lexicon, folder).deepened(folder, encoder=folder)

    def test_another_process_opens_its_own(self, tmp_path: Path) -> None:
        read = opened(tmp_path, PIECES)
        copy = pickle.loads(pickle.dumps(read))
        assert scores("The goblet", copy) == scores("The goblet", read)
        with pytest.raises(TypeError):
            pickle.dumps(replace(read, source=None))

    def test_a_model_without_an_encoder_says_so(self, tmp_path: Path, lexicon: Lexicon) -> None:
        folder = deep_folder(tmp_path, lexicon, PIECES)
        path = folder / "model.json"
        data = json.loads(path.read_text("utf-8"))
        del data["deep"]
        path.write_text(json.dumps(data), "utf-8")
        assert not UnaidedModel.has_encoder(folder)
        with pytest.raises(SpindetectError, match="no encoder"):
            UnaidedModel.load(lexicon, folder).deepened(folder, encoder=folder)


@pytest.fixture
def shipped(
    tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The shipped model with an encoder that knows nothing but some words of the spun seed."""
    words = set(parse(Document("x", SPUN.read_text("utf-8"))).norms)
    usual = set(parse(Document("x", HONEST.read_text("utf-8"))).norms)
    pieces = {word: 4.0 for word in sorted(words - usual) if word.isascii() and word.isalpha()}
    folder = deep_folder(tmp_path_factory.mktemp("deep"), lexicon, pieces)
    monkeypatch.setattr(files, "shipped_folder", lambda: folder)
    return folder


@pytest.fixture
def bare(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    monkeypatch.setattr(encoder, "find_spec", lambda _: None)


class TestUse:
    def test_the_encoder_judges_where_it_can_be_run(self, shipped: Path) -> None:
        detector = Detector.load()
        verdict = detector.score(SPUN.read_text("utf-8"))
        assert verdict.no_original == "deep"
        assert verdict.relation == "spun"
        assert detector.fallback is None
        Draft202012Validator(SCHEMA).validate(json.loads(dumps(verdict)))
        assert "neural encoder" in render_text(verdict)

    def test_it_can_be_left_out(self, shipped: Path) -> None:
        verdict = Detector.load(no_original="fast").score(SPUN.read_text("utf-8"))
        assert verdict.no_original == "fast"
        assert "neural encoder" not in render_text(verdict)

    def test_beside_an_original_neither_is_named(self) -> None:
        text = HONEST.read_text("utf-8")
        assert Detector.load().score(text, text).no_original is None

    def test_another_name_is_one_clear_error(self) -> None:
        with pytest.raises(SpindetectError, match="give fast or deep"):
            Detector.load(no_original="deeper")

    @pytest.mark.usefixtures("bare")
    def test_without_the_extra_word_pairs_judge_and_it_is_said(
        self, shipped: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["score", str(SPUN), "--format", "json"]) == 0
        told = capsys.readouterr()
        assert json.loads(told.out)["no_original"] == "fast"
        assert len(told.err.splitlines()) == 1
        assert "pip install 'spindetect[neural]'" in told.err

    def test_no_other_folders_encoder_is_run(
        self, shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        theirs = tmp_path / "theirs"
        shutil.copytree(shipped, theirs)
        (theirs / ENCODER).write_bytes(b"a poisoned network")
        assert Detector.load(theirs).score(SPUN.read_text("utf-8")).no_original == "deep"
        path = theirs / "model.json"
        data = json.loads(path.read_text("utf-8"))
        data["deep"]["encoder"] = digest(theirs / ENCODER)
        path.write_text(json.dumps(data), "utf-8")
        assert Detector.load(theirs).score(SPUN.read_text("utf-8")).no_original == "fast"
        code = main(["score", str(SPUN), "--model", str(theirs), "--no-original", "deep"])
        told = capsys.readouterr()
        assert (code, told.out) == (2, "")
        assert told.err.count("\n") == 1
        assert "made with another encoder than that of this version" in told.err

    def test_texts_of_which_nothing_is_said_are_not_read(
        self, shipped: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(encoder.Encoder, "read", lambda *_: 1 / 0)
        detector = Detector.load()
        assert detector.score(", " * 9_000).abstained == "too_short"
        assert detector.score("Der Hund bellt nachts im Hof. " * 90).abstained == "not_english"

    def test_a_text_that_is_too_long_to_be_read_is_judged_without(
        self, shipped: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(choice, "MOST_READ", 300)
        verdict = Detector.load().score(SPUN.read_text("utf-8"))
        assert verdict.no_original == "fast"
        assert verdict.probability is not None
        assert Detector.load().choice.screened([of(SPUN.read_text("utf-8"))])[0][1] == "fast"

    @pytest.mark.usefixtures("bare")
    def test_where_it_was_asked_for_it_must_be_there(
        self, shipped: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["score", str(SPUN), "--no-original", "deep"]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert "pip install 'spindetect[neural]'" in told.err

    @pytest.mark.usefixtures("bare")
    def test_who_asks_for_less_is_told_nothing(
        self, shipped: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["score", str(SPUN), "--no-original", "fast", "--quiet"]) == 0
        assert capsys.readouterr().err == ""

    def test_another_prior_flags_the_same_texts(self, shipped: Path) -> None:
        text = SPUN.read_text("utf-8")
        usual, rare = Detector.load(), Detector.load(prior=0.02)
        before, after = usual.score(text), rare.score(text)
        assert after.relation == before.relation
        assert after.probability is not None
        assert before.probability is not None
        assert after.probability < before.probability
        assert rare.unaided.prior == 0.02

    def test_the_same_text_gives_the_same_bytes(self, shipped: Path) -> None:
        text = SPUN.read_text("utf-8")
        assert dumps(Detector.load().score(text)) == dumps(Detector.load().score(text))


class TestAudit:
    def test_the_encoder_is_asked_where_the_fast_model_is_undecided(self, shipped: Path) -> None:
        detector = Detector.load(no_original="deep")
        low, high = detector.unaided.undecided
        asked = []
        for path in sorted((ROOT / "seeds").glob("*.txt")):
            parsed = parse(Document(path.name, path.read_text("utf-8")))
            (fast,) = detector.fast.probabilities([parsed])
            ((chance, kind),) = detector.choice.screened([parsed])
            assert (kind == "deep") == (fast is not None and low <= fast < high)
            model = detector.unaided if kind == "deep" else detector.fast
            assert chance == model.probabilities([parsed])[0]
            asked.append(kind)
        assert "fast" in asked

    def test_short_texts_are_not_given_to_it(self, shipped: Path) -> None:
        choice = Detector.load(no_original="deep").choice
        assert choice.screened([of("Too short.")]) == [(None, "fast")]

    @pytest.mark.parametrize(
        ("kind", "chance", "relation"),
        [("fast", 0.93, "spun"), ("deep", 0.93, None), ("deep", 0.96, "spun")],
    )
    def test_each_has_its_threshold(self, kind: str, chance: float, relation: str | None) -> None:
        note = {"candidate": "a", "alone": chance, "no_original": kind}
        row = finished(note, [], {"fast": 0.92, "deep": 0.95})
        assert (row["relation"], row["no_original"]) == (relation, kind)
        assert row["threshold"] == {"fast": 0.92, "deep": 0.95}[kind]

    def test_an_audit_says_what_judged_each_page(self, shipped: Path, tmp_path: Path) -> None:
        (tmp_path / "pages").mkdir()
        for name, path in (("spun", SPUN), ("honest", HONEST)):
            (tmp_path / "pages" / f"{name}.txt").write_text(path.read_text("utf-8"), "utf-8")
        (tmp_path / "ours").mkdir()
        (tmp_path / "ours" / "a.txt").write_text("Nothing that is in the others.\n" * 9, "utf-8")
        out = tmp_path / "table.jsonl"
        code = main(
            ["audit", str(tmp_path / "pages"), "--originals", str(tmp_path / "ours"), "--out",
             str(out), "--no-original", "deep", "--jobs", "1", "--quiet"]
        )  # fmt: skip
        rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert code == 0
        assert {row["no_original"] for row in rows} <= {"fast", "deep"}
        assert all(row["threshold"] for row in rows)


@pytest.mark.skipif(
    not UnaidedModel.has_encoder(), reason="models/no-original has no encoder: make no-original"
)
class TestShipped:
    def test_the_spun_seed_is_flagged_and_no_other(self) -> None:
        detector = Detector.load(no_original="deep")
        found = {
            path.stem: detector.score(path.read_text("utf-8")).relation
            for path in sorted((ROOT / "seeds").glob("*.txt"))
        }
        assert [name for name, relation in found.items() if relation] == ["spun"]

    def test_threads_make_no_difference(self, lexicon: Lexicon) -> None:
        model = UnaidedModel.load(lexicon)
        texts = [parse(Document("x", SPUN.read_text("utf-8")))]
        one, two = (model.deepened(threads=n).judge(texts)[0] for n in (1, 2))
        assert one.probability == two.probability
        assert (one.chances == two.chances).all()

    def test_company_makes_no_difference(self, lexicon: Lexicon) -> None:
        model = UnaidedModel.load(lexicon).deepened()
        texts = [parse(Document("x", path.read_text("utf-8"))) for path in (SPUN, HONEST)]
        alone = [model.judge([text])[0].probability for text in texts]
        assert [found.probability for found in model.judge(texts)] == pytest.approx(alone, abs=1e-6)

    def test_it_is_small_enough(self) -> None:
        folder = files.shipped_folder()
        assert sum(path.stat().st_size for path in folder.iterdir()) < 25e6

    def test_the_card_says_which_spinners_it_knew(self) -> None:
        card = json.loads((files.shipped_folder() / "card.json").read_text("utf-8"))["deep"]
        assert "moby" not in card["known_spinners"]
        assert "wordnet-first" in card["known_spinners"]


def test_words_are_near_by_the_angle_of_their_pieces() -> None:
    embedding = np.array([[3, 0], [0, 0], [2, 2], [0, 5], [1, 1]], np.float32)
    words = EncodedWords(embedding, ["mill", "nothing", "works", "river", "##er"])
    found = words.near("mill", ["works", "river", "nothing", "er", "mill race", "mill"])
    assert found.tolist() == pytest.approx([0.5**0.5, 0.0, 0.0, 0.0, 0.0, 1.0])
    assert words.near("unheard", ["mill", "works"]).tolist() == [0.0, 0.0]
    assert words.near("mill", []).tolist() == []


def test_what_is_near_and_ends_alike_is_suggested_first() -> None:
    weights = dict.fromkeys(RANKED, 0.0)
    columns = np.zeros((3, len(RANKED)))
    columns[1, RANKED.index("near")] = 0.9
    columns[2, RANKED.index("form")] = 1.0
    texts = ["a", "b", "c"]
    for name, first in (("near", "b"), ("form", "c")):
        own = [*(weights | {name: 5.0}).values()]
        assert rank(texts, columns, own)[0][0] == first
