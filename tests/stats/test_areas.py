"""Inference on neighbourhood means: the closed forms, the rule for p-values, and what may not change an answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wijklab.stats.few.areas import (
    HIGHEST_FLOOR,
    adjusted_means,
    area_means,
    difference_of_areas,
    mean_of_areas,
    slope_within,
)
from wijklab.stats.few.randomisation import attainable_p, randomisation_test

means = st.lists(st.floats(-9, 9).map(lambda x: round(x, 3)), min_size=2, max_size=5).map(np.array)


def test_area_means_leave_an_empty_area_empty() -> None:
    found = area_means(np.array([1.0, 2.0, 6.0]), np.array([0, 0, 2]), 3)
    assert found[[0, 2]].tolist() == [1.5, 6.0]
    assert np.isnan(found[1])


def test_the_mean_has_the_t_interval_of_its_areas() -> None:
    values = np.array([3.2, 4.1, 4.9])
    low, high = stats.t.interval(0.95, 2, loc=values.mean(), scale=stats.sem(values))
    found = mean_of_areas(values)
    assert (found.low, found.high, found.df) == (pytest.approx(low), pytest.approx(high), 2)


def test_the_difference_has_the_pooled_t_interval() -> None:
    """The t-test of two samples with one variance (scipy.stats.ttest_ind), df = G - 2."""
    first, second = np.array([3.2, 4.1, 4.9]), np.array([1.0, 2.2, 1.4, 2.6])
    reference = stats.ttest_ind(first, second)
    low, high = reference.confidence_interval(0.95)
    found = difference_of_areas(first, second)
    assert (found.low, found.high, found.df) == (pytest.approx(low), pytest.approx(high), 5)
    assert found.p_t == pytest.approx(reference.pvalue)


@pytest.mark.parametrize(
    ("first", "second", "floor", "given"),
    [
        (1, 1, 1.0, False),
        (2, 2, 1 / 3, False),
        (3, 3, 0.1, False),
        (1, 7, 1 / 8, False),
        (4, 4, 2 / 70, True),
        (2, 5, 1 / 21, True),
        (3, 4, 1 / 35, True),
        (5, 5, 2 / 252, True),
    ],
)
def test_no_p_value_where_randomisation_cannot_reach_five_percent(
    first: int, second: int, floor: float, given: bool
) -> None:
    """methods.md, finding 1: 4 areas .33, 6 with three treated .10, 8 with four .029."""
    found = difference_of_areas(np.arange(first) + 10.0, np.arange(second) * 1.1)
    assert found.p_floor == pytest.approx(floor)
    assert (found.p is not None) is given
    assert given is (floor <= HIGHEST_FLOOR)


def test_one_area_in_all_arms_but_one_gives_no_interval() -> None:
    assert mean_of_areas(np.array([4.0])).low is None
    alone = difference_of_areas(np.array([4.0]), np.array([2.0]))
    assert (alone.low, alone.high, alone.p_t, alone.p) == (None, None, None, None)
    assert difference_of_areas(np.array([4.0]), np.array([2.0, 2.5])).low is not None


def test_no_spread_is_not_taken_for_certainty() -> None:
    assert mean_of_areas(np.array([4.0, 4.0, 4.0])).low is None
    assert difference_of_areas(np.array([4.0, 4.0]), np.array([2.0, 2.0])).low is None


def test_the_t_rule_holds_its_size_with_six_areas() -> None:
    """No effect, six areas, a common shift per area: wrong in 5% of 4,000 runs, within 3 Monte Carlo errors (.0103)."""
    chance = np.random.default_rng(20261121)
    draws = chance.normal(0, 1, (4000, 6))
    wrong = [difference_of_areas(row[:3], row[3:]).p_t < 0.05 for row in draws]  # type: ignore[operator]
    assert abs(np.mean(wrong) - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 4000)


def test_an_equal_start_changes_nothing_and_an_unequal_one_is_taken_out() -> None:
    area = np.repeat([0, 1], 4)
    start = np.array([2.0, 3, 4, 5, 4, 5, 6, 7])
    values = 5 - 0.5 * start
    assert adjusted_means(values, start, area, 2) == pytest.approx([2.75, 2.75])
    same = np.tile([2.0, 3, 4, 5], 2)
    assert adjusted_means(values, same, area, 2) == pytest.approx(area_means(values, area, 2))


def test_no_difference_in_start_at_all_is_no_reason_to_adjust() -> None:
    area, values = np.repeat([0, 1], 2), np.array([1.0, 2.0, 3.0, 4.0])
    assert adjusted_means(values, np.full(4, 3.0), area, 2).tolist() == [1.5, 3.5]


@given(means, means, st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(first: np.ndarray, second: np.ndarray, chance: object) -> None:
    other = np.array(sorted(second.tolist(), key=lambda _: chance.random()))  # type: ignore[attr-defined]
    one, two = difference_of_areas(first, second), difference_of_areas(first, other)
    assert one.estimate == pytest.approx(two.estimate, abs=1e-12)
    assert one.p == two.p


@given(means, means, st.integers(-50, 50))
def test_a_shift_of_the_scale_does_not_matter(first: np.ndarray, second: np.ndarray, shift: int) -> None:
    one, two = difference_of_areas(first, second), difference_of_areas(first + shift, second + shift)
    assert one.estimate == pytest.approx(two.estimate, abs=1e-9)
    if one.low is not None and two.low is not None:
        assert (one.low, one.high) == (pytest.approx(two.low, abs=1e-7), pytest.approx(two.high, abs=1e-7))


@given(means, means)
def test_p_never_falls_below_what_randomisation_can_reach(first: np.ndarray, second: np.ndarray) -> None:
    values = np.concatenate([first, second])
    found = randomisation_test(values, np.arange(values.size) < first.size)
    assert found.p_two_sided >= attainable_p(values.size, first.size) - 1e-12
    assert found.p_one_sided >= 1 / found.assignments


def test_a_tie_that_differs_in_its_last_bit_is_a_tie() -> None:
    """0.1 + 0.2 and 0.3 differ in floating point, and the mirror image must always count."""
    values = np.array([0.1, 0.2, 0.3, 0.3, 0.2, 0.1]) * 3
    found = randomisation_test(values, np.array([1, 1, 1, 0, 0, 0], bool))
    assert found.p_two_sided == 1.0


def test_too_many_assignments_are_drawn_with_a_generator_or_refused() -> None:
    values, treated = np.arange(24.0), np.arange(24) >= 12
    with pytest.raises(ValueError, match="Generator"):
        randomisation_test(values, treated)
    drawn = randomisation_test(values, treated, chance=np.random.default_rng(1))
    assert not drawn.exact
    assert drawn.p_two_sided == 1 / drawn.assignments == attainable_p(24, 12) == 1e-4


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_drawing_agrees_with_enumerating(seed: int) -> None:
    """Within 4 Monte Carlo errors of 9,999 draws: sqrt(.25 / 9999) is .005."""
    chance = np.random.default_rng(seed)
    values, treated = chance.normal(size=8), np.arange(8) < 4
    exact = randomisation_test(values, treated).p_two_sided
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wijklab.stats.few.randomisation.MOST_ASSIGNMENTS", 1)
        drawn = randomisation_test(values, treated, chance=chance).p_two_sided
    assert abs(exact - drawn) < 0.02


def test_a_start_that_differs_by_rounding_only_is_no_difference() -> None:
    """Three times .1 has another mean than .1: its slope once was -.67."""
    start, area = np.repeat([0.1, 3.3], 3), np.repeat([0, 1], 3)
    values = np.array([1.0, 2, 4, 3, 5, 9])
    assert slope_within(values, start, area, 2) == 0.0
    assert adjusted_means(values, start, area, 2) == pytest.approx(area_means(values, area, 2))


@pytest.mark.parametrize("values", [[1.0, np.nan, 2.0, 3.0], [1.0, np.inf, 2.0, 3.0]])
def test_a_value_that_is_no_number_has_no_p(values: list[float]) -> None:
    """It once had p = 0."""
    with pytest.raises(ValueError, match="finite value of every area"):
        randomisation_test(np.array(values), np.array([True, True, False, False]))
    with pytest.raises(ValueError, match="areas of both kinds"):
        randomisation_test(np.arange(3.0), np.zeros(3, dtype=bool))
