"""Odd but right studies: every question answers or says why not, and what it shows can be released and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import wijklab as wl
from tests.small_study import AREAS, ARMS, good_tables
from wijklab.report import render

QUESTIONS = (
    wl.compare_wellbeing,
    wl.compare_over_time,
    wl.compare_ladder,
    wl.compare_costs,
    wl.examine_missing,
    wl.examine_robustness,
    wl.analyse_cases,
    wl.account_for_study,
)
GOOD = good_tables()
ONE_EACH = "  proeftuin: {neighbourhoods: [WK999901], start: 2018-01-01}\n  traditional: {neighbourhoods: [WK999906]}\n"
CASE = (
    "casus;titel;wil;kan;nodig;welbevinden_voor;welbevinden_kort;welbevinden_lang;toestemming;bron\n"
    "c1;De fiets;w;k;n;3;9;9;ja;bron\n"
)


def survey(years: range, score: str = "7") -> str:
    """Twelve answers a neighbourhood and year, all of them alike."""
    header = "respondent;wijkcode;datum;instrument;cijfer\n"
    answers = (
        f"e{y}-{a}-{i};{area};{y}-05-01;rapportcijfer;{score}\n"
        for y in years
        for a, area in enumerate(AREAS)
        for i in range(12)
    )
    return header + "".join(answers)


def measured(scores: str) -> str:
    """One measurement a month, the first half of them before the start."""
    rows = (
        f"c1;2020-{i + 1:02d}-01;{'voor' if i < len(scores) / 2 else 'na'};{score.strip()}\n"
        for i, score in enumerate(scores)
    )
    return "casus;datum;fase;welbevinden\n" + "".join(rows)


def all_at(table: str, value: str) -> str:
    """Every measurement of a table the same."""
    header, *rows = GOOD[table].splitlines()
    return "\n".join([header, *(f"{row.rpartition(';')[0]};{value}" for row in rows), ""])


def without_follow_up(table: str) -> str:
    return "\n".join(row for row in GOOD[table].splitlines() if "lange termijn" not in row) + "\n"


STUDIES = {
    "no arms": ([(f"arms:\n{ARMS}", "")], {}),
    "one neighbourhood against one": ([(ARMS, ONE_EACH)], {}),
    "nobody is measured again": ([], {name: without_follow_up(name) for name in ("welbevinden", "participatieladder")}),
    "nobody changes": ([], {name: all_at(name, "5") for name in ("welbevinden", "participatieladder")}),
    "a survey in which nothing differs": ([], {"enquete": survey(range(2014, 2024))}),
    "a survey from after the start only": ([], {"enquete": survey(range(2019, 2024))}),
    "a survey without a score": ([], {"enquete": survey(range(2016, 2020), "")}),
    "a case that never changes": ([], {"casussen": CASE, "casusmetingen": measured("55555555")}),
    "a case without overlap": ([], {"casussen": CASE, "casusmetingen": measured("22229999")}),
    "a case of which one side has no score": ([], {"casussen": CASE, "casusmetingen": measured("    9999")}),
    "a case with one measurement": ([], {"casussen": CASE, "casusmetingen": measured("5")}),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "tables"), STUDIES.values(), ids=STUDIES)
def test_every_question_answers_or_says_why_not(
    make_study: Callable[..., Path], edits: list[tuple[str, str]], tables: dict[str, str]
) -> None:
    study = wl.open_study(make_study(*edits, tables=tables))
    for ask in QUESTIONS:
        page = re.sub(r"<[^>]+>", " ", str(render.fragment(wl.release(ask(study), study))))
        assert not re.search(r"\b(nan|inf|None)\b|[{}]", page), ask.__name__
