"""Odd but right studies: every question answers or says why not, and what it shows can be released and read."""

from __future__ import annotations

import math
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
    wl.weigh_cost_effectiveness,
    wl.reckon_social_return,
    wl.follow_budget,
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


MONEY = (
    "notebooks: [",
    "  cost_effectiveness: {willingness: {wellbeing: {highest: 1000}}}\n"
    "  social_return: {arm: proeftuin}\n"
    "  budget: {area: WK999901, first_year: 2018, last_year: 2022, amount_eur: 5000, source: Verzonnen}\n"
    "economics: {horizon_years: 5, discount: {costs: 0.01, effects: 0.01, source: Verzonnen, date: 2024-01-01}}\n"
    "notebooks: [cost_effectiveness, social_return, budget, cases, reporting, ",
)
"""Everything about money is asked."""
PRICES = "prijscode;eenheid;bedrag;prijsjaar;bron;licentie\nuur;uur;60;2023;Verzonnen;eigen gebruik\n"
INVESTED = "wijkcode;jaar;betaler;omschrijving;bedrag;prijsjaar;bron\nWK999901;2018;gemeente;team;1000;2023;Verzonnen\n"
SPENT = "wijkcode;jaar;voorziening;kostensoort;bedrag;mensen;bron\n"
RETURNS = (
    "opbrengst;omschrijving;voor_wie;herkomst;aantal_laag;aantal_hoog;prijscode;jaren;vanzelf_laag;vanzelf_hoog;"
    "anderen_laag;anderen_hoog;verplaatst_laag;verplaatst_hoog;afname_laag;afname_hoog;bron\n"
)
CASE_COSTS = "casus;soort;omschrijving;bedrag;aantal;kans;jaren;betaler;prijsjaar;bron\n"


def helped(hours: Callable[[int, int], int]) -> dict[str, str | None]:
    """No amounts, only help: so many hours of each resident (by number) in each year, at 60 euro."""
    people = [row.partition(";")[0] for row in GOOD["bewoners"].splitlines()[1:]]
    rows = (
        f"{who};{year};wmo begeleiding;gemeente;uur;{hours(i, year)}\n"
        for i, who in enumerate(people)
        for year in (2017, 2023)
    )
    used = "bewoner;jaar;kostensoort;betaler;prijscode;aantal\n" + "".join(rows)
    return {"kosten": None, "zorggebruik": used, "prijzen": PRICES}


def costs(amount: Callable[[int, int, int], float]) -> dict[str, str | None]:
    """What each resident (by number of the neighbourhood and of the resident) cost in each year."""
    header, *rows = GOOD["kosten"].splitlines()
    cells = (row.split(";") for row in rows)
    ids = ((who, year, *(int(part) - 1 for part in who.removeprefix("r").split("-"))) for who, year, *_ in cells)
    told = (f"{who};{year};huisarts;zorgverzekeraar;{amount(a, i, int(year)):.2f};2023" for who, year, a, i in ids)
    return {"kosten": "\n".join([header, *told, ""]), "prijzen": PRICES, "investeringen": INVESTED}


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
    "money is asked and hardly delivered": ([MONEY], {}),
    "help and no amounts": ([MONEY], helped(lambda i, year: i % 5 + (year == 2023))),
    "nobody costs anything": ([MONEY], helped(lambda i, year: 0)),
    "investments beside costs": ([MONEY], {"prijzen": PRICES, "investeringen": INVESTED}),
    "nearly nobody costs anything at first": ([MONEY], costs(lambda a, i, y: 0 if y == 2017 and i else 100 + 13 * i)),
    "one resident costs anything at first": ([MONEY], costs(lambda a, i, y: 100 + i if y == 2023 or a + i == 0 else 0)),
    "an arm that costs nothing": ([MONEY], costs(lambda a, i, y: (a < 4) * (100 + i + a * (y - 2017)))),
    "everyone costs the same": ([MONEY], costs(lambda a, i, y: 100)),
    "one resident costs nearly all": ([MONEY], costs(lambda a, i, y: 1e9 if (a, i, y) == (0, 0, 2023) else 9 + i)),
    "only traditional": (
        [(ARMS, "  traditional: {neighbourhoods: [WK999905, WK999906]}\n"), MONEY], costs(lambda a, i, y: 9 + a + i),
    ),
    "the far ends of what may be asked": (
        [MONEY, ("highest: 1000}", "highest: 1000000000, steps: 40}"), ("horizon_years: 5", "horizon_years: 50"),
         ("costs: 0.01, effects: 0.01", "costs: 0, effects: 0"), ("amount_eur: 5000", "amount_eur: 0.01")],
        costs(lambda a, i, y: 0.01 * (i + a * (y - 2017))),
    ),
    "a budget of one year": ([MONEY, ("last_year: 2022", "last_year: 2018")], {
        "wijkuitgaven": SPENT + "WK999901;2018;individueel;wmo begeleiding;9000;12;Verzonnen\n",
    }),
    "a price of nothing": ([MONEY], {
        "prijzen": PRICES.replace(";60;", ";0;"), "investeringen": INVESTED,
        "opbrengsten": RETURNS + "een;iets;gemeente;geteld;1;2;uur;50;1;1;1;1;1;1;1;1;Verzonnen\n",
    }),
    "returns of nothing": ([MONEY], {
        "prijzen": PRICES, "investeringen": INVESTED,
        "opbrengsten": RETURNS + "een;niets;gemeente;geteld;0;0;uur;1;0;0;0;0;0;0;0;0;Verzonnen\n",
    }),
    "a budget spent in one year": ([MONEY], {
        "wijkuitgaven": SPENT + "WK999901;2018;individueel;wmo begeleiding;9000;12;Verzonnen\n",
    }),
    "a budget that helps nobody": ([MONEY], {
        "wijkuitgaven": SPENT + "".join(f"WK999901;{y};collectief;wmo vervoer;0;;v\n" for y in (2018, 2019)),
    }),
    "a case that costs nothing and avoids by no chance": ([MONEY], {
        "casussen": CASE,
        "casuskosten": CASE_COSTS + "c1;kosten;f;0;1;;;;;bron\nc1;vermeden;v;25;2;0;10;gemeente;2019;bron\n",
    }),
    "a case that never pays": ([MONEY], {
        "casussen": CASE,
        "casuskosten": CASE_COSTS + "c1;kosten;f;250;1;;;;;bron\nc1;vermeden;v;0;1;1;1;gemeente;2023;bron\n",
    }),
}  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("edits", "tables"), STUDIES.values(), ids=STUDIES)
def test_every_question_answers_or_says_why_not(
    make_study: Callable[..., Path], edits: list[tuple[str, str]], tables: dict[str, str | None]
) -> None:
    study = wl.open_study(make_study(*edits, tables=tables))
    for ask in QUESTIONS:
        released = wl.release(ask(study), study)
        numbers = [(own.value, own.low, own.high, own.p, own.p_family) for own in released.quantities.values()]
        assert all(number is None or math.isfinite(number) for own in numbers for number in own), ask.__name__
        page = re.sub(r"<[^>]+>", " ", str(render.fragment(released)))
        assert not re.search(r"\b(nan|inf|None)\b|[{}]", page), ask.__name__
