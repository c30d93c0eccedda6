"""Features: sums that add up, rates that do not grow with the text, and the pair turned round."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from spindetect.detector import analyse
from spindetect.features import (
    EITHER,
    FEATURE_NAMES,
    FEATURES,
    LESS,
    MORE,
    SCALE,
    Floats,
    Sum,
    features,
    reverse,
    tally,
)
from spindetect.lexicon import Lexicon
from spindetect.simulation import read_articles
from spindetect.spinners import spinners
from spindetect.text import parse
from spindetect.types import Document, LabelledPair, PairRelation

ROOT = Path(__file__).parent.parent
LEXICON = Lexicon.open()

# By definition these say how much evidence there is, or how sure it is, not how dense it lies.
GROWING = {"evidence", "odd_evidence", "later_text", "loosening", "length"}
# Whether a word was replaced the same way each time is a matter of the whole text.
OF_THE_WHOLE = (Sum.REPEATED, Sum.CONSISTENT)


def sums(original: str, candidate: str) -> Floats:
    """One row per sentence pair."""
    one, other = Document("o", original), Document("c", candidate)
    return analyse(parse(one), parse(other), LEXICON).sums


def total(original: str, candidate: str) -> Floats:
    return np.asarray(sums(original, candidate).sum(axis=0))


def named(values: Floats) -> dict[str, float]:
    return dict(zip(FEATURE_NAMES, values.tolist(), strict=True))


@pytest.fixture(scope="module")
def spun() -> list[LabelledPair]:
    """Articles of different genres, spun by one program at one intensity."""
    articles = read_articles(ROOT / "data" / "articles")[::19]
    spinner = spinners(LEXICON)["wordnet-random"]
    return [spinner.spin(article, seed=5, intensity=0.3) for article in articles]


@pytest.fixture(scope="module")
def single(spun: list[LabelledPair]) -> list[Floats]:
    return [total(pair.original.text, pair.candidate.text) for pair in spun]


@pytest.fixture(scope="module")
def joined(spun: list[LabelledPair]) -> Floats:
    """All articles as one long text."""
    return total(
        "\n\n".join(pair.original.text for pair in spun),
        "\n\n".join(pair.candidate.text for pair in spun),
    )


# Sums


def test_sums_of_a_long_text_are_the_sums_of_its_parts(
    single: list[Floats], joined: Floats
) -> None:
    """Nearly: a first or last line may be page furniture at the edge of a page only."""
    same = [column for column in Sum if column not in OF_THE_WHOLE]
    assert joined[same] == pytest.approx(np.sum(single, axis=0)[same], rel=0.05, abs=5)


ORIGINAL = (
    "The keeper painted the old gate last spring. The children often watched the quick boats.\n\n"
    '"Nobody has ever counted the big lamps," the keeper told a visitor. '
    "The harbour closed for the winter and every boat was pulled up on the beach."
)


def test_what_is_counted_in_each_sentence_pair() -> None:
    candidate = ORIGINAL.replace("quick", "rapid").replace("big lamps", "large lamps")
    rows = sums(ORIGINAL, candidate.replace("pulled up on", "hauled up onto"))
    assert rows[:, Sum.WORDS].tolist() == [8, 7, 5, 15]
    assert rows[:, Sum.QUOTED_WORDS].tolist() == [0, 0, 7, 0]
    assert rows[:, Sum.EDITS].tolist() == [0, 1, 0, 2]
    assert rows[:, Sum.TOUCHED].tolist() == [0, 1, 0, 1]
    assert rows[:, Sum.QUOTED_EDITS].tolist() == [0, 0, 1, 0]
    assert rows[:, Sum.ONE_TO_ONE].tolist() == [1, 1, 1, 1]
    assert rows[:, Sum.LONE].tolist() == [0, 1, 0, 2]


def test_missing_and_added_sentences_add_nothing() -> None:
    added = "Meanwhile the bakery on Fish Street gave away its unsold rolls."
    one, other = Document("o", ORIGINAL), Document("c", f"{added} {ORIGINAL[45:]}")
    analysis = analyse(parse(one), parse(other), LEXICON)
    rows = {p.relation: row for p, row in zip(
        analysis.alignment.sentence_pairs, analysis.sums, strict=True
    )}  # fmt: skip
    assert {PairRelation.MISSING, PairRelation.ADDED, PairRelation.ALIGNED} == set(rows)
    assert not rows[PairRelation.MISSING].any()
    assert not rows[PairRelation.ADDED].any()
    assert rows[PairRelation.ALIGNED].any()


def test_page_furniture_adds_nothing() -> None:
    page = f"Home | News | Sport\n\n{ORIGINAL}\n\nShare this article on Facebook"
    other = f"Home | News | Sport\n\n{ORIGINAL}\n\nShare this story on Facebook"
    assert total(page, other).tolist() == total(ORIGINAL, ORIGINAL).tolist()


def test_a_split_sentence_is_not_one_to_one() -> None:
    rows = sums(
        "The harbour master closed the outer lock at noon and four trawlers waited inside it.",
        "The harbour master closed the outer lock at noon. Four trawlers waited inside it.",
    )
    assert rows[:, Sum.PAIRS].tolist() == [1]
    assert rows[:, Sum.ONE_TO_ONE].tolist() == [0]


# Rates


def test_rates_do_not_drift_with_length(single: list[Floats], joined: Floats) -> None:
    """Eight articles as one text have the rates of the eight, but for what shrinkage does."""
    one, long = named(np.mean([features(s) for s in single], axis=0)), named(features(joined))
    whole = {"consistent", "spared_quotations"}
    for name in set(FEATURE_NAMES) - GROWING - whole:
        assert long[name] == pytest.approx(one[name], abs=0.06), name


def test_no_rate_grows_without_end(single: list[Floats]) -> None:
    """A hundred times as much of the same changes only what is meant to grow."""
    much = single[0] * 1e5
    one, more = named(features(much)), named(features(much * 100))
    drifting = {name for name in FEATURE_NAMES if abs(one[name] - more[name]) > 1e-3}
    assert drifting == GROWING


def test_one_odd_word_in_a_short_text_is_no_certainty() -> None:
    swap = named(features(total("They met near the gate.", "They met near the portal.")))
    assert 0.0 < swap["swap_rate"] < 0.25
    assert swap["listed_swaps"] < 0.5


def test_features_tell_a_spun_text_from_an_untouched_one(spun: list[LabelledPair]) -> None:
    for pair in spun:
        changed = named(features(total(pair.original.text, pair.candidate.text)))
        same = named(features(total(pair.original.text, pair.original.text)))
        for name in ("swap_rate", "rarer_pairs", "listed_swaps", "touched_sentences"):
            assert changed[name] > same[name] == 0.0, name


def test_rows_are_computed_independently(spun: list[LabelledPair]) -> None:
    rows = sums(spun[0].original.text, spun[0].candidate.text)
    together = features(rows)
    assert together.shape == (len(rows), len(FEATURES))
    for row, expected in zip(rows, together, strict=True):
        assert features(row).tolist() == expected.tolist()


def test_features_are_named_and_explained_in_words() -> None:
    texts = [text for feature in FEATURES for text in (feature.high, feature.low)]
    assert len(set(FEATURE_NAMES)) == len(FEATURES)
    assert len(set(texts)) == len(texts)
    for feature in FEATURES:
        assert feature.name.isidentifier()
        assert feature.sign in (LESS, EITHER, MORE, SCALE)
    for text in texts:
        assert text[0].islower()
        assert not text.endswith(".")


# Turned round


SUMS = arrays.arrays(
    np.float64, (3, len(Sum)), elements=st.integers(-(10**6), 10**6).map(lambda n: n / 8)
)


@given(SUMS)
def test_turning_twice_gives_the_sums_back(table: Floats) -> None:
    before = table.copy()
    assert (reverse(reverse(table)) == table).all()
    assert (table == before).all()


def test_turned_sums_are_those_of_the_exchanged_pair(
    spun: list[LabelledPair], single: list[Floats]
) -> None:
    backward = np.sum([total(p.candidate.text, p.original.text) for p in spun], axis=0)
    turned = reverse(np.sum(single, axis=0))
    for column in (
        Sum.EDITS, Sum.WORDS, Sum.TOUCHED, Sum.LONE, Sum.KNOWN, Sum.SHIFT_KNOWN, Sum.SHIFT,
        Sum.RARER, Sum.COMMONER, Sum.UNHEARD, Sum.UNHEARD_BEFORE, Sum.FREQUENCY,
    ):  # fmt: skip
        assert turned[column] == pytest.approx(backward[column], rel=0.1, abs=5), column.name
    # What turning does is visible: these differ from the sums that were turned.
    forward = reverse(turned)
    for column in (Sum.SHIFT, Sum.RARER, Sum.COMMONER, Sum.FREQUENCY):
        assert forward[column] != pytest.approx(backward[column], rel=0.5), column.name


def test_cuts_turn_into_additions() -> None:
    longer = ORIGINAL.replace("quick boats", "quick and noisy fishing boats")
    forward, backward = total(ORIGINAL, longer), total(longer, ORIGINAL)
    assert (forward[Sum.INSERTED], forward[Sum.DELETED]) == (3, 0)
    for column in (Sum.INSERTED, Sum.DELETED, Sum.LENGTH_CHANGE):
        assert reverse(forward)[column] == backward[column], column.name


# Any input


@given(arrays.arrays(np.float64, len(Sum), elements=st.floats(0, 1e9)))
def test_features_are_finite_whatever_the_sums(row: Floats) -> None:
    assert np.isfinite(features(row)).all()
    assert np.isfinite(features(reverse(row))).all()


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [*"the a of dog cat hut shed ran . , \" 7 % 'tis can't U.S.".split(), "\n\n"]
        ),
        max_size=40,
    ).map(" ".join),
)


@given(TEXTS, TEXTS)
@settings(max_examples=200)
def test_features_are_finite_whatever_the_texts(original: str, candidate: str) -> None:
    rows = sums(original, candidate)
    assert np.isfinite(rows).all()
    assert np.isfinite(features(rows)).all()
    assert np.isfinite(features(rows.sum(axis=0))).all()


@pytest.mark.parametrize(
    ("original", "candidate"), [("", ""), ("", "One word."), ("One word.", ""), (" \n", "7")]
)
def test_nothing_to_compare_has_features_all_the_same(original: str, candidate: str) -> None:
    values = named(features(total(original, candidate)))
    assert values.pop("sentence_for_sentence") == 1.0
    assert set(values.values()) == {0.0}


def test_an_empty_alignment_has_an_empty_tally() -> None:
    empty = parse(Document("e", ""))
    analysis = analyse(empty, empty, LEXICON)
    assert tally(analysis.alignment, (), LEXICON).shape == (0, len(Sum))
