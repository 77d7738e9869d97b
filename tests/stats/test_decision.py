"""Cost and effect together: figures of BCEA and of the HIV frontier, closed forms, and a handful of neighbourhoods."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from wijklab.stats.decision.draws import (
    Draws,
    acceptability,
    best_strategies,
    incremental_benefit,
    increments,
    perfect_information,
    quadrants,
    ratio_of_means,
    turning_points,
)
from wijklab.stats.decision.few import (
    JointSums,
    benefit_sums,
    chance_above_nought,
    joint_sums,
    net_benefit,
    sampling_covariances,
    worth_of_certainty,
)
from wijklab.stats.decision.fieller import fieller
from wijklab.stats.decision.frontier import efficient_frontier
from wijklab.stats.decision.region import Joint, weigh_jointly
from wijklab.stats.decision.several import DRAWS, chances_best, make_noise
from wijklab.stats.few.evidence import weigh_evidence
from wijklab.stats.few.two_arms import Compared
from wijklab.stats.sums import AreaSums, Floats, area_sums

EXACT = 1e-8
"""Closed forms on the same draws: only rounding differs."""


@pytest.fixture(scope="module")
def vaccine(cases: Path) -> Draws:
    """BCEA 2.3, Vaccine: 1,000 draws of the status quo and of vaccination."""
    frame = pd.read_csv(cases / "bcea_vaccine.csv")
    return Draws(*(frame[[f"{x}_status_quo", f"{x}_vaccination"]].to_numpy(dtype=float) for x in "ec"))


def test_ratio_and_quadrants_are_those_of_bcea(vaccine: Draws, expected: dict[str, Any]) -> None:
    told = expected["bcea_vaccine"]
    effect, cost = increments(vaccine, 1, 0)
    assert effect.mean() == pytest.approx(told["mean_de"], rel=EXACT)
    assert cost.mean() == pytest.approx(told["mean_dc"], rel=EXACT)
    assert ratio_of_means(effect, cost) == pytest.approx(told["ICER"], rel=EXACT)
    clockwise = dict(zip(("NE", "SE", "SW", "NW"), told["quadrants_NE_SE_SW_NW"], strict=True))
    assert quadrants(effect, cost) == pytest.approx([clockwise[name] for name in ("NE", "SE", "SW", "NW")])


@pytest.mark.parametrize("willingness", [10_000, 25_000, 30_000])
def test_benefit_acceptability_and_information_are_those_of_bcea(
    vaccine: Draws, expected: dict[str, Any], willingness: int
) -> None:
    told, at = expected["bcea_vaccine"][f"at_{willingness}"], np.array([float(willingness)])
    assert incremental_benefit(vaccine, at, 1, 0)[0] == pytest.approx(told["EIB"], rel=EXACT)
    assert acceptability(vaccine, at)[0, 1] == pytest.approx(told["CEAC"], rel=EXACT)
    assert perfect_information(vaccine, at)[0] == pytest.approx(told["EVPI"], rel=EXACT)


def test_the_decision_turns_where_bcea_says(vaccine: Draws, expected: dict[str, Any]) -> None:
    """`kstar` on BCEA's own grid of 100 euro."""
    grid = np.arange(0.0, 50_001, 100)
    assert turning_points(vaccine, grid) == pytest.approx([expected["bcea_vaccine"]["kstar"]])
    assert set(best_strategies(vaccine, grid)) == {0, 1}


def test_the_frontier_of_hiv_screening(expected: dict[str, Any]) -> None:
    """Paltiel et al. (2006), as dampack has it: screening once a year costs more and brings less than the next."""
    told = expected["icer_hiv"]
    effect = np.array(told["typed"]["effect_months"]) / 12
    found = efficient_frontier(effect, np.array(told["typed"]["cost"]))
    assert found.standing == ("frontier",) * 4 + ("dominated",)
    assert found.order == (0, 1, 2, 3)
    assert found.ratios == pytest.approx(told["icers_per_year"], rel=1e-9)


def test_a_mix_of_two_others_dominates_what_lies_above_their_line() -> None:
    """(0, 0), (1, 10), (2, 12): the first unit costs 10 and the second 2, so nobody stops at one."""
    found = efficient_frontier(np.array([0.0, 1, 2]), np.array([0.0, 10, 12]))
    assert (found.standing, found.order) == (("frontier", "extended", "frontier"), (0, 2))
    assert found.ratios == pytest.approx([6])


def test_of_strategies_that_are_alike_the_first_stays() -> None:
    found = efficient_frontier(np.array([1.0, 1, 1]), np.array([5.0, 5, 6]))
    assert found.standing == ("frontier", "dominated", "dominated")


