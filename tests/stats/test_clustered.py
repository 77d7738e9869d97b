"""Least squares with clusters: Grunfeld (10 firms, 20 years) against R and Stata's conventions, and closed forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wijklab.stats.clusters.cluster_sums import cluster_sums
from wijklab.stats.clusters.clustered import NAMES, ClusteredFit, fit_clustered, fit_sums

CAPITAL = 2


@pytest.fixture(scope="module")
def grunfeld(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "cases" / "grunfeld_plm.csv")


@pytest.fixture(scope="module")
def expected(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["grunfeld_few_clusters"]


@pytest.fixture(scope="module")
def fit(grunfeld: pd.DataFrame) -> ClusteredFit:
    return fit_clustered(*pooled(grunfeld))


def pooled(grunfeld: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    design = np.column_stack([np.ones(len(grunfeld)), grunfeld["value"], grunfeld["capital"]])
    return grunfeld["inv"].to_numpy(float), design, grunfeld["firm"].to_numpy()


def random_rows(seed: int, areas: int = 6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    cluster = np.sort(np.concatenate([np.arange(areas), chance.integers(0, areas, 60)]))
    design = np.column_stack([np.ones(cluster.size), cluster < areas // 2, chance.standard_normal(cluster.size)])
    return chance.standard_normal(areas)[cluster] + chance.standard_normal(cluster.size), design, cluster


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("CR0", "CR0"),
        ("CR1", "CR1"),
        ("CR1S", "CR1S_stata"),
        ("CR2", "CR2"),
        ("CR3", "CR3_clubSandwich=GEE_bias_reduced"),
        ("CV3", "CV3_summclust"),
        ("CRV3_pyfixest", "CRV3_pyfixest_default"),
    ],
)
def test_grunfeld_standard_errors(fit: ClusteredFit, expected: dict[str, Any], name: str, theirs: str) -> None:
    """clubSandwich, summclust, Stata's factor and pyfixest; closed forms, as many digits as the case gives (1e-9)."""
    assert fit.coefficients[CAPITAL] == pytest.approx(expected["beta_capital"], rel=1e-11)
    assert fit.covariance(name).errors[CAPITAL] == pytest.approx(expected["se"][theirs], rel=1e-9)


@pytest.mark.parametrize(
    ("name", "theirs"), [("CR1S", "CR1S_t9"), ("CR2", "CR2_Satterthwaite"), ("CR3", "CR3_Satterthwaite")]
)
def test_grunfeld_p_values(fit: ClusteredFit, expected: dict[str, Any], name: str, theirs: str) -> None:
    """Never z: t(9), or Satterthwaite's 2.86 degrees of freedom, which turn a z-test's .0066 into .132."""
    assert fit.covariance(name).p[CAPITAL] == pytest.approx(expected["p"][theirs], rel=1e-8)


def test_grunfeld_degrees_of_freedom(fit: ClusteredFit, expected: dict[str, Any]) -> None:
    assert fit.covariance("CR2").df[CAPITAL] == pytest.approx(expected["df_CR2_Satterthwaite"], rel=1e-8)
    assert fit.covariance("CR1").df.tolist() == [9, 9, 9]


def test_grunfeld_with_firm_effects(grunfeld: pd.DataFrame, expected: dict[str, Any]) -> None:
    """A dummy per firm makes 1 - H of each firm singular: CR2 by pseudo-inverse, as clubSandwich; fixest counts the
    dummies as one coefficient."""
    y, design, firm = pooled(grunfeld)
    dummies = (firm[:, None] == np.unique(firm)).astype(float)
    found = fit_clustered(y, np.hstack([design[:, 1:], dummies]), firm)
    figures = expected["firmFE"]
    club = found.covariance("CR2")
    assert found.coefficients[1] == pytest.approx(figures["capital"][0], rel=1e-9)
    assert found.covariance("CR1S", counted=3).errors[1] == pytest.approx(figures["capital"][1], rel=1e-9)
    assert (club.errors[1], club.df[1], club.p[1]) == pytest.approx(figures["CR2"], rel=1e-8)


