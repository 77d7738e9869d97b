"""Ordered models beyond the reference cases: against other programs, and where the data say too little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijklab.stats.ordinal import (
    cluster_covariance,
    compare_at_same_start,
    fit_cumulative_link,
    fit_partial_odds,
    fit_proportional_odds,
    fit_random_intercept,
    level_chances,
    scale_test,
)


def cells(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Persons (level, x) drawn from a proportional-odds model, and the same people as counts per x."""
    chance = np.random.default_rng(seed)
    x = np.column_stack([chance.integers(0, 2, n), chance.integers(0, 3, n)]).astype(float)
    latent = x @ [0.8, -0.5] + chance.logistic(size=n)
    level = np.digitize(latent, [-1.5, 0.0, 1.2])
    design, which = np.unique(x, axis=0, return_inverse=True)
    counts = np.zeros((len(design), 4))
    np.add.at(counts, (which.ravel(), level), 1)
    return level, x, counts, design


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_give_what_statsmodels_gives_on_persons(seed: int) -> None:
    """statsmodels OrderedModel with BFGS (its default optimiser is wrong); its gradient stops at 1e-5."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    level, x, counts, design = cells(seed)
    reference = OrderedModel(level, x, distr="logit").fit(method="bfgs", disp=False, gtol=1e-7)
    fit = fit_proportional_odds(counts, design)
    assert fit.coefficients == pytest.approx(reference.params[:2], abs=1e-4)
    assert fit.standard_errors == pytest.approx(reference.bse[:2], abs=1e-3)
    assert fit.thresholds == pytest.approx(reference.model.transform_threshold_params(reference.params)[1:-1], abs=1e-4)
    assert fit.log_likelihood == pytest.approx(reference.llf, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_slope_is_nought_at_the_maximum(seed: int) -> None:
    fit = fit_proportional_odds(*cells(seed, n=200)[2:])
    assert fit.converged
    assert fit.score < 1e-8


def test_a_level_without_people_is_dropped_and_said_so() -> None:
    _, _, counts, design = cells(5)
    wider = np.insert(counts, [2, 4], 0, axis=1)
    fit = fit_proportional_odds(wider, design)
    assert fit.dropped == (2, 5)
    assert fit.coefficients == pytest.approx(fit_proportional_odds(counts, design).coefficients)


def test_counts_taken_ten_times_keep_the_estimate_and_shrink_its_error() -> None:
    _, _, counts, design = cells(6)
    once, often = fit_proportional_odds(counts, design), fit_proportional_odds(10 * counts, design)
    assert often.coefficients == pytest.approx(once.coefficients, abs=1e-6)
    assert often.standard_errors == pytest.approx(np.array(once.standard_errors) / np.sqrt(10), rel=1e-5)


def test_one_level_is_no_model() -> None:
    with pytest.raises(ValueError, match="two levels"):
        fit_proportional_odds(np.array([[3.0, 0, 0], [4, 0, 0]]), np.array([[0.0], [1]]))


def test_two_levels_are_the_logit_of_a_two_by_two_table() -> None:
    """The log odds ratio of [[a, b], [c, d]] is log(ad / bc), its error sqrt(1/a + 1/b + 1/c + 1/d)."""
    counts = np.array([[30.0, 10.0], [15.0, 25.0]])
    fit = fit_proportional_odds(counts, np.array([[0.0], [1.0]]))
    assert fit.coefficients[0] == pytest.approx(np.log(30 * 25 / (10 * 15)))
    assert fit.standard_errors[0] == pytest.approx(np.sqrt((1 / counts).sum()))


def test_probit_on_counts_is_that_of_statsmodels_on_persons() -> None:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    level, x, counts, design = cells(4)
    reference = OrderedModel(level, x, distr="probit").fit(method="bfgs", disp=False, gtol=1e-7)
    fit = fit_cumulative_link(counts, design, link="probit")
    assert fit.coefficients == pytest.approx(reference.params[:2], abs=1e-4)
    assert fit.log_likelihood == pytest.approx(reference.llf, abs=1e-6)


@pytest.mark.parametrize("counts", [[[30, 0, 0], [0, 12, 9]], [[0, 0, 30], [12, 9, 0]]])
def test_an_arm_wholly_beyond_a_threshold_is_told_and_has_no_odds_ratio(counts: list[list[int]]) -> None:
    """Separation: the likelihood has no top, which must not pass for an estimate."""
    fit = fit_proportional_odds(np.array(counts), np.array([[1.0], [0.0]]))
    assert fit.separated
    assert fit.unbounded == (0,)
    assert fit.standard_errors == (np.inf,)


def test_a_group_at_one_level_of_many_has_an_odds_ratio() -> None:
    """Nobody of an arm at the ends is no separation where the arm has people on both sides of a threshold."""
    fit = fit_proportional_odds(np.array([[0, 10, 20, 0], [10, 20, 10, 5]]), np.array([[1.0], [0.0]]))
    assert fit.converged
    assert not fit.separated


def test_two_columns_that_say_the_same_are_told() -> None:
    _, _, counts, design = cells(7)
    fit = fit_proportional_odds(counts, np.column_stack([design, design[:, 0]]))
    assert fit.unbounded == (0, 2)
    assert np.isfinite(fit.standard_errors[1])


@pytest.mark.parametrize("seed", [1, 2])
def test_the_cluster_robust_covariance_of_two_levels_is_that_of_logit(seed: int) -> None:
    """statsmodels Logit, clusters, without its small-sample factor, times G / (G - 1); BFGS and Newton to 1e-6."""
    from statsmodels.discrete.discrete_model import Logit

    chance = np.random.default_rng(seed)
    n, n_clusters = 300, 9
    cluster, x = chance.integers(0, n_clusters, n), chance.integers(0, 2, n).astype(float)
    y = (chance.logistic(size=n) + 0.5 * x + 0.8 * chance.normal(size=n_clusters)[cluster] > 0).astype(int)
    reference = Logit(y, np.column_stack([np.ones(n), x])).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}
    )
    counts, design, own = _by_cluster(y, x, cluster, n_clusters)
    fit = fit_proportional_odds(counts, design)
    found = cluster_covariance(fit, counts, design, own)
    factor = np.sqrt(n_clusters / (n_clusters - 1))
    assert np.sqrt(found.covariance[1, 1]) == pytest.approx(reference.bse[1] * factor, rel=1e-6)
    assert (found.convention, found.df) == ("CR1", n_clusters - 1)
    assert found.reach(1) == pytest.approx(2.306004135 * np.sqrt(found.covariance[1, 1]))


def _by_cluster(
    y: np.ndarray, x: np.ndarray, cluster: np.ndarray, n_clusters: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    counts = np.zeros((2 * n_clusters, 2))
    np.add.at(counts, (2 * cluster + x.astype(int), y), 1)
    return counts, np.tile([[0.0], [1.0]], (n_clusters, 1)), np.repeat(np.arange(n_clusters), 2)


def test_one_cluster_has_no_covariance() -> None:
    _, _, counts, design = cells(8)
    with pytest.raises(ValueError, match="two clusters"):
        cluster_covariance(fit_proportional_odds(counts, design), counts, design, np.zeros(len(counts), int))


def test_shifting_thresholds_of_a_single_factor_give_the_shares_themselves() -> None:
    """One factor with a coefficient at each threshold is the saturated model: its chances are those of its rows."""
    counts = np.array([[30, 10, 5, 5], [10, 10, 20, 10]])
    arm = np.array([[0.0], [1.0]])
    fit = fit_cumulative_link(counts, np.zeros((2, 0)), shifting=arm)
    shares = counts / counts.sum(axis=1, keepdims=True)
    assert level_chances(fit, np.zeros((2, 0)), shifting=arm) == pytest.approx(shares, abs=1e-6)
    assert fit.log_likelihood == pytest.approx((counts * np.log(shares)).sum())


def test_thresholds_do_not_cross_where_nobody_is() -> None:
    """A level that one arm leaves empty would gain by a negative chance: it gets none, and the rest their shares."""
    counts = np.array([[30, 0, 20, 0], [10, 10, 20, 10]])
    arm = np.array([[0.0], [1.0]])
    fit = fit_cumulative_link(counts, np.zeros((2, 0)), shifting=arm)
    chances = level_chances(fit, np.zeros((2, 0)), shifting=arm)
    assert not fit.crossing
    assert fit.converged
    assert chances[0] == pytest.approx([0.6, 0, 0.4, 0], abs=1e-6)


def test_the_covariate_that_fails_gets_a_coefficient_at_each_threshold() -> None:
    counts = np.array([[20, 60, 15, 5], [20, 10, 15, 55]]) * 5
    found = fit_partial_odds(counts, np.array([[0.0], [1.0]]), {"arm": (0,)})
    assert found.failed == ("arm",)
    assert len(found.fit.shifts[0]) == 3
    assert found.fit.shifts[0][0] == pytest.approx(0, abs=1e-6)
    assert found.fit.shifts[0][2] == pytest.approx(np.log(55 / 45) - np.log(5 / 95), rel=1e-6)


def test_groups_without_spread_of_their_own_are_at_the_boundary() -> None:
    """Every group has the same counts: the variance is nought, and the fit is the one without groups."""
    _, _, counts, design = cells(9)
    fit = fit_random_intercept(np.tile(counts, (4, 1)), np.tile(design, (4, 1)), np.repeat(np.arange(4), len(design)))
    plain = fit_proportional_odds(counts, design)
    assert (fit.variance, fit.boundary) == (0.0, True)
    assert fit.coefficients == pytest.approx(plain.coefficients, abs=1e-6)


def same_start_tables(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Six neighbourhoods of two arms, by level before and after."""
    chance = np.random.default_rng(seed)
    tables = chance.multinomial(60, np.ones(16) / 16, size=6).reshape(6, 4, 4)
    return tables, np.array([0, 0, 0, 1, 1, 1])


