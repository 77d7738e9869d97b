"""Ordered models against R: ordinal::clm and clmm on wine, MASS::polr on housing (`../shared/cases`).

Maximum likelihood to 1e-4 relative, as the README of the cases says; the closed forms elsewhere are to 1e-8.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijklab.stats.ordinal import (
    fit_cumulative_link,
    fit_partial_odds,
    fit_proportional_odds,
    fit_random_intercept,
    level_chances,
    nominal_test,
    scale_test,
)

RTOL = 1e-4


@pytest.fixture(scope="module")
def wine(cases: Path) -> pd.DataFrame:
    return pd.read_csv(cases / "wine.csv")


def in_cells(rows: pd.DataFrame, *by: str) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Counts by rating, the design (temperature, contact), and what the cells are."""
    cells = pd.crosstab([rows[name] for name in by], rows["rating"]).reset_index()
    design = np.column_stack([cells["temp"] == "warm", cells["contact"] == "yes"]).astype(float)
    return cells[[1, 2, 3, 4, 5]].to_numpy(), design, cells


@pytest.mark.parametrize(("column", "name"), [(0, "temp"), (1, "contact")])
def test_wine_proportional_odds_and_scale(wine: pd.DataFrame, expected: dict[str, Any], column: int, name: str) -> None:
    """`nominal_test` and `scale_test` of R's ordinal: df, likelihood ratio, p."""
    counts, design, _ = in_cells(wine, "temp", "contact")
    for kind, test in (("nominal_test", nominal_test), ("scale_test", scale_test)):
        found = test(counts, design, (column,))
        assert (found.df, found.statistic, found.p) == pytest.approx(expected["wine"][kind][name], rel=RTOL)


def test_wine_probit(wine: pd.DataFrame, expected: dict[str, Any]) -> None:
    figures = expected["wine"]["probit"]
    counts, design, _ = in_cells(wine, "temp", "contact")
    fit = fit_cumulative_link(counts, design, link="probit")
    assert fit.coefficients == pytest.approx((figures["tempwarm"], figures["contactyes"]), rel=RTOL)
    assert fit.log_likelihood == pytest.approx(figures["logLik"], rel=RTOL)


def test_wine_expected_ratings(wine: pd.DataFrame, expected: dict[str, Any]) -> None:
    """`predict(type = "prob")` for cold wine without contact."""
    counts, design, _ = in_cells(wine, "temp", "contact")
    chances = level_chances(fit_proportional_odds(counts, design), np.zeros((1, 2)))
    assert chances[0] == pytest.approx(expected["wine"]["pred_cold_no"], rel=RTOL)


@pytest.mark.parametrize(("nodes", "case"), [(1, "clmm_laplace"), (10, "clmm_AGQ10")])
def test_wine_with_judges_as_groups(wine: pd.DataFrame, expected: dict[str, Any], nodes: int, case: str) -> None:
    figures = expected["wine"][case]
    counts, design, cells = in_cells(wine, "judge", "temp", "contact")
    fit = fit_random_intercept(counts, design, cells["judge"].to_numpy() - 1, nodes=nodes)
    own = [np.atleast_1d(figures[name]) for name in ("tempwarm", "contactyes")]
    assert fit.converged
    assert fit.coefficients == pytest.approx([values[0] for values in own], rel=RTOL)
    assert fit.variance == pytest.approx(figures["var_judge"], rel=RTOL)
    assert fit.log_likelihood == pytest.approx(figures["logLik"], rel=RTOL)
    if own[0].size > 1:
        assert fit.standard_errors == pytest.approx([values[1] for values in own], rel=RTOL)


def test_housing_proportional_odds(cases: Path, expected: dict[str, Any]) -> None:
    """`nominal_test` for each factor; nothing is rejected, so the partial model is polr's."""
    rows = pd.read_csv(cases / "housing.csv")
    cells = rows.pivot_table(index=["Infl", "Type", "Cont"], columns="Sat", values="Freq", aggfunc="sum").reset_index()
    names = ("InflMedium", "InflHigh", "TypeApartment", "TypeAtrium", "TypeTerrace", "ContHigh")
    design = np.column_stack([cells[name[:4]] == name[4:] for name in names]).astype(float)
    counts = cells[["Low", "Medium", "High"]].to_numpy()
    found = fit_partial_odds(counts, design, {"Infl": (0, 1), "Type": (2, 3, 4), "Cont": (5,)})
    for name, figures in expected["housing"]["nominal_test"].items():
        assert (found.tests[name].df, found.tests[name].statistic, found.tests[name].p) == pytest.approx(
            figures, rel=RTOL
        )
    assert (found.failed, found.shifting) == ((), ())
    assert found.fit.coefficients == pytest.approx([expected["housing"]["polr"][name][0] for name in names], abs=5e-4)