def test_cv3_is_the_jackknife_over_clusters() -> None:
    """MacKinnon, Nielsen & Webb (2023): (G-1)/G times the squared changes when each cluster is left out in turn."""
    y, design, cluster = random_rows(1)
    left = np.array([np.linalg.lstsq(design[cluster != g], y[cluster != g])[0] for g in range(6)])
    found = fit_clustered(y, design, cluster)
    away = left - found.coefficients
    assert found.covariance("CV3").matrix == pytest.approx(away.T @ away * 5 / 6, rel=1e-9)


def test_cr2_on_means_is_welch() -> None:
    """One row per cluster: CR2 is HC2, the error of Welch; its df is Welch's where both variances are truly equal."""
    first, second = np.array([3.2, 4.1, 4.9]), np.array([1.0, 2.2, 1.4, 2.6])
    design = np.column_stack([np.ones(7), np.arange(7) < 3])
    found = fit_clustered(np.concatenate([first, second]), design, np.arange(7)).covariance("CR2")
    welch = stats.ttest_ind(first, second, equal_var=False)
    assert found.errors[1] == pytest.approx((first.mean() - second.mean()) / welch.statistic, rel=1e-12)
    assert found.df[1] == pytest.approx((1 / 3 + 1 / 4) ** 2 / (1 / 9 / 2 + 1 / 16 / 3), rel=1e-12)


def test_cr2_is_unbiased_where_errors_are_independent() -> None:
    """Its defining property (Bell & McCaffrey 2002): with independent errors its mean is the true variance, c'Mc."""
    y, design, cluster = random_rows(3)
    bread = np.linalg.inv(design.T @ design)
    draws = np.random.default_rng(4).standard_normal((400, len(y)))
    found = [fit_clustered(row, design, cluster).covariance("CR2").matrix[1, 1] for row in draws]
    assert np.mean(found) == pytest.approx(bread[1, 1], abs=4 * np.std(found) / 20)


@given(st.integers(0, 10_000), st.sampled_from(NAMES))
@settings(max_examples=30)
def test_row_order_and_cluster_names_change_nothing(seed: int, name: str) -> None:
    y, design, cluster = random_rows(seed)
    order = np.random.default_rng(seed).permutation(len(y))
    renamed = np.array([40, 7, 23, 1, 90, 11])[cluster]
    plain, other = fit_clustered(y, design, cluster), fit_clustered(y[order], design[order], renamed[order])
    assert other.covariance(name).matrix == pytest.approx(plain.covariance(name).matrix, rel=1e-8, abs=1e-12)


@given(st.integers(0, 10_000), st.floats(-1e3, 1e3), st.floats(0.01, 100))
@settings(max_examples=30)
def test_shift_and_scale_of_the_instrument(seed: int, shift: float, scale: float) -> None:
    """Slopes and errors take the scale, degrees of freedom and p stay."""
    y, design, cluster = random_rows(seed)
    plain, moved = (fit_clustered(each, design, cluster) for each in (y, shift + scale * y))
    before, after = plain.covariance("CR2"), moved.covariance("CR2")
    assert moved.coefficients[1:] == pytest.approx(
        scale * plain.coefficients[1:], rel=1e-6, abs=1e-8 * (1 + abs(shift))
    )
    assert after.errors == pytest.approx(scale * before.errors, rel=1e-6, abs=1e-9 * (1 + abs(shift)))
    assert after.df == pytest.approx(before.df)


def test_scale_of_a_covariate_changes_only_its_slope() -> None:
    y, design, cluster = random_rows(5)
    wide = design * np.array([1.0, 1.0, 1e6])
    plain, scaled = (fit_clustered(y, each, cluster).covariance("CR2") for each in (design, wide))
    assert scaled.errors * np.array([1, 1, 1e6]) == pytest.approx(plain.errors, rel=1e-8)
    assert scaled.df == pytest.approx(plain.df, rel=1e-7)


def test_a_column_that_depends_on_others_is_refused() -> None:
    y, design, cluster = random_rows(6)
    with pytest.raises(ValueError, match="depends on the others"):
        fit_clustered(y, np.column_stack([design, design[:, 1] * 2 - design[:, 0]]), cluster)


