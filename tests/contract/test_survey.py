"""The yearly survey and starts of their own: what is taken in, what is refused, and where it is said."""

from __future__ import annotations

import datetime as dt

import pytest
from deliveries import delivery, good_study, raw_table
from pydantic import ValidationError

from wijklab.contract.check import check_tables, examine
from wijklab.contract.intake import refuse_personal_data
from wijklab.contract.tables import RawTable

HEADER = "respondent;wijkcode;datum;instrument;cijfer\n"
GOOD = HEADER + "e1;WK999901;2016-05-01;rapportcijfer;7\ne2;WK999905;2016-05-02;rapportcijfer;\n"
OWN_START = ("    start: 2018-01-01", "    start: 2018-01-01\n    starts: {WK999902: 2019-01-01}")


def refused(text: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """Column, fault and rows of every refusal in a delivery with that survey."""
    problems = examine(good_study(), [*delivery(), raw_table("enquete", text)]).problems
    return [(p.column, p.what, p.rows) for p in problems if p.severity == "refusal" and p.where == "enquete.csv"]


def test_an_answer_needs_no_resident_and_may_lack_its_score() -> None:
    tables = check_tables(good_study(), [*delivery(), raw_table("enquete", GOOD)])
    assert tables["survey"]["score"].isna().tolist() == [False, True]
    assert tables["survey"]["score_missing"].tolist()[1] == "not_given"


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("e3;WK999901;2016-05-01;rapportcijfer;11", "cijfer", "is outside the scale of rapportcijfer, 1 to 10"),
        ("e3;WK999999;2016-05-01;rapportcijfer;7", "wijkcode", "is an unknown neighbourhood"),
        ("e3;WK999901;2024-07-01;rapportcijfer;7", "datum", "lies after the cutoff, 2024-06-30"),
        ("e3;WK999901;2016-05-01;mening;7", "instrument", "is not one of the choices"),
        (";WK999901;2016-05-01;rapportcijfer;7", "respondent", "is empty, but must be filled"),
    ],
)
def test_a_wrong_answer_is_refused(row: str, column: str, what: str) -> None:
    assert (column, what, (4,)) in refused(f"{GOOD}{row}\n")


def test_an_answer_stands_once() -> None:
    double = GOOD + "e1;WK999901;2016-05-01;rapportcijfer;8\n"
    assert ("respondent", "has the same respondent + instrument + date as another row", (2, 4)) in refused(double)
    again = GOOD + "e1;WK999901;2017-05-01;rapportcijfer;8\n"
    assert refused(again) == []


def test_a_survey_is_a_table_about_people() -> None:
    raw: RawTable = raw_table("enquete", "respondent;naam;wijkcode\ne1;x;WK999901\n")
    (problem,) = refuse_personal_data(raw, {"respondent": 0, "neighbourhood": 2})
    assert problem.what == "looks like a person's name"


def test_answers_of_a_refused_neighbourhood_go_with_it() -> None:
    """The row of a neighbourhood that takes no part in the comparison cannot be read; its answers refer to it."""
    lines = "wijkcode;wijknaam;gemeente;inwoners\n" + "".join(
        f"WK99990{n};Wijk;Voorbeeldstad;{'x' if n == 7 else 100}\n" for n in range(1, 8)
    )
    survey = GOOD + "e3;WK999907;2016-05-01;rapportcijfer;7\n"
    study = good_study(("data:\n", "data:\n  refused_rows: leave_out\n"))
    examined = examine(study, [*delivery(wijken=lines), raw_table("enquete", survey)])
    assert examined.tables is not None
    assert examined.tables["survey"]["respondent"].tolist() == ["e1", "e2"]


def test_a_neighbourhood_may_have_a_start_of_its_own() -> None:
    study = good_study(OWN_START)
    starts = [study.start_of(code) for code in ("WK999901", "WK999902", "WK999905", "WK999999")]
    assert starts == [dt.date(2018, 1, 1), dt.date(2019, 1, 1), None, None]


@pytest.mark.parametrize(
    ("edits", "what"),
    [
        ((("start: 2018-01-01", "start: 2018-01-01\n    starts: {WK999903: 2019-01-01}"),), "does not stand under"),
        (
            (("[WK999905, WK999906]", "[WK999905, WK999906]\n    starts: {WK999905: 2019-01-01}"),),
            "arms.traditional has 'starts'",
        ),
        ((("start: 2018-01-01", "start: 2018-01-01\n    starts: {WK999901: 20190101}"),), "date"),
    ],
)
def test_a_start_of_its_own_fits_its_arm(edits: tuple[tuple[str, str], ...], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        good_study(*edits)


def test_the_table_of_neighbourhoods_is_held_to_the_own_start() -> None:
    text = "wijkcode;wijknaam;gemeente;startdatum\n" + "".join(
        f"WK99990{n};Wijk {n};Voorbeeldstad;{'2018-01-01' if n <= 2 else ''}\n" for n in range(1, 7)
    )
    problems = examine(good_study(OWN_START), delivery(wijken=text)).problems
    assert [p.rows for p in problems if p.what == "is another start than the study declares"] == [(3,)]
