"""Pairs that the encoder has read: its columns, the weights put on top, the section of the file."""

from __future__ import annotations

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import stories
from encoders import opened, write_encoder
from handmade import POINTS, hand_made

from spindetect.audit import Judging, Settings
from spindetect.cli import main
from spindetect.detector import Detector, analyse
from spindetect.features import FEATURES, READ_FEATURES, Sum, features, reverse, with_oddness
from spindetect.features.tally import MAX_ODD, UNSUSPICIOUS
from spindetect.lexicon import Lexicon
from spindetect.model import LinearModel, Model, save, shipped_model
from spindetect.model.reading import SECTION, PairReader, has_reading, pair_reader, section
from spindetect.pairs import write_pairs
from spindetect.relations import direction
from spindetect.report import to_json
from spindetect.suspects import DEEP, FAST, deep_files, files
from spindetect.suspects.deep import Reader
from spindetect.suspects.encoder import Reading
from spindetect.text import parse
from spindetect.training import Mode, reading, train
from spindetect.training.examples import Example
from spindetect.training.stacking import enough, read_model, read_table, stack, unseen
from spindetect.types import (
    Direction,
    Document,
    ExitCode,
    LabelledPair,
    Parsed,
    Relation,
    SpindetectError,
    UnreadableError,
)

LEXICON = Lexicon.open()
ORIGINAL = parse(Document("one", stories.ORIGINAL))
PAIR = analyse(ORIGINAL, parse(Document("other", stories.SPUN)), LEXICON)
SPUN_WORDS = {
    word
    for change in PAIR.substitutions
    if change.counts
    for word in change.candidate.lower().split()
    if word.isalpha() and word.isascii()
}


def wide(model: LinearModel, odd: float, before: float) -> LinearModel:
    """A hand-made model with weights for the encoder's two features."""
    return model.extended(LinearModel((1.0, 1.0), (2.0, 2.0), (odd, before), 0.0))


def read_by_hand() -> Model:
    """A hand-made model for which what the encoder reads weighs most."""
    model = hand_made(LEXICON)
    context = model.sentence
    sentence = LinearModel(
        (*context.mean[:-1], 0.0, 0.0, 0.0),
        (*context.scale[:-1], 1.0, 1.0, 1.0),
        (*context.weights[:-1], 0.0, 0.0, context.weights[-1]),
        context.intercept,
    )
    return replace(
        model,
        document=wide(model.document, 4.0, -1.0),
        direction=wide(model.direction, 3.0, 0.0),
        sentence=sentence,
        read=True,
    )


@pytest.fixture
def reader(tmp_path: Path) -> PairReader:
    """Reads with an encoder to which the words of the spun story look put in."""
    encoder = opened(tmp_path / "tiny", dict.fromkeys(sorted(SPUN_WORDS), 5.0))
    return PairReader(read_by_hand(), None, encoder)


# What is added up


def test_swaps_are_added_up_by_their_oddest_token_and_within_limits() -> None:
    texts = PAIR.alignment.original, PAIR.alignment.candidate
    original, candidate = (np.full(len(text), UNSUSPICIOUS, np.float32) for text in texts)
    plain = with_oddness(PAIR.sums, PAIR.alignment, PAIR.substitutions, original, candidate)
    assert not plain[:, [Sum.ODD, Sum.ODD_BEFORE]].any()
    counted = [change for change in PAIR.substitutions if change.counts]
    candidate[counted[0].edit.candidate.start] = 50.0
    original[counted[1].edit.original.start] = 1.0
    found = with_oddness(PAIR.sums, PAIR.alignment, PAIR.substitutions, original, candidate)
    assert found[:, Sum.ODD].sum() == MAX_ODD - UNSUSPICIOUS
    assert found[:, Sum.ODD_BEFORE].sum() == 1.0 - UNSUSPICIOUS
    others = [column for column in Sum if column not in (Sum.ODD, Sum.ODD_BEFORE)]
    assert np.array_equal(found[:, others], PAIR.sums[:, others])
    assert not PAIR.sums[:, Sum.ODD].any()


def test_the_other_way_round_the_old_words_are_the_new_ones(reader: PairReader) -> None:
    sums = PAIR.read_by(reader).sums.sum(axis=0)
    assert sums[Sum.ODD] > 5 * abs(sums[Sum.ODD_BEFORE])
    odd, before = features(sums, READ_FEATURES)[-2:]
    assert features(reverse(sums), READ_FEATURES)[-2:].tolist() == [before, odd]
    assert np.array_equal(features(sums), features(sums, READ_FEATURES)[: len(FEATURES)])