def test_expected_levels_add_up_and_do_not_depend_on_the_order_of_neighbourhoods() -> None:
    tables, arm = same_start_tables(1)
    found = compare_at_same_start(tables, arm)
    order = np.array([5, 2, 0, 3, 1, 4])
    again = compare_at_same_start(tables[order], arm[order])
    assert found is not None
    assert again is not None
    assert found.all.expected.sum(axis=1) == pytest.approx([1, 1])
    assert again.all.expected == pytest.approx(found.all.expected, abs=1e-9)
    assert again.without[2].expected == pytest.approx(found.without[0].expected, abs=1e-8)


def test_a_neighbourhood_counts_once_however_many_people_it_has() -> None:
    tables, arm = same_start_tables(2)
    larger = tables * np.array([1, 1, 5, 1, 2, 1])[:, None, None]
    one, other = compare_at_same_start(tables, arm), compare_at_same_start(larger, arm)
    assert one is not None
    assert other is not None
    if one.form.failed == other.form.failed:
        assert other.all.expected == pytest.approx(one.all.expected, abs=1e-8)


def test_one_arm_or_one_level_is_no_comparison() -> None:
    tables, arm = same_start_tables(3)
    assert compare_at_same_start(tables, np.zeros(6, int)) is None
    still = np.zeros_like(tables)
    still[:, 1, 1] = 20
    assert compare_at_same_start(still, arm) is None


