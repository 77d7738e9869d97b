"""Costs of cases: an amount or a price, a range in order, a chance that plays a part, one cost under one code."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analyses.factories import ask, table
from wijklab.contract.check import Examined, examine
from wijklab.contract.tables import RawTable

CASES = table(
    "case title wants can needs wellbeing_before wellbeing_short wellbeing_long consent source",
    [(id, "Casus", "w", "k", "n", "4", "5", "6", "yes", "bron") for id in ("a", "b")],
)
PRICES = table("code unit amount_eur price_year source licence", [("uur", "uur", "60", "2023", "bron", "vrij")])
USUAL = {
    "case": "a",
    "what": "avoided",
    "description": "hulp",
    "amount_eur": "100",
    "probability": "0.5",
    "years": "1",
    "bearer": "municipality",
    "price_year": "2023",
    "source": "bron",
}


def checked(*rows: dict[str, str]) -> Examined:
    """Those rows of `case_costs`, each as usual but for what is given; a file begins its rows at 2."""
    full = [USUAL | {"description": f"hulp {i}"} | row for i, row in enumerate(rows)]
    names = list(dict.fromkeys(name for row in full for name in row))
    costs = pd.DataFrame([[row.get(name, "") for name in names] for row in full], columns=names, dtype=object)
    tables = {"cases": CASES, "prices": PRICES, "case_costs": costs}
    study = ask({"proeftuin": 1, "traditional": 1}, outcomes={}, notebooks=["cases"], economics={"price_year": 2023})
    raw = [
        RawTable(name, f"{name}.csv", frame.astype(object), tuple(range(2, len(frame) + 2)))
        for name, frame in tables.items()
    ]
    return examine(study, raw)


@pytest.mark.parametrize(
    ("row", "column", "what", "todo"),
    [
        ({"price": "uur"}, "price", "stands beside an amount of its own", "one of the two"),
        ({"amount_eur": ""}, "amount_eur", "is empty, and there is no price code", "bedrag or prijscode"),
        ({"amount_eur": "", "price": "dag"}, "price", "does not stand in the table prices", "add it to prices"),
        ({"amount_eur": "-1"}, "amount_eur", "is less than 0", ""),
        ({"probability": "40"}, "probability", "is outside 0 to 1", "such as 0.4 for 40 %"),
        ({"bearer": "bank"}, "bearer", "is not one of", ""),
        ({"amount_low": "101"}, "amount_low", "is above the value that it is the lowest of", "in order"),
        ({"amount_high": "99"}, "amount_high", "is below the value that it is the highest of", "in order"),
        (
            {"amount_eur": "", "price": "uur", "amount_low": "61", "price_year": ""},
            "amount_low",
            "is above",
            "in order",
        ),
        ({"probability_low": "0.6"}, "probability_low", "is above the value", "kans_laag, kans and kans_hoog"),
        ({"probability_high": "0.4"}, "probability_high", "is below the value", "kans_laag, kans and kans_hoog"),
        (
            {"probability": "", "probability_low": "0.9", "probability_high": "0.4"},
            "probability_low",
            "is above the value",
            "in order",
        ),
        ({"probability": "", "probability_low": "0.2"}, "probability_low", "without its other end", "or both ends"),
    ],
)
def test_what_cannot_be_is_refused_with_row_and_remedy(row: dict[str, str], column: str, what: str, todo: str) -> None:
    problems = [problem for problem in checked({}, row).problems if problem.severity == "refusal"]
    (problem,) = [problem for problem in problems if what in problem.what]
    assert (problem.column, problem.rows) == (column, (3,))
    assert todo in problem.todo
    assert len(problems) == 1


@pytest.mark.parametrize(
    "row",
    [
        {"amount_eur": "", "price": "uur", "price_year": ""},
        {"amount_low": "80", "amount_high": "100"},
        {"amount_low": "80"},
        {"probability": "", "probability_low": "0.2", "probability_high": "0.4"},
        {"probability_low": "0.5", "probability_high": "0.5"},
        {"amount_eur": "", "price": "uur", "price_year": "", "amount_low": "50", "amount_high": "70"},
    ],
)
def test_what_can_be_is_accepted(row: dict[str, str]) -> None:
    assert not checked({}, row).problems


def test_one_cost_of_two_cases_under_one_code() -> None:
    assert not checked({"once": "oprit"}, {"case": "b", "once": "oprit"}).problems


@pytest.mark.parametrize(
    ("column", "other", "dutch"),
    [
        ("amount_eur", "200", "bedrag"),
        ("bearer", "state", "betaler"),
        ("bearer", "", "betaler"),
        ("what", "cost", "soort"),
        ("probability", "0.4", "kans"),
        ("years", "2", "jaren"),
    ],
)
def test_rows_under_one_code_that_differ_are_refused(column: str, other: str, dutch: str) -> None:
    """Both rows: nobody can tell which of them counts."""
    found = checked({"once": "oprit"}, {"case": "b", "once": "oprit", column: other}).problems
    (problem,) = [problem for problem in found if problem.severity == "refusal"]
    assert problem.what == f"is the code of rows that are not the same cost: {dutch} differs"
    assert (problem.column, problem.rows) == ("once", (2, 3))


def test_one_code_twice_in_one_case_is_refused() -> None:
    (problem,) = checked({"once": "oprit"}, {"once": "oprit"}).problems
    assert (problem.what, problem.rows) == ("stands twice in one case", (2, 3))


def test_a_refused_cell_is_not_told_of_again() -> None:
    (problem,) = checked({"once": "oprit"}, {"case": "b", "once": "oprit", "amount_eur": "veel"}).problems
    assert problem.column == "amount_eur"


def test_the_chance_of_what_was_spent_is_worth_knowing_only() -> None:
    found = checked({"what": "cost", "probability": "0.5"})
    (notice,) = found.problems
    assert (notice.severity, notice.rows) == ("notice", (2,))
    assert found.tables is not None
