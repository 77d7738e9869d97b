"""Cost against avoided cost, and where there is nothing to divide by."""

from __future__ import annotations

import numpy as np
import pytest

from wijklab.stats.returns import micro_return

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