def test_where_no_swap_is_evidence_nothing_is_read() -> None:
    class Refusing:
        def read(self, *_: object) -> None:
            raise AssertionError

    same = analyse(ORIGINAL, ORIGINAL, LEXICON)
    reader = PairReader(read_by_hand(), None, Refusing())  # type: ignore[arg-type]
    assert same.read_by(reader).sums is same.sums
    with pytest.raises(AssertionError):
        PAIR.read_by(reader)


# Verdicts


def test_a_verdict_by_the_encoder_says_so_and_adds_up(reader: PairReader) -> None:
    judge = Detector(hand_made(LEXICON), LEXICON, reader=reader)
    verdict, plain = judge.judge(PAIR), Detector(hand_made(LEXICON), LEXICON).judge(PAIR)
    assert (verdict.with_original, plain.with_original) == (DEEP, FAST)
    assert (judge.with_original, verdict.no_original) == (DEEP, None)
    total = sum(part.contribution for part in verdict.contributions)
    assert verdict.probability == pytest.approx(1 / (1 + np.exp(-total)))
    named = {part.feature: part.value for part in verdict.contributions}
    assert named["odd_in_context"] > 3
    assert "odd_in_context" not in {part.feature for part in plain.contributions}
    assert verdict.direction is Direction.ORIGINAL


