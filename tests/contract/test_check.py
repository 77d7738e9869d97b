from __future__ import annotations

import pytest
from deliveries import delivery, good_study, raw_table
from small_study import edited, good_tables

from wijklab.contract.check import check_tables, examine
from wijklab.contract.leaving_out import Refused
from wijklab.errors import Problem, SourceError

GOOD = good_tables()
LEAVE_OUT = ("data:\n", "data:\n  refused_rows: leave_out\n")
WELLBEING = "bewoner;datum;meetmoment;instrument;welbevinden\n"
CASES = "casus;titel;wil;kan;nodig;welbevinden_voor;welbevinden_kort;welbevinden_lang;toestemming;bron;wijkcode\n"
CASE_COSTS = "casus;soort;omschrijving;bedrag;kans;jaren;betaler;prijsjaar;bron\n"
FRAGMENTS = "fragment;datum;rol;niveau;thema;gebeurtenis;tekst;status;toestemming\n"
EVENTS = "gebeurtenis;datum;titel;effect\n"
CONTEXT = "gebiedscode;indicator;periode;waarde;eenheid;reden_ontbreken;bron\n"


def told(study, raws):
    """Every refusal, as (file, column, what, rows)."""
    problems = examine(study, raws).problems
    return [(p.where, p.column, p.what, p.rows) for p in problems if p.severity == "refusal"]


def noticed(study, raws):
    return [(p.where, p.column, p.what, p.rows) for p in examine(study, raws).problems if p.severity == "notice"]


def test_a_good_delivery_passes_without_a_word():
    examined = examine(good_study(), delivery())
    assert examined.problems == ()
    assert repr(examined.tables) == (
        "Tables(costs 144x6, ladder 144x5, neighbourhoods 6x9, residents 72x6, wellbeing 144x6)"
    )
    assert examined.tables["ladder"]["moment"].unique().tolist() == ["baseline", "long_term"]
    assert dict(examined.tables.left_out) == {}


SPOILED = [
    # table, old text, new text, column, what, rows
    (
        "welbevinden",
        "rapportcijfer;3\n",
        "rapportcijfer;11\n",
        "welbevinden",
        "is outside the scale of rapportcijfer, 1 to 10",
        (2,),
    ),
    (
        "welbevinden",
        "rapportcijfer;3\n",
        "rapportcijfer;0\n",
        "welbevinden",
        "is outside the scale of rapportcijfer, 1 to 10",
        (2,),
    ),
    (
        "welbevinden",
        "rapportcijfer;3\n",
        "cantril;-1\n",
        "welbevinden",
        "is outside the scale of cantril, 0 to 10",
        (2,),
    ),
    ("welbevinden", "rapportcijfer;3\n", "rapport;3\n", "instrument", "is not one of the choices", (2,)),
    ("welbevinden", "2017-06-01", "", "datum", "is empty, but must be filled", (2,)),
    ("welbevinden", "2017-06-01", "1 juni 2017", "datum", "is not a date", (2,)),
    ("welbevinden", "2017-06-01", "2018-06-01", "datum", "lies outside baseline, 2017-01-01 to 2017-12-31", (2,)),
    ("welbevinden", "r1-001;", "r9-999;", "bewoner", "does not stand in the table residents", (2,)),
    ("welbevinden", "r1-001;", ";", "bewoner", "is empty, but must be filled", (2,)),
    ("welbevinden", "nulmeting", "korte termijn", "meetmoment", "is a moment that the study does not declare", (2,)),
    ("participatieladder", "nulmeting;1\n", "nulmeting;0\n", "trede", "is outside 1 to 6", (2,)),
    ("participatieladder", "nulmeting;1\n", "nulmeting;7\n", "trede", "is outside 1 to 6", (2,)),
    ("participatieladder", "nulmeting;1\n", "nulmeting;1,5\n", "trede", "is not a whole number", (2,)),
    (
        "participatieladder",
        "r1-002;2017-06-01",
        "r1-001;2017-06-01",
        "bewoner",
        "has the same resident + moment as another row",
        (2, 4),
    ),
    ("kosten", "100,50", "-100,50", "bedrag", "is less than 0", (2,)),
    ("kosten", "100,50", ".", "bedrag", "is empty, but must be filled", (2,)),
    ("kosten", "100,50", "honderd", "bedrag", "is not a number", (2,)),
    ("kosten", "huisarts", "dokter", "kostensoort", "is not one of the choices", (2,)),
    (
        "kosten",
        "zorgverzekeraar;100,50;2023",
        "zorgverzekeraar;100,50;2017",
        "prijsjaar",
        "is not the price year of the study, 2023",
        (2,),
    ),
    ("kosten", "2017;huisarts", "1999;huisarts", "jaar", "is outside 2000 to 2100", (2,)),
    ("bewoners", "WK999901", "WK999999", "wijkcode", "is an unknown neighbourhood", (2,)),
    (
        "bewoners",
        "WK999901",
        "999901",
        "wijkcode",
        "is a number where an area code is needed: its letters and leading zeros were lost",
        (2,),
    ),
    ("bewoners", "r1-002", "r1-001", "bewoner", "has the same resident as another row", (2, 3)),
    ("wijken", "WK999901;", "WK999902;", "wijkcode", "has the same code as another row", (2, 3)),
]


