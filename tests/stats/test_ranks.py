"""Relative effects on counts: against Mann-Whitney, and what leaving out a neighbourhood says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, ttest_ind

from wijklab.stats.few.leave_one_out import leave_one_out
from wijklab.stats.ranks import effect_at_same_start, placements, relative_effect


def counted(levels: np.ndarray) -> np.ndarray:
    return np.bincount(levels - 1, minlength=6).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_the_effect_is_mann_whitney_u_over_the_pairs(seed: int) -> None:
    """A closed form: to 1e-8."""
    chance = np.random.default_rng(seed)
    first, second = chance.integers(1, 7, 50), chance.integers(2, 7, 40)
    found = relative_effect(counted(first), counted(second))
    assert found.effect == pytest.approx(mannwhitneyu(first, second).statistic / 2000, rel=1e-8)
    assert found.above + found.equal + found.below == pytest.approx(1, rel=1e-12)
    assert found.lead == pytest.approx(2 * found.effect - 1, rel=1e-8)


LEVELS = st.lists(st.integers(1, 6), min_size=1, max_size=30)


@settings(max_examples=50)
@given(LEVELS, LEVELS)
def test_the_two_arms_see_each_other_mirrored(one: list[int], other: list[int]) -> None:
    here, there = counted(np.array(one)), counted(np.array(other))
    assert relative_effect(here, there).effect + relative_effect(there, here).effect == pytest.approx(1)


def test_at_the_same_start_higher_starters_do_not_count_as_climbers() -> None:
    """Nobody moves, one arm starts higher: no effect; without the same start there would be one."""
    first, second = np.diag([5.0, 10, 20]), np.diag([20.0, 10, 5])
    found = effect_at_same_start(first, second, np.ones(3))
    assert found is not None
    assert (found.effect, found.compared) == (0.5, 1.0)
    assert relative_effect(first.sum(axis=0), second.sum(axis=0)).effect > 0.6


def test_levels_that_an_arm_lacks_are_left_out_and_told() -> None:
    first, second = np.array([[4.0, 4], [0, 0]]), np.array([[6.0, 2], [1, 3]])
    found = effect_at_same_start(first, second, np.array([3.0, 1]))
    assert found is not None
    assert found.compared == 0.75
    assert found.effect == pytest.approx(relative_effect(first[0], second[0]).effect)
    assert effect_at_same_start(first, np.array([[0.0, 0], [1, 3]]), np.ones(2)) is None


@pytest.mark.parametrize("seed", range(3))
def test_placements_of_two_areas_differ_by_the_effect_less_a_half(seed: int) -> None:
    """A closed form (ridits): to 1e-8; and they are those of persons, with their squares."""
    chance = np.random.default_rng(seed)
    people = [chance.integers(1, 7, 30), chance.integers(1, 7, 30)]
    tables = np.stack([counted(own) for own in people])[:, None, :]
    found = placements(tables)
    effect = relative_effect(tables[0, 0], tables[1, 0]).effect
    assert found.mean[0] - found.mean[1] == pytest.approx(effect - 0.5, abs=1e-8)
    ranks = np.array([(np.concatenate(people) < p).sum() + (np.concatenate(people) == p).sum() / 2 for p in people[0]])
    assert found.squares[0] == pytest.approx((ranks / 60).var() * 30, rel=1e-8)


def test_placements_do_not_depend_on_who_is_in_which_arm() -> None:
    chance = np.random.default_rng(4)
    tables = chance.integers(0, 9, (5, 3, 4)).astype(float)
    order = np.array([3, 1, 4, 0, 2])
    assert placements(tables[order]).mean == pytest.approx(placements(tables).mean[order], rel=1e-12)


@pytest.mark.parametrize(("n_first", "n_second"), [(2, 2), (3, 3), (4, 6), (2, 7)])
def test_leaving_one_out_of_two_means_is_welch_or_the_pooled_test(n_first: int, n_second: int) -> None:
    """Rust & Rao (1996): the same error and degrees of freedom, of the test with the wider interval; to 1e-8."""
    chance = np.random.default_rng(n_first)
    first, second = chance.normal(size=n_first), chance.normal(size=n_second)
    without = [np.delete(first, i).mean() - second.mean() for i in range(n_first)]
    without += [first.mean() - np.delete(second, i).mean() for i in range(n_second)]
    arm = np.repeat([0, 1], [n_first, n_second])
    found = leave_one_out(float(first.mean() - second.mean()), np.array(without), arm, (0, 1))
    tests = [ttest_ind(first, second, equal_var=pooled) for pooled in (False, True)]
    ends, df = max(((t.confidence_interval(), t.df) for t in tests), key=lambda one: one[0].high)
    assert (found.low, found.high, found.df) == pytest.approx((ends.low, ends.high, df), rel=1e-8)
    assert found.p == pytest.approx(next(t.pvalue for t in tests if t.df == df), rel=1e-8)


def test_an_arm_that_is_not_compared_adds_its_spread() -> None:
    """Two arms that do not move at all, and a third that does."""
    without, arm = np.array([1.0, 1, 1, 1, 1.2, 0.8]), np.array([0, 0, 1, 1, 2, 2])
    found = leave_one_out(1.0, without, arm, (0, 1))
    assert found.low is not None
    assert found.df == 1


@pytest.mark.parametrize(
    ("without", "arm"),
    [
        ([1.0, 2.0, 3.0], [0, 1, 1]),  # one neighbourhood in an arm
        ([1.0, np.nan, 2.0, 1.5], [0, 0, 1, 1]),  # without it there is no estimate
        ([1.0, 1.0, 1.0, 1.0], [0, 0, 1, 1]),  # no spread at all
    ],
)
def test_no_interval_where_none_can_be_had(without: list[float], arm: list[int]) -> None:
    found = leave_one_out(1.0, np.array(without), np.array(arm), (0, 1))
    assert (found.estimate, found.low, found.high) == (1.0, None, None)