def test_pairs_that_are_too_long_are_judged_without(
    reader: PairReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.model = replace(reader.model, points=dict.fromkeys(POINTS, POINTS["strict"]))
    judge = Detector(hand_made(LEXICON), LEXICON, reader=reader)
    assert judge.judge(PAIR).threshold == POINTS["strict"].threshold
    monkeypatch.setattr("spindetect.model.reading.MOST_READ", 10)
    verdict = judge.judge(PAIR)
    assert verdict == Detector(hand_made(LEXICON), LEXICON).judge(PAIR)
    assert verdict.threshold == POINTS["default"].threshold


def test_what_is_not_judged_is_not_read(reader: PairReader) -> None:
    class Refusing:
        def read(self, *_: object) -> None:
            raise AssertionError

    reader.encoder = Refusing()  # type: ignore[assignment]
    judge = Detector(hand_made(LEXICON), LEXICON, reader=reader)
    short = " ".join(stories.SPUN.split()[:14])
    assert judge.score(short, stories.ORIGINAL).abstained == "too_short"
    with pytest.raises(AssertionError):
        judge.judge(PAIR)


def test_a_text_is_read_once_for_several_originals(reader: PairReader) -> None:
    assert reader.encoder is not None
    read: list[str] = []

    class Counting:
        def __init__(self, encoder: Reader) -> None:
            self.encoder = encoder

        def read(self, text: Parsed) -> Reading:
            read.append(text.document.id)
            return self.encoder.read(text)

    first = PAIR.read_by(reader).sums
    reader = PairReader(reader.model, None, Counting(reader.encoder))  # type: ignore[arg-type]
    assert all(np.array_equal(PAIR.read_by(reader).sums, first) for _ in range(3))
    assert read == ["one", "other"]


def test_a_detector_can_be_sent_to_another_process() -> None:
    judge = Detector(hand_made(LEXICON), LEXICON, reader=PairReader(read_by_hand(), None))
    model = pickle.loads(pickle.dumps(judge)).model
    assert model == judge.model
    assert model.features == READ_FEATURES


def test_a_spun_original_is_not_blamed_on_its_source(reader: PairReader) -> None:
    turned = analyse(PAIR.alignment.candidate, ORIGINAL, LEXICON)
    verdict = Detector(hand_made(LEXICON), LEXICON, reader=reader).judge(turned)
    assert verdict.relation is Relation.RELATED
    assert verdict.direction is Direction.CANDIDATE


def test_the_reason_for_a_direction_is_one_that_speaks_for_it() -> None:
    assert "are the rarer ones" in direction(PAIR.substitutions, 3.0, 1.0)[1]
    # The word pairs say the opposite: the encoder decided, or neither of the two.
    found, why = direction(PAIR.substitutions, -3.0, -1.0)
    assert found is Direction.CANDIDATE
    assert why.startswith("read in their sentences, the swapped words of the text given as orig")
    for odder in (0.0, 1.0):
        assert "read" not in direction(PAIR.substitutions, -3.0, odder)[1]


# Weights


def example(number: int, odd: float, *, label: bool, before: float = 0.0) -> Example:
    """Ten swaps that the thesauri and word pairs say nothing of."""
    sums = np.zeros((1, len(Sum)))
    sums[0, [Sum.WORDS, Sum.EDITS, Sum.PAIRS]] = 300, 10, 1
    sums[0, [Sum.ODD, Sum.ODD_BEFORE]] = 10 * odd, 10 * before
    replaced = np.array([10 if label else 0])
    return Example(f"a{number}", "own" if label else "plain", "test", label, sums, replaced)


def examples() -> list[Example]:
    rng = np.random.default_rng(7)
    spun = [example(k, rng.normal(5, 1.5), label=True) for k in range(120)]
    honest = [
        example(k, rng.normal(1, 1), label=False, before=rng.normal(1, 1)) for k in range(120, 480)
    ]
    return [*spun, *honest]


def test_what_the_encoder_reads_is_weighed_beside_what_was_known() -> None:
    rows, model = read_table(examples()), hand_made(LEXICON)
    assert isinstance(model.document, LinearModel)
    before = rows.unread().log_odds(model.document, model.direction)
    assert np.ptp(before) == 0.0
    stacked = stack(rows, model.document, model.direction)
    assert stacked.document.weights[-2] > 0 > stacked.document.weights[-1]
    assert stacked.direction.weights[-2] > 0
    log_odds = stacked.log_odds(rows)
    assert np.median(log_odds[rows.labels]) > 2
    assert np.median(log_odds[~rows.labels]) < -2


def test_weights_for_an_article_are_learnt_on_others(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, model = read_table(examples()), hand_made(LEXICON)
    learnt: list[set[str]] = []

    def spied(some, document, direction):  # type: ignore[no-untyped-def]
        learnt.append(set(some.groups))
        return stack(some, document, direction)

    monkeypatch.setattr("spindetect.training.stacking.stack", spied)
    log_odds, later = unseen(rows, rows, model.document, model.direction)
    assert len(log_odds) == len(later) == len(rows)
    assert learnt[0] | learnt[1] == set(rows.groups)
    assert not learnt[0] & learnt[1]


def test_the_model_for_read_pairs_has_points_of_its_own() -> None:
    model = read_model(hand_made(LEXICON), examples())
    assert model.features == READ_FEATURES
    assert model.points["default"].articles == 360
    assert model.points["default"].flagged == 0
    assert len(model.sentence.weights) == len(READ_FEATURES) + 1


# The file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pair model with a section for the tiny encoder that is shipped here."""
    encoder = tmp_path / "shipped"
    shutil.copytree(files.shipped_folder(), encoder)
    digests = write_encoder(encoder, dict.fromkeys(sorted(SPUN_WORDS), 5.0))
    path = encoder / "model.json"
    data = json.loads(path.read_text("utf-8"))
    data["deep"] |= dict(zip(("encoder", "vocabulary"), digests, strict=True))
    path.write_text(json.dumps(data), "utf-8")
    monkeypatch.setattr(files, "shipped_folder", lambda: encoder)
    own = tmp_path / "pairs"
    shutil.copytree(shipped_model(), own)
    save(replace(hand_made(LEXICON), card={}), own, sections=section(read_by_hand(), digests))
    return own


def change(folder: Path, **values: object) -> None:
    path = folder / "model.json"
    data = json.loads(path.read_text("utf-8"))
    data[SECTION] |= values
    path.write_text(json.dumps(data), "utf-8")


def test_a_section_is_read_as_it_was_written(folder: Path) -> None:
    model = Model.load(folder)
    found = pair_reader(model, folder, None)
    assert found is not None
    wanted = read_by_hand()
    assert (found.model.document, found.model.direction) == (wanted.document, wanted.direction)
    assert found.model.points == wanted.points
    assert found.model.sha256 == model.sha256
    assert pair_reader(model, folder, FAST) is None


def test_another_prior_is_that_of_read_pairs_too(folder: Path) -> None:
    detector = Detector.load(folder, with_original=DEEP, prior=0.02)
    even = Detector.load(folder, with_original=DEEP)
    assert detector.model.prior == 0.02
    assert detector.threshold < even.threshold
    one, other = detector.judge(PAIR), even.judge(PAIR)
    assert one.probability is not None
    assert other.probability is not None
    assert one.probability < other.probability
    assert (one.relation is Relation.SPUN) is (other.relation is Relation.SPUN)


@pytest.mark.parametrize(
    "values",
    [
        {"features": ["odd"]},
        {"document": {}},
        {"points": {"default": {}}},
        {"direction": {"mean": [0], "scale": [1], "weights": [1], "intercept": 0}},
    ],
)
def test_a_damaged_section_is_refused_in_one_line(folder: Path, values: dict[str, object]) -> None:
    change(folder, **values)
    with pytest.raises(UnreadableError, match="damaged model") as error:
        Detector.load(folder, with_original=None)
    assert "\n" not in str(error.value)
    assert Detector.load(folder).with_original == FAST


def test_no_encoder_but_the_shipped_one_is_run(folder: Path) -> None:
    change(folder, encoder="0" * 64)
    assert Detector.load(folder, with_original=None).with_original == FAST
    with pytest.raises(SpindetectError, match="another encoder"):
        Detector.load(folder, with_original=DEEP)


def test_what_cannot_be_had_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpindetectError, match="give fast or deep"):
        Detector.load(folder, with_original="slow")
    monkeypatch.setattr("spindetect.model.reading.missing", lambda: "onnxruntime not installed")
    assert Detector.load(folder, with_original=None).with_original == FAST
    with pytest.raises(SpindetectError, match="onnxruntime not installed"):
        Detector.load(folder, with_original=DEEP)


def test_a_model_without_a_section_judges_without(folder: Path) -> None:
    path = folder / "model.json"
    data = json.loads(path.read_text("utf-8"))
    del data[SECTION]
    path.write_text(json.dumps(data), "utf-8")
    assert Detector.load(folder, with_original=None).with_original == FAST
    with pytest.raises(SpindetectError, match="without an encoder"):
        Detector.load(folder, with_original=DEEP)


def test_the_shipped_model_is_fitted_to_the_shipped_encoder() -> None:
    section = files.read_section(shipped_model() / "model.json", SECTION)
    assert section is not None
    wanted = deep_files.digests_of(files.shipped_folder())
    assert (section["encoder"], section["vocabulary"]) == wanted


@pytest.mark.parametrize("section", [[], "x", 3])
def test_a_section_that_is_none_is_refused(folder: Path, section: object) -> None:
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {SECTION: section}), "utf-8")
    with pytest.raises(UnreadableError, match="damaged"):
        Detector.load(folder, with_original=None)


