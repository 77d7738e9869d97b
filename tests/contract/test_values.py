from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijklab.contract.columns import TABLES
from wijklab.contract.table_shapes import Column
from wijklab.contract.values import parse

DAY = pd.Timestamp("2017-12-31")
CATEGORY = TABLES["costs"].column("category")
MOMENT = TABLES["wellbeing"].column("moment")


def column(kind, **options):
    return Column("x", kind, "x", **options)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", " 3,5 ", 3.5),
        ("number", "\N{NO-BREAK SPACE}7", 7.0),
        ("number", "    62.7", 62.7),  # RIVM 50120NED pads to eight signs
        ("number", 7, 7.0),
        ("number", np.float64(7.5), 7.5),
        ("number", Decimal("7.25"), 7.25),
        ("whole", "7,0", 7),
        ("whole", 7.0, 7),
        ("whole", "13.595", 13595),
        ("year", "2017", 2017),
        ("year", 2017.0, 2017),
        ("date", "2017-12-31", DAY),
        ("date", "2017-12-31T00:00:00", DAY),
        ("date", "31-12-2017", DAY),
        ("date", "31/12/2017", DAY),
        ("date", "31-12-2017 0:00", DAY),
        ("date", dt.date(2017, 12, 31), DAY),
        ("date", dt.datetime(2017, 12, 31), DAY),
        ("date", "1-6-2017", pd.Timestamp("2017-06-01")),
        ("yesno", "Ja", True),
        ("yesno", "nee", False),
        ("yesno", "TRUE", True),
        ("yesno", "onwaar", False),
        ("yesno", 1.0, True),
        ("yesno", 0, False),
        ("yesno", True, True),
        ("area", "WK082806  ", "WK082806"),  # CBS pads codes to ten signs
        ("area", "bu08280600", "BU08280600"),
        ("area", "WK0363AB", "WK0363AB"),  # letters since 2023
        ("area", "GM0828", "GM0828"),
        ("id", "0012", "0012"),
        ("id", 12.0, "12"),
        ("id", " r1 ", "r1"),
        ("text", "cafe\u0301", "caf\u00e9"),
        ("text", 34.0, "34"),
        ("text", "  twee\nregels ", "twee\nregels"),
    ],
)
def test_a_cell_is_accepted_by_rule(kind, cell, value):
    parsed = parse([cell], column(kind))
    assert not parsed.faults
    assert parsed.values[0] == value


@pytest.mark.parametrize(
    ("kind", "cell", "what"),
    [
        ("number", "zeven", "is not a number"),
        ("number", True, "is not a number"),
        ("number", dt.date(2017, 1, 1), "is not a number"),
        ("number", "inf", "is not a finite number"),
        ("number", "NaN", "is not a finite number"),
        ("number", "9" * 400, "is too large to be a measured number"),
        ("number", "1e99", "is too large to be a measured number"),
        ("number", 1e15, "is too large to be a measured number"),
        ("number", math.inf, "is not a finite number"),
        ("number", "1.234", "is a number in two ways"),
        ("number", "#DEEL/0!", "is an error of Excel"),
        ("text", "#N/A", "is an error of Excel"),
        ("whole", "7,5", "is not a whole number"),
        ("whole", 7.5, "is not a whole number"),
        ("whole", "x", "is not a number"),
        ("year", "17", "is not a year"),
        ("year", "2.017", "is not a year"),
        ("year", True, "is not a year"),
        ("year", 2017.5, "is not a year"),
        ("date", "12/31/2017", "is not a date"),
        ("date", "31-12-17", "is not a date"),
        ("date", "2017-02-30", "is not a date"),
        ("date", "NO", "is not a date"),
        ("date", 43100.0, "is a number, not a date"),
        ("date", dt.datetime(2017, 12, 31, 9, 30), "is a date with a time of day"),
        ("yesno", "misschien", "is not yes or no"),
        ("yesno", 2, "is not yes or no"),
        ("area", 828.0, "is a number where an area code is needed"),
        ("area", "082806", "is a number where an area code is needed"),
        ("area", "WK82806", "is not a CBS area code"),
        ("area", "Ruwaard", "is not a CBS area code"),
        ("id", 1.5, "is a number that cannot be a pseudonym"),
        ("id", 1e300, "is a number that cannot be a pseudonym"),
    ],
)
def test_a_cell_is_refused_with_its_place_and_a_remedy(kind, cell, what):
    parsed = parse(["", cell], column(kind))
    ((fault, places),) = parsed.faults.items()
    assert fault.what.startswith(what)
    assert fault.todo
    assert places == (1,)
    assert parsed.values.isna().all()
    assert parsed.reasons[1] is not parsed.reasons[0]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "not_given"),
        ("   ", "not_given"),
        (None, "not_given"),
        (math.nan, "not_given"),
        (pd.NaT, "not_given"),
        (".", "unknown"),
        ("       .", "unknown"),  # CBS and RIVM
        ("-99", "refused_to_answer"),
        (-99.0, "refused_to_answer"),
        ("nvt", "not_applicable"),
    ],
)
@pytest.mark.parametrize("kind", ["number", "whole", "date", "text", "yesno", "choice"])
def test_a_missing_cell_keeps_its_reason_and_is_never_zero(kind, cell, reason):
    parsed = parse([cell], column(kind), {"-99": "refused_to_answer", "nvt": "not_applicable"})
    assert not parsed.faults
    assert parsed.reasons[0] == reason
    assert parsed.values.isna().all()


@pytest.mark.parametrize(
    ("bounds", "code", "accepted"),
    [
        ({"minimum": 1, "maximum": 10}, "99", True),
        ({"minimum": 0}, "99", False),
        ({"minimum": 0}, "-1", True),
        ({}, "99", True),
    ],
)
def test_a_missing_code_that_could_be_a_value_is_refused(bounds, code, accepted):
    parsed = parse([code], column("number", **bounds), {code: "unknown"})
    assert (not parsed.faults) is accepted


def test_a_missing_code_does_not_touch_pseudonyms_and_area_codes():
    assert parse(["99"], column("id"), {"99": "unknown"}).values[0] == "99"


@pytest.mark.parametrize(
    ("asked", "cell", "id"),
    [
        (CATEGORY, "huisarts", "gp"),
        (CATEGORY, " GGZ ", "mental_health"),
        (CATEGORY, "Wmo-begeleiding", "wmo_support"),
        (CATEGORY, "out_of_home_placement", "out_of_home_placement"),
        (MOMENT, "Nulmeting", "baseline"),
        (MOMENT, "lange_termijn", "long_term"),
        (MOMENT, "T1", "short_term"),
    ],
)
def test_a_choice_by_id_or_dutch_spelling(asked, cell, id):
    assert parse([cell], asked).values[0] == id


def test_an_unknown_choice_names_the_choices():
    (fault,) = parse(["tweede meting"], MOMENT).faults
    assert fault.what == "is not one of the choices"
    assert "baseline, short_term, long_term" in fault.todo


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [("id", "str"), ("date", "datetime64[us]"), ("number", "float64"), ("whole", "Int64"), ("yesno", "boolean")],
)
def test_types_do_not_hang_on_what_was_delivered(kind, dtype):
    assert parse([], column(kind)).values.dtype == dtype
    assert parse(["", "."], column(kind)).values.dtype == dtype


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_way_to_write_a_day_is_the_same_day(day):
    ways = [day.isoformat(), f"{day.day}-{day.month}-{day.year}", f"{day:%d/%m/%Y}", day]
    assert set(parse(ways, column("date")).values) == {pd.Timestamp(day)}
