"""Trends before the start: the joint test of the ehec case, what power means, and the slope on neighbourhood means."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from test_honest_bounds import ehec

from wijklab.stats.over_time.pre_trends import (
    bias_of_drift,
    detectable_by_t,
    detectable_slope,
    joint_test,
    joint_test_of_areas,
    slopes_of_areas,
)


def test_the_joint_test_of_the_ehec_example(shared: Path) -> None:
    """fixest::wald on the years 2008-2012 of the HonestDiD example: F, p and degrees of freedom; closed form, 1e-8."""
    expected = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["honestdid_ehec"]["pretrend_wald"]
    study = ehec(shared)
    found = joint_test(study.values[:5], study.covariance[:5, :5], 42)
    assert (found.statistic, found.p, found.df, found.df_rest) == pytest.approx(tuple(expected), rel=1e-8)


def test_no_joint_test_without_degrees_of_freedom() -> None:
    change = np.array([1.0, 2.0])
    with pytest.raises(ValueError, match="too few neighbourhoods"):
        joint_test(change, np.outer(change, change), 1)


def test_one_year_is_the_t_test_squared_and_more_are_of_the_right_size() -> None:
    """Hotelling on one coefficient is t squared; on two, of 2,000 draws without any drift 5 % reject, give or take
    three Monte Carlo errors (.015). Four against three neighbourhoods."""
    chance = np.random.default_rng(8)
    rejected = 0
    for _ in range(2_000):
        first, second = chance.normal(size=(4, 2)), chance.normal(size=(3, 2))
        values = first.mean(axis=0) - second.mean(axis=0)
        covariance = (3 * np.cov(first.T) + 2 * np.cov(second.T)) / 5 * (1 / 4 + 1 / 3)
        rejected += joint_test_of_areas(values, covariance, 5).p < 0.05
    assert rejected / 2_000 == pytest.approx(0.05, abs=0.0147)
    alone = joint_test_of_areas(values[:1], covariance[:1, :1], 5)
    assert alone.p == pytest.approx(stats.ttest_ind(first[:, 0], second[:, 0]).pvalue)


def test_more_years_than_degrees_of_freedom_have_no_joint_test() -> None:
    with pytest.raises(ValueError, match="more years before the start"):
        joint_test_of_areas(np.ones(3), np.eye(3), 2)


@pytest.mark.parametrize("power", [0.5, 0.8])
def test_a_detectable_slope_is_detected_as_often_as_it_says(power: float) -> None:
    """Drawn from normals with a chi-square variance, the joint test rejects in `power` of 20,000 draws, give or take
    three Monte Carlo errors."""
    chance = np.random.default_rng(4)
    covariance = np.array([[2.0, 0.6, 0.3], [0.6, 1.5, 0.2], [0.3, 0.2, 1.0]])
    years, df = np.array([-3.0, -2.0, -1.0]), 8
    slope = detectable_slope(covariance, years, df, power=power)
    drawn = chance.multivariate_normal(slope * years, covariance, 20_000)
    scale = chance.chisquare(df, 20_000) / df
    statistic = np.einsum("ij,jk,ik->i", drawn, np.linalg.inv(covariance), drawn) / 3 / scale
    assert (statistic > stats.f.ppf(0.95, 3, df)).mean() == pytest.approx(power, abs=3 * np.sqrt(0.25 / 20_000))


@pytest.mark.parametrize(("df", "power"), [(4, 0.5), (4, 0.8), (200, 0.8)])
def test_a_slope_detectable_by_t_has_the_power_of_the_noncentral_t(df: int, power: float) -> None:
    slope, critical = detectable_by_t(0.3, df, power=power), stats.t.ppf(0.975, df)
    shift = slope / 0.3
    reached = stats.nct.sf(critical, df, shift) + stats.nct.cdf(-critical, df, shift)
    assert reached == pytest.approx(power, abs=1e-6)


def test_a_large_sample_needs_the_slope_of_the_textbook() -> None:
    """With many degrees of freedom 80 % power needs 1.96 + 0.84 standard errors; the normal is near enough to 1e-3."""
    assert detectable_by_t(1.0, 100_000, power=0.8) == pytest.approx(1.959964 + 0.841621, rel=1e-3)


def test_a_drift_that_goes_on_is_carried_to_the_years_after() -> None:
    assert bias_of_drift(0.1, np.array([1.0, 2.0, 3.0]), np.full(3, 1 / 3)) == pytest.approx(0.2)


def test_slopes_are_those_of_each_neighbourhood_by_itself() -> None:
    """numpy.polyfit on each neighbourhood, years unevenly apart; a level shift leaves a slope as it is."""
    chance, years = np.random.default_rng(2), np.array([2014.0, 2015.0, 2017.0])
    means = chance.normal(size=(4, 3))
    found = slopes_of_areas(means, years)
    assert found == pytest.approx(np.array([np.polyfit(years - 2015, area, 1)[0] for area in means]))
    assert slopes_of_areas(means + 7, years - 2000) == pytest.approx(found)


def test_no_degree_of_freedom_left_is_no_test() -> None:
    with pytest.raises(ValueError, match="too few neighbourhoods"):
        joint_test(np.array([0.1]), np.eye(1), 0)
