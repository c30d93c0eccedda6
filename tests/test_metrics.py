"""Measures: against definitions, against scikit-learn and scipy, and at the edges."""

from __future__ import annotations

import time
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score

from spindetect import metrics
from spindetect.metrics import (
    Matches,
    Ranking,
    auroc,
    bootstrap,
    brier,
    calibration_bins,
    calibration_error,
    clopper_pearson,
    clustered_rate,
    estimates,
    group_rate,
    matches,
    measures,
    operating,
    rate,
    recall_at,
    recalls_of,
)

# Few distinct scores, so that ties are common; None is an abstention.
SCORES = st.one_of(st.none(), st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.9, 1.0]))
ITEMS = st.lists(st.tuples(SCORES, st.booleans()), max_size=30)
MEASURES = [
    partial(recall_at, share=0.1),
    auroc,
    brier,
    calibration_error,
    partial(calibration_error, even_odds=False),
]


def ranking(items: list[tuple[float | None, bool]]) -> Ranking:
    scores = [-np.inf if score is None else score for score, _ in items]
    return Ranking(np.array(scores, dtype=float), np.array([label for _, label in items], bool))


def both_classes(items: list[tuple[float | None, bool]]) -> bool:
    return len({label for _, label in items}) == 2


def value(measure: object, items: list[tuple[float | None, bool]]) -> float:
    return float(measure(ranking(items).weighted())[0])  # type: ignore[operator]


class TestRates:
    @given(st.integers(0, 60), st.integers(1, 60))
    def test_the_interval_is_the_exact_one(self, events: int, trials: int) -> None:
        events = min(events, trials)
        exact = binomtest(events, trials).proportion_ci(0.95, "exact")
        assert clopper_pearson(events, trials) == pytest.approx((exact.low, exact.high), abs=1e-9)

    def test_nothing_tried_has_no_rate(self) -> None:
        assert rate(0, 0) is None
        assert clopper_pearson(0, 0) == (0.0, 1.0)

    def test_no_event_among_three_thousand_is_about_the_rule_of_three(self) -> None:
        found = rate(0, 3000)
        assert found is not None
        assert (found.share, found.low) == (0.0, 0.0)
        assert found.high == pytest.approx(0.00123, abs=1e-5)

    def test_a_group_counts_once(self) -> None:
        found = group_rate(np.array([1, 1, 1, 0], bool), np.array([7, 7, 7, 8]))
        assert found is not None
        assert (found.events, found.trials) == (1, 2)

    def test_no_groups_have_no_rate(self) -> None:
        assert group_rate(np.empty(0, bool), np.empty(0, int)) is None
        assert clustered_rate(np.empty(0, bool), np.empty(0, int)) is None

    def test_items_of_different_groups_are_independent(self) -> None:
        hits = np.arange(40) % 4 > 0
        found = clustered_rate(hits, np.arange(40))
        assert found is not None
        assert (found.low, found.high) == pytest.approx(clopper_pearson(30, 40))

    def test_copies_within_a_group_add_no_certainty(self) -> None:
        hits, groups = np.arange(40) % 4 > 0, np.arange(40)
        once = clustered_rate(hits, groups)
        copied = clustered_rate(np.repeat(hits, 25), np.repeat(groups, 25))
        assert once is not None
        assert copied is not None
        assert copied.trials == 1000
        assert (copied.low, copied.high) == pytest.approx((once.low, once.high), abs=0.01)

    def test_where_all_items_agree_groups_count(self) -> None:
        found = clustered_rate(np.ones(100, bool), np.repeat(np.arange(10), 10))
        assert found is not None
        assert (found.low, found.high) == pytest.approx(clopper_pearson(10, 10))

    def test_opposites_in_a_group_claim_no_more_than_all_items(self) -> None:
        found = clustered_rate(np.tile([True, False], 50), np.repeat(np.arange(50), 2))
        assert found is not None
        assert (found.low, found.high) == pytest.approx(clopper_pearson(50, 100))

    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=40))
    def test_the_interval_holds_the_rate(self, items: list[tuple[bool, int]]) -> None:
        hits, groups = (np.array(column) for column in zip(*items, strict=True))
        found = clustered_rate(hits.astype(bool), groups)
        assert found is not None
        assert 0.0 <= found.low <= found.share <= found.high <= 1.0


