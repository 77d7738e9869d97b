"""Two-way fixed effects and its weights, Sun-Abraham and imputation: against R on mpdta and against a known truth."""

from __future__ import annotations

import numpy as np
import pytest

from tests.stats.test_staggered import CLOSED_FORM, FIRST, PERIODS, County, county, panel
from wijklab.stats.over_time.event_study import (
    event_study,
    imputed_effects,
    interaction_weighted_effect,
    saturated,
    treatment,
    two_way_effect,
    two_way_weights,
)
from wijklab.stats.over_time.staggered import group_time_effects, simple

__all__ = ["county"]


def test_two_way_fixed_effects_are_those_of_fixest(county: County) -> None:
    found = two_way_effect(county.outcome, county.first, county.periods)
    np.testing.assert_allclose([found.effect, found.error], county.expected["twfe"], rtol=CLOSED_FORM)


def test_the_interaction_weighted_effect_is_that_of_fixest(county: County) -> None:
    """`sunab` of fixest with its clustered error."""
    found = interaction_weighted_effect(county.outcome, county.first, county.periods)
    np.testing.assert_allclose([found.effect, found.error], county.expected["sunab_att"], rtol=CLOSED_FORM)


def test_the_imputation_estimate_is_that_of_borusyak_and_others(county: County) -> None:
    found = np.nanmean(imputed_effects(county.outcome, county.first, county.periods))
    assert found == pytest.approx(county.expected["imputation_att"], rel=CLOSED_FORM)


def test_the_weights_sum_to_one_and_give_the_two_way_effect_of_known_effects() -> None:
    """Theorem 1 of de Chaisemartin & D'Haultfoeuille: without noise the coefficient is the weighted sum of effects."""
    weights = two_way_weights(FIRST, PERIODS)
    effects = np.where(treatment(FIRST, PERIODS), PERIODS - FIRST[:, None] + 1, np.nan)
    assert np.nansum(weights) == pytest.approx(1)
    assert np.nansum(weights * effects) == pytest.approx(two_way_effect(panel(1.0), FIRST, PERIODS).effect, rel=1e-8)


def test_early_starters_get_negative_weights_late_in_a_panel_in_which_nearly_all_are_treated() -> None:
    first = np.array([2, 2, 2, 5, 5, 0])
    weights = two_way_weights(first, PERIODS)
    assert (weights[:3, -1] < 0).all()
    assert np.isnan(weights[5]).all()


def test_effects_that_grow_come_back_where_two_way_fixed_effects_miss_them() -> None:
    first = np.array([2, 2, 2, 5, 5, 0])
    since = np.where(first[:, None] > 0, np.maximum(0, PERIODS - first[:, None] + 1), 0)
    outcome = np.arange(6.0)[:, None] + 0.3 * PERIODS + since
    truth = since[since > 0].mean()
    assert interaction_weighted_effect(outcome, first, PERIODS).effect == pytest.approx(truth, rel=1e-8)
    assert np.nanmean(imputed_effects(outcome, first, PERIODS)) == pytest.approx(truth, rel=1e-8)
    assert two_way_effect(outcome, first, PERIODS).effect < truth - 0.5


def test_the_event_study_leaves_the_year_before_the_start_out_and_finds_nothing_before_it() -> None:
    found = event_study(panel(0.5), FIRST, PERIODS)
    assert -1 not in found.times
    np.testing.assert_allclose(found.effects, np.where(found.times < 0, 0, 0.5 * (found.times + 1)), atol=1e-9)
    assert found.covariance.shape == (found.times.size, found.times.size)


def test_the_covariance_of_the_event_study_is_symmetric_and_of_no_negative_variance() -> None:
    covariance = event_study(panel(noise=1.0), FIRST, PERIODS).covariance
    np.testing.assert_allclose(covariance, covariance.T, atol=1e-12)
    assert np.linalg.eigvalsh(covariance).min() > -1e-9


def test_in_a_whole_panel_the_saturated_effects_are_the_group_time_effects_after_the_start() -> None:
    outcome = panel(noise=1.0)
    cells, found = saturated(outcome, FIRST, PERIODS), group_time_effects(outcome, FIRST, PERIODS)
    after = {(g, t): e for g, t, e in zip(found.group, found.period, found.effect, strict=True) if t >= g}
    own = {(g, t): e for g, t, e in zip(cells.group, cells.period, cells.effects, strict=True) if t >= g}
    assert own == pytest.approx(after)
    assert interaction_weighted_effect(outcome, FIRST, PERIODS).effect == pytest.approx(simple(found).effect)


def test_imputation_bears_gaps_and_says_nothing_of_units_never_seen_untreated() -> None:
    outcome, first = panel(1.0), np.array([3, 3, 1, 0, 0, 0])
    outcome[4, 2] = np.nan
    found = imputed_effects(outcome, first, PERIODS)
    assert np.isnan(found[2]).all()
    np.testing.assert_allclose(found[:2, 2:], np.tile(np.arange(1.0, 5), (2, 1)), atol=1e-9)


@pytest.mark.parametrize("estimate", [two_way_effect, interaction_weighted_effect])
def test_a_shift_changes_nothing_and_a_scale_changes_all(estimate) -> None:
    outcome, order = panel(noise=1.0), np.array([3, 1, 5, 0, 2, 4])
    plain, other = estimate(outcome, FIRST, PERIODS), estimate(4 * outcome[order] - 3, FIRST[order], PERIODS)
    np.testing.assert_allclose([other.effect, other.error], [4 * plain.effect, 4 * plain.error], rtol=1e-8)


def test_gaps_and_a_panel_without_never_treated_units_are_refused() -> None:
    gap = panel()
    gap[0, 0] = np.nan
    with pytest.raises(ValueError, match="gaps"):
        two_way_effect(gap, FIRST, PERIODS)
    with pytest.raises(ValueError, match="never treated"):
        event_study(panel()[:3], FIRST[:3], PERIODS)


@pytest.mark.parametrize("first", [[3] * 6, [1, 1, 1, 0, 0, 0], [0] * 6])
def test_where_treatment_is_told_by_unit_and_period_there_is_no_two_way_effect(first: list[int]) -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        two_way_effect(panel(noise=1.0), np.array(first), PERIODS)
    with pytest.raises(ValueError, match="cannot be told"):
        two_way_weights(np.array(first), PERIODS)


def test_who_begins_after_the_last_period_is_a_comparison() -> None:
    outcome = panel(noise=1.0)
    late = np.where(FIRST == 0, 99, FIRST)
    plain, other = (interaction_weighted_effect(outcome, first, PERIODS) for first in (FIRST, late))
    assert (other.effect, other.error) == (plain.effect, plain.error)


def test_imputation_says_nothing_where_no_chain_ties_a_unit_to_a_period() -> None:
    """The treated unit is seen untreated in periods 1 and 2 only, the other in 3 and 4 only: nothing links the two."""
    outcome = np.array([[1.0, 2, 9, 9], [np.nan, np.nan, 5, 6]])
    first, periods = np.array([3, 0]), np.arange(1, 5)
    assert np.isnan(imputed_effects(outcome, first, periods)).all()
    linked = np.vstack([outcome, [0.0, 1, 2, 3]])
    np.testing.assert_allclose(imputed_effects(linked, np.array([3, 0, 0]), periods)[0, 2:], [6, 5], atol=1e-9)
