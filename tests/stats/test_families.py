"""Several comparisons at once: R's p.adjust, closed forms, and randomisation over arms and outcomes by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wijklab.stats.few.families import benjamini_hochberg, bonferroni, holm, max_t, simultaneous_reach
from wijklab.stats.few.max_t import DRAWS, every_deal, n_deals
from wijklab.stats.few.randomisation import attainable_p

ALL_PAIRS = [(0, 1), (0, 2), (1, 2)]
ARMS = np.repeat([0, 1, 2], 3)


def test_p_adjust(shared: Path) -> None:
    """R's p.adjust on the 25 p-values of its case: Holm and Benjamini-Hochberg, as printed (1e-9)."""
    case = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["p_adjust"]
    p = np.array(case["p"])
    assert holm(p)[:6] == pytest.approx(case["holm_first6"], abs=1e-9)
    assert benjamini_hochberg(p)[:6] == pytest.approx(case["BH_first6"], abs=1e-9)
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


@pytest.mark.parametrize("adjust", [holm, bonferroni, benjamini_hochberg])
def test_a_comparison_without_p_is_no_member(adjust) -> None:  # type: ignore[no-untyped-def]
    p = np.array([0.04, np.nan, 0.01, np.nan])
    found = adjust(p)
    assert np.isnan(found[[1, 3]]).all()
    assert found[[0, 2]] == pytest.approx(adjust(p[[0, 2]]))
    assert np.isnan(adjust(np.array([np.nan]))).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms())
@settings(max_examples=60)
def test_adjusted_p_is_ordered_and_never_smaller(p: list[float], random) -> None:  # type: ignore[no-untyped-def]
    values = np.array(p)
    order = np.array(random.sample(range(values.size), values.size))
    for adjust in (holm, bonferroni, benjamini_hochberg):
        found = adjust(values)
        assert (found >= values - 1e-12).all()
        assert (found <= 1).all()
        assert adjust(values[order]) == pytest.approx(found[order])
    assert (holm(values) <= bonferroni(values) + 1e-12).all()


def test_simultaneous_reach_is_bonferroni() -> None:
    assert simultaneous_reach(4, 1) == pytest.approx(stats.t.ppf(0.975, 4), rel=1e-10)
    assert simultaneous_reach(4, 3) == pytest.approx(stats.t.ppf(1 - 0.05 / 6, 4), rel=1e-10)
    assert simultaneous_reach(7, 2, confidence=0.9) == pytest.approx(stats.t.ppf(1 - 0.1 / 4, 7), rel=1e-10)


def test_every_deal_is_tried_once() -> None:
    deals = every_deal(ARMS)
    assert (len(deals), n_deals(ARMS)) == (1680, 1680)
    assert deals[0].tolist() == ARMS.tolist()
    assert len({tuple(row) for row in deals.tolist()}) == 1680


def test_two_arms_and_one_outcome_are_a_permutation_test() -> None:
    """|t| rises with |difference| where the total spread is fixed, so p is that of exact randomisation."""
    y = np.array([10.0, 5, 16, 3, 5, 7, 8, 10])
    found = max_t(y[:, None], np.repeat([0, 1], 4), [(0, 1)])
    assert found.p[0, 0] == found.p_family[0, 0] == pytest.approx(60 / 70)
    assert (found.p_floor, found.deals, found.exact) == (attainable_p(8, 4), 70, True)
    assert found.statistic[0, 0] == pytest.approx(abs(stats.ttest_ind(y[:4], y[4:]).statistic))


def test_step_down_by_hand() -> None:
    """Westfall & Young (1993), algorithm 4.1: the share of deals whose largest of what is left is as large."""
    values = np.random.default_rng(4).standard_normal((6, 2)) + np.array([[1.5, 0.5]]) * (np.arange(6)[:, None] < 3)
    arm = np.repeat([0, 1], 3)
    found = max_t(values, arm, [(0, 1)])
    t = np.abs([[stats.ttest_ind(y[d == 0], y[d == 1]).statistic for y in values.T] for d in every_deal(arm)])
    order = np.argsort(-t[0])
    largest = np.mean(t.max(axis=1) >= t[0, order[0]] - 1e-9)
    last = max(largest, np.mean(t[:, order[1]] >= t[0, order[1]] - 1e-9))
    assert found.p_family[0, order] == pytest.approx([largest, last])


