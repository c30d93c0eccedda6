"""Excerpts, the three parts of the groups, operating points, leave-one-out, the shipped model."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import stories
from hypothesis import given
from hypothesis import strategies as st

from spindetect.features import FEATURE_NAMES, Sum
from spindetect.lexicon import Lexicon
from spindetect.metrics import clopper_pearson
from spindetect.model import LinearModel, sigmoid
from spindetect.spinners import spinners
from spindetect.training import lofo, shipped
from spindetect.training.examples import EXCERPT_WORDS, LONGEST_EXCERPT, Example, example
from spindetect.training.operating import AIM, MIN_THRESHOLD, operating_points
from spindetect.training.table import REVERSED, Part, Table, part_of
from spindetect.types import Document, GoldEdit, LabelledPair, Span, UnreadableError

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()
BLIND = LEXICON.without(*LEXICON.sources)


def made(group: str, label: bool, sentences: Sequence[tuple[int, int]], **more: object) -> Example:
    """An example of sentences given as (words, edits); each edit was made by the spinner."""
    sums = np.zeros((len(sentences), len(Sum)))
    for row, (words, edits) in zip(sums, sentences, strict=True):
        row[Sum.WORDS], row[Sum.EDITS], row[Sum.PAIRS] = words, edits, 1
    replaced = np.array([edits if label else 0 for _, edits in sentences])
    return replace(Example(group, "own", "test", label, sums, replaced), **more)  # type: ignore[arg-type]


SENTENCES = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 3)), min_size=1, max_size=30)


# Examples


@given(SENTENCES, st.booleans())
def test_excerpts_are_runs_of_sentences_of_the_length_of_paragraphs(
    sentences: list[tuple[int, int]], label: bool
) -> None:
    whole = made("a", label, sentences)
    for part in whole.excerpts():
        assert EXCERPT_WORDS[0] <= part.words <= LONGEST_EXCERPT
        assert 0 < len(part.sums) < len(whole.sums)
        assert part.excerpt
        assert part.label == label
        assert not label or part.replaced.any()
        runs = [whole.sums[k : k + len(part.sums)] for k in range(len(whole.sums))]
        assert any(run.shape == part.sums.shape and (run == part.sums).all() for run in runs)


def test_the_same_pair_gives_the_same_excerpts() -> None:
    whole = made("a", True, [(25, 2)] * 12)
    one, other = list(whole.excerpts()), list(whole.excerpts())
    assert one
    assert [e.sums.tolist() for e in one] == [e.sums.tolist() for e in other]


def test_a_blind_view_has_the_edits_without_the_thesauri() -> None:
    pair = LabelledPair(
        Document("o", stories.ORIGINAL), Document("c", stories.SPUN), 1, "g", "own", "own"
    )
    seen, blind = example(pair, [LEXICON, BLIND])
    assert seen.sums[:, Sum.KNOWN].sum() > 0
    assert blind.sums[:, Sum.KNOWN].sum() == 0
    assert blind.sums[:, Sum.EDITS].sum() > 0


def test_what_the_detector_would_not_judge_abstains() -> None:
    short = LabelledPair(
        Document("o", "The ferry left at noon."), Document("c", "The ferry left at noon."),
        0, "g", "own", "own",
    )  # fmt: skip
    assert example(short, [LEXICON])[0].abstains


# The split


def test_a_group_has_one_part_and_all_parts_have_groups() -> None:
    parts = [part_of(f"article-{n}") for n in range(2000)]
    shares = {part: parts.count(part) / len(parts) for part in Part}
    assert shares[Part.TRAINING] == pytest.approx(0.30, abs=0.04)
    assert shares[Part.CALIBRATION] == pytest.approx(0.55, abs=0.04)
    assert shares[Part.TEST] == pytest.approx(0.15, abs=0.04)
    assert parts == [part_of(f"article-{n}") for n in range(2000)]


# Operating points


def honest(scores: Sequence[float]) -> tuple[np.ndarray, Table]:
    """One honest pair of an article of its own for each score."""
    rows = [made(f"article-{n}", False, [(30, 1)]) for n in range(len(scores))]
    return np.array(scores, dtype=float), Table.of(rows, excerpts=False)


def test_no_honest_article_is_flagged_where_the_data_allow_for_none() -> None:
    scores, table = honest([3.0, 2.0, *[-5.0] * 400])
    point = operating_points(scores, table)["default"]
    assert point.flagged == 0
    assert point.threshold > sigmoid(np.array(3.0))
    assert point.interval[1] == pytest.approx(clopper_pearson(0, 402)[1], abs=1e-4)
    assert point.verified


def test_an_outlier_is_allowed_for_as_soon_as_the_interval_stays_below_the_aim() -> None:
    scores, table = honest([8.0, 2.5, *[-5.0] * 600])
    point = operating_points(scores, table)["default"]
    assert point.flagged == 1
    assert point.interval[1] <= AIM
    assert sigmoid(np.array(2.5)) < point.threshold < sigmoid(np.array(8.0))


@dataclass(frozen=True)
class Rows:
    """An honest text and a paragraph of it for each of n articles."""

    honest: np.ndarray
    excerpt: np.ndarray
    groups: np.ndarray


def test_of_paragraphs_the_rate_may_be_enough() -> None:
    articles = 450
    texts, paragraphs = np.full(articles, -5.0), np.full(articles, -5.0)
    paragraphs[:6] = [8.0, 7.0, 6.0, 5.0, 4.0, 3.0]
    groups = np.array([f"article-{n}" for n in range(articles)])
    rows = Rows(np.full(2 * articles, True), np.repeat([False, True], articles), np.tile(groups, 2))
    scores = np.concatenate([texts, paragraphs])
    sure = operating_points(scores, rows)["default"].threshold
    seen = operating_points(scores, rows, paragraphs_as_sure=False)["default"].threshold
    assert sure >= sigmoid(np.array(8.0))
    # Four of 450 are under one in a hundred, five are not.
    assert sigmoid(np.array(4.0)) <= seen < sigmoid(np.array(5.0))


def test_few_articles_leave_the_aim_unverified() -> None:
    scores, table = honest([-5.0] * 50)
    point = operating_points(scores, table)["default"]
    assert point.threshold == MIN_THRESHOLD
    assert not point.verified


def test_the_strict_point_is_stricter_and_unverified() -> None:
    scores, table = honest([4.0 - 0.05 * n for n in range(500)])
    points = operating_points(scores, table)
    assert points["strict"].threshold > points["default"].threshold
    assert not points["strict"].verified


def test_an_article_counts_by_its_worst_counterpart_and_reversed_pairs_do_not() -> None:
    rows = [
        made("a", False, [(30, 1)]),
        made("a", False, [(30, 1)]),
        made("b", False, [(30, 1)]),
        made("b", False, [(30, 1)], family=REVERSED),
    ]
    scores = np.array([-2.0, 3.0, -1.0, 9.0])
    point = operating_points(scores, Table.of(rows, excerpts=False))["default"]
    assert point.articles == 2
    assert sigmoid(np.array(3.0)) < point.threshold < sigmoid(np.array(9.0))


def test_abstentions_are_never_flagged() -> None:
    table = Table.of([made("a", True, [(30, 9)], abstains=True)], excerpts=False)
    n = len(FEATURE_NAMES)
    sure = LinearModel((0.0,) * n, (1.0,) * n, (0.0,) * n, 50.0)
    assert table.chances(sure, sure)[0] == -math.inf


# Leave one out


def test_families_that_share_a_source_are_held_out_together() -> None:
    held = {one.family: one for one in lofo.held_families(LEXICON)}
    assert set(held) == set(spinners(LEXICON))
    assert held["moby"].hidden == ("moby",)
    assert {"database-moby", "rare-only"} <= held["moby"].families
    assert not held["moby"].families & {"wordnet-random", "database"}
    assert held["database"].hidden == ()
    assert held["rare-only"].hidden == ("wordnet", "moby")


@pytest.fixture(scope="module")
def laboratory() -> lofo.Laboratory:
    """Two spinners and an honest kind over 80 articles, alike under every lexicon."""
    rows = [
        made(f"article-{n}", edits > 0, [(40, edits)] * 5, family=family, share=0.2)
        for n in range(80)
        for family, edits in (("moby", 8), ("database", 7 + n % 3), ("identical", 0))
    ]
    return lofo.Laboratory({(): rows, ("moby",): rows}, rows)


def test_a_held_out_family_is_neither_learnt_nor_calibrated_on(
    laboratory: lofo.Laboratory,
) -> None:
    calibration = laboratory.fit(("moby",), frozenset({"moby"})).calibration
    assert set(calibration.families.tolist()) == {"database", "identical"}
    assert {part_of(group) for group in calibration.groups.tolist()} == {Part.CALIBRATION}
    groups = laboratory.unseen(("moby",)).groups.tolist()
    assert Part.TRAINING not in {part_of(group) for group in groups}


def test_a_row_says_how_a_family_does_that_was_held_out(laboratory: lofo.Laboratory) -> None:
    (held,) = (one for one in lofo.held_families(LEXICON) if one.family == "moby")
    row = lofo.spinner_row(laboratory, held, read=False)
    assert "read" not in row
    assert row["hidden"] == ["moby"]
    assert "database-moby" in row["held_out_with"]
    assert row["articles"]["recall_at_1_percent"] == 1.0
    assert row["articles"]["interval"][0] < 1.0
    json.dumps(row, allow_nan=False)


def test_with_an_encoder_a_row_says_what_comes_of_reading() -> None:
    def read(example: Example, odd: float) -> Example:
        sums = example.sums.copy()
        sums[:, Sum.ODD] = odd * sums[:, Sum.EDITS]
        return replace(example, sums=sums)

    # Two families and an honest kind that differ in nothing but what the encoder reads.
    rows = [
        read(made(f"article-{n}", odd > 2, [(40, 6)] * 5, family=family, share=0.2), odd + n % 2)
        for n in range(120)
        for family, odd in (("moby", 4.0), ("database", 5.0), ("plain", 0.0))
    ]
    laboratory = lofo.Laboratory({(): rows, ("moby",): rows}, rows)
    (held,) = (one for one in lofo.held_families(LEXICON) if one.family == "moby")
    row = lofo.spinner_row(laboratory, held, read=True)
    assert row["read"]["articles"]["recall_at_1_percent"] == 1.0
    assert row["articles"]["recall_at_1_percent"] == 0.0
    assert row["read"]["direction"]["spun"] == row["direction"]["spun"] > 0
    json.dumps(row, allow_nan=False)


def test_overlap_counts_what_other_spinners_write_as_well() -> None:
    def pair(family: str, candidate: str) -> LabelledPair:
        gold = (GoldEdit(Span(4, 8), Span(4, len(candidate))),)
        one, other = Document("o", "The pony"), Document("c", candidate)
        return LabelledPair(one, other, 1, "g", "simulated", family, gold)

    written = lofo.replacements(
        [pair("moby", "The nag"), pair("moby", "The steed"), pair("wordnet-random", "The NAG")]
    )
    (held,) = (one for one in lofo.held_families(LEXICON) if one.family == "moby")
    assert lofo.overlap(held, written) == 0.5


def test_a_kind_of_honest_text_is_judged_by_a_model_made_without_it(
    laboratory: lofo.Laboratory,
) -> None:
    (row,) = lofo.honest_rows(laboratory, ["unknown kind"])
    assert row["pairs"] == 0
    assert row["articles_flagged_by_pairs"] is None


# The shipped model


def test_absent_external_sources_are_named(tmp_path: Path) -> None:
    found = shipped.material(ROOT / "data" / "articles", tmp_path)
    assert set(found.external.absent) == {"lee_news", "gum", "ewt_web"}
    assert list(found.digests()) == ["data/articles, data/rewrites"]


def test_an_external_source_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gum.jsonl").write_text('{"id": "x", "text": "Another text."}\n', encoding="utf-8")
    with pytest.raises(UnreadableError, match="gum"):
        shipped.material(ROOT / "data" / "articles", tmp_path)


def test_a_long_external_article_ends_with_a_paragraph() -> None:
    text = "\n\n".join(["seven words are in this one line"] * 200)
    cut = shipped.opening(Document("x", text)).text
    assert shipped.ARTICLE_WORDS <= len(cut.split()) < shipped.ARTICLE_WORDS + 7
    assert text.startswith(cut)
    assert cut.endswith("line")


def test_the_shipped_card_names_its_sources() -> None:
    card = json.loads((ROOT / "models" / "default" / "card.json").read_text(encoding="utf-8"))
    declared = json.loads((ROOT / "data" / "external.json").read_text(encoding="utf-8"))
    digests = json.dumps(declared)
    sources = card["sources"]
    assert len(sources) > 1
    assert all(
        digest in digests for name, digest in sources.items() if not name.startswith("data/")
    )
    own = ROOT / "data"
    assert sources["data/articles, data/rewrites"] == shipped.digest_of(
        own / "articles", own / "rewrites"
    )
    assert card["absent_sources"] == []
