"""Social returns that are refused: which rows, why, and what to do about it."""

from __future__ import annotations

import pytest
from deliveries import delivery, good_study

from wijklab.contract.check import examine
from wijklab.contract.study import Study
from wijklab.errors import Problem

HEADER = (
    "opbrengst;omschrijving;voor_wie;herkomst;aantal_laag;aantal_hoog;prijscode;jaren;vanzelf_laag;vanzelf_hoog;"
    "anderen_laag;anderen_hoog;verplaatst_laag;verplaatst_hoog;afname_laag;afname_hoog;bron\n"
)
WORK = "werk;betaald werk;bewoners;geteld;20;30;uitkering;3;0,2;0,4;0,1;0,3;0;0,1;0,1;0,2;bron\n"
CARE = "zorg;minder zorg;gemeente;verschil;10;40;uur;1;;;0;0,5;0;0;;;bron\n"
PRICES = "prijscode;eenheid;bedrag;prijsjaar;bron;licentie\nuitkering;jaar;1000;2023;b;l\nuur;uur;80;2023;b;l\n"
INVESTED = "wijkcode;jaar;betaler;omschrijving;bedrag;prijsjaar;bron\nWK999901;2018;gemeente;team;5000;2023;bron\n"
ASKED = ("outcomes:\n", "outcomes:\n  social_return: {arm: proeftuin}\n")


def problems(returns: str, invested: str = INVESTED, study: Study | None = None) -> list[Problem]:
    raws = delivery(opbrengsten=HEADER + returns, prijzen=PRICES, investeringen=invested)
    examined = examine(study or good_study(ASKED), raws)
    return [problem for problem in examined.problems if problem.severity == "refusal"]


def told(*args: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(problem.column, problem.rows) for problem in problems(*args)]


def test_a_good_table_passes() -> None:
    assert problems(WORK + CARE) == []


@pytest.mark.parametrize(
    ("old", "new", "column", "what", "todo", "row"),
    [
        ("verschil;10;40;uur;1;;;", "verschil;10;40;uur;1;0,1;0,2;", "vanzelf_hoog", "left out already", "empty it", 3),
        ("geteld;20;30", "geteld;40;30", "aantal_hoog", "is lower than aantal_laag", "change the two round", 2),
        ("0,2;0,4", "0,5;0,4", "vanzelf_hoog", "is lower than vanzelf_laag", "change the two round", 2),
        ("3;0,2;0,4", "3;;", "vanzelf_laag", "would have happened anyway", "0 where you know", 2),
        ("0,1;0,3", ";", "anderen_laag", "done by others", "give anderen_laag and anderen_hoog", 2),
        ("0,3;0;0,1", "0,3;;", "verplaatst_laag", "at the cost of something elsewhere", "0 where you know", 2),
        ("0,1;0,2;bron", ";;bron", "afname_laag", "lost each year", "give afname_laag and afname_hoog", 2),
        ("0,1;0,2;bron", "0,1;;bron", "afname_laag", "without its other end", "a lowest and a highest", 2),
        ("0,1;0,2;bron", ";0,2;bron", "afname_hoog", "without its other end", "a lowest and a highest", 2),
        ("uitkering;3", "uitkering;0", "jaren", "worth nothing", "such as 0.5", 2),
        ("uitkering;3", "uitkering;2023", "jaren", "is more than 50 years", "no calendar year", 2),
        ("0,2;0,4", "0,2;1,4", "vanzelf_hoog", "is outside 0 to 1", "", 2),
        ("geteld;20", "geteld;-20", "aantal_laag", "0", "", 2),
        ("uitkering;3", "loon;3", "prijscode", "does not stand in the table prices", "add it to prices", 2),
        ("bewoners;geteld", "niemand;geteld", "voor_wie", "is not one of the choices", "", 2),
        ("geteld;20", "geschat;20", "herkomst", "is not one of the choices", "", 2),
        ("werk;betaald", "...;betaald", "opbrengst", "holds no letter or digit", "write a short name", 2),
    ],
)
def test_a_wrong_row_is_refused(old: str, new: str, column: str, what: str, todo: str, row: int) -> None:
    assert old in WORK + CARE
    found = [problem for problem in problems((WORK + CARE).replace(old, new, 1)) if what in problem.what]
    assert [(problem.column, problem.rows) for problem in found] == [(column, (row,))]
    assert todo in found[0].todo


def test_no_deadweight_may_be_said_of_a_difference_as_nought() -> None:
    assert problems(CARE.replace("uur;1;;;", "uur;1;0;0;")) == []


def test_two_returns_with_one_name_in_facts_are_refused() -> None:
    assert told(WORK + CARE.replace("zorg;", "Werk!;")) == [("opbrengst", (2, 3))]


def test_one_return_under_two_ids_is_refused() -> None:
    again = WORK.replace("werk;betaald werk", "baan;Betaald werk")
    assert told(WORK + again) == [("omschrijving", (2, 3))]
    assert told(WORK + again.replace("bewoners", "Rijk")) == []  # another party gains by it: another return


@pytest.mark.parametrize(
    "rows", ["WK999905;2018;gemeente;team;5000;2023;bron\n", "WK999901;2018;gemeente;team;0;2023;bron\n"]
)
def test_nothing_invested_in_the_arm_is_refused(rows: str) -> None:
    invested = INVESTED.partition("\n")[0] + "\n" + rows
    assert [(p.column, "social_return" in p.todo) for p in problems(WORK, invested)] == [("wijkcode", True)]
    assert problems(WORK, invested, good_study()) == []  # where social return is not asked it may be so


def test_no_table_of_investments_leaves_the_question_out() -> None:
    study = good_study(ASKED, ("notebooks: [", "notebooks: [social_return, "))
    raws = delivery(opbrengsten=HEADER + WORK, prijzen=PRICES)
    said = [p.what for p in examine(study, raws).problems if p.where == "question social_return"]
    assert said == ["is left out: no table investments was delivered"]


def test_a_share_that_is_refused_for_itself_is_told_once() -> None:
    assert told(WORK.replace("0,2;0,4", "0,2;1,4")) == [("vanzelf_hoog", (2,))]


def test_shares_may_lack_as_columns_where_no_return_needs_them() -> None:
    """Only a difference that lasts a year: nothing to say of deadweight or of later years."""
    names = HEADER.strip().split(";")
    keep = [i for i, name in enumerate(names) if not name.startswith(("vanzelf", "afname"))]
    lines = [[line.split(";")[i] for i in keep] for line in (HEADER + CARE).splitlines()]
    text = "\n".join(";".join(line) for line in lines) + "\n"
    raws = delivery(opbrengsten=text, prijzen=PRICES, investeringen=INVESTED)
    assert [p for p in examine(good_study(ASKED), raws).problems if p.severity == "refusal"] == []


def test_no_message_repeats_what_was_delivered() -> None:
    for problem in problems(WORK.replace("betaald werk", "Geheim") + WORK.replace("betaald werk", "geheim")):
        assert "eheim" not in f"{problem.what} {problem.todo}"