def test_a_model_that_is_trained_anew_judges_without(folder: Path) -> None:
    assert has_reading(folder)
    save(Model.load(folder), folder)
    assert not has_reading(folder)
    assert not has_reading(folder / "nowhere")


def labelled_pairs() -> list[LabelledPair]:
    """The same spun and polished story as if of many articles, each signed by another."""
    return [
        LabelledPair(
            Document(f"o{k}", f"{stories.ORIGINAL}\n\nEdition {k}."),
            Document(f"c{k}", f"{stories.SPUN if k % 2 else stories.POLISHED}\n\nEdition {k}."),
            k % 2,
            f"group-{k}",
            "test",
            "own" if k % 2 else "plain",
        )
        for k in range(48)
    ]


def test_the_command_fits_the_encoder_to_a_model(folder: Path, tmp_path: Path) -> None:
    pairs = labelled_pairs()
    save(Model.load(folder), folder)
    before = Model.load(folder)
    reading.add(folder, pairs, files.shipped_folder(), tmp_path, 1)
    assert Model.load(folder).document == before.document
    found = pair_reader(Model.load(folder), folder, DEEP)
    assert found is not None
    assert found.model.points["default"].articles > 0
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert card[SECTION]["test"]["articles"]["spun"] > 0
    assert "With the encoder" in (folder / "README.md").read_text("utf-8")


@pytest.mark.parametrize("mode", [Mode.ADAPTED, Mode.ANEW])
def test_models_of_ones_own_judge_read_pairs_too(folder: Path, tmp_path: Path, mode: Mode) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "own"
    write_pairs(labelled_pairs(), pairs)
    outcome = train([pairs], out, base=folder, mode=mode)
    assert outcome.with_encoder
    assert not outcome.comparison.without_encoder
    found = pair_reader(Model.load(out), out, DEEP)
    assert found is not None
    assert found.model.document != read_by_hand().document
    card = json.loads((out / "card.json").read_text("utf-8"))
    assert card[SECTION]["points"]["default"]["threshold"] == found.model.threshold
    assert "### When a page is called spun" in (out / "README.md").read_text("utf-8")
    # Without the encoder it is the model that it would be anyway.
    plain = tmp_path / "plain"
    assert not train([pairs], plain, base=folder, mode=mode, read=False).with_encoder
    assert Model.load(plain).document == Model.load(out).document
    assert train([pairs], plain, base=folder, mode=mode, read=False).comparison.without_encoder


def test_an_old_model_without_an_encoder_is_adapted_as_it_is(folder: Path, tmp_path: Path) -> None:
    save(Model.load(folder), folder)
    pairs = tmp_path / "pairs.jsonl"
    write_pairs(labelled_pairs(), pairs)
    outcome = train([pairs], tmp_path / "own", base=folder, mode=Mode.ADAPTED)
    assert not outcome.with_encoder
    assert not outcome.comparison.without_encoder
    assert not has_reading(tmp_path / "own")