@pytest.mark.parametrize("size", [1.0, 0.1, 1 / 3])
def test_a_mix_that_only_equals_a_strategy_does_not_drop_it(size: float) -> None:
    """The page says of who drops out by extension that a mix came out better for the same money."""
    found = efficient_frontier(size * np.arange(4), 10 * size * np.arange(4))
    assert found.standing == ("frontier",) * 4


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_the_frontier_is_the_hull_of_what_could_be_best(points: list[tuple[int, int]]) -> None:
    """Whatever unit of effect is worth, somebody on the frontier has the highest net benefit; no ratio falls."""
    effects, costs = np.array(points, dtype=float).T
    found = efficient_frontier(effects, costs)
    assert (found.ratios[1:] >= found.ratios[:-1] * (1 - 1e-12)).all()
    assert (found.ratios > 0).all()
    for willingness in np.geomspace(0.01, 100, 9):
        benefit = willingness * effects - costs
        assert benefit[list(found.order)].max() == pytest.approx(benefit.max())


def test_draws_must_match() -> None:
    with pytest.raises(ValueError, match="one shape"):
        Draws(np.zeros((3, 2)), np.zeros((2, 2)))
    with pytest.raises(ValueError, match="one shape"):
        efficient_frontier(np.zeros(0), np.zeros(0))


def test_three_strategies_share_all_draws() -> None:
    chance = np.random.default_rng(1)
    draws = Draws(chance.normal(size=(200, 3)), chance.normal(size=(200, 3)))
    shares = acceptability(draws, np.array([0.0, 1, 5]))
    assert shares.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (perfect_information(draws, np.array([0.0, 1, 5])) >= 0).all()


COVARIANCE = np.array([[0.04, 1.2], [1.2, 400.0]])


def test_fieller_is_where_net_benefit_cannot_be_told_from_nought() -> None:
    """Both ends solve |r effect - cost| = t se(r effect - cost), by another road: root finding."""
    low, high = fieller(1.2, 150.0, COVARIANCE, 2.1) or (0.0, 0.0)

    def clear(ratio: float) -> float:
        weights = np.array([ratio, -1.0])
        return abs(ratio * 1.2 - 150.0) - 2.1 * float(np.sqrt(weights @ COVARIANCE @ weights))

    assert low < 125 < high
    assert low == pytest.approx(optimize.brentq(clear, 1, 125), rel=EXACT)
    assert high == pytest.approx(optimize.brentq(clear, 125, 5000), rel=EXACT)


@pytest.mark.parametrize(("effect", "cost"), [(0.3, 150), (1.2, 20), (-1.2, 150), (1.2, -150), (-1.2, -150), (0, 0)])
def test_there_is_no_interval_of_a_ratio_outside_the_north_east(effect: float, cost: float) -> None:
    assert fieller(effect, cost, COVARIANCE, 2.1) is None


def made(n: int, chance: np.random.Generator, shift: float = 0.0, people: int = 40) -> JointSums:
    """`n` neighbourhoods in which everyone has an effect and a skewed cost that go together."""
    area = np.repeat(np.arange(n), people)
    effect = shift + chance.normal(size=n)[area] + chance.normal(size=area.size)
    cost = 300 * chance.standard_exponential(n)[area] + 500 * chance.standard_exponential(area.size) - 40 * effect
    return of_people(effect, cost, area, n)


def of_people(effect: Floats, cost: Floats, area: np.ndarray, n: int) -> JointSums:
    sums = [area_sums(each, area, n) for each in (effect, cost)]
    return joint_sums(*sums, (effect - sums[0].mean[area]) * (cost - sums[1].mean[area]), area)


SHAPES = [(2, 2), (3, 3), (1, 4), (2, 5), (3, 8), (7, 6)]


@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_net_benefit_is_weighed_as_any_difference_of_one_number_per_person(first: int, second: int) -> None:
    """Where everyone has both, net benefit per person through `weigh_evidence` must say the same."""
    chance = np.random.default_rng(4)
    arms, sums = [], []
    for n in (first, second):
        area = np.repeat(np.arange(n), 40)
        effect = chance.normal(size=n)[area] + chance.normal(size=area.size)
        cost = 300 * chance.normal(size=n)[area] + 500 * chance.standard_exponential(area.size)
        arms.append(of_people(effect, cost, area, n))
        sums.append(area_sums(700 * effect - cost, area, n))
    told, found = weigh_evidence(*sums, chance=chance).headline, net_benefit(*arms, 700.0)
    assert (found.estimate, found.low, found.high, found.df) == pytest.approx(
        (told.estimate, told.low, told.high, told.df), rel=EXACT
    )


@pytest.mark.parametrize(("first", "second"), [(2, 2), (3, 3), (2, 5), (7, 6)])
def test_the_region_agrees_with_the_intervals_that_it_holds(first: int, second: int) -> None:
    """Its covariance gives the error of every net benefit; with one variance for both arms also its df."""
    chance = np.random.default_rng(5)
    arms = made(first, chance), made(second, chance)
    joint = weigh_jointly(*arms)
    assert joint is not None
    for willingness in (0.0, 50.0, 900.0):
        weights = np.array([willingness, -1.0])
        error = net_benefit(*arms, willingness).error
        spread = float(np.sqrt(weights @ joint.covariance @ weights))
        assert spread >= error * (1 - EXACT) if first != second else spread == pytest.approx(error, rel=EXACT)
    reach = joint.reach(0.95)
    assert reach is None or reach[0] > stats.t.ppf(0.975, joint.df) * joint.covariance[0, 0] ** 0.5


