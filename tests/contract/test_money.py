"""Every way in which money can be delivered wrong: refused with its file, column, rows and a remedy."""

from __future__ import annotations

import pytest
from deliveries import delivery, good_study
from pydantic import ValidationError
from small_study import edited, good_tables

from wijklab.contract.check import Examined, examine
from wijklab.contract.rules.amounts import ONE_COST
from wijklab.contract.study import Study
from wijklab.contract.unanswered import unanswered

GOOD: dict[str, str] = {name: good_tables(2)[name] for name in ("wijken", "bewoners", "kosten")} | {
    "zorggebruik": (
        "bewoner;jaar;kostensoort;betaler;prijscode;aantal\n"
        "r1-001;2017;wmo begeleiding;gemeente;uur;10\n"
        "r1-001;2023;wmo begeleiding;gemeente;uur;4\n"
    ),
    "prijzen": (
        "prijscode;eenheid;bedrag;prijsjaar;bron;licentie\n"
        "uur;uur;60;2023;Verzonnen voorbeeld;eigen gebruik\n"
        "dagdeel;dagdeel;40;2019;Verzonnen voorbeeld;eigen gebruik\n"
    ),
    "prijsindex": (
        "index;jaar;waarde;gepubliceerd;bron\n"
        "voorbeeld;2019;100;2024-01-10;Verzonnen voorbeeld\n"
        "voorbeeld;2023;120;2024-01-10;Verzonnen voorbeeld\n"
    ),
    "investeringen": (
        "wijkcode;jaar;betaler;omschrijving;bedrag;prijsjaar;bron\n"
        "WK999901;2018;gemeente;wijkteam;1000;2023;Verzonnen voorbeeld\n"
        "WK999901;2019;corporatie;huiskamer;500;2023;Verzonnen voorbeeld\n"
    ),
    "wijkuitgaven": (
        "wijkcode;jaar;voorziening;kostensoort;bedrag;mensen;bron\n"
        "WK999901;2018;individueel;wmo begeleiding;900;12;Verzonnen voorbeeld\n"
        "WK999901;2018;collectief;wmo dagbesteding;300;30;Verzonnen voorbeeld\n"
    ),
    "casussen": (
        "casus;titel;wil;kan;nodig;welbevinden_voor;welbevinden_kort;welbevinden_lang;toestemming;bron\n"
        "c1;De fiets;w;k;n;3;9;9;ja;bron\n"
    ),
    "casuskosten": (
        "casus;soort;omschrijving;bedrag;kans;jaren;betaler;prijsjaar;bron\n"
        "c1;kosten;fiets;25;;;gemeente;2023;bron\n"
        "c1;vermeden;vervoer;5000;0,5;1;gemeente;2023;bron\n"
    ),
}
UNMEASURED = {"welbevinden": None, "participatieladder": None}
INDEXED = ("notebooks:", "economics: {price_index: voorbeeld}\nnotebooks:")
NO_COSTS = ("  costs: {baseline_year: 2017, follow_up_year: 2023, price_year: 2023}\n", "")
LEAVE_OUT = ("data:\n", "data:\n  refused_rows: leave_out\n")
OTHER_YEAR = "is not the price year of the study, 2023"


def examined(study: Study, **changed: str | None) -> Examined:
    """The check of the good tables of money, some of them replaced or (None) not delivered."""
    return examine(study, delivery(**(UNMEASURED | GOOD | changed)))


def refusals(study: Study, **changed: str | None) -> list[tuple[str, str, str, tuple[int, ...]]]:
    """Every refusal, as (file, column, what, rows); each must say what to do."""
    problems = [p for p in examined(study, **changed).problems if p.severity == "refusal"]
    assert all(problem.todo for problem in problems)
    return [(p.where.removesuffix(".csv"), p.column, p.what, p.rows) for p in problems]


def test_the_good_tables_of_money_pass() -> None:
    assert refusals(good_study()) == []
    assert refusals(good_study(INDEXED)) == []


