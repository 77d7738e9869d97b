"""Cost against avoided cost, and where there is nothing to divide by."""

from __future__ import annotations

import numpy as np
import pytest

from wijklab.stats.one_way import one_way, widest_first
from wijklab.stats.returns import micro_return, present_share, saving, wrong_pockets

NONE = np.array([])


def test_a_stated_chance_gives_an_expected_saving() -> None:
    found = micro_return(np.array([1000.0]), np.array([4000.0, 2000.0]), np.array([0.5, 0.25]))
    assert found.expected_saving == 4000 * 0.5 + 2000 * 0.25 - 1000
    assert found.saving == 5000


def test_one_chance_left_out_gives_no_expected_saving() -> None:
    assert micro_return(np.array([1.0]), np.array([4.0, 2.0]), np.array([0.5, np.nan])).expected_saving is None


def test_at_the_break_even_probability_nothing_is_saved_or_lost() -> None:
    first = micro_return(np.array([300.0]), np.array([1200.0]), np.array([np.nan]))
    assert first.break_even is not None
    again = micro_return(np.array([300.0]), np.array([1200.0]), np.array([first.break_even]))
    assert again.expected_saving == pytest.approx(0)


@pytest.mark.parametrize(
    ("costs", "avoided", "ratio", "break_even"),
    [(NONE, np.array([10.0]), None, 0.0), (np.array([10.0]), NONE, 0.0, None), (NONE, NONE, None, None)],
)
def test_nothing_to_divide_by(costs: np.ndarray, avoided: np.ndarray, ratio: object, break_even: object) -> None:
    found = micro_return(costs, avoided, np.full(avoided.size, np.nan))
    assert (found.ratio, found.break_even, found.expected_saving) == (ratio, break_even, None)


# What is left at any chance


def test_what_was_spent_counts_in_full_and_an_unstated_chance_as_certain() -> None:
    euro, avoided = np.array([5000.0, 25.0, 120_000.0]), np.array([False, False, True])
    assert saving(euro, np.array([0.1, np.nan, np.nan]), avoided) == 114_975
    assert saving(euro, np.array([1.0, 1.0, 5025 / 120_000]), avoided) == pytest.approx(0, abs=1e-9)


# Over years


@pytest.mark.parametrize(
    ("rate", "value"), [(0.03, 4717.098403), (0.0225, 4784.740211), (0.015, 4854.384648), (0.04, 4629.895224)]
)
def test_an_amount_over_five_years_is_its_annuity(rate: float, value: float) -> None:
    """Case `discount` of the shared references: 1,000 euro in years 0 to 4, so 5,000 euro over five years."""
    assert 5000 * present_share(np.array([5.0]), rate)[0] == pytest.approx(value, rel=1e-8)


def test_what_falls_within_a_year_or_at_no_rate_is_not_discounted() -> None:
    years = np.array([np.nan, 0, 0.5, 1])
    assert present_share(years, 0.03).tolist() == [1, 1, 1, 1]
    assert present_share(np.array([2.0, 30.0]), 0.0).tolist() == [1, 1]


def test_the_longer_it_takes_the_less_it_counts() -> None:
    found = present_share(np.arange(1.0, 40.0, 0.5), 0.03)
    assert (np.diff(found) < 0).all()


# Who pays, who gains


def test_gains_are_shared_by_the_part_that_each_paid() -> None:
    """The corporation pays 900 of 1,300 and the insurer 400; the municipality keeps 1,800: 1,246.15 and 553.85."""
    found = wrong_pockets(np.array([900.0, 400.0]), np.array([1800.0, 0.0]))
    assert found == pytest.approx(np.array([[900 / 1300 * 1800, 0], [400 / 1300 * 1800, 0]]))
    assert found.sum(axis=0) == pytest.approx([1800, 0])


def test_where_nobody_paid_there_is_nothing_to_share_by() -> None:
    assert np.isnan(wrong_pockets(np.zeros(2), np.ones(1))).all()


# One input at a time


def test_one_way_moves_one_input_and_keeps_the_others() -> None:
    """x y at x = 2, y = 3, where x may be 1 to 4 and of y only a highest value is known, 5."""
    base, low, high = np.array([2.0, 3.0]), np.array([1.0, np.nan]), np.array([4.0, 5.0])
    found = one_way(lambda values: float(values.prod()), base, low, high)
    assert found.tolist() == [[3, 12], [6, 10]]
    assert widest_first(found) == [0, 1]
    assert base.tolist() == [2, 3]


def test_without_inputs_there_is_nothing_to_move() -> None:
    assert one_way(lambda values: 0.0, NONE, NONE, NONE).shape == (0, 2)
