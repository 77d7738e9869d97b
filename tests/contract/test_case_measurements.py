"""Many measurements of one case: whose they are, on which side of the start, and whether a lot could have chosen it."""

from __future__ import annotations

import pytest
from deliveries import delivery, good_study

from wijklab.contract.check import examine
from wijklab.contract.intake import PEOPLE

MEASUREMENTS = "casus;datum;fase;welbevinden\n"
GOOD = "c1;2020-01-01;voor;4\nc1;2020-02-01;voor;5\nc1;2020-03-01;na;6\nc1;2020-04-01;na;7,5\n"
CASES = (
    "casus;titel;wil;kan;nodig;welbevinden_voor;welbevinden_kort;welbevinden_lang;toestemming;bron;"
    "start_geloot;start_vroegst;start_laatst\n"
)


def case(drawn: str = "", first: str = "", last: str = "") -> str:
    return f"{CASES}c1;De fiets;w;k;n;3;9;9;ja;bron;{drawn};{first};{last}\n"


def told(measurements: str, cases: str | None = None) -> list[tuple[str, str, tuple[int, ...]]]:
    raws = delivery(casussen=cases or case(), casusmetingen=MEASUREMENTS + measurements)
    return [(p.column, p.what, p.rows) for p in examine(good_study(), raws).problems if p.severity == "refusal"]


def test_a_good_table_passes_and_reads_dutch_phases() -> None:
    raws = delivery(casussen=case(), casusmetingen=MEASUREMENTS + GOOD)
    tables = examine(good_study(), raws).tables
    assert tables is not None
    assert tables["case_measurements"]["phase"].tolist() == ["before", "before", "after", "after"]
    assert tables["case_measurements"]["score"].tolist() == [4, 5, 6, 7.5]


@pytest.mark.parametrize(
    ("old", "new", "column", "what", "rows"),
    [
        ("c1;2020-04", "c2;2020-04", "casus", "does not stand in the table cases", (5,)),
        ("na;6", "na;11", "welbevinden", "is outside 1 to 10", (4,)),
        ("na;6", "na;0", "welbevinden", "is outside 1 to 10", (4,)),
        ("na;6", "tijdens;6", "fase", "is not one of the choices", (4,)),
        ("2020-04-01", "1 april", "datum", "is not a date", (5,)),
        ("2020-02-01", "2020-01-01", "casus", "has the same case + date as another row", (2, 3)),
        (
            "2020-03-01",
            "2020-01-15",
            "datum",
            "is after the start, but lies before a measurement that is before it",
            (4,),
        ),
        ("2020-04-01", "2024-12-01", "datum", "lies after the cutoff, 2024-06-30", (5,)),
    ],
)
def test_a_wrong_row_is_refused(old: str, new: str, column: str, what: str, rows: tuple[int, ...]) -> None:
    assert told(GOOD.replace(old, new)) == [(column, what, rows)]


@pytest.mark.parametrize(
    ("first", "last", "what"),
    [
        ("2020-02-01", "2020-04-01", None),
        ("2020-03-01", "2020-03-01", None),
        ("", "2020-04-01", "is yes, but the window of the lot is not there"),
        ("2020-04-01", "2020-02-01", "is yes, but the window of the lot is not there"),
        (
            "2020-04-01",
            "2020-06-01",
            "is yes, but the first measurement after the start lies outside the window of the lot",
        ),
    ],
)
def test_a_drawn_start_lies_in_its_window(first: str, last: str, what: str | None) -> None:
    expected = [("start_geloot", what, (2,))] if what else []
    assert told(GOOD, case("ja", first, last)) == expected


@pytest.mark.parametrize("measurements", ["c1;2020-01-01;voor;4\n", "c1;2020-01-01;na;4\n"])
@pytest.mark.parametrize("drawn", [("ja", "2020-01-01", "2020-05-01"), ("", "", "")])
def test_measurements_of_one_phase_only_are_no_fault(measurements: str, drawn: tuple[str, str, str]) -> None:
    assert told(measurements, case(*drawn)) == []


def test_a_window_without_a_lot_is_no_matter() -> None:
    assert told(GOOD, case("nee", "2021-01-01", "")) == []


def test_a_missing_score_is_not_refused() -> None:
    assert told(GOOD.replace("na;6", "na;")) == []


def test_measurements_of_no_table_of_cases_are_refused() -> None:
    raws = delivery(casusmetingen=MEASUREMENTS + GOOD)
    assert "needs the table cases, which was not delivered" in {p.what for p in examine(good_study(), raws).problems}


def test_measurements_of_a_case_that_is_left_out_go_with_it() -> None:
    study = good_study(("data:\n", "data:\n  refused_rows: leave_out\n"))
    wrong = case() + "c2;Twee;w;k;n;3;9;11;ja;bron;;;\n"
    raws = delivery(casussen=wrong, casusmetingen=MEASUREMENTS + GOOD + "c2;2020-01-01;voor;4\n")
    tables = examine(study, raws).tables
    assert tables is not None
    assert set(tables["case_measurements"]["case"]) == {"c1"}


def test_a_name_stops_at_the_door() -> None:
    raws = delivery(casussen=case(), casusmetingen="naam;" + MEASUREMENTS + "".join(f"Jan;{r}\n" for r in GOOD.split()))
    assert "case_measurements" in PEOPLE
    assert "looks like a person's name" in {problem.what for problem in examine(good_study(), raws).problems}
