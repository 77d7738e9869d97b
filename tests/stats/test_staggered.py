"""Group-time effects against R's `did` on mpdta, the doubly robust two-by-two, and what a few units allow."""

from __future__ import annotations

import csv
import json
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from wijklab.stats.over_time.aligned import changes_at, deal_starts, overall_changes
from wijklab.stats.over_time.doubly_robust import doubly_robust
from wijklab.stats.over_time.staggered import AGGREGATIONS, by_event_time, by_group, group_time_effects, simple

CLOSED_FORM = 1e-7
"""`expected.json`, mpdta: `rtol`."""


class County(NamedTuple):
    """mpdta: log teen employment of 500 counties in 2003-2007, when minimum wages rose, and log population."""

    outcome: np.ndarray
    first: np.ndarray
    periods: np.ndarray
    population: np.ndarray
    expected: dict[str, Any]


@pytest.fixture(scope="module")
def county(shared: Path) -> County:
    rows = list(csv.DictReader((shared / "cases" / "mpdta.csv").read_text("utf-8").splitlines()))
    ids = {name: i for i, name in enumerate(sorted({row["countyreal"] for row in rows}))}
    outcome, periods = np.full((len(ids), 5), np.nan), np.arange(2003, 2008)
    first, population = np.zeros(len(ids), dtype=np.int64), np.zeros((len(ids), 1))
    for row in rows:
        unit = ids[row["countyreal"]]
        outcome[unit, int(row["year"]) - 2003] = float(row["lemp"])
        first[unit], population[unit] = int(row["first.treat"]), float(row["lpop"])
    expected = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["mpdta"]
    return County(outcome, first, periods, population, expected)


def test_every_group_time_effect_and_its_error_is_that_of_r(county: County) -> None:
    found = group_time_effects(county.outcome, county.first, county.periods)
    keys = [f"{g},{t}" for g, t in zip(found.group, found.period, strict=True)]
    assert keys == list(county.expected["att_gt"])
    expected = np.array(list(county.expected["att_gt"].values()))
    np.testing.assert_allclose(np.column_stack([found.effect, found.error]), expected, rtol=CLOSED_FORM)


@pytest.mark.parametrize("name", ["simple", "dynamic", "calendar"])
def test_every_average_and_its_error_is_that_of_r(county: County, name: str) -> None:
    found = AGGREGATIONS[name](group_time_effects(county.outcome, county.first, county.periods))
    np.testing.assert_allclose([found.effect, found.error], county.expected[name], rtol=CLOSED_FORM)


def test_the_average_by_group_is_that_of_r_and_its_error_that_of_the_ports(county: County) -> None:
    """R leaves a part of the uncertainty of group sizes out of this one error: hence `rtol_group_se`."""
    found = by_group(group_time_effects(county.outcome, county.first, county.periods))
    assert found.effect == pytest.approx(county.expected["group"][0], rel=CLOSED_FORM)
    assert found.error == pytest.approx(county.expected["group_se_python_ports"], rel=CLOSED_FORM)
    assert found.error == pytest.approx(county.expected["group"][1], rel=county.expected["rtol_group_se"])


def test_comparison_with_units_not_yet_treated_is_that_of_r(county: County) -> None:
    found = simple(group_time_effects(county.outcome, county.first, county.periods, control="not_yet"))
    np.testing.assert_allclose([found.effect, found.error], county.expected["notyettreated_simple"], rtol=CLOSED_FORM)


def test_the_doubly_robust_version_is_that_of_r(county: County) -> None:
    found = simple(group_time_effects(county.outcome, county.first, county.periods, covariates=county.population))
    np.testing.assert_allclose([found.effect, found.error], county.expected["lpop_dr_simple"], rtol=CLOSED_FORM)


def test_without_covariates_doubly_robust_is_the_difference_between_two_means() -> None:
    change, treated = np.array([1.0, 2, 4, 0, 1, 1, 3]), np.array([True, True, True, False, False, False, False])
    effect, influence = doubly_robust(change, treated, np.ones((7, 1)))
    assert effect == pytest.approx(change[treated].mean() - change[~treated].mean(), rel=1e-8)
    assert influence.sum() == pytest.approx(0, abs=1e-9)