@pytest.mark.parametrize(("table", "old", "new", "column", "what", "rows"), SPOILED)
def test_a_wrong_cell_is_refused_with_file_column_rows_and_remedy(table, old, new, column, what, rows):
    raws = delivery(**{table: edited(GOOD[table], (old, new))})
    assert (f"{table}.csv", column, what, rows) in told(good_study(), raws)
    with pytest.raises(SourceError) as refused:
        check_tables(good_study(), raws)
    assert all(problem.todo for problem in refused.value.problems)


def test_everything_is_told_together():
    spoiled = {
        "welbevinden": edited(
            GOOD["welbevinden"], ("rapportcijfer;3\n", "rapportcijfer;11\n"), ("r1-002;2017-06-01", "r1-002;x")
        ),
        "participatieladder": edited(GOOD["participatieladder"], ("nulmeting;1\n", "nulmeting;7\n")),
        "kosten": edited(GOOD["kosten"], ("huisarts", "dokter"), ("110,50", "x")),
    }
    assert [(where, column, rows) for where, column, _, rows in told(good_study(), delivery(**spoiled))] == [
        ("welbevinden.csv", "datum", (4,)),
        ("participatieladder.csv", "trede", (2,)),
        ("kosten.csv", "kostensoort", (2,)),
        ("kosten.csv", "bedrag", (4,)),
        ("welbevinden.csv", "welbevinden", (2,)),
    ]


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("welbevinden", "2017-06-01", "x"),  # an unreadable date is not outside its moment too
        ("welbevinden", "nulmeting", "x"),
        ("bewoners", "WK999901", "x"),  # an unreadable code is not unknown too; its measurements are not orphans
        ("bewoners", "r1-002", "r1-001;WK999901\nr1-002"),  # a resident who stands twice
    ],
)
def test_a_refused_cell_is_told_once(table, old, new):
    assert len(told(good_study(), delivery(**{table: edited(GOOD[table], (old, new))}))) == 1


def test_no_message_holds_a_value():
    secret = "geheim-1234567"
    spoiled = {name: text.replace("r1-001", secret).replace("2017-06-01", secret) for name, text in GOOD.items()}
    messages = str(SourceError(examine(good_study(), delivery(**(spoiled | {"bewoners": GOOD["bewoners"]}))).problems))
    assert "is not a date" in messages
    assert secret not in messages


def test_a_follow_up_from_before_the_start_is_refused():
    study = good_study(("start: 2018-01-01", "start: 2023-07-01"))
    assert {(where, column, what) for where, column, what, _ in told(study, delivery())} == {
        ("welbevinden.csv", "datum", "is a follow-up from before the start of its arm"),
        ("participatieladder.csv", "datum", "is a follow-up from before the start of its arm"),
    }


def test_a_measurement_from_after_the_cutoff_is_refused():
    study = good_study(("cutoff: 2024-06-30", "cutoff: 2023-05-31"))
    assert {(where, column, what) for where, column, what, _ in told(study, delivery())} == {
        ("welbevinden.csv", "datum", "lies after the cutoff, 2023-05-31"),
        ("participatieladder.csv", "datum", "lies after the cutoff, 2023-05-31"),
    }


def test_a_baseline_from_after_the_start_is_worth_knowing():
    study = good_study(("start: 2018-01-01", "start: 2017-03-01"))
    assert {what for _, _, what, _ in noticed(study, delivery())} == {
        "is a baseline from after the start of its arm: it may hold a part of the change"
    }


