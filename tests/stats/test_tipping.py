"""Tipping points: where the closed form says, and where the interval just touches nought."""

from __future__ import annotations

import numpy as np
import pytest

from wijklab.stats.missing.tipping import Completed, difference_at, tipping_delta, two_way_grid, vanishing_delta

SPREAD = np.array([-0.1, 0.0, 0.1])
GONE = np.array([0.1, 0.2, 0.3])


def arm(level: float, gone: np.ndarray = GONE, noise: float = 0.02) -> Completed:
    """Ten completed sets of three neighbourhoods around `level`."""
    shaken = np.random.default_rng(1).normal(0, noise, (10, 1))
    return Completed(level + SPREAD + shaken, gone)


@pytest.mark.parametrize(("effect", "delta"), [(1.0, -5.0), (-0.4, 2.0), (0.0, 0.0)])
def test_the_difference_vanishes_where_the_closed_form_says(effect: float, delta: float) -> None:
    """A fifth of the people left: a difference of 1 is undone by 5 points less."""
    first, second = arm(2 + effect), arm(2.0)
    found = vanishing_delta(first, second)
    assert found == pytest.approx(delta, abs=1e-8)
    assert difference_at(first, second, found or 0.0).estimate == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize("effect", [1.0, -1.0])
def test_at_the_tipping_point_the_interval_touches_nought_and_before_it_does_not(effect: float) -> None:
    first, second = arm(2 + effect), arm(2.0)
    delta = tipping_delta(first, second)
    assert delta is not None
    assert np.sign(delta) == -np.sign(effect)
    at, before = (difference_at(first, second, d) for d in (delta, 0.999 * delta))
    edge = at.low if effect > 0 else at.high
    assert edge == pytest.approx(0, abs=1e-8)
    assert (before.low or 0) * (before.high or 0) > 0


def test_the_tipping_point_comes_before_the_vanishing_point() -> None:
    first, second = arm(3.0), arm(2.0)
    assert abs(tipping_delta(first, second) or 0) < abs(vanishing_delta(first, second) or 0)


def test_an_unclear_difference_has_tipped_already() -> None:
    assert tipping_delta(arm(2.01), arm(2.0)) == 0.0


def test_where_nobody_left_nothing_can_tip() -> None:
    first, second = arm(3.0, gone=np.zeros(3)), arm(2.0)
    assert (vanishing_delta(first, second), tipping_delta(first, second)) == (None, None)


def test_shift_and_scale_of_the_instrument_do_not_matter() -> None:
    first, second = arm(3.0), arm(2.0)
    moved = [Completed(10 * one.means + 7, one.gone) for one in (first, second)]
    assert tipping_delta(*moved) == pytest.approx(10 * (tipping_delta(first, second) or 0), rel=1e-6)


def test_the_grid_holds_the_difference_at_each_pair_of_shifts() -> None:
    first, second = arm(3.0), arm(2.0)
    grid = two_way_grid(first, second, np.array([-1.0, 0.0]))
    assert grid[0][1] == difference_at(first, second, -1.0)
    assert grid[1][0] == difference_at(first, second, 0.0, -1.0)
    assert grid[0][0].estimate == pytest.approx(1.0, rel=1e-8), "alike in both arms, with as many leavers"


def test_the_nearest_tipping_point_may_lie_on_the_other_side() -> None:
    """Where more left the difference is larger: more points there pull neighbourhoods apart, and the interval grows."""
    first = Completed(np.tile([0.45, 1.55], (5, 1)), np.array([0.05, 0.27]))
    second = Completed(np.tile([-0.1, 0.1, 0.0, 0.0], (5, 1)), np.zeros(4))
    found, vanishing = tipping_delta(first, second), vanishing_delta(first, second)
    assert 0 < (found or 0) < -(vanishing or 0)
    sizes = np.linspace(0, 0.999 * (found or 0), 200)
    assert all((difference_at(first, second, delta).low or 0) > 0 for size in sizes for delta in (size, -size))