def test_a_covariate_that_tells_the_arms_apart_is_refused() -> None:
    treated = np.arange(8) < 4
    with pytest.raises(ValueError, match="tells treated from untreated"):
        doubly_robust(np.arange(8.0), treated, np.column_stack([np.ones(8), treated * 10.0 + np.arange(8) % 2]))


FIRST = np.array([3, 3, 4, 0, 0, 0])
PERIODS = np.arange(1, 7)


def panel(effect: float = 1.0, noise: float = 0.0) -> np.ndarray:
    """Six units with levels of their own and one trend; the treated rise by `effect` for every period since."""
    chance = np.random.default_rng(5)
    since = np.where(FIRST[:, None] > 0, np.maximum(0, PERIODS - FIRST[:, None] + 1), 0)
    base = chance.normal(0, 3, (6, 1)) + 0.7 * PERIODS
    return base + effect * since + noise * chance.standard_normal((6, 6))


def test_an_effect_that_grows_comes_back_by_event_time_and_nothing_before_it() -> None:
    found = by_event_time(group_time_effects(panel(0.5), FIRST, PERIODS))
    expected = np.where(found.at < 0, 0, 0.5 * (found.at + 1))
    np.testing.assert_allclose(found.effects, expected, atol=1e-9)


@pytest.mark.parametrize("control", ["never", "not_yet"])
def test_shift_scale_and_order_of_units_change_only_what_they_should(control: Any) -> None:
    outcome, order = panel(noise=1.0), np.array([3, 1, 5, 0, 2, 4])
    plain = simple(group_time_effects(outcome, FIRST, PERIODS, control=control))
    other = simple(group_time_effects(10 * outcome[order] + 7, FIRST[order], PERIODS, control=control))
    np.testing.assert_allclose([other.effect, other.error], [10 * plain.effect, 10 * plain.error], rtol=1e-8)


def test_gaps_and_a_panel_without_untreated_units_are_refused() -> None:
    gap = panel()
    gap[2, 3] = np.nan
    with pytest.raises(ValueError, match="gaps"):
        group_time_effects(gap, FIRST, PERIODS)
    with pytest.raises(ValueError, match="no untreated unit"):
        group_time_effects(panel()[:3], FIRST[:3], PERIODS)


def test_units_treated_from_the_first_period_on_are_in_no_group() -> None:
    first = np.array([1, 3, 4, 0, 0, 0])
    assert set(group_time_effects(panel(), first, PERIODS).group) == {3, 4}


def test_a_difference_of_neighbourhood_changes_is_the_group_average() -> None:
    outcome = panel(noise=1.0)
    treated, never = overall_changes(outcome, FIRST, PERIODS)
    by_hand = by_group(group_time_effects(outcome, FIRST, PERIODS)).effect
    assert treated.mean() - never.mean() == pytest.approx(by_hand, rel=1e-8)
    assert (treated.size, never.size) == (3, 3)


def test_changes_by_time_since_the_start_skip_gaps_and_never_look_beyond_them() -> None:
    outcome = panel(1.0)
    outcome[0, 1] = np.nan  # the year before its start: an earlier one is the reference
    treated, never = changes_at(outcome, FIRST, PERIODS, 0)
    np.testing.assert_allclose(treated - never.mean(), [1 + (2 * 0.7 - 0.7 * (2 + 1 + 1) / 3), *[1 - 0.7 / 3] * 2])
    outcome[2, 3] = np.nan
    assert changes_at(outcome, FIRST, PERIODS, 0)[0].size == 2
    assert changes_at(outcome, FIRST, PERIODS, 99)[0].size == 0


def every_dealing(outcome: np.ndarray, first: np.ndarray) -> list[float]:
    """The overall effect under each distinct order of the starts, one by one."""
    orders = sorted(set(permutations(first.tolist())))
    pairs = (overall_changes(outcome, np.array(order), PERIODS) for order in orders)
    return [float(treated.mean() - never.mean()) for treated, never in pairs]


