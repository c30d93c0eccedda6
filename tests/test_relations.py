"""Relations: what two texts are to each other, and which of them the other was made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import stories
from handmade import detector
from verdicts import verdict

from spindetect.detector import Detector, analyse
from spindetect.lexicon import Lexicon
from spindetect.relations import MIN_DIRECTION, Shares, direction, relation, shares
from spindetect.text import parse
from spindetect.types import Direction, Document, Relation, Substitution, Verdict

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()


@pytest.fixture(scope="module")
def judge() -> Detector:
    return detector(LEXICON)


def measured(original: str, candidate: str) -> Shares:
    one, other = Document("o", original), Document("c", candidate)
    pair = analyse(parse(one), parse(other), LEXICON)
    return shares(pair.alignment, pair.sums.sum(axis=0))


def words(text: str) -> int:
    """Body words of a text that is all body."""
    return len(parse(Document("t", text)).kinds.replace(b"\2", b""))


# One story and what was made of it


STORIES = {
    "identical copy": (stories.ORIGINAL, Relation.COPY),
    "copy with furniture": (stories.FURNISHED, Relation.COPY),
    "truncated copy": (stories.TRUNCATED, Relation.COPY),
    "copy in capitals": (stories.ORIGINAL.upper(), Relation.COPY),
    "copy with curly marks": (stories.ORIGINAL.replace('"', "”"), Relation.COPY),
    "polished edition": (stories.POLISHED, Relation.EDITED),
    "spun copy": (stories.SPUN, Relation.SPUN),
    "truncated spun copy": (stories.SPUN.partition("Technicians")[0], Relation.SPUN),
    "other report of the event": (stories.REPORT, Relation.INDEPENDENT),
    "unrelated text": (stories.UNRELATED, Relation.INDEPENDENT),
    "copy amid another text": (f"{stories.UNRELATED}\n{stories.TRUNCATED}", Relation.RELATED),
}


@pytest.mark.parametrize("case", STORIES)
def test_what_a_text_is_to_the_story(case: str, judge: Detector) -> None:
    text, expected = STORIES[case]
    assert judge.score(text, stories.ORIGINAL).relation is expected


@pytest.mark.parametrize("case", STORIES)
def test_what_the_story_is_to_a_text(case: str, judge: Detector) -> None:
    """Turned round the relation is the same, but the original of a spun text is not spun."""
    text, forward = STORIES[case]
    verdict = judge.score(stories.ORIGINAL, text)
    assert verdict.relation is (Relation.RELATED if forward is Relation.SPUN else forward)
    if forward is Relation.SPUN:
        assert verdict.direction is Direction.CANDIDATE
    if forward is Relation.COPY:
        assert verdict.direction is Direction.UNDECIDED
    assert verdict.probability is None or verdict.probability < judge.threshold


def test_the_spun_text_is_the_later_one_whichever_way_round_it_is_asked(judge: Detector) -> None:
    forward = judge.score(stories.SPUN, stories.ORIGINAL)
    backward = judge.score(stories.ORIGINAL, stories.SPUN)
    assert (forward.direction, backward.direction) == (Direction.ORIGINAL, Direction.CANDIDATE)
    assert "the candidate are the rarer" in forward.direction_evidence
    assert "the text given as original are the rarer" in backward.direction_evidence
    counts = [re.findall(r"\d+", v.direction_evidence) for v in (forward, backward)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("academic/lead-glazes-from-the-kiln-at-sallow-end.restructured", Relation.REWRITTEN),
        ("sport/pub-darts-double-one.translated", Relation.REWRITTEN),
        ("howto/chicken-stock.polished", Relation.EDITED),
        ("legal/privacy-notice-allotment-association.updated", Relation.EDITED),
        ("blog/shoes-on-the-wrong-feet.condensed", Relation.EDITED),
        ("product/marlowe-field-headphones.independent", Relation.INDEPENDENT),
    ],
)
def test_rewrites_made_by_hand(slug: str, expected: Relation) -> None:
    """By what is compared alone; whether a rewrite is taken for spun is the model's affair."""
    original = ROOT / "data" / "articles" / f"{slug.partition('.')[0]}.txt"
    rewrite = ROOT / "data" / "rewrites" / f"{slug}.txt"
    extent = measured(original.read_text("utf-8"), rewrite.read_text("utf-8"))
    assert relation(extent, spun=False, original_is_spun=False) is expected


def test_shared_speech_alone_makes_no_relation(judge: Detector) -> None:
    speech = '"We cannot ask the fishermen to trust a light that goes out, and the boats come \
home in the dark, and the rocks do not move," said Maud Ferris, who has run the trust for years.'
    verdict = judge.score(f"{stories.UNRELATED}\n{speech}", f"{stories.TRUNCATED}\n{speech}")
    assert verdict.relation is Relation.INDEPENDENT
    assert verdict.aligned_share > 0


# Measures


def test_shares_of_a_copy() -> None:
    extent = measured(stories.ORIGINAL, stories.ORIGINAL)
    size = words(stories.ORIGINAL)
    assert (extent.original_words, extent.candidate_words) == (size, size)
    assert (extent.original, extent.candidate, extent.covered) == (1.0, 1.0, 1.0)
    assert (extent.changed, extent.touched, extent.cut, extent.vocabulary) == (0, 0, 0, 1)
    assert extent.plain + extent.spoken == size
    assert extent.spoken == words(
        '"We cannot ask the fishermen to trust a light that goes out," said Maud Ferris, who has '
        'run the trust for nine years. "The boats come home in the dark, and the rocks do not move.'
    )


