"""The verdicts on the two seed families: ours, and the user's real documents where present."""

from __future__ import annotations

import json
import sys
from itertools import permutations
from pathlib import Path

import pytest

from spindetect import Detector
from spindetect.readers import read_document
from spindetect.types import Direction, Relation, Verdict

ROOT = Path(__file__).parent.parent
FULL_SOURCE, PARTIAL_SOURCE, OTHER = 0.95, 0.5, 0.1


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


def assert_as_labelled(label: dict[str, object], verdict: Verdict) -> None:
    probability = verdict.probability if verdict.probability is not None else 0.0
    assert verdict.relation == label["relation"]
    if not label["spun"]:
        assert probability <= OTHER
    elif label["partial_source"]:
        assert probability >= PARTIAL_SOURCE
    else:
        assert probability >= FULL_SOURCE
    if "direction" in label:
        assert verdict.direction == label["direction"]


OWN = json.loads((ROOT / "seeds" / "manifest.json").read_text(encoding="utf-8"))["pairs"]


@pytest.mark.parametrize("label", OWN, ids=lambda p: f"{p['candidate']}-of-{p['original']}")
def test_our_family_is_judged_as_its_manifest_says(
    label: dict[str, object], detector: Detector
) -> None:
    one, other = (
        read_document(ROOT / "seeds" / str(label[side])) for side in ("original", "candidate")
    )
    assert_as_labelled(label, detector.score(other, one))


def test_the_real_family_is_judged_as_its_labels_say(real_seeds: Path, detector: Detector) -> None:
    labels = json.loads((real_seeds / "labels.json").read_text(encoding="utf-8"))["pairs"]
    texts = {path.name: read_document(path) for path in real_seeds.glob("*.txt")}
    assert len(labels) == len(list(permutations(texts, 2)))
    for label in labels:
        verdict = detector.score(texts[label["candidate"]], texts[label["original"]])
        assert_as_labelled(label, verdict)


def test_the_real_original_is_named_whichever_way_round_it_is_asked(
    real_seeds: Path, detector: Detector
) -> None:
    spun, original = (read_document(next(real_seeds.glob(f"{n}_*.txt"))) for n in ("002", "004"))
    assert detector.score(spun, original).direction is Direction.ORIGINAL
    assert detector.score(original, spun).direction is Direction.CANDIDATE


def test_real_substitutions_are_found_exactly(real_seeds: Path, detector: Detector) -> None:
    """Evaluation alone: the gold list of the real spun pair, by `benchmarks/spans.py`'s measure."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from spans import gold_spans, ours

    from spindetect.text import parse
    from spindetect.types import Document

    one, other, gold, _ = gold_spans(real_seeds / "gold_002_004.json")
    found = set(ours(parse(Document("o", one)), parse(Document("c", other)), detector.lexicon))
    assert len(found & gold) / len(gold) >= 0.9
    assert len(found & gold) / len(found) >= 0.9


def test_nothing_in_speech_or_furniture_counts(real_seeds: Path, detector: Detector) -> None:
    texts = [read_document(path) for path in sorted(real_seeds.glob("*.txt"))]
    for candidate, original in permutations(texts, 2):
        verdict = detector.score(candidate, original)
        assert verdict.alignment is not None
        for change in verdict.substitutions:
            if change.counts:
                for parsed, span in (
                    (verdict.alignment.original, change.edit.original),
                    (verdict.alignment.candidate, change.edit.candidate),
                ):
                    assert 1 not in parsed.furniture[span.start : span.end]


def test_the_same_file_twice_is_a_copy(detector: Detector) -> None:
    text = (ROOT / "seeds" / "original.txt").read_text(encoding="utf-8")
    verdict = detector.score(text, text)
    assert verdict.relation is Relation.COPY
    assert verdict.probability is not None
    assert verdict.probability < 0.02
    assert verdict.substitutions == ()