def test_dealing_out_the_starts_is_exact_and_never_below_its_floor() -> None:
    outcome = panel(2.0, noise=0.2)
    effects = np.abs(every_dealing(outcome, FIRST))
    found = deal_starts(outcome, FIRST, PERIODS)
    assert found is not None
    assert found.exact
    assert found.dealings == len(effects) == 60
    assert found.p == pytest.approx(np.mean(effects >= abs(found.effect) - 1e-9), rel=1e-12)
    assert found.p >= found.p_floor == pytest.approx(1 / 60)


def test_a_single_start_against_as_many_has_its_mirror_too() -> None:
    first = np.where(FIRST > 0, 3, 0)
    found = deal_starts(panel(5.0), first, PERIODS)
    assert found is not None
    assert found.p == pytest.approx(2 / 20) == found.p_floor


def test_too_many_dealings_are_drawn_and_only_with_a_generator() -> None:
    outcome = np.random.default_rng(3).standard_normal((24, 6))
    first = np.repeat([0, 3, 4], 8)
    assert deal_starts(outcome, first, PERIODS) is None
    found = deal_starts(outcome, first, PERIODS, chance=np.random.default_rng(1))
    assert found is not None
    assert not found.exact
    assert found.p >= found.p_floor == pytest.approx(1e-4)


def test_nothing_to_compare_is_no_test() -> None:
    assert deal_starts(panel()[:3], FIRST[:3], PERIODS) is None
    assert deal_starts(panel()[3:], FIRST[3:], PERIODS) is None


def test_where_all_are_treated_in_the_end_the_last_to_begin_are_the_comparison() -> None:
    """R's `did` leaves out the periods from the last start on, and takes those that begin then for never treated."""
    outcome, first = panel(noise=1.0), np.array([3, 3, 4, 6, 6, 6])
    found = group_time_effects(outcome, first, PERIODS, control="not_yet")
    trimmed = group_time_effects(outcome[:, :5], np.array([3, 3, 4, 0, 0, 0]), PERIODS[:5], control="not_yet")
    assert set(found.group) == {3, 4}
    for average in AGGREGATIONS.values():
        assert (average(found).effect, average(found).error) == (average(trimmed).effect, average(trimmed).error)
    with pytest.raises(ValueError, match="no untreated unit"):
        group_time_effects(outcome, first, PERIODS)


def test_who_begins_after_the_last_period_counts_as_never_treated() -> None:
    """As in R's `did`; the averages, the changes and the test of the starts all see it so."""
    outcome, late = panel(noise=1.0), np.array([3, 3, 4, 0, 99, 0])
    for control in ("never", "not_yet"):
        found, plain = (simple(group_time_effects(outcome, f, PERIODS, control=control)) for f in (late, FIRST))  # type: ignore[arg-type]
        assert (found.effect, found.error) == (plain.effect, plain.error)
    assert deal_starts(outcome, late, PERIODS) == deal_starts(outcome, FIRST, PERIODS)
    for late_rows, rows in zip(
        (*overall_changes(outcome, late, PERIODS), *changes_at(outcome, late, PERIODS, 1)),
        (*overall_changes(outcome, FIRST, PERIODS), *changes_at(outcome, FIRST, PERIODS, 1)),
        strict=True,
    ):
        assert late_rows.tolist() == rows.tolist()


@pytest.mark.parametrize("first", [[1, 1, 1, 0, 0, 0], [0] * 6, [9] * 6, [4] * 6])
def test_a_panel_in_which_nobody_begins_beside_another_has_no_group_time_effects(first: list[int]) -> None:
    with pytest.raises(ValueError, match="nobody begins"):
        group_time_effects(panel(), np.array(first), PERIODS, control="not_yet")


@pytest.mark.parametrize("second", [lambda x: 2 * x, np.ones_like, lambda x: np.where(x > 0, np.nan, x)])
def test_covariates_that_say_the_same_or_miss_are_refused(second: Any) -> None:
    x = np.random.default_rng(2).normal(size=20)
    covariates = np.column_stack([np.ones(20), x, second(x)])
    with pytest.raises(ValueError, match="collinear"):
        doubly_robust(np.arange(20.0), np.arange(20) < 8, covariates)
