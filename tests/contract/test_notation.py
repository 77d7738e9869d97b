from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijklab.contract.notation import Ambiguous, NotANumber, decimal_mark, notation_of
from wijklab.text import decimal

A, N = Ambiguous, NotANumber


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # one mark that cannot part thousands tells its own reading
        (("3,5", "3.5", "0.125", "0,125", "12345,678", "1.2345"), (3.5, 3.5, 0.125, 0.125, 12345.678, 1.2345)),
        # both marks: the last is for decimals
        (("1.234,50", "12.345.678,9"), (1234.5, 12345678.9)),
        (("1,234.50", "12,345,678.9"), (1234.5, 12345678.9)),
        # a bare 1.234 is read as the rest of its column writes
        (("3,5", "1.234"), (3.5, 1234.0)),
        (("3.5", "1.234"), (3.5, 1.234)),
        (("1.234,50", "2.000"), (1234.5, 2000.0)),
        (("1.234.567", "1.234"), (1234567.0, 1234.0)),
        (("1,234,567", "1,234"), (1234567.0, 1234.0)),
        # ... and refused where the rest says nothing, or two things
        (("1.234",), (A,)),
        (("12", "975", "1.240"), (12.0, 975.0, A)),
        (("3,5", "3.5", "1.234"), (3.5, 3.5, A)),
        # signs; what R writes for 100000
        (("-3", "+3,0", "\N{MINUS SIGN}4,5", "1e+05", "1.5e-3"), (-3.0, 3.0, -4.5, 100000.0, 0.0015)),
        # the publisher's padded columns, after their space was taken off (CBS 85163NED)
        (("-0.100", "1.010", "0.892"), (-0.1, 1.01, 0.892)),
        # no numbers at all
        (
            ("x", "", "1 000", "1..2", "1,2,3", "1.23.456", "12.34,5", "inf", "nan", "3 euro", ".5", "5.", "1,2e5"),
            (N,) * 13,
        ),
    ],
)
def test_a_column_is_read_in_its_own_notation(cells, expected):
    notation = notation_of(cells)
    for cell, wanted in zip(cells, expected, strict=True):
        if isinstance(wanted, float):
            assert notation.read(cell) == wanted, cell
        else:
            with pytest.raises(wanted):
                notation.read(cell)


@pytest.mark.parametrize(
    ("cells", "first"),
    [(("13.595", "7"), 13595.0), (("13,595",), 13595.0), (("13.595", "7,0"), 13595.0), (("13.595", "7.0"), 13.595)],
)
def test_in_a_column_of_whole_numbers_a_bare_mark_parts_thousands(cells, first):
    assert notation_of(cells, whole=True).read(cells[0]) == first


@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20), st.sampled_from(["nl", "en"]))
def test_what_the_report_writes_with_two_decimals_is_read_back(cents, language):
    values = [number / 100 for number in cents]
    texts = [decimal(value, 2, language) for value in values]
    notation = notation_of([text.replace("\N{MINUS SIGN}", "-") for text in texts])
    assert [notation.read(text) for text in texts] == pytest.approx(values)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_whole_numbers_never_change_by_a_factor_of_a_thousand(numbers):
    texts = [decimal(number, 0, "nl") for number in numbers]
    assert [notation_of(texts, whole=True).read(text) for text in texts] == numbers


@pytest.mark.parametrize(
    ("text", "mark"), [("12", None), ("1.234", "."), ("3,5", ","), ("1.234,5", ","), ("1,234.5", "."), ("x", None)]
)
def test_decimal_mark(text, mark):
    assert decimal_mark(text) == mark
