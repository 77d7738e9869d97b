"""The years ahead, beside statsmodels and closed forms; and how often the interval holds them."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import t as student

from wijklab.stats.forecast import chance_at_most, forecast
from wijklab.stats.margins import follow

EXACT = 1e-8
"""Closed forms: what is left is how numbers are rounded."""

YEARS = np.array([2018.0, 2019.0, 2020.0, 2021.0])
SPENT = np.array([1010.0, 1043.0, 990.0, 1080.0])
AHEAD, PRICES = np.array([2022.0, 2023.0]), np.array([1.1, 1.2])


def test_a_line_predicts_a_weighted_sum_as_statsmodels_does() -> None:
    fitted = sm.OLS(SPENT, sm.add_constant(YEARS - 2018)).fit()
    target = np.column_stack([np.ones(2), AHEAD - 2018]).T @ PRICES
    error = np.sqrt(target @ fitted.cov_params() @ target + fitted.mse_resid * PRICES @ PRICES)
    reach = student.ppf(0.975, 2) * error
    found = forecast(YEARS, SPENT, AHEAD, PRICES)
    total = float(target @ fitted.params)
    assert (found.total, found.error, found.df) == pytest.approx((total, error, 2), rel=EXACT)
    assert (found.low, found.high) == pytest.approx((total - reach, total + reach), rel=EXACT)


def test_one_year_ahead_is_the_prediction_of_one_new_observation() -> None:
    fitted = sm.OLS(SPENT, sm.add_constant(YEARS - 2018)).fit()
    ((low, high),) = fitted.get_prediction([[1.0, 4.0]]).conf_int(obs=True)
    found = forecast(YEARS, SPENT, AHEAD[:1], np.ones(1))
    assert (found.low, found.high) == pytest.approx((low, high), rel=EXACT)


def test_a_level_is_the_mean_with_the_spread_of_years() -> None:
    """Two years at the mean: s * sqrt(2^2 / n + 2) with n - 1 degrees of freedom."""
    found = forecast(YEARS, SPENT, AHEAD, np.ones(2), "level")
    reach = student.ppf(0.975, 3) * SPENT.std(ddof=1) * np.sqrt(4 / 4 + 2)
    assert (found.total, found.df) == pytest.approx((2 * SPENT.mean(), 3), rel=EXACT)
    assert found.high - found.total == pytest.approx(reach, rel=EXACT)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("shape", "n"),
    [("level", 1), ("line", 2)],
)
def test_without_a_degree_of_freedom_there_is_no_interval(shape: str, n: int) -> None:
    found = forecast(YEARS[:n], SPENT[:n], AHEAD, PRICES, shape)  # type: ignore[arg-type]
    assert (found.low, found.high, found.error, found.df) == (None, None, None, 0)
    assert chance_at_most(found, 1e9) is None


def test_years_on_a_line_exactly_do_not_make_sure() -> None:
    found = forecast(YEARS, 1000 + 7.3 * (YEARS - 2018), AHEAD, np.ones(2))
    assert found.total == pytest.approx(2 * (1000 + 7.3 * 4.5), rel=EXACT)
    assert found.low is None


def test_a_line_through_one_year_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 1 years"):
        forecast(YEARS[:1], SPENT[:1], AHEAD, PRICES)


def test_the_chance_is_half_at_the_middle_and_as_the_ends_of_the_interval_say() -> None:
    found = forecast(YEARS, SPENT, AHEAD, PRICES)
    ends = [chance_at_most(found, limit) for limit in (found.low, found.total, found.high)]  # type: ignore[arg-type]
    assert ends == pytest.approx([0.025, 0.5, 0.975], abs=1e-9)


@pytest.mark.parametrize("n", [3, 4, 7])
def test_the_interval_holds_the_sum_as_often_as_it_says(n: int) -> None:
    """4,000 terms of independent normal years around a line: 95 % within three Monte-Carlo errors (0.0034 each)."""
    chance = np.random.default_rng(n)
    years, ahead = np.arange(n, dtype=float), np.arange(n, n + 2, dtype=float)
    held = 0
    for noise in chance.normal(0.0, 30.0, (4000, n + 2)):
        values = 1000 + 12 * np.arange(n + 2) + noise
        found = forecast(years, values[:n], ahead, np.ones(2))
        held += found.low <= values[n:].sum() <= found.high  # type: ignore[operator]
    assert abs(held / 4000 - 0.95) < 3 * 0.0034


@pytest.mark.parametrize(
    ("sums", "followed"),
    [
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], [False] * 4),
        ([[1, 1, 0], [0, 0, 1], [1, 0, 1], [0, 1, 0]], [True] * 3),
        ([[1, 1, 0], [1, 1, 1]], [False, False, True]),
    ],
    ids=["two by two", "an empty cell gives all away", "a total less its parts"],
)
def test_cells_that_follow_from_sums(sums: list[list[float]], followed: list[bool]) -> None:
    shown = np.array(sums, dtype=float)
    assert follow(shown, np.eye(shown.shape[1])).tolist() == followed
