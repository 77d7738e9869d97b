"""Power before data: the reference cases, an integral by another road, and what may never be promised."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import nctdtr, stdtrit

from wijklab.stats.planning.noncentral import power_of
from wijklab.stats.planning.power import (
    Demand,
    Sampling,
    approximate_ratio,
    area_variance,
    correlation_of_means,
    design_effect,
    detectable,
    detectable_ratio,
    least_detectable,
    needed_areas,
    needed_people,
    normal_ratio,
    people_for_effect,
    power_for,
    standard_error,
)
from wijklab.stats.planning.power_shares import (
    detectable_share,
    effect_of_shares,
    people_for_shares,
    power_of_normal,
    share_error,
)

USUAL = Demand()
SAMPLING = Sampling(people=40, sd=1.5, icc=0.05, correlation=0.5, between=0.5, analysis="change")


@pytest.fixture(scope="module")
def reference(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["power"]


def test_ten_neighbourhoods_of_fifty(reference: dict[str, Any]) -> None:
    """The case gives ten digits: 1e-9. Its MDE_t is the sum of two t quantiles, its MDE_z that of two normal ones."""
    wanted, sampling = reference["cluster_G10_m50_icc0.02"], Sampling(50, 1, 0.02)
    error = standard_error(sampling, 5, 5)
    assert design_effect(50, 0.02) == pytest.approx(wanted["deff"], rel=1e-12)
    assert error == pytest.approx(wanted["se"], rel=1e-9)
    assert approximate_ratio(8, USUAL) * error == pytest.approx(wanted["MDE_t"], rel=1e-9)
    assert normal_ratio(USUAL) * error == pytest.approx(wanted["MDE_z"], rel=1e-9)
    assert detectable(sampling, 5, 5, USUAL) == pytest.approx(wanted["MDE_t"], rel=0.002)


def test_two_groups_of_people(reference: dict[str, Any]) -> None:
    """R's pwr: nine digits for the numbers of people."""
    assert people_for_effect(0.2, USUAL) == pytest.approx(reference["pwr_t_d0.2_n"], rel=1e-8)
    assert people_for_effect(0.5, USUAL) == pytest.approx(reference["pwr_t_d0.5_n"], rel=1e-8)
    assert people_for_shares(0.3, 0.2, USUAL) == pytest.approx(reference["pwr_2p_0.3_0.2_n"], rel=1e-8)


def test_the_effect_that_a_hundred_people_find(reference: dict[str, Any]) -> None:
    """pwr stops its root search at 1e-4 by default, so its d has power .8000051: 1e-5 relative; ours has .8 exactly."""
    found = detectable_ratio(198, USUAL) * np.sqrt(2 / 100)
    assert found == pytest.approx(reference["mde_d_n100"], rel=1e-5)
    assert power_of(found * np.sqrt(50), 198) == pytest.approx(0.8, abs=1e-12)


@pytest.mark.parametrize("df", [1, 2, 4, 8, 22, 200, 10_000])
@pytest.mark.parametrize("ratio", [0.5, 2.0, 3.5, 5.0])
def test_power_is_that_of_the_noncentral_t(df: int, ratio: float) -> None:
    """scipy's distribution, where it gives a number: 1e-12, what doubles leave of it."""
    critical = stdtrit(df, 0.975)
    reference = 1 - nctdtr(df, ratio, critical) + nctdtr(df, ratio, -critical)
    assert power_of(ratio, df) == pytest.approx(reference, abs=1e-12)


@pytest.mark.parametrize("df", [1, 2, 4, 60, 1000])
def test_power_is_a_chance_and_rises_at_any_distance(df: int) -> None:
    """Also where scipy's noncentral t gives nan."""
    found = [power_of(ratio, df) for ratio in (0, 5, 7.9, 15, 38, 60, 1e3)]
    assert all(earlier <= later + 1e-12 for earlier, later in pairwise(found))
    assert found[-1] == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("df", [1, 2, 4, 8, 40, 1000])
def test_without_a_difference_power_is_the_size(df: int) -> None:
    assert power_of(0.0, df) == pytest.approx(0.05, abs=1e-12)
    assert power_of_normal(0.0, 0.95) == pytest.approx(0.05, abs=1e-12)


def test_power_by_simulation() -> None:
    """Three against three, true difference 1: 20,000 studies, within 3 Monte Carlo errors (.0105)."""
    chance, sampling = np.random.default_rng(6), Sampling(30, 1.0, 0.1)
    means = chance.normal(0, np.sqrt(area_variance(sampling)), (20_000, 6)) + np.array([1, 1, 1, 0, 0, 0])
    first, second = means[:, :3], means[:, 3:]
    pooled = (first.var(axis=1, ddof=1) + second.var(axis=1, ddof=1)) / 2
    found = np.abs(first.mean(axis=1) - second.mean(axis=1)) > stdtrit(4, 0.975) * np.sqrt(pooled * 2 / 3)
    assert power_for(1.0, sampling, 3, 3) == pytest.approx(found.mean(), abs=0.0105)


