"""Movement between levels: against R on cav, closed forms, and tables with holes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijklab.stats.transitions import bowker, row_shares, stuart_maxwell, transition_counts, transitions_by_area


@pytest.fixture(scope="module")
def cav(shared: Path) -> np.ndarray:
    """R msm, cav: consecutive states 1 to 3 of heart-transplant patients."""
    rows = pd.read_csv(shared / "cases" / "cav.csv")
    steps = rows.assign(later=rows.groupby("PTNUM")["state"].shift(-1)).dropna(subset=["later"])
    return transition_counts(steps["state"].to_numpy(), steps["later"].to_numpy(dtype=int), 4)[:3, :3]


def test_cav_against_r(cav: np.ndarray, shared: Path) -> None:
    """Closed forms to 1e-8; Stuart-Maxwell is given to ten digits only."""
    figures = json.loads((shared / "cases" / "expected.json").read_text("utf-8"))["cav_transitions"]
    symmetric, marginal = bowker(cav), stuart_maxwell(cav)
    assert (symmetric.statistic, symmetric.df) == pytest.approx(figures["square3_bowker"], rel=1e-8)
    assert (marginal.statistic, marginal.df) == pytest.approx(figures["square3_stuart_maxwell"], rel=1e-8)
    assert row_shares(cav) == pytest.approx(np.array(figures["row_probs3"]), rel=1e-8)


def test_two_levels_are_mcnemar() -> None:
    """(b - c)^2 / (b + c), one degree of freedom (McNemar 1947), in both tests."""
    table = np.array([[40, 21], [9, 30]])
    for test in (bowker, stuart_maxwell):
        found = test(table)
        assert (found.statistic, found.df) == (pytest.approx((21 - 9) ** 2 / 30, rel=1e-12), 1)
        assert found.p == pytest.approx(0.0284597369, rel=1e-8)


@pytest.mark.parametrize(
    ("table", "pairs", "rank"),
    [
        ([[5, 3, 0], [2, 5, 0], [0, 0, 9]], 1, 1),  # nobody left or reached the third level
        ([[5, 3, 0], [2, 5, 4], [0, 1, 9]], 2, 2),  # nobody between the first and the third
        ([[5, 3, 0, 0], [2, 5, 0, 0], [0, 0, 5, 4], [0, 0, 1, 5]], 2, 2),  # two pairs, closed to each other
        ([[5, 0], [0, 7]], 0, 0),
    ],
)
def test_empty_pairs_take_no_degree_of_freedom(table: list[list[int]], pairs: int, rank: int) -> None:
    assert bowker(np.array(table)).df == pairs
    assert stuart_maxwell(np.array(table)).df == rank


def test_nobody_moved_and_no_p_is_made_up() -> None:
    found = stuart_maxwell(np.diag([3, 4, 5]))
    assert (found.statistic, found.df, found.p) == (0.0, 0, None)


def test_a_symmetric_table_has_statistic_nought() -> None:
    table = np.array([[5, 3, 2], [3, 6, 4], [2, 4, 7]])
    assert bowker(table).statistic == 0
    assert stuart_maxwell(table).statistic == pytest.approx(0)


def test_areas_add_up_to_the_whole() -> None:
    chance = np.random.default_rng(1)
    before, after, area = chance.integers(1, 7, 300), chance.integers(1, 7, 300), chance.integers(0, 5, 300)
    by_area = transitions_by_area(before, after, area, 5, 6)
    assert (by_area.sum(axis=0) == transition_counts(before, after, 6)).all()
    assert by_area.sum(axis=(1, 2)).tolist() == np.bincount(area).tolist()


def test_a_row_without_people_has_no_shares() -> None:
    shares = row_shares(np.array([[1, 3], [0, 0]]))
    assert shares[0].tolist() == [0.25, 0.75]
    assert np.isnan(shares[1]).all()
