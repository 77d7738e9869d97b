"""Synthetic control: mixes that are known, what may not change the weights, and the rank among placebos."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijklab.stats.over_time.synthetic_control import placebo_test, simplex_weights, synthetic_control

BEFORE = np.array([True, True, True, True, False, False])
seeds = st.integers(0, 10_000)


def donors_of(seed: int, n: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(7, 1, size=(n, BEFORE.size))


def test_an_exact_mix_of_two_donors_is_found() -> None:
    """A treated neighbourhood that is .3 of one and .7 of another before the start, and 0.5 higher after it."""
    donors = donors_of(1)[:4]
    treated = 0.3 * donors[1] + 0.7 * donors[3] + np.where(BEFORE, 0.0, 0.5)
    found = synthetic_control(treated, donors, BEFORE)
    # 1e-6: the tie-break bends an exact mix by its own size
    assert found.weights == pytest.approx([0, 0.3, 0, 0.7], abs=1e-6)
    assert found.gaps == pytest.approx([0, 0, 0, 0, 0.5, 0.5], abs=1e-6)
    assert found.shift == pytest.approx(0.5, abs=1e-6)
    assert found.rmspe_before == 0
    assert found.rmspe_ratio == np.inf


def test_outside_the_donors_the_nearest_corner_is_taken() -> None:
    donors = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]])
    assert simplex_weights(np.array([9.0, 9.0]), donors) == pytest.approx([0, 0, 1], abs=1e-6)


def test_between_two_donors_the_projection_is_taken() -> None:
    """One year: any mix that hits 2 fits; of three donors at 1, 2 and 3 the most even mix is a third each."""
    assert simplex_weights(np.array([2.0]), np.array([[1.0], [2.0], [3.0]])) == pytest.approx([1 / 3] * 3, abs=1e-6)


def test_equal_donors_share_their_weight() -> None:
    donors = np.array([[1.0, 2.0], [1.0, 2.0], [5.0, 1.0]])
    assert simplex_weights(np.array([1.0, 2.0]), donors) == pytest.approx([0.5, 0.5, 0], abs=1e-6)


@given(seeds)
@settings(max_examples=40)
def test_weights_make_a_mix_and_no_direction_fits_better(seed: int) -> None:
    """The conditions of Karush, Kuhn and Tucker: moving weight to any one donor never brings the mix nearer."""
    donors, treated = donors_of(seed, 8)[:, BEFORE], donors_of(seed + 1, 1)[0, BEFORE]
    weights = simplex_weights(treated, donors)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, rel=1e-12)
    slope = donors @ (weights @ donors - treated)
    assert (slope - weights @ slope >= -1e-6).all()


@given(seeds, st.permutations(range(5)), st.floats(-20, 20), st.floats(0.1, 10))
@settings(max_examples=40)
def test_order_shift_and_scale_change_nothing(seed: int, order: list[int], shift: float, scale: float) -> None:
    donors, treated = donors_of(seed), donors_of(seed + 1, 1)[0]
    plain = synthetic_control(treated, donors, BEFORE)
    other = synthetic_control(treated * scale + shift, donors[order] * scale + shift, BEFORE)
    assert other.weights == pytest.approx(plain.weights[order], abs=1e-6)
    assert other.gaps == pytest.approx(plain.gaps * scale, abs=1e-5)


def test_the_rank_counts_from_the_largest_and_p_has_its_floor() -> None:
    """A jump of 20 in one neighbourhood of six: rank 1, p = 1/6, as low as six neighbourhoods allow."""
    donors = donors_of(3)
    treated = donors_of(4, 1)[0] + np.where(BEFORE, 0.0, 20.0)
    found = placebo_test(treated, donors, BEFORE)
    assert (found.rank, found.p, found.p_floor) == (1, pytest.approx(1 / 6), pytest.approx(1 / 6))
    assert found.ratio_rank == 1
    assert found.gaps.shape == donors.shape


def test_a_neighbourhood_where_nothing_happened_ranks_last() -> None:
    donors = donors_of(5)
    found = placebo_test(donors.mean(axis=0), donors, BEFORE)
    assert found.rank == 6
    assert found.p == 1


@given(seeds)
@settings(max_examples=20)
def test_relabelling_donors_does_not_change_the_rank(seed: int) -> None:
    donors, treated = donors_of(seed), donors_of(seed + 1, 1)[0]
    plain, turned = (placebo_test(treated, rows, BEFORE) for rows in (donors, donors[::-1]))
    assert (plain.rank, plain.p) == (turned.rank, turned.p)
    assert plain.shifts == pytest.approx(turned.shifts[::-1], abs=1e-6)


def test_where_nothing_happened_each_place_is_as_likely() -> None:
    """The rank of one neighbourhood among five alike, over 500 draws: each place a fifth, give or take four Monte
    Carlo errors."""
    chance = np.random.default_rng(6)
    places = [placebo_test(rows[0], rows[1:], BEFORE).rank for rows in chance.normal(size=(500, 5, BEFORE.size))]
    assert np.bincount(places, minlength=6)[1:] / 500 == pytest.approx([0.2] * 5, abs=4 * np.sqrt(0.16 / 500))


@pytest.mark.parametrize(
    ("donors", "before"),
    [(np.empty((0, 2)), [True, False]), (np.ones((2, 2)), [False, False]), (np.ones((2, 2)), [True, True])],
)
def test_no_mix_without_donors_or_years_before(donors: np.ndarray, before: list[bool]) -> None:
    with pytest.raises(ValueError, match="a donor and a year before"):
        synthetic_control(np.ones(2), donors, np.array(before))


@pytest.mark.parametrize("level", [7.0, 6.7])
def test_neighbourhoods_that_are_all_alike_tie(level: float) -> None:
    """What is left of equal numbers is rounding: no ratio, and the last place of all."""
    donors = np.full((5, BEFORE.size), level)
    assert np.isnan(synthetic_control(donors[0], donors, BEFORE).rmspe_ratio)
    found = placebo_test(donors[0], donors, BEFORE)
    assert (found.rank, found.ratio_rank, found.p) == (6, 6, 1)


def test_a_missing_year_is_refused() -> None:
    donors = donors_of(1)
    donors[2, 1] = np.nan
    with pytest.raises(ValueError, match="a year is missing"):
        synthetic_control(donors[0], donors[1:], BEFORE)