SPOILED = [
    # a price needs its year and its source
    ("prijzen", "uur;uur;60;2023", "uur;uur;60;", "prijsjaar", "is empty, but must be filled", (2,)),
    ("prijzen", "60;2023;Verzonnen voorbeeld", "60;2023;", "bron", "is empty, but must be filled", (2,)),
    ("prijzen", "uur;uur;60", "uur;;60", "eenheid", "is empty, but must be filled", (2,)),
    ("prijzen", "voorbeeld;eigen gebruik", "voorbeeld;", "licentie", "is empty, but must be filled", (2,)),
    ("prijsindex", "100;2024-01-10", "100;", "gepubliceerd", "is empty, but must be filled", (2,)),
    ("prijsindex", "2024-01-10;Verzonnen voorbeeld", "2024-01-10;", "bron", "is empty, but must be filled", (2,)),
    ("investeringen", "1000;2023", "1000;", "prijsjaar", "is empty, but must be filled", (2,)),
    ("investeringen", "1000;2023;Verzonnen voorbeeld", "1000;2023;", "bron", "is empty, but must be filled", (2,)),
    ("wijkuitgaven", "900;12;Verzonnen voorbeeld", "900;12;", "bron", "is empty, but must be filled", (2,)),
    ("kosten", "100,50;2023", "100,50;", "prijsjaar", "is empty, but must be filled", (2,)),
    # no amount below nought, no price level of nought
    ("kosten", "100,50", "-100,50", "bedrag", "is less than 0", (2,)),
    ("prijzen", "uur;uur;60", "uur;uur;-60", "bedrag", "is less than 0", (2,)),
    ("zorggebruik", "uur;10", "uur;-10", "aantal", "is less than 0", (2,)),
    ("investeringen", "1000;2023", "-1000;2023", "bedrag", "is less than 0", (2,)),
    ("wijkuitgaven", "900;12", "-900;12", "bedrag", "is less than 0", (2,)),
    ("wijkuitgaven", "900;12", "900;-12", "mensen", "is less than 0", (2,)),
    ("casuskosten", "fiets;25", "fiets;-25", "bedrag", "is less than 0", (2,)),
    ("prijsindex", "2019;100", "2019;0", "waarde", "is less than 0.001", (2,)),
    # a chance is a part
    ("casuskosten", "5000;0,5", "5000;1,5", "kans", "is outside 0 to 1", (3,)),
    ("casuskosten", "5000;0,5", "5000;50 %", "kans", "is a percentage", (3,)),
    # who pays, for what, and where
    ("kosten", "zorgverzekeraar", "verzekering", "betaler", "is not one of the choices", (2,)),
    ("zorggebruik", "gemeente", "stad", "betaler", "is not one of the choices", (2,)),
    ("investeringen", "gemeente", "stad", "betaler", "is not one of the choices", (2,)),
    ("casuskosten", "25;;;gemeente", "25;;;stad", "betaler", "is not one of the choices", (2,)),
    ("zorggebruik", "wmo begeleiding", "hulp", "kostensoort", "is not one of the choices", (2,)),
    ("zorggebruik", "r1-001;2017", "r9-999;2017", "bewoner", "does not stand in the table residents", (2,)),
    ("zorggebruik", "uur;10", "week;10", "prijscode", "does not stand in the table prices", (2,)),
    ("investeringen", "WK999901;2018", "WK999999;2018", "wijkcode", "is an unknown neighbourhood", (2,)),
    ("wijkuitgaven", "WK999901;2018", "WK999999;2018", "wijkcode", "is an unknown neighbourhood", (2,)),
    # prices of one year
    ("kosten", "100,50;2023", "100,50;2022", "prijsjaar", OTHER_YEAR, (2,)),
    ("prijzen", "60;2023", "60;2019", "prijsjaar", OTHER_YEAR, (2,)),
    ("investeringen", "500;2023", "500;2019", "prijsjaar", OTHER_YEAR, (3,)),
    (
        "casuskosten",
        "25;;;gemeente;2023",
        "25;;;gemeente;2019",
        "prijsjaar",
        "is another price year than that of other amounts of this case",
        (2,),
    ),
    # two rows for one cost
    (
        "kosten",
        "r1-001;2023",
        "r1-001;2017",
        "bewoner",
        "has the same resident + year + category + bearer as another row",
        (2, 3),
    ),
    (
        "zorggebruik",
        "r1-001;2023",
        "r1-001;2017",
        "bewoner",
        "has the same resident + year + category + bearer + price as another row",
        (2, 3),
    ),
    (
        "prijzen",
        "dagdeel;dagdeel;40;2019",
        "uur;dagdeel;40;2023",
        "prijscode",
        "has the same code as another row",
        (2, 3),
    ),
    ("prijsindex", "2023;120", "2019;120", "index", "has the same index + year as another row", (2, 3)),
    (
        "investeringen",
        "2019;corporatie;huiskamer",
        "2018;gemeente;wijkteam",
        "wijkcode",
        "has the same neighbourhood + year + bearer + description as another row",
        (2, 3),
    ),
    (
        "wijkuitgaven",
        "collectief;wmo dagbesteding",
        "individueel;wmo begeleiding",
        "wijkcode",
        "has the same neighbourhood + year + provision + category as another row",
        (2, 3),
    ),
    (
        "casuskosten",
        "vermeden;vervoer",
        "kosten;fiets",
        "casus",
        "has the same case + what + description as another row",
        (2, 3),
    ),
]