def test_both_halves_must_have_something_to_learn_from() -> None:
    rows = examples()
    assert enough(rows)
    assert not enough([row for row in rows if row.label])
    one = [row for row in rows if row.label][:1]
    assert not enough([*one, *(row for row in rows if not row.label)])


def test_without_an_encoder_the_command_leaves_the_model_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--external", str(tmp_path), "--model", "any", "--encoder", str(tmp_path)]
    assert reading.main(arguments) == 0
    assert "no encoder.onnx and no encoder-vocabulary.txt" in capsys.readouterr().err


# The commands


def test_a_run_is_not_gone_on_with_by_another_judge() -> None:
    fast, deep = (Settings(("pages",), judging=Judging(beside=kind)) for kind in (FAST, DEEP))
    one, other = fast.described({}), deep.described({})
    assert {name for name in one if one[name] != other[name]} == {"--with-original"}


def test_workers_say_what_one_process_says(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"original": stories.ORIGINAL, "candidate": stories.SPUN, "label": 1}
    pairs = tmp_path / "pairs.jsonl"
    lines = [json.dumps(row | {"candidate": f"{stories.SPUN} {k}."}) for k in range(40)]
    pairs.write_text("\n".join(lines) + "\n", "utf-8")
    told = []
    for jobs in ("1", "2"):
        arguments = ["evaluate", str(pairs), "--model", str(folder), "--format", "json"]
        assert main([*arguments, "--jobs", jobs]) == ExitCode.OK
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert json.loads(told[0])["model"]["with_original"] == DEEP


def test_score_audit_and_evaluate_say_who_judged(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("one.txt", stories.ORIGINAL), ("other.txt", stories.SPUN)):
        (tmp_path / name).write_text(text, "utf-8")
    one, other = str(tmp_path / "one.txt"), str(tmp_path / "other.txt")
    for options, wanted in (([], DEEP), (["--with-original", FAST], FAST)):
        score = ["score", other, "--original", one, "--model", str(folder), "--format", "json"]
        assert main([*score, *options]) == ExitCode.OK
        verdict = json.loads(capsys.readouterr().out)
        assert (verdict["with_original"], verdict["no_original"]) == (wanted, None)
    assert main(["score", other, "--original", one, "--model", str(folder)]) == ExitCode.OK
    assert "A neural encoder read both texts" in " ".join(capsys.readouterr().out.split())

    chances = {}
    for options, kind in (([], FAST), (["--with-original", DEEP], DEEP)):
        table = tmp_path / f"{kind}.jsonl"
        audit = ["audit", other, "--originals", one, "--out", str(table), "--model", str(folder)]
        assert main([*audit, *options, "--quiet", "--jobs", "1"]) == ExitCode.OK
        (row,) = map(json.loads, table.read_text("utf-8").splitlines())
        chances[kind] = row["probability"]
        assert row["with_original"] == kind
        assert row["threshold"] == Detector.load(folder, with_original=kind).threshold
    judges = {k: Detector.load(folder, with_original=k).judge(PAIR) for k in (FAST, DEEP)}
    assert chances == pytest.approx({k: v.probability for k, v in judges.items()}, abs=1e-6)
    assert chances[FAST] != chances[DEEP]

    pairs = tmp_path / "pairs.jsonl"
    row = {"original": stories.ORIGINAL, "candidate": stories.SPUN, "label": 1}
    pairs.write_text(json.dumps(row) + "\n", "utf-8")
    capsys.readouterr()
    for options, wanted in (([], DEEP), (["--fast"], FAST)):
        evaluate = ["evaluate", str(pairs), "--model", str(folder), "--format", "json"]
        assert main([*evaluate, *options, "--jobs", "1"]) == ExitCode.OK
        assert json.loads(capsys.readouterr().out)["model"]["with_original"] == wanted


def test_a_page_is_made_of_no_judge_that_there_is_not(
    reader: PairReader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge = Detector(hand_made(LEXICON), LEXICON, reader=reader)
    verdict = to_json(judge.judge(PAIR))
    path = tmp_path / "verdict.json"
    for kind, code in ((DEEP, ExitCode.OK), ("slow", ExitCode.UNREADABLE)):
        path.write_text(json.dumps(verdict | {"with_original": kind}), "utf-8")
        assert main(["report", str(path)]) == code
    assert "with_original is 'slow', which is unknown" in capsys.readouterr().err
