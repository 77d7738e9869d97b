"""Models for costs: MEPS as R and statsmodels find it, cells as good as people, and intervals by leaving out."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from linearmodels.datasets import meps

from wijklab.stats.discounting import annuity, present_value
from wijklab.stats.few.evidence import weigh_evidence
from wijklab.stats.skewed.changes import MODELS, CostCells, cost_cells, gamma_difference, two_part_difference
from wijklab.stats.skewed.glm import GAMMA, LOGIT, Fit, fit
from wijklab.stats.skewed.left_out import left_out_interval, without_each
from wijklab.stats.skewed.park import park_power
from wijklab.stats.skewed.recycled import marginal_effect, switched
from wijklab.stats.sums import Floats, area_sums

COLUMNS = ["hi_empunion", "totchr", "age", "female", "blhisp", "linc"]
ARMS = np.array([True, True, True, False, False, False])


@pytest.fixture(scope="module")
def drug_costs() -> tuple[Floats, Floats]:
    """MEPS: euro (here dollars) of medicines, and a constant with six columns, of the rows without gaps."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # how the package reads its own file is not ours to mend
        rows = meps.load().dropna()
    X = np.column_stack([np.ones(len(rows)), rows[COLUMNS].to_numpy(dtype=float)])
    return rows["drugexp"].to_numpy(dtype=float), X


@pytest.fixture(scope="module")
def gamma(drug_costs: tuple[Floats, Floats]) -> Fit:
    return fit(GAMMA, *drug_costs)


def test_meps(gamma: Fit, expected: dict[str, Any]) -> None:
    """The figures of `meps_gamma`; its tolerance is that of a rival's iterations, ours settles to 1e-12."""
    case = expected["meps_gamma"]
    effect = marginal_effect((gamma,), switched(gamma.X, 1, 1.0), switched(gamma.X, 1, 0.0))
    found = [gamma.y.size, effect, gamma.dispersion, park_power(gamma.y, gamma.fitted),
             gamma.coefficients[1], gamma.model_errors()[1], gamma.robust_errors()[1]]  # fmt: skip
    asked = [
        case["rows_complete"],
        case["AME"],
        case["dispersion"],
        case["park_lambda"],
        *case["hi_empunion"],
        case["HC0"],
    ]
    assert found == pytest.approx(asked, rel=case["rtol"])


def test_a_gamma_is_that_of_statsmodels(drug_costs: tuple[Floats, Floats], gamma: Fit) -> None:
    """Closed but for iterations; 1e-8 asks statsmodels to go on beyond its default."""
    y, X = drug_costs
    rival = sm.GLM(y, X, family=sm.families.Gamma(sm.families.links.Log())).fit(tol=1e-14)
    np.testing.assert_allclose(gamma.coefficients, rival.params, rtol=1e-8)


def test_a_logit_is_that_of_statsmodels(drug_costs: tuple[Floats, Floats]) -> None:
    y, X = drug_costs
    much = (y > 500).astype(float)
    rival = sm.GLM(much, X, family=sm.families.Binomial()).fit(tol=1e-14, cov_type="HC0")
    ours = fit(LOGIT, much, X)
    np.testing.assert_allclose(ours.coefficients, rival.params, rtol=1e-8)
    np.testing.assert_allclose(ours.robust_errors(), rival.bse, rtol=1e-8)


def people(seed: int = 4, groups: int = 3, size: int = 60) -> tuple[Floats, Floats, Floats, Floats]:
    """Six neighbourhoods of unlike sizes; a third has no costs, who has them has skewed ones. Groups differ."""
    chance = np.random.default_rng(seed)
    area = np.repeat(np.arange(6), size + 10 * np.arange(6))
    group = chance.integers(0, groups, area.size)
    wealth = 1000 * (1 + group) * np.exp(0.2 * chance.standard_normal(6))[area]
    euro = [chance.binomial(1, 0.6 + 0.1 * (group == 0), area.size) * chance.gamma(0.7, wealth) for _ in range(2)]
    return euro[0], euro[1], area, group