class TestOperatingPoint:
    @given(ITEMS, st.sampled_from([0.0, 0.1, 0.29, 0.5]))
    def test_it_is_the_smallest_score_that_flags_few_enough(
        self, items: list[tuple[float | None, bool]], share: float
    ) -> None:
        point = operating(ranking(items), share)
        if not both_classes(items):
            assert point is None
            return
        assert point is not None
        negatives = [score for score, label in items if not label]
        positives = [score for score, label in items if label]

        def flagged(scores: list[float | None], limit: float) -> float:
            return sum(s is not None and s >= limit for s in scores) / len(scores)

        observed = {score for score, _ in items if score is not None}
        allowed = [s for s in observed if flagged(negatives, s) <= share + 1e-12]
        assert point.threshold == min(allowed, default=None)
        limit = 2.0 if point.threshold is None else point.threshold
        assert point.recall == pytest.approx(flagged(positives, limit))
        assert point.false_positives == pytest.approx(flagged(negatives, limit))
        assert point.false_positives <= share + 1e-12

    def test_a_rate_that_is_a_hair_off_an_integer(self) -> None:
        # 0.29 * 100 is a hair below 29.
        items = [(k / 100, False) for k in range(100)] + [(0.705, True)]
        point = operating(ranking(items), 0.29)
        assert point is not None
        assert (point.recall, point.false_positives) == (1.0, 0.29)

    def test_a_tie_of_a_negative_with_all_positives_flags_none(self) -> None:
        point = operating(ranking([(0.9, True), (0.9, False)]), 0.01)
        assert point is not None
        assert (point.threshold, point.recall) == (None, 0.0)

    def test_an_abstention_is_never_flagged(self) -> None:
        point = operating(ranking([(None, True), (0.1, True), (None, False)]), 1.0)
        assert point is not None
        assert (point.recall, point.false_positives) == (0.5, 0.0)


class TestRanking:
    @given(ITEMS.filter(both_classes))
    def test_auroc_is_that_of_scikit_learn(self, items: list[tuple[float | None, bool]]) -> None:
        scores = [-1.0 if score is None else score for score, _ in items]
        expected = roc_auc_score([label for _, label in items], scores)
        assert value(auroc, items) == pytest.approx(expected)

    @given(ITEMS.filter(lambda items: any(score is not None for score, _ in items)))
    def test_brier_is_that_of_scikit_learn(self, items: list[tuple[float | None, bool]]) -> None:
        told = [(score, label) for score, label in items if score is not None]
        expected = brier_score_loss(
            [label for _, label in told], [score for score, _ in told], labels=[False, True]
        )
        assert value(brier, items) == pytest.approx(expected)

    @given(ITEMS)
    def test_the_order_of_items_changes_nothing(
        self, items: list[tuple[float | None, bool]]
    ) -> None:
        for measure in MEASURES:
            assert value(measure, items) == pytest.approx(value(measure, items[::-1]), nan_ok=True)

    @given(st.lists(st.tuples(SCORES, st.booleans(), st.integers(0, 3)), max_size=20))
    def test_a_weight_is_a_number_of_copies(
        self, items: list[tuple[float | None, bool, int]]
    ) -> None:
        one = ranking([(score, label) for score, label, _ in items])
        weights = np.array([[times for _, _, times in items]], dtype=float)
        copies = [(score, label) for score, label, times in items for _ in range(times)]
        for measure in MEASURES:
            weighted = float(measure(one.weighted(weights))[0])  # type: ignore[operator]
            assert weighted == pytest.approx(value(measure, copies), nan_ok=True)

    @pytest.mark.parametrize("items", [[], [(0.4, True)], [(0.4, False)], [(None, True)]])
    def test_one_class_has_no_order(self, items: list[tuple[float | None, bool]]) -> None:
        assert np.isnan(value(auroc, items))
        assert np.isnan(value(partial(recall_at, share=0.01), items))
        assert np.isnan(value(calibration_error, items))
        assert operating(ranking(items), 0.01) is None
        assert calibration_bins(ranking(items)) == ()

    def test_without_any_probability_brier_is_undefined(self) -> None:
        assert np.isnan(value(brier, [(None, True), (None, False)]))

    def test_parts_of_the_positives_against_all_negatives(self) -> None:
        items = [(0.9, True), (0.2, True), (0.8, True), (0.5, False), (0.1, False)]
        parts = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]], bool)
        found = recalls_of(ranking(items), np.ones((1, 5)), 0.01, parts)
        assert found[0, :2].tolist() == [0.5, 1.0]
        assert np.isnan(found[0, 2])