def test_the_quantile_of_the_region_is_that_of_f() -> None:
    joint = Joint(1.0, 2.0, COVARIANCE, 6.0)
    for level in (0.5, 0.95):
        size = 2 * 6 / 5 * stats.f.ppf(level, 2, 5)
        assert joint.reach(level) == pytest.approx((size**0.5 * 0.2, size**0.5 * 20), rel=EXACT)
    assert Joint(1.0, 2.0, COVARIANCE, 1.0).reach(0.95) is None
    assert joint.correlation == pytest.approx(0.3)


def test_few_neighbourhoods_have_no_region_and_no_chance() -> None:
    chance = np.random.default_rng(6)
    alone = made(1, chance), made(1, chance)
    assert weigh_jointly(*alone) is None
    bare = net_benefit(*alone, 100.0)
    assert (bare.low, chance_above_nought(bare), worth_of_certainty(bare)) == (None, None, None)


@pytest.mark.parametrize(("estimate", "df"), [(0.0, 2.0), (1.3, 4.0), (-2.0, 4.0), (5.0, 11.3)])
def test_certainty_is_worth_the_mean_of_what_is_lost(estimate: float, df: float) -> None:
    """E max(0, X) - max(0, E X) of X = estimate + 1.7 T(df), by numerical integration."""
    found = Compared(estimate, 1.7, None, None, df, None)
    low, high = (-estimate / 1.7, np.inf) if estimate <= 0 else (-np.inf, -estimate / 1.7)
    told, _ = integrate.quad(lambda t: abs(estimate + 1.7 * t) * stats.t.pdf(t, df), low, high)
    assert worth_of_certainty(found) == pytest.approx(told, rel=1e-6)  # the integrator's own accuracy
    assert chance_above_nought(found) == pytest.approx(stats.t.cdf(estimate / 1.7, df), rel=EXACT)


def test_certainty_has_no_price_with_one_degree_of_freedom() -> None:
    assert worth_of_certainty(Compared(1.0, 1.0, None, None, 1.0, None)) is None


def test_draws_of_that_t_say_the_same_as_the_closed_forms() -> None:
    """200,000 draws: three standard errors."""
    chance = np.random.default_rng(7)
    found = net_benefit(made(3, chance, shift=1.0), made(4, chance), 400.0)
    drawn = found.estimate + (found.error or 0) * chance.standard_t(found.df or 1, size=200_000)
    draws = Draws(np.column_stack([drawn, np.zeros(drawn.size)]), np.zeros((drawn.size, 2)))
    share = float(acceptability(draws, np.array([1.0]))[0, 0])
    told = chance_above_nought(found) or 0.0
    assert share == pytest.approx(told, abs=3 * (0.25 / drawn.size) ** 0.5)
    error = 3 * np.maximum(drawn, 0).std() / drawn.size**0.5
    assert perfect_information(draws, np.array([1.0]))[0] == pytest.approx(worth_of_certainty(found), abs=2 * error)


def test_other_people_in_effect_and_cost_have_their_own_sampling_error() -> None:
    """Half of the people have an effect: their covariance counts once, over all who have a cost."""
    effect = AreaSums(np.array([20]), np.array([1.0]), np.array([19.0]))
    cost = AreaSums(np.array([40]), np.array([100.0]), np.array([39.0 * 400]))
    found = sampling_covariances(JointSums(effect, cost, np.array([19.0 * 10])))
    assert found[0] == pytest.approx(np.array([[1 / 20, 10 / 40], [10 / 40, 10]]))
    whole = benefit_sums(JointSums(effect, cost, np.array([190.0])), 50.0)
    assert whole.mean == pytest.approx([-50])
    assert whole.squares / 19 / whole.people == pytest.approx([2500 / 20 + 10 - 2 * 50 * 10 / 40])


def test_with_two_arms_the_best_is_who_is_above_the_other() -> None:
    """The draws against the closed form of t(G-2), within three Monte Carlo errors."""
    chance = np.random.default_rng(8)
    arms = made(3, chance, shift=0.5), made(3, chance)
    noise = make_noise(arms, np.random.default_rng(9))
    for willingness in (0.0, 300.0, 2_000.0):
        told = chance_above_nought(net_benefit(*arms, willingness)) or 0.0
        found = chances_best(arms, willingness, noise)
        assert found is not None
        assert found.sum() == pytest.approx(1)
        assert found[0] == pytest.approx(told, abs=3 * (0.25 / DRAWS) ** 0.5)


def test_without_spread_nobody_is_the_best_for_certain() -> None:
    alike = JointSums(*(AreaSums(np.full(2, 9), np.full(2, x), np.zeros(2)) for x in (1.0, 5.0)), np.zeros(2))
    assert chances_best((alike, alike), 10.0, make_noise((alike, alike), np.random.default_rng(1), 50)) is None