@pytest.mark.parametrize(("table", "old", "new", "column", "what", "rows"), SPOILED)
def test_wrong_money_is_refused_with_rows_and_remedy(
    table: str, old: str, new: str, column: str, what: str, rows: tuple[int, ...]
) -> None:
    assert refusals(good_study(), **{table: edited(GOOD[table], (old, new))}) == [(table, column, what, rows)]


def test_a_cost_in_two_tables_is_refused_in_both() -> None:
    used = edited(GOOD["zorggebruik"], ("2023;wmo begeleiding;gemeente", "2023;huisarts;zorgverzekeraar"))
    said = "is a cost that stands in {} too, for the same resident, year, category and bearer"
    assert refusals(good_study(), zorggebruik=used) == [
        ("kosten", "bewoner", said.format("service_use"), (3,)),
        ("zorggebruik", "bewoner", said.format("costs"), (3,)),
    ]
    assert ONE_COST == ["resident", "year", "category", "bearer"]


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("kosten", "100,50;2023", "100,50;2019"),
        ("prijzen", "60;2023", "60;2019"),
        ("investeringen", "500;2023", "500;2019"),
        ("casuskosten", "25;;;gemeente;2023", "25;;;gemeente;2019"),
    ],
)
def test_an_index_with_both_years_makes_another_price_year_right(table: str, old: str, new: str) -> None:
    assert refusals(good_study(INDEXED), **{table: edited(GOOD[table], (old, new))}) == []


def test_a_year_that_the_index_does_not_have_is_refused_with_its_rows() -> None:
    what = "is a price year that voorbeeld cannot bring to 2023: the series does not have it"
    spoiled = edited(GOOD["kosten"], ("100,50;2023", "100,50;2022"))
    assert refusals(good_study(INDEXED), kosten=spoiled) == [("kosten", "prijsjaar", what, (2,))]


def test_a_price_level_that_is_refused_itself_brings_nothing_to_another_year() -> None:
    """Where refused rows are left out: else an amount would be multiplied by nothing at all. Where they stop the study
    the row of the index is told, and not every amount that it was for."""
    changed = {
        "kosten": edited(GOOD["kosten"], ("100,50;2023", "100,50;2019")),
        "prijsindex": edited(GOOD["prijsindex"], ("2019;100;2024-01-10", "2019;100;")),
    }
    told = [("prijsindex", "gepubliceerd", "is empty, but must be filled", (2,))]
    assert refusals(good_study(INDEXED), **changed) == told
    tables = examined(good_study(INDEXED, LEAVE_OUT), **changed).tables
    assert tables is not None
    assert dict(tables.left_out or {}) == {"costs": 1, "price_index": 1}