def test_one_cluster_is_refused() -> None:
    y, design, _ = random_rows(6)
    with pytest.raises(ValueError, match="one cluster"):
        fit_clustered(y, design[:, [0, 2]], np.zeros(len(y), dtype=int))


def test_another_name_is_refused() -> None:
    y, design, cluster = random_rows(6)
    with pytest.raises(KeyError, match="HC1"):
        fit_sums(cluster_sums(y, design, cluster)).covariance("HC1")


def test_nist_longley() -> None:
    """NIST StRD, Longley: 16 years, 7 coefficients, ill-conditioned on purpose; certified values, 1e-10."""
    longley = sm.datasets.longley.load_pandas()
    design = np.column_stack([np.ones(16), longley.exog])
    fit = fit_clustered(longley.endog.to_numpy(), design, np.arange(16) % 4)
    assert fit.coefficients[[0, 1, 6]] == pytest.approx(
        [-3482258.63459582, 15.0618722713733, 1829.15146461355], rel=1e-10
    )
    assert fit.covariance("iid").errors[[0, 1, 6]] == pytest.approx(
        [890420.383607373, 84.9149257747669, 455.478499142212], rel=1e-10
    )


@pytest.mark.parametrize(("shift", "rel"), [(1e6, 1e-8), (1e9, 1e-5)])
@pytest.mark.parametrize("name", NAMES)
def test_scores_far_from_nought_keep_their_digits(name: str, shift: float, rel: float) -> None:
    """In y and in a covariate; what is lost is what the numbers themselves no longer hold (1e9: seven digits)."""
    y, design, cluster = random_rows(8)
    plain = fit_clustered(y, design, cluster).covariance(name)
    far = fit_clustered(y + shift, design + np.array([0, 0, shift]), cluster).covariance(name)
    assert far.errors[1:] == pytest.approx(plain.errors[1:], rel=rel)
    assert far.df[1:] == pytest.approx(plain.df[1:], rel=rel)


def test_satterthwaite_is_that_of_all_rows() -> None:
    """Pustejovsky & Tipton (2018), by matrices of n by n, with a dummy for each cluster and years far from nought."""
    y, design, cluster = random_rows(9)
    design = np.column_stack([2015.0 + np.arange(y.size) % 5, cluster[:, None] == np.arange(6)])
    inverse = np.linalg.pinv(design)
    left, powers = np.eye(y.size) - design @ inverse, np.zeros((y.size, y.size))
    for g in range(6):
        here = np.ix_(cluster == g, cluster == g)
        values, vectors = np.linalg.eigh(left[here])
        powers[here] = (vectors * np.where(values > 1e-8, np.maximum(values, 1e-8) ** -0.5, 0.0)) @ vectors.T
    each = [left[:, cluster == g] @ (powers @ inverse[0] * (cluster == g))[cluster == g] for g in range(6)]
    spread = np.array(each) @ np.array(each).T
    found = fit_clustered(y, design, cluster).covariance("CR2")
    assert found.df[0] == pytest.approx(np.trace(spread) ** 2 / (spread**2).sum(), rel=1e-8)
    assert found.errors[0] == pytest.approx(np.linalg.norm(np.array(each) @ y), rel=1e-8)


@pytest.mark.parametrize("level", [0.0, 0.1, 1e6 + 0.1])
@pytest.mark.parametrize("name", NAMES)
def test_no_spread_has_no_p(name: str, level: float) -> None:
    """Rounding is no spread: a constant once had p 6e-63."""
    y, design, cluster = random_rows(1)
    found = fit_clustered(np.full(y.size, level), design, cluster).covariance(name)
    assert (found.errors == 0).all()
    assert np.isnan(found.p).all()


def test_what_cannot_be_fitted_is_refused() -> None:
    y, design, cluster = random_rows(1)
    with pytest.raises(ValueError, match="no more rows than columns"):
        fit_clustered(y[:3], design[:3] + np.eye(3), np.arange(3))
    with pytest.raises(ValueError, match="not finite"):
        fit_clustered(np.where(np.arange(y.size) == 3, np.nan, y), design, cluster)
