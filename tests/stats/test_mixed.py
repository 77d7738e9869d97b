"""The mixed model from group sums: lme4's figures, closed forms where there are any, and honesty on the boundary."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijklab.stats.few.two_arms import t_on_means
from wijklab.stats.mixed.fitting import GroupSums, _profiled, fit_mixed, group_sums
from wijklab.stats.mixed.random_intercept import MixedDifference, random_intercept
from wijklab.stats.sums import AreaSums

MEANS = np.array([1.0, 2.0, 3.0, 1.5, 2.6, 3.1])
TWENTY = np.full(6, 20)


def three_against_three(people: np.ndarray, means: np.ndarray, squares: np.ndarray) -> MixedDifference:
    both = AreaSums(people, means, squares)
    return random_intercept(both.of(np.arange(3)), both.of(np.arange(3, 6)))


@pytest.fixture(scope="module")
def sleep(shared: Path) -> tuple[GroupSums, dict]:
    """Belenky et al. (2003): reaction time by days of sleep deprivation, 18 people; R lme4 through cases/."""
    rows = pd.read_csv(shared / "cases" / "sleepstudy.csv")
    design = np.column_stack([np.ones(len(rows)), rows["Days"]])
    person = pd.factorize(rows["Subject"])[0]
    expected = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["sleepstudy"]
    return group_sums(design, rows["Reaction"].to_numpy(float), person, 18), expected


def test_intercept_and_slope_by_reml_are_those_of_lme4(sleep: tuple[GroupSums, dict]) -> None:
    """rtol 1e-4: both stop where the criterion is flat; the coefficients agree to 1e-8."""
    sums, expected = sleep
    wanted, fit = expected["reml_rs"], fit_mixed(sums, (0, 1))
    beta, errors = zip(wanted["Intercept"], wanted["Days"], strict=True)
    np.testing.assert_allclose(fit.coefficients, beta, rtol=1e-8)
    np.testing.assert_allclose(fit.errors, errors, rtol=1e-4)
    spread = (*fit.sd_random, fit.correlation[0, 1], fit.sd_residual, fit.criterion)
    named = [wanted[name] for name in ("sd_int", "sd_days", "corr", "sd_resid", "REMLcrit")]
    np.testing.assert_allclose(spread, named, rtol=1e-4)
    assert fit.criterion == pytest.approx(wanted["REMLcrit"], rel=1e-9)
    assert (fit.converged, fit.on_boundary) == (True, False)


def test_ml_and_a_random_intercept_alone_are_those_of_lme4(sleep: tuple[GroupSums, dict]) -> None:
    sums, expected = sleep
    assert -fit_mixed(sums, (0, 1), method="ml").criterion / 2 == pytest.approx(expected["ml_logLik"], rel=1e-8)
    assert fit_mixed(sums, (0,)).criterion == pytest.approx(expected["ri_REMLcrit"], rel=1e-8)


def test_the_unit_of_a_slope_changes_nothing_but_its_unit(sleep: tuple[GroupSums, dict]) -> None:
    sums, _ = sleep
    unit = np.array([1, 24])
    hours = replace(sums, xx=sums.xx * np.outer(unit, unit), xy=sums.xy * unit, start=sums.start / unit)
    one, other = fit_mixed(sums, (0, 1)), fit_mixed(hours, (0, 1))
    np.testing.assert_allclose(other.coefficients, one.coefficients / [1, 24], rtol=1e-6)
    np.testing.assert_allclose(other.sd_random, one.sd_random / [1, 24], rtol=1e-4)


def test_groups_of_one_size_give_the_analysis_of_means() -> None:
    """Balanced data: REML is the analysis of variance (Searle, Casella & McCulloch 1992), hence t(G-2) on means."""
    found = three_against_three(TWENTY, MEANS, TWENTY * 1.0)
    means = t_on_means(MEANS[:3], MEANS[3:])
    assert (found.estimate, found.df) == (pytest.approx(means.estimate), means.df)
    # 1e-5: the error is a square root at the flat bottom of the criterion.
    assert (found.low, found.high) == (pytest.approx(means.low, rel=1e-5), pytest.approx(means.high, rel=1e-5))
    within, spread = 120 / 114, 2 * 0.835  # the pooled variance of the means is .835 (sums of squares 2 and 1.34)
    between = spread / 2 - within / 20
    assert found.icc == pytest.approx(between / (between + within), rel=1e-4)


@pytest.mark.parametrize("within", [0.0, 1e-9, 1e-3, 1e-2, 1.0])
def test_where_neighbours_are_nearly_alike_only_means_are_left(within: float) -> None:
    """The limit of REML without variance within groups; 1e-4 as both sides of it meet there."""
    found, means = three_against_three(TWENTY, MEANS, np.full(6, within)), t_on_means(MEANS[:3], MEANS[3:])
    assert (found.low, found.high) == (pytest.approx(means.low, rel=1e-4), pytest.approx(means.high, rel=1e-4))


@pytest.mark.parametrize("means", [MEANS, np.ones(6)], ids=["noise explains them", "no spread at all"])
def test_on_the_boundary_it_says_so_and_gives_no_interval(means: np.ndarray) -> None:
    found = three_against_three(TWENTY, means, 2000 * np.ones(6))
    assert (found.on_boundary, found.icc) == (True, pytest.approx(0, abs=1e-6))
    assert (found.error, found.low, found.high) == (None, None, None)


def test_shift_scale_and_order_change_nothing_else() -> None:
    n, squares = np.array([10, 40, 25, 60, 15, 30]), np.array([12.0, 30, 20, 70, 20, 25])
    one = three_against_three(n, MEANS, squares)
    moved = three_against_three(n, 3 * MEANS + 7, 9 * squares)
    order = np.array([2, 0, 1, 5, 3, 4])
    mixed = three_against_three(n[order], MEANS[order], squares[order])
    assert moved.estimate == pytest.approx(3 * one.estimate, rel=1e-5)
    assert moved.error == pytest.approx(3 * one.error, rel=1e-5)  # type: ignore[operator]
    assert (mixed.estimate, mixed.error) == (pytest.approx(one.estimate), pytest.approx(one.error, rel=1e-5))


def test_sums_stand_for_rows() -> None:
    """Whatever the order of the rows, and with a group that nobody is in."""
    chance = np.random.default_rng(3)
    design, group = np.column_stack([np.ones(300), chance.normal(size=300)]), chance.integers(0, 9, 300)
    values = chance.normal(size=300) + chance.normal(size=9)[group]
    order = chance.permutation(300)
    one = fit_mixed(group_sums(design, values, group, 10))
    two = fit_mixed(group_sums(design[order], values[order], group[order], 10))
    np.testing.assert_allclose(one.coefficients, two.coefficients, rtol=1e-7)


@pytest.mark.parametrize("columns", [[1.0, 1.0], [0.0, 1.0]], ids=["a column twice", "a column of nought"])
def test_a_design_that_cannot_be_fitted_is_refused(columns: list[float]) -> None:
    design = np.tile(columns, (12, 1))
    with pytest.raises(ValueError, match="full rank"):
        fit_mixed(group_sums(design, np.arange(12.0), np.arange(12) % 3, 3))


def _groups(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    group = np.repeat(np.arange(8), chance.integers(5, 40, 8))
    design = np.column_stack([np.ones(group.size), chance.normal(size=group.size)])
    return design, chance.normal(size=group.size) + chance.normal(0, 0.5, 8)[group], group


@pytest.mark.parametrize(("far", "rel"), [(1e3, 1e-6), (1e6, 1e-6), (1e9, 1e-5)])
def test_values_far_from_nought_keep_their_digits(far: float, rel: float) -> None:
    """Raw sums of squares lose them: at 1e9 the errors once were 1e-155."""
    design, values, group = _groups(2)
    plain, moved = (fit_mixed(group_sums(design, values + shift, group, 8)) for shift in (0.0, far))
    assert moved.coefficients[1] == pytest.approx(plain.coefficients[1], rel=rel)
    assert moved.coefficients[0] - far == pytest.approx(plain.coefficients[0], abs=max(rel, 1e-15 * far))
    assert moved.errors == pytest.approx(plain.errors, rel=rel)
    assert (moved.sd_random, moved.sd_residual) == (
        pytest.approx(plain.sd_random, rel=rel),
        pytest.approx(plain.sd_residual, rel=rel),
    )


def test_a_criterion_with_two_valleys_ends_in_the_lowest() -> None:
    """Few groups that scatter unequally within: against 300 places on the whole line."""
    for seed in (99, 135, 251, 279):
        chance = np.random.default_rng(seed)
        groups = int(chance.integers(2, 7))
        group = np.repeat(np.arange(groups), chance.choice([2, 3, 5, 200], groups))
        values = chance.normal(size=groups)[group] * chance.choice([0, 0.1, 1, 30])
        values = values + chance.normal(size=group.size) * chance.choice([0.1, 1], groups)[group]
        sums = group_sums(np.column_stack([np.ones(group.size), chance.normal(size=group.size)]), values, group, groups)
        found, free = fit_mixed(sums), group.size - 2
        every = (np.array([[theta]]) for theta in (0.0, *np.geomspace(1e-4, 1e5, 300)))
        assert found.criterion <= min(_profiled(sums, (0,), factor, free, True).criterion for factor in every) + 1e-6
        assert found.converged


@pytest.mark.parametrize(
    ("pick", "says"),
    [
        (lambda design, values, group: (design[:8], values[:8], np.arange(8)), "more rows than random effects"),
        (lambda design, values, group: (design, values, 0 * group), "needs two groups"),
        (lambda design, values, group: (design, 0 * values + 0.1, group), "nothing is left"),
    ],
    ids=["one row in each group", "one group", "a constant"],
)
def test_what_a_mixed_model_cannot_tell_is_refused(pick, says: str) -> None:  # type: ignore[no-untyped-def]
    """As lme4; a random effect per row once came out as .45 with a residual of .35."""
    design, values, group = pick(*_groups(2))
    with pytest.raises(ValueError, match=says):
        fit_mixed(group_sums(design, values, group, 8))