def test_hardly_anyone_moved_in_small_neighbourhoods() -> None:
    """Nearly all people stay on their rung, so that most cells hold one level: chances run to nought, and no step of
    the search may end in a number that is none. Thresholds may shift between three ways of working."""
    stay = np.diag([11.0, 5.0, 7.0, 4.0, 4.0, 2.0])
    climbed = np.zeros((3, 6, 6))
    climbed[0, 0, 1], climbed[0, 2, 3], climbed[0, 3, 4], climbed[0, 3, 5], climbed[0, 4, 3] = 1, 1, 1, 1, 1
    climbed[1, 1, 2], climbed[2, 0, 1], climbed[2, 1, 0], climbed[2, 4, 3] = 1, 1, 2, 1
    arm, rung = np.kron(np.eye(3)[:, :2], np.ones((6, 1))), np.tile(np.eye(6)[:, 1:], (3, 1))
    fit = fit_cumulative_link((stay + climbed).reshape(18, 6), rung, shifting=arm)
    assert np.isfinite(fit.log_likelihood)
    assert np.isfinite(fit.parameters).all()


def test_a_step_that_tries_an_endless_spread_is_halved_without_an_overflow() -> None:
    """Twenty people in four cells: on its way the search tries a log scale beyond a thousand."""
    counts = np.array([[1, 2, 0, 0, 2, 0], [0, 2, 1, 0, 2, 0], [1, 0, 3, 0, 1, 0], [1, 0, 3, 0, 1, 0]], dtype=float)
    design = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=float)
    found = scale_test(counts, design, (0,))
    assert found.df == 1
    assert found.statistic >= 0