def cells_of(groups: int = 3, seed: int = 4) -> CostCells:
    before, after, area, group = people(seed, groups)
    return cost_cells(before, after, area, group, ARMS)


def test_without_groups_a_gamma_is_growth_of_the_means() -> None:
    cells = cells_of(groups=1)
    (a0, a1), (b0, b1) = cells.arm_means(True), cells.arm_means(False)
    assert gamma_difference(cells) == pytest.approx(a1 - a0 * b1 / b0, rel=1e-8)


def test_without_groups_two_parts_are_odds_and_amounts() -> None:
    cells = cells_of(groups=1)
    (a0, a1), (b0, b1) = cells.arm_means(True), cells.arm_means(False)
    (p0, _), (q0, q1) = cells.shares(True), cells.shares(False)
    odds = p0 / (1 - p0) * (q1 / (1 - q1)) / (q0 / (1 - q0))
    asked = a1 - odds / (1 + odds) * (a0 / p0) * (b1 / q1) / (b0 / q0)
    assert two_part_difference(cells) == pytest.approx(asked, rel=1e-8)


def test_cells_give_what_statsmodels_finds_on_people() -> None:
    """Every person a row, weighted so that a neighbourhood counts once; iterations of the rival: 1e-7."""
    before, after, area, group = people()
    weight = np.tile(1 / np.bincount(area)[area], 2)
    first, later = np.tile(ARMS[area], 2).astype(float), np.repeat([0.0, 1.0], area.size)
    X = np.column_stack([np.ones(first.size), later, first, later * first, *(np.tile(group, 2) == g for g in (1, 2))])
    X, y = X.astype(float), np.concatenate([before, after])
    own, other = X[X[:, 3] == 1], switched(X[X[:, 3] == 1], 3, 0.0)
    log, at = sm.families.links.Log(), weight[X[:, 3] == 1]
    model = sm.GLM(y, X, family=sm.families.Gamma(log), var_weights=weight).fit(tol=1e-13)
    asked = np.average(model.predict(own) - model.predict(other), weights=at)
    assert gamma_difference(cells_of()) == pytest.approx(asked, rel=1e-7)
    has = y > 0
    part = sm.GLM(has.astype(float), X, family=sm.families.Binomial(), var_weights=weight).fit(tol=1e-13)
    much = sm.GLM(y[has], X[has], family=sm.families.Gamma(log), var_weights=weight[has]).fit(tol=1e-13)
    told = [part.predict(rows) * much.predict(rows) for rows in (own, other)]
    assert two_part_difference(cells_of()) == pytest.approx(np.average(told[0] - told[1], weights=at), rel=1e-7)


def test_where_both_arms_grow_alike_in_percent_a_gamma_finds_nothing() -> None:
    """The first arm costs twice as much and all costs rise by a half: plain tells of euro, gamma and two-part not."""
    before, _, area, group = people(groups=2)
    before = before * np.where(ARMS[area], 2.0, 1.0)
    cells = cost_cells(before, 1.5 * before, area, group, ARMS)
    found = {name: model(cells) for name, model in MODELS.items()}
    assert found["gamma"] == pytest.approx(0, abs=1e-6)
    assert found["two_part"] == pytest.approx(0, abs=1e-6)
    assert found["plain"] > 100


def test_a_group_without_any_costs_changes_nothing_of_the_others() -> None:
    """A third of every neighbourhood has no costs ever: two thirds of what the model finds among the others."""
    chance, area, group = np.random.default_rng(3), np.repeat(np.arange(6), 60), np.arange(360) % 3
    before, after = (
        np.where(group == 2, 0.0, chance.binomial(1, 0.7, 360) * chance.gamma(0.7, 900, 360)) for _ in "12"
    )
    all_cells, others = cost_cells(before, after, area, group, ARMS), group < 2
    cells = cost_cells(before[others], after[others], area[others], group[others], ARMS)
    for name in ("gamma", "two_part"):
        assert MODELS[name](all_cells) == pytest.approx(MODELS[name](cells) * 2 / 3, rel=1e-8)