@pytest.mark.parametrize("analysis", ["change", "same_start"])
def test_two_measurements_of_the_same_people_by_simulation(analysis: str) -> None:
    """200,000 neighbourhoods of 12 residents, both parts correlated: variance within 1 % (its error is .3 %)."""
    chance = np.random.default_rng(7)
    sampling = Sampling(12, 1.0, 0.2, 0.6, 0.3, analysis)  # type: ignore[arg-type]
    means = sum(_pairs(chance, variance, r) for variance, r in ((0.2, 0.3), (0.8 / 12, 0.6)))
    slope = correlation_of_means(sampling) if analysis == "same_start" else 1.0
    assert np.var(means[1] - slope * means[0]) == pytest.approx(area_variance(sampling), rel=0.01)


def _pairs(chance: np.random.Generator, variance: float, correlation: float) -> np.ndarray:
    covariance = variance * np.array([[1, correlation], [correlation, 1]])
    return chance.multivariate_normal([0, 0], covariance, 200_000).T


def test_one_correlation_is_that_of_the_means_too() -> None:
    assert correlation_of_means(SAMPLING) == pytest.approx(0.5)


def test_one_against_one_finds_nothing() -> None:
    assert detectable(SAMPLING, 1, 1, USUAL) is None
    assert power_for(9.0, SAMPLING, 1, 1) is None
    assert needed_people(9.0, SAMPLING, 1, 1, USUAL) is None
    assert detectable_share(0.3, 0.1, 0, USUAL) is None


def test_what_is_needed_is_the_first_that_is_enough() -> None:
    areas = needed_areas(0.75, SAMPLING, USUAL)
    assert areas is not None
    assert detectable(SAMPLING, areas, areas, USUAL) <= 0.75 < detectable(SAMPLING, areas - 1, areas - 1, USUAL)
    people = needed_people(1.2, SAMPLING, 3, 3, USUAL)
    assert people is not None
    enough, short = (Sampling(n, 1.5, 0.05, 0.5, 0.5, "change") for n in (people, people - 1))
    assert detectable(enough, 3, 3, USUAL) <= 1.2 < detectable(short, 3, 3, USUAL)


def test_no_number_of_residents_is_enough_below_what_neighbourhoods_leave() -> None:
    """Three against three, icc .05: with endlessly many residents 3.7611 sd sqrt(icc 2/3) is left, 1.03 points."""
    least = least_detectable(SAMPLING, 3, 3, USUAL)
    assert least == pytest.approx(detectable_ratio(4, USUAL) * 1.5 * np.sqrt(0.05 * 2 / 3), rel=1e-6)
    assert needed_people(least * 0.999, SAMPLING, 3, 3, USUAL) is None
    assert needed_areas(0.001, SAMPLING, USUAL) is None


@settings(max_examples=60)
@given(
    st.integers(2, 12), st.integers(2, 12), st.integers(2, 500), st.floats(0, 0.3), st.floats(0, 0.95),
    st.sampled_from(["change", "same_start", "follow_up"]),
)  # fmt: skip
def test_more_neighbourhoods_never_help_less_than_more_residents(
    first: int, second: int, people: int, icc: float, correlation: float, analysis: str
) -> None:
    now, twice = (
        Sampling(n, 1.0, icc, correlation, correlation, analysis)  # type: ignore[arg-type]
        for n in (people, 2 * people)
    )
    areas, residents = detectable(now, 2 * first, 2 * second, USUAL), detectable(twice, first, second, USUAL)
    assert areas < residents <= detectable(now, first, second, USUAL)


@settings(max_examples=40)
@given(st.integers(1, 400), st.floats(0.6, 0.99), st.floats(0.9, 0.99))
def test_the_normal_formula_always_promises_more(df: int, power: float, confidence: float) -> None:
    demand = Demand(power, confidence)
    assert normal_ratio(demand) < detectable_ratio(df, demand)


def test_shares_follow_the_arcsine_scale() -> None:
    error = share_error(100, 0.05, 4, 6)
    assert error == pytest.approx(np.sqrt(design_effect(100, 0.05) / 100 * (1 / 4 + 1 / 6)))
    found = detectable_share(0.3, error, 8, USUAL)
    assert found is not None
    assert effect_of_shares(found, 0.3) / error == pytest.approx(detectable_ratio(8, USUAL), rel=1e-12)
    assert detectable_share(0.9, 0.5, 4, USUAL) is None
