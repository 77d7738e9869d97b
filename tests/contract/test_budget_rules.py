"""An area budget that cannot be, refused with its rows and what to do; and what is worth knowing of one that can."""

from __future__ import annotations

import pytest
from deliveries import delivery, good_study, raw_table

from wijklab.contract.check import check_tables, examine
from wijklab.errors import Problem

BUDGET = (
    "outcomes:\n",
    "outcomes:\n  budget: {area: WK999901, first_year: 2018, last_year: 2021, amount_eur: 1000, price_index: cpi, "
    "source: Verzonnen}\n",
)
HEADER = "wijkcode;jaar;voorziening;kostensoort;bedrag;mensen;bron\n"
SPENT = HEADER + "WK999901;2018;individueel;begeleiding;900;20;x\nWK999901;2019;collectief;dagbesteding;50;;x\n"
INDEX = "index;jaar;waarde;gepubliceerd;bron\n" + "".join(
    f"cpi;{y};{y - 1918};2024-01-01;x\n" for y in range(2018, 2022)
)


def problems(spent: str = SPENT, index: str | None = INDEX, study: tuple[str, str] = BUDGET) -> list[Problem]:
    tables = [*delivery(), raw_table("wijkuitgaven", spent)]
    if index is not None:
        tables.append(raw_table("prijsindex", index))
    found = examine(good_study(study), tables).problems
    return [problem for problem in found if problem.where in ("wijkuitgaven.csv", "prijsindex.csv")]


def test_a_good_budget_is_taken_in() -> None:
    assert problems() == []
    tables = [*delivery(), raw_table("wijkuitgaven", SPENT), raw_table("prijsindex", INDEX)]
    assert check_tables(good_study(BUDGET), tables)["area_spending"]["people"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("row", "column", "what", "todo", "rows"),
    [
        (
            "WK999901;2022;collectief;begeleiding;5;;x",
            "jaar",
            "lies outside the term of the budget, 2018 to 2021",
            "correct the year, or the term under outcomes.budget",
            (4,),
        ),
        (
            "WK999901;2019;individueel;begeleiding;5;0;x",
            "mensen",
            "is 0, but money went to individual help",
            "correct the number, leave it empty where it is unknown, or call it collective",
            (4,),
        ),
        (
            "WK999977;2019;collectief;begeleiding;5;;x",
            "wijkcode",
            "is an unknown neighbourhood",
            "add it to the table neighbourhoods, or correct the code",
            (4,),
        ),
        ("WK999901;2019;collectief;begeleiding;-5;;x", "bedrag", "is less than 0", "", (4,)),
        ("WK999901;2019;collectief;begeleiding;5;-1;x", "mensen", "is less than 0", "", (4,)),
        ("WK999901;2019;samen;begeleiding;5;;x", "voorziening", "is not one of the choices", "", (4,)),
        ("WK999901;2019;collectief;begeleiding;5;;", "bron", "is empty, but must be filled", "", (4,)),
        (
            "WK999901;2018;individueel;begeleiding;5;20;x",
            "wijkcode",
            "has the same neighbourhood + year + provision + category as another row",
            "",
            (2, 4),
        ),
    ],
)
def test_a_wrong_row_is_refused(row: str, column: str, what: str, todo: str, rows: tuple[int, ...]) -> None:
    (problem,) = problems(f"{SPENT}{row}\n")
    assert (problem.severity, problem.column, problem.what, problem.rows) == ("refusal", column, what, rows)
    assert problem.todo == todo if todo else problem.todo


@pytest.mark.parametrize(
    ("spent", "index", "what"),
    [
        (
            SPENT,
            None,
            "is indexed by cpi, of which the table price_index has no 2018, 2019",
        ),
        (
            SPENT,
            INDEX.replace("cpi;2019", "cpi;2017"),
            "is indexed by cpi, of which the table price_index has no 2019",
        ),
        (
            SPENT.replace("WK999901", "WK999902"),
            INDEX,
            "holds no row of WK999901, the area of outcomes.budget",
        ),
    ],
    ids=["no index", "an index without a year", "another area"],
)
def test_a_budget_that_cannot_be_followed_is_refused(spent: str, index: str | None, what: str) -> None:
    (problem,) = problems(spent, index)
    assert (problem.severity, problem.what, problem.rows) == ("refusal", what, ())
    assert problem.todo


@pytest.mark.parametrize(
    ("spent", "index", "what", "rows"),
    [
        (
            SPENT + "WK999901;2021;collectief;dagbesteding;50;;x\n",
            INDEX,
            "holds no row of WK999901 for 2020: taken as not known, not as 0 euro",
            (),
        ),
        (
            SPENT,
            INDEX.replace("cpi;2021", "cpi;2017"),
            "has no cpi for 2021: the last level stands in for it",
            (),
        ),
        (
            SPENT.replace("900;20", "900;"),
            INDEX,
            "does not tell how many people had individual help: its amount is hidden, it could be that of a few",
            (2,),
        ),
    ],
    ids=["a year in between", "a year to come without index", "nobody counted"],
)
def test_worth_knowing(spent: str, index: str, what: str, rows: tuple[int, ...]) -> None:
    (problem,) = problems(spent, index)
    assert (problem.severity, problem.what, problem.rows) == ("notice", what, rows)


def test_a_price_level_told_twice_is_told_once() -> None:
    """Not also as a year that the index does not have."""
    (problem,) = problems(SPENT, INDEX + "cpi;2018;101;2024-01-01;x\n")
    assert (problem.where, problem.what) == ("prijsindex.csv", "has the same index + year as another row")


def test_an_index_with_another_name_may_be_a_slip_of_the_pen() -> None:
    (problem,) = problems(SPENT, INDEX.replace("cpi", "cbi"))
    assert "correct the name in the study" in problem.todo


def test_without_a_budget_its_table_is_nobody_s_business() -> None:
    study = ("outcomes:\n", "outcomes:\n")
    assert problems(SPENT + "WK999901;2030;collectief;dagbesteding;50;;x\n", None, study) == []


def test_the_first_year_may_not_come_after_the_last() -> None:
    with pytest.raises(ValueError, match="first_year must not come after last_year"):
        good_study((BUDGET[0], BUDGET[1].replace("first_year: 2018", "first_year: 2022")))