@pytest.mark.parametrize(
    ("prijsindex", "told"),
    [
        (
            None,
            (
                "kosten",
                "prijsjaar",
                "is to be indexed by voorbeeld (economics.price_index), but there is no table price_index to do so",
                (),
            ),
        ),
        (
            GOOD["prijsindex"].replace("voorbeeld;", "cpi;"),
            ("prijsindex", "index", "holds no series voorbeeld, which the study names under economics.price_index", ()),
        ),
        (
            GOOD["prijsindex"].replace("2023;120", "2022;120"),
            ("prijsindex", "jaar", "holds no value of voorbeeld for 2023, the price year of the study", ()),
        ),
    ],
)
def test_an_index_that_cannot_be_used_is_told_once_and_not_row_by_row(
    prijsindex: str | None, told: tuple[str, str, str, tuple[int, ...]]
) -> None:
    other = edited(GOOD["kosten"], ("100,50;2023", "100,50;2019"))
    assert refusals(good_study(INDEXED), prijsindex=prijsindex, kosten=other) == [told]


def test_an_index_needs_a_year_to_bring_amounts_to() -> None:
    what = "holds voorbeeld, which economics.price_index names, but the study names no price year"
    assert refusals(good_study(INDEXED, NO_COSTS)) == [("prijsindex", "index", what, ())]


def test_without_a_price_year_all_tables_must_share_one() -> None:
    other = edited(GOOD["investeringen"], ("1000;2023", "1000;2019"), ("500;2023", "500;2019"))
    what = "holds amounts in prices of 2 years together with the tables before it"
    assert refusals(good_study(NO_COSTS), investeringen=other) == [("investeringen", "prijsjaar", what, ())]
    case = edited(GOOD["casuskosten"], ("25;;;gemeente;2023", "25;;;gemeente;2019"))
    what = "is another price year than that of other amounts of this case"
    assert refusals(good_study(NO_COSTS), casuskosten=case) == [("casuskosten", "prijsjaar", what, (2, 3))]


def test_a_case_of_one_other_price_year_is_right_by_itself() -> None:
    assert refusals(good_study(), casuskosten=GOOD["casuskosten"].replace("gemeente;2023", "gemeente;2019")) == []


def test_a_case_may_not_mix_its_amounts_with_prices_of_another_year() -> None:
    coded = (
        "casus;soort;omschrijving;bedrag;prijscode;kans;jaren;betaler;prijsjaar;bron\n"
        "c1;kosten;fiets;25;;;;gemeente;2019;bron\n"
        "c1;vermeden;hulp;;uur;0,5;;gemeente;;bron\n"
    )
    what = "is another price year than that of other amounts of this case"
    assert refusals(good_study(), casuskosten=coded) == [("casuskosten", "prijsjaar", what, (2,))]
    assert refusals(good_study(INDEXED), casuskosten=coded) == []


def test_a_price_that_nobody_uses_may_be_of_any_year() -> None:
    assert "dagdeel;40;2019" in GOOD["prijzen"]
    used = edited(GOOD["zorggebruik"], ("uur;4", "dagdeel;4"))
    assert refusals(good_study(), zorggebruik=used) == [("prijzen", "prijsjaar", OTHER_YEAR, (3,))]


def test_help_that_was_used_is_a_delivered_cost() -> None:
    """A neighbourhood of which only help was delivered is not one without costs."""
    study, own = good_study(), [f"r1-{i:03d}" for i in (1, 2)]
    rows = [row for row in GOOD["kosten"].splitlines() if not row.startswith("r1-")]
    help_only = "".join(f"{r};{y};wmo begeleiding;gemeente;uur;1\n" for r in own for y in (2017, 2023))
    used = GOOD["zorggebruik"].splitlines()[0] + "\n" + help_only
    amounts = "\n".join([*rows, ""])
    found = examined(study, kosten=amounts, zorggebruik=used)
    assert not [p for p in found.problems if "holds no amount" in p.what]
    none = examined(study, kosten=amounts, zorggebruik=None)
    assert [p.what for p in none.problems if "holds no amount of 2017" in p.what] == [
        "holds no amount of 2017 for WK999901: left out of the question costs"
    ]


