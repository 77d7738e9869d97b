"""The wild cluster bootstrap: Grunfeld against fwildclusterboot's full enumeration, and what it may never do."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijklab.stats.clusters.cluster_sums import ClusterSums, cluster_sums
from wijklab.stats.clusters.clustered import fit_clustered
from wijklab.stats.clusters.wild import DRAWS, wild_bootstrap


@pytest.mark.parametrize("clusters", [4, 5, 6, 7, 8, 10])
def test_grunfeld(shared: Path, clusters: int) -> None:
    """All 2^G Rademacher draws on the first firms: p with > (ties lost) and with >= (ties counted), exact shares."""
    rows = pd.read_csv(shared / "cases" / "grunfeld_plm.csv").query(f"firm <= {clusters}")
    expected = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["grunfeld_few_clusters"]
    design = np.column_stack([np.ones(len(rows)), rows["value"], rows["capital"]])
    found = wild_bootstrap(cluster_sums(rows["inv"].to_numpy(float), design, rows["firm"].to_numpy()), 2)
    assert [found.p_strict, found.p] == expected["WCR_rademacher_enum"][f"G{clusters}"]
    assert (found.draws, found.exact, found.p_floor) == (2**clusters, True, 2 / 2**clusters)


def rows(seed: int, clusters: int, effect: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), 5)
    treated = (cluster % 2 == 0).astype(float)
    y = effect * treated + chance.standard_normal(clusters)[cluster] + chance.standard_normal(cluster.size)
    return y, np.column_stack([np.ones(cluster.size), treated]), cluster


def test_it_is_what_one_would_do_with_rows() -> None:
    """From sums, against the same by hand: refit on restricted residuals with their signs dealt out, t of each."""
    y, design, cluster = rows(1, 5, effect=1.0)
    held = y.mean()
    statistics = []
    for signs in product([1.0, -1.0], repeat=5):
        fit = fit_clustered(held + np.array(signs)[cluster] * (y - held), design, cluster)
        statistics.append(abs(fit.coefficients[1]) / fit.covariance("CR0").errors[1])
    found = wild_bootstrap(cluster_sums(y, design, cluster), 1)
    assert found.p == np.mean(np.array(statistics) >= statistics[0] * (1 - 1e-9))


@given(st.integers(0, 100_000), st.integers(3, 9), st.floats(0, 50))
@settings(max_examples=40)
def test_p_never_lies_below_its_floor(seed: int, clusters: int, effect: float) -> None:
    found = wild_bootstrap(cluster_sums(*rows(seed, clusters, effect)), 1)
    assert found.p_floor <= found.p <= 1
    assert found.p >= found.p_strict + found.p_floor - 1e-12


@given(st.integers(0, 100_000), st.floats(-100, 100), st.floats(0.01, 100))
@settings(max_examples=30)
def test_shift_scale_and_order_change_no_p(seed: int, shift: float, scale: float) -> None:
    y, design, cluster = rows(seed, 6, effect=0.7)
    order = np.random.default_rng(seed).permutation(len(y))
    plain = wild_bootstrap(cluster_sums(y, design, cluster), 1)
    moved = wild_bootstrap(cluster_sums((shift + scale * y)[order], design[order], cluster[order]), 1)
    assert moved.p == plain.p


def test_a_value_other_than_nought_is_a_shift() -> None:
    y, design, cluster = rows(2, 6, effect=2.0)
    lowered = wild_bootstrap(cluster_sums(y - 2.0 * design[:, 1], design, cluster), 1)
    assert wild_bootstrap(cluster_sums(y, design, cluster), 1, value=2.0).p == lowered.p


def test_above_twelve_clusters_it_is_drawn() -> None:
    sums = cluster_sums(*rows(3, 14))
    found = wild_bootstrap(sums, 1, chance=np.random.default_rng(1))
    assert (found.draws, found.exact, found.p_floor) == (DRAWS + 1, False, 1 / (DRAWS + 1))
    with pytest.raises(ValueError, match="give a Generator"):
        wild_bootstrap(sums, 1)


def test_no_spread_at_all_is_no_finding() -> None:
    """All neighbours alike: every draw without any spread counts as a tie."""
    y, design, cluster = rows(4, 4)
    found = wild_bootstrap(cluster_sums(np.zeros_like(y), design, cluster), 1)
    assert isinstance(cluster_sums(y, design, cluster), ClusterSums)
    assert found.p == 1.0


def test_a_constant_is_no_finding_whatever_its_rounding() -> None:
    y, design, cluster = rows(4, 6)
    for level in (0.1, 1e6 + 0.1):
        assert wild_bootstrap(cluster_sums(np.full(y.size, level), design, cluster), 1).p == 1.0


def test_columns_that_depend_on_each_other_are_refused() -> None:
    y, design, cluster = rows(4, 6)
    with pytest.raises(ValueError, match="depends on the others"):
        wild_bootstrap(cluster_sums(y, np.column_stack([design, design[:, 1] * 2]), cluster), 1)
