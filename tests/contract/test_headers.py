from __future__ import annotations

import pytest

from wijklab.contract.columns import TABLES
from wijklab.contract.headers import match_headers

WELLBEING = ("bewoner", "datum", "meetmoment", "instrument", "welbevinden")


def match(headers, own=None, table="wellbeing"):
    return match_headers(TABLES[table], list(headers), own or {}, "x.csv")


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        (WELLBEING, {}),
        (("resident", "date", "moment", "instrument", "score"), {}),
        (("\ufeffBewoner ", "DATUM", "Meetmoment\N{NO-BREAK SPACE}", " instrument", '"Rapportcijfer"'), {}),
        (("pseudoniem", "datum", "meting", "instrument", "cijfer"), {}),
        (("cliënt", "datum", "meetmoment", "instrument", "cijfer A"), {"cliënt": "resident", "Cijfer A": "score"}),
        # an own mapping decides between two headers that mean the same
        ((*WELLBEING, "rapportcijfer"), {"rapportcijfer": "score"}),
    ],
)
def test_headers_are_known_by_mapping_id_dutch_name_or_synonym(headers, own):
    matched = match(headers, own)
    assert not matched.problems
    assert set(matched.places) == {"resident", "date", "moment", "instrument", "score"}


def test_an_own_mapping_wins():
    matched = match((*WELLBEING, "rapportcijfer"), {"rapportcijfer": "score"})
    assert matched.places["score"] == 5
    assert [notice.column for notice in matched.notices] == ["welbevinden"]


@pytest.mark.parametrize(
    ("headers", "own", "column", "what", "todo"),
    [
        (WELLBEING[1:], {}, "bewoner", "is missing", "add it under one of the headers bewoner, resident"),
        (("bewoners", *WELLBEING[1:]), {}, "bewoner", "is missing", "is it 'bewoners'?"),
        ((*WELLBEING, "cijfer"), {}, "", "the headers 'welbevinden', 'cijfer' all mean the column 'score'", "keep one"),
        (WELLBEING, {"score_a": "score"}, "score_a", "is mapped in the study, but not delivered", "data.columns"),
    ],
)
def test_what_is_wrong_with_headers(headers, own, column, what, todo):
    problem = match(headers, own).problems[0]
    assert (problem.column, problem.what, problem.severity) == (column, what, "refusal")
    assert todo in problem.todo


def test_unknown_and_nameless_columns_are_worth_knowing():
    matched = match(("", *WELLBEING, "opmerking", " "))
    assert not matched.problems
    told = [(notice.column, notice.what) for notice in matched.notices]
    assert told == [
        ("opmerking", "is not a column of the contract: not read"),
        ("", "2 column(s) without a header: not read"),
    ]
    assert {notice.severity for notice in matched.notices} == {"notice"}


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_knows_its_own_dutch_and_english_headers(table):
    for headers in ([column.dutch for column in table.columns], [column.name for column in table.columns]):
        matched = match_headers(table, headers, {}, "x.csv")
        assert not matched.problems
        assert matched.places == {column.name: place for place, column in enumerate(table.columns)}
