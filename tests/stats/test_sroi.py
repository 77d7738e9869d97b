"""Social return against sums worked by hand: the steps of the SROI Guide (2012), its years, and one input at a time.

The guide's own worked example was not at hand in a form that can be cited to the pound, so every figure here is a sum
that can be done on paper, and the rest are identities.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijklab.stats.discounting import annuity
from wijklab.stats.social_return import INPUTS, STEPS, Valued, left_after, one_at_a_time, present_values, worst_and_best

EXACT = 1e-12  # closed forms, in double precision


def inputs(*rows: tuple[float, ...]) -> np.ndarray:
    """Returns as rows (number, deadweight, displacement, attribution, drop-off)."""
    return np.array(rows, dtype=float).T


def test_each_step_takes_off_what_the_guide_says() -> None:
    """20 people x 1,000 euro, three years: 60,000; less a quarter 45,000; less a fifth 36,000; less a tenth 32,400.

    With half lost each year 10,800 x (1 + .5 + .25) = 18,900; at 25 % a year 10,800 x (1 + .4 + .16) = 16,848.
    """
    found = left_after(inputs((20, 0.25, 0.2, 0.1, 0.5)), Valued(np.array([1000.0]), np.array([3.0]), rate=0.25))
    assert found.shape == (len(STEPS), 1)
    np.testing.assert_allclose(found[:, 0], [60_000, 45_000, 36_000, 32_400, 18_900, 16_848], rtol=EXACT)


def test_the_first_year_is_discounted_where_it_is_asked() -> None:
    """The guide discounts the first year as well: everything one year further away."""
    what, valued = inputs((20, 0.25, 0.2, 0.1, 0.5)), (np.array([1000.0]), np.array([3.0]), 0.25)
    np.testing.assert_allclose(present_values(what, Valued(*valued, begins=1)), [16_848 / 1.25], rtol=EXACT)


@pytest.mark.parametrize(("years", "rate"), [(0.5, 0.03), (1, 0.03), (2.5, 0.03), (7, 0.0), (0, 0.03), (12, 0.0225)])
def test_without_drop_off_it_is_an_annuity(years: float, rate: float) -> None:
    found = present_values(inputs((1, 0, 0, 0, 0)), Valued(np.array([1.0]), np.array([float(years)]), rate))
    np.testing.assert_allclose(found, [annuity(rate, years)], rtol=EXACT)


def test_drop_off_is_a_geometric_series() -> None:
    """Sum of ((1 - d) / (1 + r))^t over t = 0..9: (1 - g^10) / (1 - g)."""
    ratio = 0.85 / 1.03
    found = present_values(inputs((1, 0, 0, 0, 0.15)), Valued(np.array([1.0]), np.array([10.0]), 0.03))
    np.testing.assert_allclose(found, [(1 - ratio**10) / (1 - ratio)], rtol=EXACT)


def test_all_that_drops_off_leaves_the_first_year() -> None:
    found = present_values(inputs((3, 0, 0, 0, 1)), Valued(np.array([7.0]), np.array([4.0]), 0.03))
    np.testing.assert_allclose(found, [21], rtol=EXACT)


@pytest.mark.parametrize("share", INPUTS[1:4])
def test_a_share_of_one_leaves_nothing(share: str) -> None:
    what = inputs((3, 0.1, 0.1, 0.1, 0.1))
    what[INPUTS.index(share)] = 1
    assert present_values(what, Valued(np.array([7.0]), np.array([4.0])))[0] == 0


def test_returns_of_unequal_length_do_not_touch_each_other() -> None:
    together = inputs((2, 0.1, 0, 0.2, 0.3), (5, 0, 0.4, 0, 0.1))
    valued = Valued(np.array([100.0, 40.0]), np.array([1.0, 6.5]), 0.04)
    apart = [present_values(together[:, [i]], Valued(valued.euro[[i]], valued.years[[i]], 0.04))[0] for i in range(2)]
    np.testing.assert_allclose(present_values(together, valued), apart, rtol=EXACT)


def test_no_returns_are_worth_nothing() -> None:
    assert left_after(np.empty((5, 0)), Valued(np.empty(0), np.empty(0))).shape == (6, 0)


def test_the_worst_is_few_and_much_taken_off() -> None:
    worst, best = worst_and_best(inputs((1, 0.1, 0.2, 0.3, 0.4)), inputs((2, 0.5, 0.6, 0.7, 0.8)))
    assert worst[:, 0].tolist() == [1, 0.5, 0.6, 0.7, 0.8]
    assert best[:, 0].tolist() == [2, 0.1, 0.2, 0.3, 0.4]


def test_one_input_at_a_time_by_hand() -> None:
    """100 x 10 euro, one year; deadweight .2 to .6, others none; number 80 to 120.

    Middle: 100 x 10 x .6 = 600. Number alone: 480 and 720. Deadweight alone: 400 and 800. A second return of 50 stays.
    """
    low, high = inputs((80, 0.2, 0, 0, 0), (5, 0, 0, 0, 0)), inputs((120, 0.6, 0, 0, 0), (5, 0, 0, 0, 0))
    total, ends = one_at_a_time(*worst_and_best(low, high), Valued(np.array([10.0, 10.0]), np.array([1.0, 1.0])))
    assert total == pytest.approx(650, rel=EXACT)
    np.testing.assert_allclose(ends[0, 0], [530, 770], rtol=EXACT)
    np.testing.assert_allclose(ends[1, 0], [450, 850], rtol=EXACT)
    np.testing.assert_allclose(ends[:, 1], 650, rtol=EXACT)


@given(st.data())
def test_more_off_never_leaves_more_and_the_middle_lies_between(data: st.DataObject) -> None:
    share = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)
    ranges = [
        data.draw(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)).map(sorted)),
        *(data.draw(share) for _ in "abcd"),
    ]
    low, high = (np.array([[each[side]] for each in ranges]) for side in (0, 1))
    valued = Valued(np.array([data.draw(st.floats(0, 1e5))]), np.array([data.draw(st.floats(0, 20))]), 0.03)
    worst, best = worst_and_best(low, high)
    steps = left_after(worst, valued)[:, 0]
    assert (np.diff(steps) <= 1e-9 * (1 + steps[:-1])).all()
    total, ends = one_at_a_time(worst, best, valued)
    slack = 1e-9 * (1 + total)
    assert present_values(worst, valued).sum() <= total + slack
    assert total <= present_values(best, valued).sum() + slack
    assert (ends[..., 0] <= total + slack).all()
    assert (ends[..., 1] >= total - slack).all()