@pytest.mark.parametrize(
    ("extra", "column", "what"),
    [
        ("arm;WK999901;traditional", "arm", "is another arm than the study declares"),
        ("startdatum;WK999901;2019-01-01", "startdatum", "is another start than the study declares"),
        ("startdatum;WK999905;2019-01-01", "startdatum", "is another start than the study declares"),
    ],
)
def test_the_table_may_not_contradict_the_study(extra, column, what):
    header, code, value = extra.split(";")
    lines = GOOD["wijken"].splitlines()
    table = "\n".join([f"{lines[0]};{header}", *(f"{line};{value if code in line else ''}" for line in lines[1:])])
    (problem,) = told(good_study(), delivery(wijken=table))
    assert problem[1:3] == (column, what)


def test_a_table_that_agrees_with_the_study_is_good():
    rows = "WK999901;A;X;proeftuin;2018-01-01\nWK999902;B;X;Proeftuin;01-01-2018\n"
    rest = "".join(f"WK99990{n};C;X;;\n" for n in (3, 4, 5, 6))
    assert not told(good_study(), delivery(wijken="wijkcode;wijknaam;gemeente;werkwijze;startdatum\n" + rows + rest))


@pytest.mark.parametrize(
    ("changed", "where", "what"),
    [
        (
            {"wijken": edited(GOOD["wijken"], ("WK999906;", "WK999907;"))},
            "wijken.csv",
            "WK999906 stands in the study under arms.traditional, but has no row here",
        ),
        ({"bewoners": None}, "welbevinden.csv", "needs the table residents, which was not delivered"),
        ({"wijken": None}, "bewoners.csv", "needs the table neighbourhoods, which was not delivered"),
        (
            {"casuskosten": CASE_COSTS + "c1;kosten;fiets;25;1;1;gemeente;2016;bron\n"},
            "casuskosten.csv",
            "needs the table cases, which was not delivered",
        ),
    ],
)
def test_what_is_wrong_with_a_table_as_a_whole(changed, where, what):
    for edits in ((), (LEAVE_OUT,)):
        assert (where, what) in {(place, said) for place, _, said, _ in told(good_study(*edits), delivery(**changed))}


def test_price_years_may_not_be_mixed_even_where_none_is_asked():
    asked = "  costs: {baseline_year: 2017, follow_up_year: 2023, price_year: 2023}\n"
    mixed = delivery(kosten=edited(GOOD["kosten"], ("100,50;2023", "100,50;2022")))
    assert told(good_study((asked, "")), mixed) == [
        ("kosten.csv", "prijsjaar", "holds amounts in prices of 2 years", ())
    ]


@pytest.mark.parametrize(
    ("year", "where"),
    [("2017", "WK999901"), ("2023", "WK999901"), ("", "WK999901")],
)
def test_a_neighbourhood_without_costs_in_a_year_is_told_of(year, where):
    """No delivery is not 0 euro."""
    kept = [row for row in GOOD["kosten"].splitlines() if not row.startswith(("r1-",)) or year not in row[:12]]
    said = noticed(good_study(), delivery(kosten="\n".join([*kept, ""])))
    assert {what for _, _, what, _ in said} == {
        f"holds no amount of {lacking} for {where}: left out of the question costs"
        for lacking in ([year] if year else ["2017", "2023"])
    }


def test_cases_whose_facts_would_have_one_name_are_refused():
    rows = "".join(f"{id};De fiets;w;k;n;3;9;9;ja;bron;\n" for id in ("De fiets", "de-fiets", "fiets", "../"))
    assert [(what, rows) for _, _, what, rows in told(good_study(), delivery(casussen=CASES + rows))] == [
        ("holds no letter or digit", (5,)),
        ("differs from another case in capitals, spaces or signs only", (2, 3)),
    ]


