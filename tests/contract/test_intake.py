from __future__ import annotations

import pytest
from deliveries import raw_table
from hypothesis import given
from hypothesis import strategies as st

from wijklab.contract.columns import TABLES
from wijklab.contract.headers import match_headers
from wijklab.contract.intake import is_bsn, is_iban, refuse_personal_data

# Numbers from public test sets and documentation; none of them is a person's.
BSN = ("111222333", "123456782")
IBAN = "NL91ABNA0417164300"


def found(dutch, text):
    raw = raw_table(dutch, text)
    places = match_headers(TABLES[raw.name], list(raw.frame.columns), {}, raw.where).places
    return [(problem.column, problem.what, problem.rows) for problem in refuse_personal_data(raw, places)]


def residents(cells, header="bewoner"):
    return found("bewoners", "\n".join([f"{header};wijkcode", *(f"{cell};WK999901" for cell in cells)]))


def quotes(text):
    header = "fragment;datum;rol;niveau;thema;gebeurtenis;tekst;status;toestemming\n"
    return found("fragmenten", header + f"f1;2019-01-01;uitvoerder;uitvoerder;t;;{text};akkoord;ja\n")


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("BSN", "a citizen service number (BSN)"),
        ("bsn_nummer", "a citizen service number (BSN)"),
        ("Burgerservicenummer", "a citizen service number (BSN)"),
        ("e-mail", "an e-mail address"),
        ("Emailadres", "an e-mail address"),
        ("telefoonnummer", "a phone number"),
        ("Mobiel", "a phone number"),
        ("IBAN", "a bank account (IBAN)"),
        ("rekeningnummer", "a bank account (IBAN)"),
        ("postcode6", "a full postcode"),
        ("Geboortedatum", "a date of birth"),
        ("geb.datum", "a date of birth"),
        ("naam", "a person's name"),
        ("Achternaam", "a person's name"),
        ("first name", "a person's name"),
        ("straat", "an address"),
    ],
)
def test_a_header_that_says_so_is_refused(header, what):
    assert found("bewoners", f"bewoner;wijkcode;{header}\nr1;WK999901;x\n") == [(header, f"looks like {what}", ())]


@pytest.mark.parametrize(
    ("cells", "what", "rows"),
    [
        (BSN, "a citizen service number (BSN)", (2, 3)),
        (("r1", BSN[0], "r3"), "a citizen service number (BSN)", (3,)),
        (("1112.22.333", "1234.56.782"), "a citizen service number (BSN)", (2, 3)),
        (("r1", "iemand@example.org"), "an e-mail address", (3,)),
        (("06-12345678", "r2"), "a phone number", (2,)),
        (("+31 6 12345678",), "a phone number", (2,)),
        ((IBAN,), "a bank account (IBAN)", (2,)),
        (("5341 GK", "r2"), "a full postcode", (2,)),
        (("5341gk",), "a full postcode", (2,)),
        (("Jan de Vries", "r2"), "a person's name", (2,)),
    ],
)
def test_pseudonyms_that_are_none_are_refused(cells, what, rows):
    assert residents(cells) == [("bewoner", f"looks like {what}", rows)]


def test_a_column_that_nobody_asked_for_is_looked_at_too():
    text = f"bewoner;wijkcode;x\nr1;WK999901;{BSN[0]}\nr2;WK999901;{BSN[1]}\n"
    assert found("bewoners", text) == [("x", "looks like a citizen service number (BSN)", (2, 3))]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Bel mij op 0412-123456.", "a phone number"),
        ("Mail naar iemand@example.org!", "an e-mail address"),
        (f"Het staat op {IBAN}", "a bank account (IBAN)"),
        ("Ik woon op 5341 GK in Oss", "a full postcode"),
        ("Mijn BSN is 111222333", "a citizen service number (BSN)"),
    ],
)
def test_running_text_is_looked_into(text, what):
    assert quotes(text) == [("tekst", f"looks like {what}", (2,))]


@pytest.mark.parametrize(
    "text",
    [
        "In 2017 EN 2018 ging het beter",
        "Het kostte 123456789 euro",
        "We waren er om 12:30 en in 2016",
        "Wijk WK082806 in GM0828",
    ],
)
def test_running_text_that_is_nobody(text):
    expected = [("tekst", "looks like a full postcode", (2,))] if "2017 EN" in text else []
    assert quotes(text) == expected  # a year before two capitals is refused too: rather one question too many


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("wijken", "wijkcode;naam;gemeente\nWK999901;Wijk Een;Oss\n"),  # a neighbourhood's name is nobody's
        ("kosten", "bewoner;jaar;kostensoort;betaler;bedrag;prijsjaar\nr1;2017;huisarts;gemeente;111222333;2023\n"),
        ("bewoners", "bewoner;wijkcode;postcode\nr1;WK999901;5341\n"),  # four digits are a neighbourhood
        ("gebeurtenissen", "gebeurtenis;datum;titel;effect\ne1;2019-01-01;Jan Smit opent de tuin;helpend\n"),
        ("bewoners", "bewoner;wijkcode;leeftijd\nr-001;WK999901;18-27\n"),
    ],
)
def test_what_only_seems_personal_is_accepted(table, text):
    assert found(table, text) == []


def test_numbers_of_nine_digits_pass_where_few_of_them_could_be_a_bsn():
    numbers = [str(number) for number in range(200000000, 200000100)]
    assert 0 < sum(map(is_bsn, numbers)) < 20  # one in eleven, by chance
    assert residents(numbers) == []


@given(st.lists(st.binary(min_size=8, max_size=8), min_size=1, max_size=50))
def test_a_keyed_hash_is_never_taken_for_personal_data(digests):
    letters = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")
    assert residents(["r" + digest.hex().translate(letters) for digest in digests]) == []


@given(st.integers(10**8, 10**9 - 1), st.integers(0, 8))
def test_one_wrong_digit_fails_the_eleven_test(number, place):
    text = str(number)
    wrong = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    assert not (is_bsn(text) and is_bsn(wrong))


@pytest.mark.parametrize(
    ("text", "good"), [(IBAN, True), ("NL91 ABNA 0417 1643 00", True), ("NL92ABNA0417164300", False), ("x", False)]
)
def test_iban(text, good):
    assert is_iban(text) is good


@pytest.mark.parametrize(("text", "good"), [(BSN[0], True), ("11222333", False), ("10", False), ("123456789", False)])
def test_bsn(text, good):
    assert is_bsn(text) is good


def test_a_message_never_repeats_a_value():
    raw = raw_table("bewoners", f"bewoner;wijkcode\n{BSN[0]};WK999901\n")
    (problem,) = refuse_personal_data(raw, {"resident": 0, "neighbourhood": 1})
    assert BSN[0] not in str(problem)
    assert "pseudonym" in problem.todo