@pytest.mark.parametrize(
    ("arm", "pairs", "ties"),
    [
        (ARMS, ALL_PAIRS, 6),
        (ARMS, [(0, 2)], 2),
        (ARMS, [(0, 2), (1, 2)], 4),
        (np.repeat([0, 1, 2], [2, 3, 4]), ALL_PAIRS, 1),
    ],
)
def test_the_floor_follows_from_the_design(arm: np.ndarray, pairs: list[tuple[int, int]], ties: int) -> None:
    """Ways of naming arms of one size anew that compare the same two groups; reached by arms that lie far apart."""
    values = np.random.default_rng(1).normal(0, 1e-3, 9)[:, None] + 10.0 * np.array([0.0, 1.0, 3.3])[arm][:, None]
    found = max_t(values, arm, pairs)
    assert found.p_floor == ties / n_deals(arm)
    smallest = np.nanmin(found.p_family)
    assert smallest == pytest.approx(found.p_floor) if ties > 1 else smallest >= found.p_floor


@given(st.integers(0, 100_000), st.floats(0, 30), st.floats(-50, 50), st.floats(0.1, 20))
@settings(max_examples=15)
def test_family_p(seed: int, effect: float, shift: float, scale: float) -> None:
    """Never below its floor or its own p; shift and scale of an outcome, and the order of areas, change nothing."""
    chance = np.random.default_rng(seed)
    values = chance.standard_normal((9, 2)) + effect * (ARMS == 0)[:, None]
    found = max_t(values, ARMS, ALL_PAIRS)
    assert (found.p_family >= np.maximum(found.p, found.p_floor) - 1e-12).all()
    order = chance.permutation(9)
    other = max_t((shift + scale * values)[order], ARMS[order], ALL_PAIRS)
    assert other.p_family == pytest.approx(found.p_family)
    assert other.difference == pytest.approx(scale * found.difference, rel=1e-6, abs=1e-8)


def test_a_missing_outcome_leaves_the_others_alone() -> None:
    values = np.random.default_rng(2).standard_normal((9, 2))
    values[[0, 4], 1] = np.nan
    values[:, 0] += np.arange(9)
    found = max_t(values, ARMS, ALL_PAIRS)
    assert np.isfinite(found.p_family).all()
    empty = max_t(np.column_stack([values[:, 0], np.full(9, np.nan)]), ARMS, ALL_PAIRS)
    assert np.isnan(empty.p_family[:, 1]).all()
    assert np.isfinite(empty.p_family[:, 0]).all()


def test_many_neighbourhoods_are_drawn() -> None:
    arm = np.repeat([0, 1, 2], 4)
    values = np.random.default_rng(2).standard_normal((12, 1))
    found = max_t(values, arm, ALL_PAIRS, chance=np.random.default_rng(1))
    assert (found.deals, found.exact, found.p_floor) == (DRAWS + 1, False, 1 / (DRAWS + 1))
    with pytest.raises(ValueError, match="give a Generator"):
        max_t(values, arm, ALL_PAIRS)


@pytest.mark.parametrize("far", [1e6, 1e9])
def test_outcomes_of_another_level_leave_each_other_alone(far: float) -> None:
    """A share beside a score around a million: each is taken about its own mean."""
    values = np.random.default_rng(5).standard_normal((9, 2)) * [1.0, 1e-3]
    plain, moved = max_t(values, ARMS, ALL_PAIRS), max_t(values + np.array([far, 0]), ARMS, ALL_PAIRS)
    assert moved.statistic == pytest.approx(plain.statistic, rel=1e-15 * far)
    assert moved.p_family == pytest.approx(plain.p_family)


def test_an_outcome_that_all_share_has_no_p_whatever_its_rounding() -> None:
    chance = np.random.default_rng(5)
    values = np.column_stack([1e6 + 0.1 + 1e-10 * chance.standard_normal(9), 1e-13 * chance.standard_normal(9)])
    found = max_t(values, ARMS, ALL_PAIRS)
    assert np.isnan(found.p[:, 0]).all()
    assert np.isfinite(found.p[:, 1]).all()