@pytest.mark.parametrize(("first", "year"), [(True, 0), (False, 0), (False, 1)])
def test_everybody_with_costs_has_odds_without_end(first: bool, year: int) -> None:
    cells = cells_of()
    everyone, own = cells.having.copy(), ARMS[cells.area] == first
    everyone[own, year] = cells.people[own]
    spent = CostCells(cells.area, cells.group, cells.people, everyone, cells.euro, ARMS)
    with pytest.raises(ArithmeticError, match="all of an arm"):
        two_part_difference(spent)


def test_everybody_of_the_first_arm_may_have_costs_later() -> None:
    """That share is seen and not foretold: the closed form holds with it at 1; 1e-8 for a logit that goes on rising."""
    cells = cells_of(groups=1)
    everyone, own = cells.having.copy(), ARMS[cells.area]
    everyone[own, 1] = cells.people[own]
    spent = CostCells(cells.area, cells.group, cells.people, everyone, cells.euro, ARMS)
    (a0, a1), (b0, b1) = spent.arm_means(True), spent.arm_means(False)
    (p0, _), (q0, q1) = spent.shares(True), spent.shares(False)
    odds = p0 / (1 - p0) * (q1 / (1 - q1)) / (q0 / (1 - q0))
    asked = a1 - odds / (1 + odds) * (a0 / p0) * (b1 / q1) / (b0 / q0)
    assert two_part_difference(spent) == pytest.approx(asked, rel=1e-8)


def test_nobody_with_costs_is_no_model() -> None:
    none = np.zeros(60)
    with pytest.raises(ArithmeticError, match="no costs at all"):
        gamma_difference(cost_cells(none, none, np.repeat(np.arange(6), 10), none.astype(int), ARMS))
    with pytest.raises(ArithmeticError, match="nothing to model"):
        fit(GAMMA, none, np.ones((60, 1)))


@pytest.mark.parametrize("first", [ARMS, np.arange(6) < 2, np.arange(6) < 1, np.arange(6) >= 1])
def test_leaving_out_gives_the_interval_of_the_rule_for_a_difference_of_means(first: np.ndarray) -> None:
    """Plain model: the same estimate and interval as the page's own, in every design, to rounding."""
    before, after, area, group = people(groups=1)
    cells, sums = cost_cells(before, after, area, group, first), area_sums(after - before, area, 6)
    plain = MODELS["plain"]
    without = without_each(lambda left: plain(cells.without(left)), first)
    found = left_out_interval(plain(cells), without, first, sums)
    asked = weigh_evidence(sums.of(first), sums.of(~first), chance=np.random.default_rng(1)).headline
    assert (found.estimate, found.low, found.high, found.df) == pytest.approx(
        (asked.estimate, asked.low, asked.high, asked.df), rel=1e-8
    )


def test_one_against_one_has_no_interval() -> None:
    before, after, area, group = people(groups=1)
    two = area < 2
    cells = cost_cells(before[two], after[two], area[two], group[two], np.array([True, False]))
    first = np.array([True, False])
    without = without_each(lambda left: gamma_difference(cells.without(left)), first)
    sums = area_sums(after[two] - before[two], area[two], 2)
    assert left_out_interval(gamma_difference(cells), without, first, sums).low is None


def test_park_power_of_cells_is_that_of_a_known_spread() -> None:
    """Spread that is a power of the mean is found exactly: 1.5 in, 1.5 out."""
    mean = np.array([10.0, 100.0, 400.0, 1000.0])
    assert park_power(mean, mean, squares=3 * mean**1.5, weights=np.array([5, 9, 2, 7])) == pytest.approx(1.5, rel=1e-8)


@pytest.mark.parametrize("rate", ["1.5%", "2.25%", "3%", "4%"])
def test_discount(rate: str, expected: dict[str, Any]) -> None:
    """1,000 euro in years 0 to 4, both as a stream and as an annuity; ten digits are given."""
    yearly = float(rate.removesuffix("%")) / 100
    asked = pytest.approx(expected["discount"][rate], rel=1e-9)
    assert present_value(np.full(5, 1000.0), yearly) == asked
    assert 1000 * annuity(yearly, 5) == asked
