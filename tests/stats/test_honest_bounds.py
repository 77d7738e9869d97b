"""Honest bounds: the ehec case of R's HonestDiD, the linear programme behind the closed form, and what must hold."""

from __future__ import annotations

import csv
import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import foldnorm

from wijklab.stats.over_time.coefficients import EventStudy, original_interval
from wijklab.stats.over_time.honest_bounds import (
    _moments,
    breakdown_mbar,
    not_rejected,
    relative_magnitudes,
    standard_draws,
)
from wijklab.stats.over_time.honest_smooth import folded_quantile, smoothness

ATOL = 5e-4  # cases/expected.json: the reference reads its ends from a grid of that order, off 1,000 draws


@cache
def ehec(shared: Path) -> EventStudy:
    """Coefficients 2008-2012, 2014, 2015 and their covariance (Medicaid and insurance; 2013 is the reference)."""
    with (shared / "cases" / "ehec_eventstudy_b_V.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    numbers = np.array([[float(cell) for cell in row[1:]] for row in rows])
    return EventStudy(numbers[:, 0], numbers[:, 1:], 5)


def expected(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["honestdid_ehec"]
    return found


def test_the_first_coefficient_and_the_usual_interval(shared: Path) -> None:
    study, reference = ehec(shared), expected(shared)
    assert study.effect() == pytest.approx(tuple(reference["b2014"]), abs=1e-9)
    assert original_interval(study) == pytest.approx(tuple(reference["original_ci"]), abs=1e-7)


@pytest.mark.parametrize(("place", "mbar"), list(enumerate([0.5, 1, 1.5, 2])))
def test_relative_magnitudes_of_the_ehec_case(shared: Path, place: int, mbar: float) -> None:
    found = relative_magnitudes(ehec(shared), mbar, chance=np.random.default_rng(1))
    assert found == pytest.approx(tuple(expected(shared)["relmag_Mbar_0.5_1_1.5_2"][place]), abs=ATOL)


@pytest.mark.parametrize(("place", "m"), list(enumerate([0, 0.01, 0.02, 0.03, 0.04, 0.05])))
def test_smoothness_of_the_ehec_case(shared: Path, place: int, m: float) -> None:
    found = smoothness(ehec(shared), m)
    reference = expected(shared)["smooth_M_0_to_0.05"][place]
    # two of the reference figures are given to three decimals only
    assert (found.low, found.high) == pytest.approx(tuple(reference), abs=ATOL)


def test_the_breakdown_lies_where_the_reference_starts_to_hold_zero(shared: Path) -> None:
    """Zero is outside at Mbar = 1.5 and inside at 2; the returned value is the last at which it is outside."""
    study = ehec(shared)
    found = breakdown_mbar(study, chance=np.random.default_rng(1))
    assert found is not None
    assert 1.5 < found < 2
    draws = standard_draws(study, np.random.default_rng(1))
    assert [not_rejected(study, found + step, np.zeros(1), draws)[0] for step in (0.0, 0.02)] == [False, True]


def test_the_seed_of_the_draws_hardly_matters(shared: Path) -> None:
    """Ends of two other seeds lie within the tolerance of the case: the critical value has settled."""
    ends = [relative_magnitudes(ehec(shared), 1.0, chance=np.random.default_rng(seed)) for seed in (2, 3)]
    assert ends[0] == pytest.approx(ends[1], abs=ATOL)


def some_study(n_pre: int, n_post: int, seed: int = 0) -> EventStudy:
    chance = np.random.default_rng(seed)
    root = chance.normal(size=(n_pre + n_post, n_pre + n_post))
    return EventStudy(chance.normal(size=n_pre + n_post), root @ root.T / 10, n_pre)


@pytest.mark.parametrize("weights", [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0, -1, 1]])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_vertices_give_the_linear_programme_its_optimum(weights: list[float], sign: float) -> None:
    """min eta over eta and the other effects, y - X delta <= eta sd (Andrews, Roth & Pakes 2023, eq. 8), against the
    largest vertex in closed form."""
    study, mbar, effect, worst = some_study(3, 3), 0.7, 0.4, 1
    chosen = np.array(weights)
    moments = _moments(study, chosen, mbar, worst, sign)
    held = moments[:, study.n_pre :] @ chosen / (chosen @ chosen)
    steps = np.delete(np.diff(np.eye(7), axis=0), 3, axis=1)[3:]
    top = sign * np.delete(np.diff(np.eye(7), axis=0), 3, axis=1)[worst]
    rows = np.vstack([steps - mbar * top, -steps - mbar * top])
    error = np.sqrt(np.diag(rows @ study.covariance @ rows.T))
    free = np.linalg.svd(chosen[None, :])[2][1:]  # the other directions of the effects after the start
    at = rows @ study.values - rows[:, 3:] @ chosen * effect / (chosen @ chosen)
    lp = linprog(
        [1, 0, 0],
        A_ub=-np.column_stack([error, rows[:, 3:] @ free.T]),
        b_ub=-at,
        bounds=[(None, None)] * 3,
    )
    assert (moments @ study.values - held * effect).max() == pytest.approx(lp.fun, rel=1e-8)


@pytest.mark.parametrize(("n_pre", "n_post"), [(1, 1), (3, 1), (3, 2), (2, 4)])
def test_the_set_widens_with_mbar_and_holds_the_estimate(n_pre: int, n_post: int) -> None:
    study = some_study(n_pre, n_post, seed=n_pre)
    ends = [relative_magnitudes(study, mbar, chance=np.random.default_rng(1), points=400) for mbar in (0, 1, 3)]
    step = 40 * study.effect()[1] / 399
    for (low, high), (wider_low, wider_high) in pairwise(ends):
        assert wider_low <= low + step
        assert wider_high >= high - step
    assert ends[0][0] < study.effect()[0] < ends[0][1]


def test_without_any_drift_the_set_is_the_usual_interval() -> None:
    """Mbar = 0: kappa = .005 of the 5 % goes to the first look, so the ends differ from the usual by a few percent."""
    study = some_study(3, 2)
    found = relative_magnitudes(study, 0.0, chance=np.random.default_rng(1), points=2_000)
    assert found == pytest.approx(original_interval(study), abs=0.06 * study.effect()[1])


def test_the_unit_of_the_outcome_does_not_matter() -> None:
    study = some_study(3, 2)
    larger = EventStudy(study.values * 10, study.covariance * 100, study.n_pre)
    plain, scaled = (relative_magnitudes(one, 1.0, chance=np.random.default_rng(1)) for one in (study, larger))
    assert np.array(scaled) == pytest.approx(10 * np.array(plain))


def test_a_far_estimate_or_a_wide_set_stretches_the_grid() -> None:
    study = EventStudy(np.array([0.5, 60.0, 61.0]), np.eye(3), 1)
    low, high = relative_magnitudes(study, 30.0, chance=np.random.default_rng(1))
    assert low < 0 < 60 < high
    assert np.isfinite([low, high]).all()


def test_an_effect_that_parallel_trends_do_not_show_has_no_breakdown() -> None:
    study = EventStudy(np.array([0.1, 0.5, 0.2]), np.eye(3), 1)
    assert breakdown_mbar(study, chance=np.random.default_rng(1)) is None


def test_no_affine_estimator_gives_a_shorter_interval(shared: Path) -> None:
    """2,000 others that are unbiased under a straight drift, m = .01: none is shorter."""
    study, m = ehec(shared), 0.01
    best = smoothness(study, m)
    years = np.array([-5.0, -4, -3, -2, -1, 1, 2])
    chance, after = np.random.default_rng(1), np.array([1.0, 0.0])
    for scale in (0.001, 0.05, 0.5):
        for _ in range(600):
            before = best.before + scale * chance.normal(size=5)
            before -= (before @ years[:5] + 1) / (years[:5] @ years[:5]) * years[:5]
            row = np.concatenate([before, after])
            error = float(np.sqrt(row @ study.covariance @ row))
            bends = [max(k - t, 0) for k in range(-4, 0) for t in years[:5]]
            bias = m * (1 + np.abs(np.array(bends).reshape(4, 5) @ before).sum())
            assert error * folded_quantile(bias / error) >= (best.high - best.low) / 2 * (1 - 1e-9)


@pytest.mark.parametrize("mean", [0.0, 0.5, 2.0, 4.0, 40.0])
def test_the_folded_quantile_is_that_of_the_folded_normal(mean: float) -> None:
    """scipy.stats.foldnorm; at zero the 1.96 of the normal."""
    assert folded_quantile(mean) == pytest.approx(foldnorm.ppf(0.95, mean), rel=1e-8)
    assert folded_quantile(0.0) == pytest.approx(1.959963985, rel=1e-9)


def test_one_year_before_and_one_after_has_no_freedom() -> None:
    """One coefficient before the start: taking the straight drift out leaves b1 + b0, with the bend as bias."""
    found = smoothness(EventStudy(np.array([0.2, 1.0]), np.diag([0.04, 0.09]), 1), 0.1)
    assert found.before == pytest.approx([1.0])
    assert (found.worst_bias, found.error) == pytest.approx((0.1, np.sqrt(0.13)))
    assert (found.low + found.high) / 2 == pytest.approx(1.2)


@pytest.mark.parametrize("n_pre", [0, 2])
def test_years_on_both_sides_are_needed(n_pre: int) -> None:
    with pytest.raises(ValueError, match="before and one after"):
        EventStudy(np.ones(2), np.eye(2), n_pre)


def test_without_spread_there_are_no_bounds() -> None:
    study = EventStudy(np.array([0.1, 0.5, 0.2]), np.zeros((3, 3)), 1)
    with pytest.raises(ValueError, match="no spread"):
        relative_magnitudes(study, 1.0, chance=np.random.default_rng(1))


def test_without_spread_there_is_no_breakdown_and_no_interval_of_a_fixed_length() -> None:
    for n_pre in (1, 2):
        study = EventStudy(np.array([0.1, 0.5, 0.2]), np.zeros((3, 3)), n_pre)
        with pytest.raises(ValueError, match="no spread"):
            breakdown_mbar(study, chance=np.random.default_rng(1))
        with pytest.raises(ValueError, match="no spread"):
            smoothness(study, 0.1)


def test_a_drift_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        relative_magnitudes(some_study(2, 2), -1.0, chance=np.random.default_rng(1))
    with pytest.raises(ValueError, match="negative"):
        smoothness(some_study(2, 2), -0.1)


def test_a_coefficient_that_is_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="every year"):
        EventStudy(np.array([0.1, np.nan, 0.2]), np.eye(3), 1)


@pytest.mark.parametrize("m", [1.0, 1e3, 1e6])
def test_a_large_bend_leaves_the_estimator_of_least_bias(m: float) -> None:
    """Only the last year before the start is used, and the first after it: b1 + b(-1), biased by m at most."""
    study = EventStudy(np.array([0.1, 0.2, 0.5, 0.2]), 0.01 * np.eye(4), 2)
    found = smoothness(study, m)
    assert found.before == pytest.approx([0, 1], abs=1e-6)
    assert found.worst_bias == pytest.approx(m)
