"""Held against numbers that a paper or another program produced: `../shared/cases`, see its README for sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

from wijklab.stats.areas import difference_of_areas, mean_of_areas
from wijklab.stats.ordinal import fit_proportional_odds
from wijklab.stats.randomisation import randomisation_test
from wijklab.stats.returns import micro_return
from wijklab.stats.transitions import transition_counts


@pytest.fixture(scope="module")
def cases(shared: Path) -> Path:
    return shared / "cases"


@pytest.fixture(scope="module")
def expected(cases: Path) -> dict[str, Any]:
    return json.loads((cases / "expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def stores(cases: Path) -> pd.DataFrame:
    return pd.read_csv(cases / "card_krueger.csv")


def fte(stores: pd.DataFrame, state: int, column: str) -> np.ndarray:
    return stores.loc[stores["state"] == state, column].dropna().to_numpy()


def change(stores: pd.DataFrame, state: int) -> np.ndarray:
    both = stores.dropna(subset=["fte0", "fte1"])
    return (both["fte1"] - both["fte0"]).to_numpy()[both["state"] == state]


def test_card_krueger_means(stores: pd.DataFrame, expected: dict[str, Any]) -> None:
    """Card & Krueger (1994), table 3, rows 1-2: mean employment per state, before and after, each store an area."""
    figures = expected["card_krueger"]["computed"]
    for state, code in (("PA", 0), ("NJ", 1)):
        for when, column in (("before", "fte0"), ("after", "fte1")):
            assert mean_of_areas(fte(stores, code, column)).estimate == pytest.approx(
                figures[f"{state}_{when}"], rel=1e-6
            )


def test_card_krueger_balanced_stores(stores: pd.DataFrame, expected: dict[str, Any]) -> None:
    """Card & Krueger (1994), table 3, row 4, through the estimator of the reports: each store as its own area.

    The interval pools the variance, so its standard error is the one that least squares gives on changes.
    """
    figures = expected["card_krueger"]["computed"]
    found = difference_of_areas(change(stores, 1), change(stores, 0), chance=np.random.default_rng(1))
    assert found.estimate == pytest.approx(figures["did_balanced"], rel=1e-8)
    assert found.df == figures["n_balanced"] - 2
    assert found.low is not None
    assert found.high is not None
    reach = (found.high - found.low) / 2
    assert reach / stdtrit(found.df, 0.975) == pytest.approx(figures["se_balanced_ols"], rel=1e-8)


def test_housing(cases: Path, expected: dict[str, Any]) -> None:
    """MASS::polr on Copenhagen housing; all to 5e-4, as polr prints them from its own optimiser."""
    figures = expected["housing"]["polr"]
    rows = pd.read_csv(cases / "housing.csv")
    cells = rows.pivot_table(index=["Infl", "Type", "Cont"], columns="Sat", values="Freq", aggfunc="sum").reset_index()
    names = ("InflMedium", "InflHigh", "TypeApartment", "TypeAtrium", "TypeTerrace", "ContHigh")
    design = np.column_stack([cells[name[:4]] == name[4:] for name in names])
    fit = fit_proportional_odds(cells[["Low", "Medium", "High"]].to_numpy(), design)
    assert np.column_stack([fit.coefficients, fit.standard_errors]) == pytest.approx(
        np.array([figures[name] for name in names]), abs=5e-4
    )
    assert fit.thresholds == pytest.approx((figures["Low|Medium"], figures["Medium|High"]), abs=5e-4)
    assert fit.log_likelihood == pytest.approx(figures["logLik"], abs=5e-4)
    assert fit.converged
    assert fit.score < 1e-8


def test_wine(cases: Path, expected: dict[str, Any]) -> None:
    """ordinal::clm on the bitterness of wine (Randall 1989); maximum likelihood to 1e-4."""
    figures = expected["wine"]["clm"]
    rows = pd.read_csv(cases / "wine.csv")
    cells = pd.crosstab([rows["temp"], rows["contact"]], rows["rating"]).reset_index()
    design = np.column_stack([cells["temp"] == "warm", cells["contact"] == "yes"])
    fit = fit_proportional_odds(cells[[1, 2, 3, 4, 5]].to_numpy(), design)
    assert fit.thresholds == pytest.approx([figures[k] for k in ("1|2", "2|3", "3|4", "4|5")], rel=1e-4)
    assert np.column_stack([fit.coefficients, fit.standard_errors]) == pytest.approx(
        np.array([figures["tempwarm"], figures["contactyes"]]), rel=1e-4
    )
    assert fit.log_likelihood == pytest.approx(figures["logLik"], rel=1e-4)


def test_cav_transitions(cases: Path, expected: dict[str, Any]) -> None:
    """R msm, cav: consecutive states of heart-transplant patients."""
    figures = expected["cav_transitions"]
    rows = pd.read_csv(cases / "cav.csv")
    later = rows.groupby("PTNUM")["state"].shift(-1)
    steps = rows.assign(later=later).dropna(subset=["later"])
    counts = transition_counts(steps["state"].to_numpy(), steps["later"].to_numpy(dtype=int), 4)
    assert counts[:3].tolist() == figures["table_rows_from_1_2_3_to_1_2_3_4"]


def test_randomisation_of_eight_units(expected: dict[str, Any]) -> None:
    """Cunningham, Causal Inference: The Mixtape, chapter 4: eight units, four treated, 70 assignments."""
    figures = expected["ri_mixtape"]
    found = randomisation_test(np.array(figures["y"], float), np.array(figures["d"], bool))
    assert (found.difference, found.assignments, found.exact) == (figures["diff"], figures["perms"], True)
    assert found.p_two_sided == pytest.approx(figures["p_two_sided"], rel=1e-8)
    assert found.p_one_sided == pytest.approx(figures["p_one_sided"], rel=1e-8)


def test_casus_de_fiets() -> None:
    """Casus de fiets, "Samenwerken aan leefbare en vitale buurten": 5,025 against 3 x 40,000 euro, no chance stated."""
    found = micro_return(np.array([25.0, 5000.0]), np.array([120_000.0]), np.array([np.nan]))
    assert (found.cost, found.avoided, found.saving) == (5025, 120_000, 114_975)
    assert found.ratio == pytest.approx(23.88, abs=0.005)
    assert found.break_even == pytest.approx(0.041875, rel=1e-12)
    assert found.expected_saving is None
