"""Rubin's rules: against R mice on nhanes, against their own limits, and against the answer without gaps."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijklab.stats.few.areas import difference_of_areas
from wijklab.stats.missing.pooling import barnard_rubin, pool, pool_area_differences


def _least_squares(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    x = np.column_stack([np.ones(len(frame)), frame["age"], frame["bmi"]])
    inverse, y = np.linalg.inv(x.T @ x), frame["chl"].to_numpy(dtype=float)
    slopes = inverse @ x.T @ y
    residual = y - x @ slopes
    return slopes, np.diag(inverse) * (residual @ residual) / (len(y) - 3)


def test_nhanes_of_r_mice(shared: Path) -> None:
    """Five completed sets of mice (seed 23109): lm(chl ~ age + bmi), pooled. Closed forms: 1e-8."""
    frame = pd.read_csv(shared / "cases" / "nhanes_mice5.csv")
    case = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["nhanes_pool"]
    fits = [_least_squares(group) for _, group in frame.groupby(".imp")]
    slopes, variances = (np.array([fit[i] for fit in fits]) for i in (0, 1))
    found = [pool(slopes[:, j], variances[:, j], df_complete=22) for j in range(3)]
    for name, own in {"est": "estimate", "se": "error", "df": "df", "fmi": "fmi", "p": "p"}.items():
        assert [getattr(one, own) for one in found] == pytest.approx(case[name], rel=1e-8), name


@pytest.mark.parametrize(
    ("share", "sets", "complete", "df"),
    [
        (0.0, 20, 4.0, 4.0),  # nothing missing: those of complete data
        (0.5, 5, np.inf, 16.0),  # Rubin 1987: (m - 1) / lambda^2
        (0.5, 10**9, 4.0, 10 / 7),  # many sets: (df + 1) / (df + 3) x df x (1 - lambda)
        (1.0, 5, 4.0, 0.0),
    ],
)
def test_degrees_of_freedom_at_their_limits(share: float, sets: int, complete: float, df: float) -> None:
    assert barnard_rubin(share, sets, complete) == pytest.approx(df, rel=1e-8)


def test_sets_that_do_not_differ_give_the_answer_of_complete_data() -> None:
    first, second = np.array([1.4, 1.5]), np.array([1.2, 1.3, 1.4])
    plain = difference_of_areas(first, second)
    found = pool_area_differences(np.tile(first, (5, 1)), np.tile(second, (5, 1)))
    assert (found.estimate, found.low, found.high, found.p) == pytest.approx(
        (plain.estimate, plain.low, plain.high, plain.p_t), rel=1e-8
    )
    assert (found.df, found.gap_share, found.fmi) == (3, 0, 0)


def test_no_interval_for_two_neighbourhoods_and_none_without_spread() -> None:
    assert pool_area_differences(np.array([[1.0], [2.0]]), np.array([[0.0], [0.0]])).low is None
    assert pool(np.ones(5), np.zeros(5), df_complete=4).low is None


@pytest.mark.parametrize(("estimates", "variances"), [([1.0], [1.0]), ([1.0, 2.0], [1.0])])
def test_one_set_cannot_be_pooled(estimates: list[float], variances: list[float]) -> None:
    with pytest.raises(ValueError, match="two or more estimates"):
        pool(np.array(estimates), np.array(variances), df_complete=4)


def test_complete_data_of_infinite_df_leave_those_of_rubin() -> None:
    """All variance between the sets, lambda 1: (m - 1) / 1, as mice."""
    assert barnard_rubin(1.0, 5, np.inf) == 4.0


@pytest.mark.parametrize(("estimate", "variance"), [(np.nan, 1.0), (np.inf, 1.0), (1.0, np.nan)])
def test_a_set_that_is_no_number_is_refused(estimate: float, variance: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        pool(np.array([1.0, estimate]), np.array([1.0, variance]), df_complete=4)
