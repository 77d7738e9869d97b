"""Weights: the logistic regression against statsmodels, and what weights must do whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import expit

from wijklab.stats.missing.weighting import (
    chance_of_staying,
    effective_people,
    logistic_slopes,
    staying_weights,
    weighted_area_means,
)


def _people(n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(1)
    x = np.column_stack([chance.integers(1, 11, n), chance.random(n) < 0.4]).astype(float)
    return x, chance.random(n) < expit(0.3 * x[:, 0] - x[:, 1])


def test_slopes_are_those_of_statsmodels() -> None:
    """Maximum likelihood: 1e-4 asked, 1e-6 reached since both solve the same score to nought."""
    x, stayed = _people()
    theirs = sm.GLM(stayed.astype(float), sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-12).params
    assert logistic_slopes(x, stayed) == pytest.approx(theirs, rel=1e-6)


def test_two_groups_have_the_log_odds_of_their_shares() -> None:
    """8 of 10 and 5 of 10 stayed: log(4) and 0, in closed form."""
    x = np.repeat([0.0, 1.0], 10)[:, None]
    stayed = np.array([True] * 8 + [False] * 2 + [True] * 5 + [False] * 5)
    assert logistic_slopes(x, stayed) == pytest.approx([np.log(4), -np.log(4)], rel=1e-8)


def test_predictors_that_say_nothing_are_left_out() -> None:
    x, stayed = _people()
    more = np.column_stack([x, np.ones(len(x)), 2 * x[:, 0] + x[:, 1]])
    assert chance_of_staying(more, stayed) == pytest.approx(chance_of_staying(x, stayed), rel=1e-8)


def test_a_start_that_tells_exactly_who_stayed_cannot_be_weighted() -> None:
    x = np.arange(10.0)[:, None]
    with pytest.raises(ValueError, match="exactly who stayed"):
        chance_of_staying(x, x[:, 0] > 4)


def test_a_kind_of_people_that_all_stayed_have_a_chance_of_one() -> None:
    kind = np.repeat([0.0, 1.0], 20)[:, None]
    stayed = np.array([True] * 20 + [True] * 15 + [False] * 5)
    assert chance_of_staying(kind, stayed) == pytest.approx(np.repeat([1.0, 0.75], 20), abs=1e-6)


def test_predictors_that_repeat_each_other_have_no_single_solution() -> None:
    x, stayed = _people()
    with pytest.raises(ValueError, match="no single solution"):
        logistic_slopes(np.column_stack([x, x]), stayed)


def test_weights_give_back_the_start_of_everyone() -> None:
    """With the start alone as predictor the score equations hold the weighted start near that of everyone: exactly so
    where the start has two values, since the model then fits each share."""
    start = np.repeat([2.0, 8.0], [60, 40])
    stayed = np.array([i % 3 > 0 for i in range(60)] + [i % 10 > 0 for i in range(40)])
    chance = chance_of_staying(start[:, None], stayed)
    weights = staying_weights(chance, stayed, np.zeros(100, dtype=np.int64), cut=(0, 1))
    assert np.average(start[stayed], weights=weights) == pytest.approx(start.mean(), rel=1e-8)
    assert weights.mean() == pytest.approx(1, rel=1e-8)


def test_weights_are_cut_at_their_percentiles() -> None:
    chance = np.array([0.01, *[0.5] * 198, 1.0])
    weights = staying_weights(chance, np.ones(200, dtype=bool), np.zeros(200, dtype=np.int64))
    assert weights.max() == pytest.approx(2.0)


@pytest.mark.parametrize(("weights", "people"), [([1, 1, 1, 1], 4), ([1, 0, 0], 1), ([2, 1, 1], 16 / 6)])
def test_effective_people_of_kish(weights: list[float], people: float) -> None:
    assert effective_people(np.array(weights, dtype=float)) == pytest.approx(people, rel=1e-8)


def test_weighted_means_per_area() -> None:
    found = weighted_area_means(np.array([1.0, 3.0, 5.0]), np.array([3.0, 1.0, 2.0]), np.array([0, 0, 1]), 3)
    assert found == pytest.approx([1.5, 5.0, np.nan], rel=1e-8, nan_ok=True)


@pytest.mark.parametrize(("scale", "shift"), [(1e-9, 0.0), (1e7, 0.0), (1.0, 1e6)])
def test_the_unit_of_a_predictor_does_not_matter(scale: float, shift: float) -> None:
    x, stayed = _people()
    plain, moved = logistic_slopes(x, stayed), logistic_slopes(shift + scale * x, stayed)
    assert scale * moved[1:] == pytest.approx(plain[1:], rel=1e-8)
    assert chance_of_staying(shift + scale * x, stayed) == pytest.approx(chance_of_staying(x, stayed), rel=1e-8)


def test_what_tells_exactly_who_stayed_is_seen_among_many() -> None:
    x = np.linspace(0, 1, 100_000)[:, None]
    with pytest.raises(ValueError, match="exactly who stayed"):
        chance_of_staying(x, x[:, 0] > 0.3)


def test_where_nobody_stayed_nobody_can_be_weighted() -> None:
    with pytest.raises(ValueError, match="nobody stayed"):
        chance_of_staying(np.arange(5.0)[:, None], np.zeros(5, dtype=bool))