def test_the_question_costs_may_rest_on_help_alone() -> None:
    without = ("neighbourhoods", "residents", "service_use", "prices")
    assert "costs" not in dict(unanswered(good_study(), dict.fromkeys(without)))
    lacks = dict(unanswered(good_study(), dict.fromkeys(without[:2])))
    assert lacks["costs"] == "no table costs or service_use was delivered"
    asked = ("  costs: {baseline_year: 2017, follow_up_year: 2023, price_year: 2023}\n", "  cost_effectiveness: {}\n")
    pages = ("[wellbeing, ladder, costs]", "[cost_effectiveness]")
    lacks = dict(unanswered(good_study(asked, pages), dict.fromkeys(without)))
    assert lacks["cost_effectiveness"] == "the study has no outcomes.costs"


def test_a_weighing_without_any_effect_is_told_and_not_asked() -> None:
    """Costs alone weigh nothing: without this the page would be there, and empty."""
    delivered = ("neighbourhoods", "residents", "costs")
    asked = ("  costs: {", "  cost_effectiveness: {}\n  costs: {")
    pages = ("[wellbeing, ladder, costs]", "[cost_effectiveness]")
    wellbeing = ("  wellbeing: {instrument: rapportcijfer, baseline: baseline, follow_up: long_term}\n", "")
    ladder = ("  ladder: {baseline: baseline, follow_up: long_term}\n", "")
    lacks = dict(unanswered(good_study(asked, pages), dict.fromkeys(delivered)))
    assert lacks == {"cost_effectiveness": "no table wellbeing and no table ladder was delivered"}
    lacks = dict(unanswered(good_study(asked, pages, wellbeing, ladder), dict.fromkeys(delivered)))
    assert lacks == {"cost_effectiveness": "the study has no outcomes.wellbeing and no outcomes.ladder"}
    assert not dict(unanswered(good_study(asked, pages, wellbeing), dict.fromkeys((*delivered, "ladder"))))


def test_an_investment_outside_the_arms_is_worth_knowing() -> None:
    """It counts for nothing, and a code that is wrong by one digit would lose money without a word."""
    places = GOOD["wijken"] + "WK999999;Elders;Voorbeeldstad\n"
    spent = edited(GOOD["investeringen"], ("WK999901;2019", "WK999999;2019"))
    found = [p for p in examined(good_study(), wijken=places, investeringen=spent).problems if p.rows]
    what = "WK999999 has no arm in the study: what was invested there does not count"
    assert [(p.severity, p.column, p.what, p.rows) for p in found] == [("notice", "wijkcode", what, (3,))]


def test_a_case_in_prices_that_the_index_does_not_reach_names_the_index() -> None:
    spoiled = edited(GOOD["casuskosten"], ("25;;;gemeente;2023", "25;;;gemeente;2012"))
    what = "is a price year that voorbeeld cannot bring to 2023: the series does not have it"
    assert refusals(good_study(INDEXED), casuskosten=spoiled) == [("casuskosten", "prijsjaar", what, (2,))]


def test_a_sample_needs_the_number_of_inhabitants_it_was_drawn_from() -> None:
    """What was invested is divided by them: by the few of a sample instead it would look a hundred times as dear."""
    sample = good_study(("price_year: 2023}", "price_year: 2023, residents_are: sample}"))
    places = GOOD["wijken"].splitlines()
    told = [f"{place};{n}" for place, n in zip(places[1:], ("400", "1", "", "2", "0", "2"), strict=True)]
    what = "is empty or less than the residents delivered, who are a sample of all inhabitants according to the study"
    wrong = [("wijken", "inwoners", what, (3, 4, 6))]
    counted = "\n".join([f"{places[0]};inwoners", *told]) + "\n"
    assert refusals(sample, wijken=counted) == wrong
    assert refusals(sample) == [("wijken", "inwoners", what, (2, 3, 4, 5, 6, 7))]
    assert refusals(sample, investeringen=None) == []
    assert refusals(good_study(), wijken=counted) == []


