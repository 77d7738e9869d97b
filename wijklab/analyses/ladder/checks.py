"""The tests behind the page, for who wants to check them: their statistics, degrees of freedom, and p where it may.

Bowker's and Stuart and Maxwell's tests take neighbours as independent, so that they find change too often: they get no
p. So do the tests of proportional odds, but there finding too much leads to a richer model only: their p is the rule.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wijklab.analyses.ladder.directions import moved_ids
from wijklab.analyses.ladder.same_start import Modelled
from wijklab.contract.answers import Bound, Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.vocabulary import LADDER_LEVELS
from wijklab.disclosure.gates import hidden
from wijklab.stats.ordinal.assumptions import LikelihoodRatio
from wijklab.stats.transitions import Ints, bowker, stuart_maxwell

SYMMETRY: Final = {"stuart_maxwell": stuart_maxwell, "bowker": bowker}
_LEVELS: Final = len(LADDER_LEVELS)
FREEDOM: Final = {"stuart_maxwell": _LEVELS - 1, "bowker": _LEVELS * (_LEVELS - 1) // 2}
"""Degrees of freedom by the size of the table, as `mcnemar.test` of R has them: to count only the pairs between which
somebody moved would tell between which nobody did."""

COLUMNS: Final = ("statistic", "df", "p_people")
_LEAST_P: Final = 0.01
_METHOD: Final = "chi_square_people_as_independent"


def symmetry_quantities(moves: dict[str, Ints]) -> list[Quantity]:
    """Both statistics for the table of each arm. They are made of who moved, so they are hidden with who moved."""
    return [quantity for name in SYMMETRY for arm, table in moves.items() for quantity in _symmetry(name, arm, table)]


def _symmetry(name: str, arm: str, table: Ints) -> list[Quantity]:
    found = SYMMETRY[name](table)
    return [
        _statistic(f"{name}.{arm}", found.statistic, int(table.sum()), moved_ids(arm)),
        Quantity(f"ladder.df.{name}.{arm}", float(FREEDOM[name]), "count", "design", method=_METHOD),
    ]


def odds_test_quantities(modelled: Modelled | None, threshold: int) -> list[Quantity]:
    """Likelihood-ratio tests of proportional odds, for the arm and for the level before, with p.

    Their degrees of freedom count the levels on which anybody stands: they are hidden with the statistic, which tells
    them beside p, where a level holds fewer people than the threshold in all arms together.
    """
    if modelled is None:
        return []
    told = _fewest_on_a_level(modelled) >= threshold
    tests = modelled.found.form.tests.items()
    return [quantity for name, test in tests for quantity in _odds_test(name, test, modelled, told)]


def _odds_test(name: str, test: LikelihoodRatio, modelled: Modelled, told: bool) -> list[Quantity]:
    id, people = f"odds_test.{name}", modelled.people(*modelled.arms)
    found = _statistic(id, test.statistic, people, moved_ids(*modelled.arms))
    bound: Bound = "less_than" if test.p < _LEAST_P else "exactly"
    p = Quantity(f"ladder.p_people.{id}", max(test.p, _LEAST_P), "index", "people", people, bound=bound, method=_METHOD)
    df = Quantity(f"ladder.df.{id}", float(test.df), "count", "people", people, method=_METHOD, rests_on=(found.id,))
    shown = found if told else hidden(found, "suppressed_secondary")
    return [shown, df, replace(p, rests_on=found.rests_on)]


def _fewest_on_a_level(modelled: Modelled) -> int:
    panel = modelled.panel
    return min(int((level == on).sum()) for level in (panel.before, panel.after) for on in LADDER_LEVELS)


def _statistic(id: str, statistic: float, people: int, rests_on: tuple[str, ...]) -> Quantity:
    return Quantity(f"ladder.statistic.{id}", statistic, "ratio", "people", people, method=_METHOD, rests_on=rests_on)


def checks_exhibit(moves: dict[str, Ints], modelled: Modelled | None) -> Exhibit:
    """All of them in one table, with a sentence on what they may not be used for."""
    rows = [Row(Label(name, arm), (*_cells(f"{name}.{arm}"), None)) for name in SYMMETRY for arm in moves]
    for name in modelled.found.form.tests if modelled else ():
        id = f"odds_test.{name}"
        rows.append(Row(Label("odds_test", name), (*_cells(id), f"ladder.p_people.{id}")))
    columns = tuple(Label("measure", name) for name in COLUMNS)
    return Exhibit("ladder-tests", "values", columns, tuple(rows), (Finding("ladder.finding.tests"),))


def _cells(id: str) -> tuple[str, str]:
    return f"ladder.statistic.{id}", f"ladder.df.{id}"
