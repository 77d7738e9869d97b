"""The tests behind the page, for who wants to check them: their statistics, degrees of freedom, and p where it may.

Bowker's and Stuart and Maxwell's tests take neighbours as independent, so that they find change too often: they get no
p. So do the tests of proportional odds, but there finding too much leads to a richer model only: their p is the rule.
"""

from __future__ import annotations

from typing import Final

from wijklab.analyses.ladder.same_start import Modelled
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.transitions import Ints, bowker, stuart_maxwell

SYMMETRY: Final = {"stuart_maxwell": stuart_maxwell, "bowker": bowker}
COLUMNS: Final = ("statistic", "df", "p_people")
_LEAST_P: Final = 0.01


def symmetry_quantities(moves: dict[str, Ints]) -> list[Quantity]:
    """Both statistics for the table of each arm. They are made of who moved, so they are hidden with who moved."""
    return [quantity for name in SYMMETRY for arm, table in moves.items() for quantity in _symmetry(name, arm, table)]


def _symmetry(name: str, arm: str, table: Ints) -> list[Quantity]:
    found = SYMMETRY[name](table)
    hides = tuple(f"ladder.{way}.{arm}" for way in ("up", "down"))
    return _test_quantities(f"{name}.{arm}", found.statistic, found.df, int(table.sum()), hides)


def odds_test_quantities(modelled: Modelled | None) -> list[Quantity]:
    """Likelihood-ratio tests of proportional odds, for the arm and for the level before, with p."""
    if modelled is None:
        return []
    people = modelled.people(*modelled.arms)
    quantities = []
    for name, test in modelled.found.form.tests.items():
        quantities += _test_quantities(f"odds_test.{name}", test.statistic, test.df, people, ())
        quantities.append(
            Quantity(
                f"ladder.p_people.odds_test.{name}",
                max(test.p, _LEAST_P),
                "index",
                "people",
                people,
                bound="less_than" if test.p < _LEAST_P else "exactly",
                method="chi_square_people_as_independent",
            )
        )
    return quantities


def _test_quantities(id: str, statistic: float, df: int, people: int, hides: tuple[str, ...]) -> list[Quantity]:
    method = f"chi_square_df{df}_people_as_independent"
    return [
        Quantity(f"ladder.statistic.{id}", statistic, "ratio", "people", people, method=method, rests_on=hides),
        Quantity(f"ladder.df.{id}", float(df), "count", "design", method=method),
    ]


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