class TestCalibration:
    def test_probabilities_that_say_what_they_mean(self) -> None:
        items = [(0.25, k < 25) for k in range(100)] + [(0.75, k < 75) for k in range(100)]
        assert value(calibration_error, items) == pytest.approx(0.0)

    def test_certain_and_wrong_half_of_the_time(self) -> None:
        items = [(1.0, k < 50) for k in range(100)]
        assert value(calibration_error, items) == pytest.approx(0.5)

    def test_at_even_odds_the_mix_does_not_matter(self) -> None:
        items = [(0.9, True), (0.4, True), (0.2, False), (0.6, False), (0.1, False)]
        more = items + [item for item in items if not item[1]] * 9
        assert value(calibration_error, more) == pytest.approx(value(calibration_error, items))
        as_given = partial(calibration_error, even_odds=False)
        assert value(as_given, more) != pytest.approx(value(as_given, items))

    def test_opposite_errors_in_two_bins_do_not_cancel(self) -> None:
        items = [(0.1, k < 30) for k in range(100)] + [(0.9, k < 70) for k in range(100)]
        assert value(calibration_error, items) == pytest.approx(0.2)

    def test_equal_scores_share_a_bin_and_bins_have_equal_mass(self) -> None:
        items = [(k / 1000, k % 2 == 0) for k in range(1000)]
        bins = calibration_bins(ranking(items))
        assert [part.items for part in bins] == [100] * 10
        assert [part.score for part in bins] == sorted(part.score for part in bins)
        assert len(calibration_bins(ranking([(0.5, True), (0.5, False)] * 50))) == 1


class TestBootstrap:
    def spread(self, groups: np.ndarray, items: list[tuple[float | None, bool]]) -> float:
        (found,) = estimates(groups, measures(ranking(items), [auroc]))
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
        return found.high - found.low

    def items(self) -> list[tuple[float | None, bool]]:
        random = np.random.default_rng(3)
        labels = random.random(200) < 0.5
        scores = np.clip(0.3 + 0.3 * labels + random.normal(0, 0.2, 200), 0, 1)
        return list(zip(scores.tolist(), labels.tolist(), strict=True))

    def test_the_same_items_give_the_same_interval(self) -> None:
        statistic = measures(ranking(self.items()), MEASURES)
        assert estimates(np.arange(200), statistic) == estimates(np.arange(200), statistic)

    def test_copies_in_a_group_add_no_certainty(self) -> None:
        items = self.items()
        once = self.spread(np.arange(200), items)
        assert self.spread(np.tile(np.arange(200), 4), items * 4) == pytest.approx(once, rel=0.1)
        assert self.spread(np.arange(800), items * 4) < 0.7 * once

    def test_it_does_not_matter_how_many_resamples_are_held_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        statistic = measures(ranking(self.items()), [auroc, brier])
        whole = bootstrap(np.arange(200), statistic, resamples=50)
        monkeypatch.setattr(metrics, "CELLS", 200 * 10)
        assert bootstrap(np.arange(200), statistic, resamples=50) == pytest.approx(whole)

    def test_resamples_of_one_class_are_dropped_and_counted(self) -> None:
        (found,) = estimates(
            np.array([1, 2]), measures(ranking([(0.9, True), (0.1, False)]), [auroc])
        )
        assert found is not None
        assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)
        # Half of the resamples of two groups draw one of them twice.
        assert 400 < found.dropped < 600

    def test_a_single_group_has_no_interval(self) -> None:
        (found,) = estimates(
            np.array([1, 1]), measures(ranking([(0.9, True), (0.1, False)]), [auroc])
        )
        assert found is not None
        assert (found.low, found.high) == (None, None)

    def test_what_is_undefined_has_no_estimate(self) -> None:
        assert estimates(np.arange(2), measures(ranking([(0.9, True)] * 2), [auroc])) == (None,)
        assert estimates(np.empty(0, int), measures(ranking([]), [auroc, brier])) == (None, None)

    def test_twenty_thousand_items_take_seconds(self) -> None:
        random = np.random.default_rng(1)
        labels = random.random(20_000) < 0.4
        several = Ranking(random.random(20_000), labels)
        started = time.process_time()
        found = estimates(random.integers(0, 2000, 20_000), measures(several, MEASURES))
        assert time.process_time() - started < 30
        assert None not in found


class TestMatches:
    @given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
    def test_f1_is_that_of_scikit_learn(self, items: list[tuple[bool, bool]]) -> None:
        truth, told = (list(column) for column in zip(*items, strict=True))
        hits = sum(a and b for a, b in items)
        found = matches(hits, sum(told), sum(truth))
        if not any(truth) and not any(told):
            assert found == Matches(None, None, None)
        else:
            assert found.f1 == pytest.approx(f1_score(truth, told, zero_division=0.0))

    @pytest.mark.parametrize(
        ("counts", "expected"),
        [
            ((0, 0, 0), Matches(None, None, None)),
            ((0, 3, 0), Matches(0.0, None, 0.0)),
            ((0, 0, 3), Matches(None, 0.0, 0.0)),
            ((0, 2, 3), Matches(0.0, 0.0, 0.0)),
            ((2, 2, 2), Matches(1.0, 1.0, 1.0)),
        ],
    )
    def test_the_edges(self, counts: tuple[int, int, int], expected: Matches) -> None:
        assert matches(*counts) == expected

    def test_one_found_span_may_meet_two_gold_ones(self) -> None:
        found = matches(1, 1, 2, hits_wanted=2)
        assert (found.precision, found.recall, found.f1) == (1.0, 1.0, 1.0)