OTHER_TABLES = [
    ({"casussen": CASES + "c1;De fiets;w;k;n;3;9;11;ja;bron;\n"}, "welbevinden_lang", "is outside 1 to 10"),
    ({"casussen": CASES + "c1;De fiets;w;k;n;3;9;9;ja;bron;WK111111\n"}, "wijkcode", "is an unknown neighbourhood"),
    (
        {
            "casussen": CASES + "c1;De fiets;w;k;n;3;9;9;ja;bron;\n",
            "casuskosten": CASE_COSTS + "c2;kosten;fiets;25;1;1;gemeente;2016;bron\n",
        },
        "casus",
        "does not stand in the table cases",
    ),
    (
        {
            "casussen": CASES + "c1;De fiets;w;k;n;3;9;9;ja;bron;\n",
            "casuskosten": CASE_COSTS + "c1;kosten;fiets;25;1,5;1;gemeente;2016;bron\n",
        },
        "kans",
        "is outside 0 to 1",
    ),
    (
        {
            "fragmenten": FRAGMENTS + "f1;2019-01-01;rol;bewoner;t;e9;Tekst.;akkoord;ja\n",
            "gebeurtenissen": EVENTS + "e1;2019-01-01;Titel;helpend\n",
        },
        "gebeurtenis",
        "does not stand in the table events",
    ),
    (
        {"fragmenten": FRAGMENTS + "f1;2019-01-01;rol;buurman;t;;Tekst.;akkoord;ja\n"},
        "niveau",
        "is not one of the choices",
    ),
    (
        {"context": CONTEXT + "WK082806;inwoners;2024;13595;furlong;;CBS\n"},
        "eenheid",
        "is not one of the choices",
    ),
    (
        {"context": CONTEXT + "WK082806;inwoners;2024;13595;persons;unknown;CBS\n"},
        "reden_ontbreken",
        "gives a reason for a missing value, but the value is there",
    ),
]


@pytest.mark.parametrize(("tables", "column", "what"), OTHER_TABLES)
def test_cases_fragments_and_area_figures(tables, column, what):
    ((_, where, said, rows),) = told(good_study(), delivery(**tables))
    assert (where, said, rows) == (column, what, (2,))


@pytest.mark.parametrize(
    ("cells", "reason"), [(";;", "not_given"), (".;;", "unknown"), (";cannot_occur;", "cannot_occur")]
)
def test_an_area_figure_keeps_the_reason_why_it_is_missing(cells, reason):
    value, given, _ = cells.split(";")
    raws = delivery(context=CONTEXT + f"WK082806;inwoners;2024;{value};persons;{given};CBS\n")
    row = check_tables(good_study(), raws)["context"].iloc[0]
    assert (row["missing_reason"], row["value_missing"]) == (reason, reason)


def test_area_figures_of_several_files_are_joined_but_never_twice():
    first = raw_table("context", CONTEXT + "WK082806;inwoners;2024;13595;persons;;CBS\n")
    other = raw_table("context", CONTEXT + "WK082801;inwoners;2024;10575;persons;;CBS\n")
    assert len(check_tables(good_study(), [*delivery(), first, other])["context"]) == 2
    ((_, _, what, rows),) = told(good_study(), [*delivery(), first, first])
    assert (what, rows) == ("gives an area figure that an earlier file under data.context gives too", (2,))


@pytest.mark.parametrize(
    ("table", "old", "new", "left_out"),
    [
        ("participatieladder", "nulmeting;1\n", "nulmeting;7\n", {"ladder": 1}),
        ("participatieladder", "r1-002;2017-06-01", "r1-001;2017-06-01", {"ladder": 2}),
        # a refused resident takes along what is measured of him or her
        ("bewoners", "WK999901", "x", {"residents": 1, "wellbeing": 2, "ladder": 2, "costs": 2}),
        ("bewoners", "WK999901", "WK999999", {"residents": 1, "wellbeing": 2, "ladder": 2, "costs": 2}),
    ],
)
def test_leave_out_drops_refused_rows_and_what_refers_to_them(table, old, new, left_out):
    raws = delivery(**{table: edited(GOOD[table], (old, new))})
    tables = check_tables(good_study(LEAVE_OUT), raws)
    assert dict(tables.left_out) == left_out
    for raw in raws:
        assert len(tables[raw.name]) == len(raw.frame) - left_out.get(raw.name, 0)


def test_what_was_left_out_is_listed():
    raws = delivery(bewoners=edited(GOOD["bewoners"], ("WK999901", "x")))
    refused = examine(good_study(LEAVE_OUT), raws).refused
    assert [(item.table, item.problem.rows) for item in refused] == [
        ("residents", (2,)),
        ("wellbeing", (2, 3)),
        ("ladder", (2, 3)),
        ("costs", (2, 3)),
    ]
    assert refused[1].problem.what == "refers to a row of residents that was refused"


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        (
            {"wijken": edited(GOOD["wijken"], ("Wijk 1", ""))},
            "the row of WK999901 is refused, and the study compares that neighbourhood",
        ),
        ({"kosten": GOOD["kosten"].replace("huisarts", "dokter")}, "has no row that can be used"),
    ],
)
def test_leave_out_does_not_take_away_a_table_or_a_neighbourhood(changed, what):
    assert what in [said for _, _, said, _ in told(good_study(LEAVE_OUT), delivery(**changed))]


