"""Models of one's own for texts without an original, where the encoder can be run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from encoders import deep_folder, write_encoder

from spindetect.cli import main
from spindetect.detector import Detector
from spindetect.lexicon import Lexicon
from spindetect.pairs import LabelledCandidate, write_pairs
from spindetect.spinners import spinners
from spindetect.suspects import UnaidedModel, files
from spindetect.text import parse
from spindetect.training import Mode, train
from spindetect.types import Document, ExitCode

ROOT = Path(__file__).parent.parent
NUMBER = 14
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def candidates(lexicon: Lexicon) -> list[LabelledCandidate]:
    """Beginnings of articles, every other one spun."""
    spinner = spinners(lexicon)["wordnet-random"]
    paths = sorted((ROOT / "data" / "articles").rglob("*.txt"))[: 4 * NUMBER : 2]
    found = []
    for number, path in enumerate(paths):
        article = Document(f"a{number}", " ".join(path.read_text("utf-8").split()[:120]))
        spun = number % 2
        text = spinner.spin(article, seed=number, intensity=0.3).candidate if spun else article
        found.append(LabelledCandidate(text, spun, article.id, "own", "spun" if spun else "honest"))
    return found


@pytest.fixture(scope="module", autouse=True)
def shipped(
    candidates: list[LabelledCandidate],
    lexicon: Lexicon,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The shipped model with an encoder that knows the words of the spun texts alone."""
    words: dict[int, set[str]] = {0: set(), 1: set()}
    for one in candidates:
        words[one.label] |= set(parse(one.candidate).norms)
    pieces = {
        word: 4.0 for word in sorted(words[1] - words[0]) if word.isascii() and word.isalpha()
    }
    folder = deep_folder(tmp_path_factory.mktemp("deep"), lexicon, pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "shipped_folder", lambda: folder)
        yield folder


@pytest.fixture(scope="module")
def model(labels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "texts"
    train([labels], out)
    return out


@pytest.fixture
def page(candidates: list[LabelledCandidate], tmp_path: Path) -> str:
    path = tmp_path / "page.txt"
    path.write_text(candidates[1].candidate.text, "utf-8")
    return str(path)


def judged_by(arguments: list[str], capsys: Capture) -> str:
    assert main(["score", *arguments, "--format", "json"]) == ExitCode.OK
    found: str = json.loads(capsys.readouterr().out)["no_original"]
    return found


def test_it_is_fitted_to_the_encoder_as_well(labels: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "mine"
    assert main(["train", str(labels), "--out", str(out)]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "without its encoder" not in shown
    assert shown.splitlines()[-1].startswith("The new model judges with the encoder;")
    names = sorted(path.name for path in out.iterdir())
    assert names == ["README.md", "alternatives.npz", "card.json", "model.json"]
    card = json.loads((out / "card.json").read_text("utf-8"))
    assert set(card["deep"]) == {"points", "split", "test", "flagged_by_family"}
    assert card["deep"]["test"]["texts"]["auroc"] > card["test"]["texts"]["auroc"]
    assert "# With the encoder" in (out / "README.md").read_text("utf-8")


def test_pages_are_judged_by_it_with_the_encoder_or_without(
    model: Path, page: str, capsys: Capture
) -> None:
    asked = [page, "--model", str(model)]
    assert judged_by(asked, capsys) == "deep"
    assert judged_by([*asked, "--no-original", "deep"], capsys) == "deep"
    assert judged_by([*asked, "--no-original", "fast"], capsys) == "fast"
    deep, fast = Detector.load(model), Detector.load(model, no_original="fast")
    assert deep.unaided.document is not fast.unaided.document
    assert deep.unaided.points["default"].articles == NUMBER


def test_an_evaluation_says_so(model: Path, labels: Path, capsys: Capture) -> None:
    arguments = ["evaluate", str(labels), "--model", str(model), "--format", "json"]
    assert main(arguments) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["model"]["no_original"] == "deep"


def test_an_audit_may_ask_it(model: Path, page: str, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "table.jsonl"
    arguments = ["--model", str(model), "--no-original", "deep", "--jobs", "1"]
    assert main(["audit", page, "--out", str(out), *arguments]) == ExitCode.OK
    assert json.loads(out.read_text("utf-8").splitlines()[0])["probability"] is not None


def test_the_same_texts_give_the_same_files(labels: Path, model: Path, tmp_path: Path) -> None:
    train([labels], tmp_path, jobs=2)
    for path in model.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("mode", [Mode.ADAPTED, Mode.ANEW])
def test_it_may_be_made_from_one_that_has_it_as_well(
    labels: Path, model: Path, tmp_path: Path, mode: Mode, candidates: list[LabelledCandidate]
) -> None:
    more = tmp_path / "more.jsonl"
    # Anew needs 20 of each kind.
    twice = [*candidates, *(_renamed(one) for one in candidates)]
    write_pairs(twice, more)
    made = train([more], tmp_path / "next", mode=mode, base=model)
    assert made.with_encoder
    assert Detector.load(tmp_path / "next").unaided.kind == "deep"


def _renamed(one: LabelledCandidate) -> LabelledCandidate:
    text = f"{one.candidate.text} That was all there was to say of it."
    return LabelledCandidate(
        Document(f"{one.candidate.id}-2", text), one.label, f"{one.group}-2", one.source, one.family
    )


def test_with_another_encoder_than_its_own_it_judges_without(
    model: Path, page: str, shipped: Path, tmp_path: Path, capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    newer = deep_folder(tmp_path / "newer", Lexicon.open(), {"other": 1.0, "words": 2.0})
    write_encoder(newer, {"other": 1.0, "words": 2.0})
    monkeypatch.setattr(files, "shipped_folder", lambda: newer)
    assert judged_by([page, "--model", str(model)], capsys) == "fast"
    arguments = ["score", page, "--model", str(model), "--no-original", "deep"]
    assert main(arguments) == ExitCode.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert "made with another encoder than that of this version; train it anew" in told.err
    assert UnaidedModel.has_encoder(model)
    audit = ["audit", page, "--out", str(tmp_path / "t.csv"), "--model", str(model)]
    assert main([*audit, "--no-original", "deep", "--jobs", "1"]) == ExitCode.USAGE
    assert capsys.readouterr().err.count("\n") == 1