def test_an_area_of_the_budget_alone_is_known() -> None:
    spent = GOOD["wijkuitgaven"].replace("WK999901", "WK999907")
    assert [problem[2] for problem in refusals(good_study(), wijkuitgaven=spent)] == ["is an unknown neighbourhood"]
    budget = "  budget: {area: WK999907, first_year: 2018, last_year: 2022, amount_eur: 5000, source: Verzonnen}\n"
    asked = ("notebooks:", f"{budget}notebooks:")
    told = [problem[2] for problem in refusals(good_study(asked), wijkuitgaven=spent)]
    assert "is an unknown neighbourhood" not in told


KEY = (
    "price_year: 2023, sharing: [{bearer: municipality, %s among: {residents: 1}}, "
    "{bearer: municipality, %s among: {provider: 1}}]"
)


@pytest.mark.parametrize(
    ("one", "other"), [("", ""), ("categories: [wmo_support],", "categories: [wmo_transport, wmo_support],")]
)
def test_a_saving_is_shared_by_one_key(one: str, other: str) -> None:
    with pytest.raises(ValidationError, match="twice"):
        good_study(("price_year: 2023", KEY % (one, other)))
    good_study(("price_year: 2023", KEY % ("categories: [wmo_support],", "categories: [wmo_transport],")))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("bearers: [state], sharing: [{bearer: provider, among: {residents: 1}}]", "whose costs do not count"),
        ("sharing: [{bearer: provider, among: {residents: 0}}]", "greater than 0"),
        ("sharing: [{bearer: provider, among: {}}]", "at least 1 item"),
        ("sharing: [{bearer: nobody, among: {residents: 1}}]", "Input should be"),
    ],
)
def test_a_key_shares_what_counts_among_who_is_known(asked: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        good_study(("price_year: 2023", f"price_year: 2023, {asked}"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("cost_effectiveness: {effects: [ladder], willingness: {wellbeing: {highest: 9}}}", "does not stand under"),
        ("cost_effectiveness: {willingness: {ladder: {lowest: 9, highest: 9}}}", "lowest must be less than highest"),
        ("cost_effectiveness: {willingness: {ladder: {lowest: -1, highest: 9}}}", "greater than or equal to 0"),
        (
            "budget: {area: WK999901, first_year: 2020, last_year: 2019, amount_eur: 5, source: x}",
            "must not come after",
        ),
        ("budget: {area: WK999901, first_year: 2018, last_year: 2019, amount_eur: 0, source: x}", "greater than 0"),
        ("budget: {area: WK999901, first_year: 2018, last_year: 2019, amount_eur: 5}", "source"),
    ],
)
def test_what_is_asked_about_money_must_be_possible(asked: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        good_study(("notebooks:", f"  {asked}\nnotebooks:"))


@pytest.mark.parametrize(
    ("economics", "says"),
    [
        ("price_year: 2022", "economics.price_year is 2022, but outcomes.costs.price_year is 2023"),
        ("discount: {costs: 0.03, effects: 0.03, date: 2024-01-01}", "source"),
        ("discount: {costs: 0.03, effects: 0.03, source: x}", "date"),
        ("discount: {costs: -0.01, effects: 0, source: x, date: 2024-01-01}", "greater than or equal to 0"),
        ("discount: {costs: 3, effects: 0, source: x, date: 2024-01-01}", "less than or equal to 0.2"),
    ],
)
def test_how_is_reckoned_with_money_is_dated_and_agrees(economics: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        good_study(("notebooks:", f"economics: {{{economics}}}\nnotebooks:"))