def test_rows_that_the_reader_refused_count_with_the_rest():
    raw = raw_table("participatieladder", GOOD["participatieladder"])
    broken = Problem(raw.where, "has more fields than the header (4)", "put it between quotes", rows=(200,))
    raws = [*delivery(participatieladder=None), type(raw)(raw.name, raw.where, raw.frame, raw.rows, (), (broken,))]
    assert told(good_study(), raws) == [("participatieladder.csv", "", "has more fields than the header (4)", (200,))]
    assert dict(check_tables(good_study(LEAVE_OUT), raws).left_out) == {"ladder": 1}
    assert examine(good_study(), raws).refused == (Refused("ladder", broken),)


@pytest.mark.parametrize(
    ("edits", "changed", "where", "what"),
    [
        ((), {"kosten": None}, "question costs", "is left out: no table costs or service_use was delivered"),
        ((), {"kosten": GOOD["kosten"].splitlines()[0]}, "kosten.csv", "has no rows: taken as not delivered"),
        (
            (("notebooks: [", "notebooks: [cases, "),),
            {},
            "question cases",
            "is left out: no table cases was delivered",
        ),
        (
            (("notebooks: [", "notebooks: [wijkfoto, "),),
            {},
            "question wijkfoto",
            "is left out: the study has no outcomes.wijkfoto",
        ),
        (
            (),
            {"bewoners": GOOD["bewoners"].replace("\n", ";\n").replace("wijkcode;", "wijkcode;kleur")},
            "bewoners.csv",
            "is not a column of the contract: not read",
        ),
    ],
)
def test_what_is_worth_knowing_stops_nothing(edits, changed, where, what):
    examined = examine(good_study(*edits), delivery(**changed))
    assert examined.tables is not None
    assert (where, what) in [(p.where, p.what) for p in examined.problems if p.severity == "notice"]


def test_a_refused_table_is_not_called_absent():
    examined = examine(good_study(), delivery(kosten=GOOD["kosten"].replace("prijsjaar", "jaren", 1)))
    assert [p.column for p in examined.problems if p.severity == "refusal"] == ["prijsjaar"]
    assert not [p for p in examined.problems if p.where == "question costs"]


def test_blank_rows_are_not_rows():
    raws = delivery(participatieladder=GOOD["participatieladder"] + ";;;\n ; ;;\n")
    assert noticed(good_study(), raws) == [
        ("participatieladder.csv", "", "holds rows without anything: not read", (146, 147))
    ]
    assert len(check_tables(good_study(), raws)["ladder"]) == 144


def test_residents_of_a_neighbourhood_without_arm_are_told_of():
    raws = delivery(wijken=GOOD["wijken"] + "WK999908;Wijk 8;X\n", bewoners=GOOD["bewoners"] + "r8-001;WK999908\n")
    ((_, column, what, _),) = noticed(good_study(), raws)
    assert (column, what) == (
        "wijkcode",
        "WK999908 has no arm in the study: its residents take no part in a comparison",
    )


def test_a_compared_neighbourhood_without_residents_is_told_of():
    kept = {
        name: "".join(row for row in GOOD[name].splitlines(keepends=True) if not row.startswith("r6-"))
        for name in ("bewoners", "welbevinden", "participatieladder", "kosten")
    }
    ((_, column, what, _),) = noticed(good_study(), delivery(**kept))
    assert (column, what) == ("wijkcode", "holds no resident of WK999906: it takes no part in a comparison")


def test_missing_scores_keep_their_reason():
    empty, dot = "r1-001;2017-06-01;t0;rapportcijfer;\n", "r1-001;2023-06-01;t2;rapportcijfer;.\n"
    text = WELLBEING + empty + dot + "r1-002;2017-06-01;t0;rapportcijfer;99\n"
    study = good_study(("data:\n", 'data:\n  missing: {"99": refused_to_answer}\n'))
    table = check_tables(study, delivery(welbevinden=text))["wellbeing"]
    assert table["score_missing"].tolist() == ["not_given", "unknown", "refused_to_answer"]
    assert table["score"].isna().all()


def test_a_missing_code_inside_the_scale_of_a_delivered_instrument_is_refused():
    study = good_study(("data:\n", 'data:\n  missing: {"99": refused_to_answer}\n'))
    text = WELLBEING + "r1-001;2017-06-01;t0;who5;99\n"
    ((_, column, what, _),) = told(study, delivery(welbevinden=text))
    assert (column, what) == (
        "welbevinden",
        "is declared as a missing code in the study, but is also a possible value of this column",
    )