def test_shares_of_a_truncated_copy_count_the_shorter_body() -> None:
    extent = measured(stories.ORIGINAL, stories.TRUNCATED)
    part = words(stories.TRUNCATED) / words(stories.ORIGINAL)
    assert extent.original == pytest.approx(part)
    assert extent.candidate == extent.shorter == extent.covered == 1.0
    turned = measured(stories.TRUNCATED, stories.ORIGINAL)
    assert turned.candidate == pytest.approx(part)
    assert turned.original == turned.shorter == 1.0


def test_furniture_belongs_to_no_body() -> None:
    assert measured(stories.ORIGINAL, stories.FURNISHED).candidate_words == words(stories.ORIGINAL)


def test_nothing_in_common() -> None:
    extent = measured(stories.ORIGINAL, stories.UNRELATED)
    assert (extent.plain, extent.spoken, extent.covered) == (0, 0, 0.0)
    assert extent.independent
    assert extent.unrelated


@pytest.mark.parametrize(("original", "candidate"), [("", ""), ("", "One word."), ("One.", "")])
def test_empty_texts_have_shares(original: str, candidate: str) -> None:
    extent = measured(original, candidate)
    assert extent.original == extent.candidate == extent.shorter == extent.changed == 0.0
    assert extent.independent


FULL = Shares(
    original_words=200,
    candidate_words=200,
    original=1.0,
    candidate=1.0,
    plain=180,
    spoken=20,
    covered=1.0,
    changed=0.0,
    touched=False,
    cut=0.0,
    vocabulary=1.0,
)
HALF = replace(FULL, original=0.6, candidate=0.6, covered=0.6, plain=110, spoken=10)


@pytest.mark.parametrize(
    ("extent", "spun", "original_is_spun", "expected"),
    [
        (FULL, False, False, Relation.COPY),
        (FULL, True, False, Relation.SPUN),
        (FULL, True, True, Relation.SPUN),
        (FULL, False, True, Relation.RELATED),
        (replace(FULL, touched=True), False, False, Relation.EDITED),
        (replace(FULL, cut=0.1), False, False, Relation.COPY),
        (replace(FULL, cut=0.2), False, False, Relation.EDITED),
        (replace(FULL, original_words=900, original=0.2), False, False, Relation.COPY),
        (HALF, False, False, Relation.RELATED),
        (replace(HALF, changed=0.3), False, False, Relation.REWRITTEN),
        (replace(HALF, original=0.3, candidate=0.3, plain=60), False, False, Relation.RELATED),
        (replace(HALF, candidate=0.05, original=0.05, plain=10, spoken=0, covered=0.8,
                 changed=0.9), False, False, Relation.REWRITTEN),
        (replace(HALF, original=0.05, candidate=0.05, plain=10, spoken=0, covered=0.05),
         True, True, Relation.INDEPENDENT),
    ],
)  # fmt: skip
def test_the_first_relation_that_holds(
    extent: Shares, spun: bool, original_is_spun: bool, expected: Relation
) -> None:
    assert relation(extent, spun=spun, original_is_spun=original_is_spun) is expected


# Direction


def swaps(*shifts: float | None, counts: bool = True) -> Sequence[Substitution]:
    """Substitutions whose word pairs became rarer by so much; None: no neighbours to ask."""
    template = verdict().substitutions[0]
    return [
        template._replace(
            counts=counts,
            evidence=template.evidence._replace(
                collocation_original=None if shift is None else 5.0,
                collocation_candidate=None if shift is None else 5.0 - shift,
            ),
        )
        for shift in shifts
    ]


SWAPS = (1.0, 1.0, 1.0, -0.5)


@pytest.mark.parametrize(
    ("log_odds", "expected"),
    [
        (4.0, Direction.ORIGINAL),
        (-4.0, Direction.CANDIDATE),
        (MIN_DIRECTION, Direction.ORIGINAL),
        (MIN_DIRECTION - 0.1, Direction.UNDECIDED),
        (0.0, Direction.UNDECIDED),
        (0.1 - MIN_DIRECTION, Direction.UNDECIDED),
    ],
)
def test_direction_needs_clear_evidence(log_odds: float, expected: Direction) -> None:
    made_from, why = direction(swaps(*SWAPS), log_odds)
    assert made_from is expected
    assert why


@pytest.mark.parametrize("shifts", [(), (3.0, 3.0, 3.0), (3.0, 3.0, 3.0, None)])
def test_direction_needs_swaps_with_neighbours(shifts: tuple[float | None, ...]) -> None:
    assert direction(swaps(*shifts), 9.0)[0] is Direction.UNDECIDED


def test_what_does_not_count_says_nothing_of_direction() -> None:
    assert direction(swaps(*SWAPS, counts=False), 9.0)[0] is Direction.UNDECIDED


def test_the_evidence_for_a_direction_counts_the_swaps_that_agree() -> None:
    assert "3 of the 4 swaps" in direction(swaps(*SWAPS), 4.0)[1]
    assert "the candidate" in direction(swaps(*SWAPS), 4.0)[1]
    against_most = direction(swaps(*SWAPS), -4.0)[1]
    assert "of the 4" not in against_most
    assert "given as original" in against_most


def test_relation_is_the_same_as_the_verdicts_shares_say(judge: Detector) -> None:
    result: Verdict = judge.score(stories.POLISHED, stories.ORIGINAL)
    extent = measured(stories.ORIGINAL, stories.POLISHED)
    assert result.aligned_share == extent.candidate
    assert result.relation is relation(extent, spun=False, original_is_spun=False)
