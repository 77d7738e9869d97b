"""Personal data stop at the door: a column that looks like it is refused by name, and no value is ever repeated.

Two looks. A header that says so (BSN, e-mail, birth date, in tables about people also a name). And cells that look so:
a whole cell in columns of ids and in columns that nobody asked for, any place in running text. Digits alone prove
little (one in eleven numbers of nine digits passes the test of a BSN), so digits count only where at least half of the
cells of that length pass. Columns of numbers, dates, years, choices and area codes are judged by their header only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wijklab.contract.columns import TABLES
from wijklab.contract.headers import normal
from wijklab.contract.tables import RawTable
from wijklab.errors import Problem

PEOPLE: Final = (
    "residents",
    "wellbeing",
    "survey",
    "ladder",
    "costs",
    "service_use",
    "cases",
    "case_costs",
    "case_measurements",
    "fragments",
    "quote_life",
    "sessions",
    "session_notes",
)
"""Tables in which a column with a name would be a person's."""

_NAMES: Final = re.compile(
    r"(volledige_|cliënt_?|client_?|bewoners?_?)?(naam|namen)|(achter|voor|roep|meisjes)na(am|men)|voorletters|initialen"
    r"|name|names|(first|last|full|family|sur|given)_?name|initials"
)
_BIRTH: Final = re.compile(r"geboorte_?da(tum|g)|geb_?(datum|dat|dd)|geboren(_op)?|birth_?da(te|y)|date_of_birth|dob")
_JUDGED_BY_CELLS: Final = ("id", "text", "unknown")
_WHERE_TO_KEEP: Final = "take the column out; use a pseudonym whose key stays outside the project"


_NINE_DIGITS: Final = re.compile(r"\d{8,9}|\d{4}[ .]\d{2}[ .]\d{3}|\d{3}[ .]\d{3}[ .]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind of personal data: how headers name it, what a cell looks like, and what it looks like inside a text.

    `shape`, where given, holds the cells of which at least half must pass before `cell` proves anything.
    """

    name: str
    header: re.Pattern[str]
    cell: Callable[[str], bool]
    inside: re.Pattern[str] | None = None
    shape: re.Pattern[str] | None = None


def is_bsn(text: str) -> bool:
    """Whether these 8 or 9 digits pass the 11-test of the citizen service number (weights 9 to 2, the last -1)."""
    if not _NINE_DIGITS.fullmatch(text):
        return False
    digits = re.sub(r"[ .]", "", text).zfill(9)
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0


_IBAN_STARTS: Final = ("N", "B", "D")


def is_iban(text: str) -> bool:
    """Whether this is a Dutch, Belgian or German account number: remainder 1 modulo 97 (ISO 13616).

    Other countries' forms are left out: a pseudonym that is a hash could pass for one by chance.
    """
    if text.lstrip()[:1].upper() not in _IBAN_STARTS:  # nearly every text: there are thousands
        return False
    compact = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"NL\d{2}[A-Z]{4}\d{10}|BE\d{14}|DE\d{20}", compact, re.ASCII):
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def _whole(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII | re.IGNORECASE)
    return lambda text: compiled.fullmatch(text) is not None


_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])[-./](?:0[1-9]|1[0-2])[-./](?:19|20)\d\d(?!\d)"
_PHONE: Final = r"(?:\+31|0031|0)[ -]?[1-9](?:[ -]?\d){8}"
_EMAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
SIGNS: Final = (
    Sign(
        "a citizen service number (BSN)",
        re.compile(r"(.*_)?(bsn|burgerservicenummer|sofi_?(nr|nummer))(_.*)?"),
        is_bsn,
        inside=re.compile(r"\bbsn\b\D{0,12}\d{8,9}", re.ASCII | re.IGNORECASE),
        shape=_NINE_DIGITS,
    ),
    Sign(
        "an e-mail address",
        re.compile(r"(.*_)?e_?mail(_?adres|_?address)?"),
        _whole(_EMAIL),
        inside=re.compile(rf"(?<!\w){_EMAIL}"),
    ),
    Sign(
        "a phone number",
        re.compile(r"(.*_)?(telefoon|telefoon_?(nr|nummer)|tel|tel_?nr|mobiel|gsm|phone|phone_?number)"),
        _whole(_PHONE),
        inside=re.compile(rf"(?<![\w.,-])(?!{_DAY}){_PHONE}(?![\w-])", re.ASCII),
        shape=re.compile(r"0\d{9}", re.ASCII),
    ),
    Sign(
        "a bank account (IBAN)",
        re.compile(r"(.*_)?(iban|rekening_?(nr|nummer)|bank_?account)"),
        is_iban,
        inside=re.compile(r"\bNL\d{2} ?[A-Z]{4} ?(?:\d{4} ?){2}\d{2}\b"),
    ),
    Sign(
        "a full postcode",
        re.compile(r"postcode_?6|pc_?6"),
        _whole(r"[1-9]\d{3}\s?[A-Z]{2}"),
        inside=re.compile(r"\b[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b"),
    ),
    Sign("a date of birth", _BIRTH, lambda text: False),
    Sign(
        "an address",
        re.compile(r"(huis_?nummer|straat|straat_?naam|woon_?adres|adres|address|street)"),
        lambda text: False,
    ),
)
_PERSON: Final = Sign("a person's name", _NAMES, lambda text: False)
_TOLD_NAME: Final = re.compile(r"[A-Z][a-zà-ÿ]+( (van|de|der|den|het|ten|ter|el|la|'t))*( [A-Z][a-zà-ÿ'-]+)+")
_NAMED_ID: Final = Sign("a person's name", re.compile(r"(?!)"), lambda text: _TOLD_NAME.fullmatch(text) is not None)


_GAP: Final = r"[ ./()-]{0,3}"
_NOTED_PHONE: Final = re.compile(
    rf"(?<![\w.,-])(?!{_DAY})\(?(?:\+31|0031|0){_GAP}0?{_GAP}[1-9](?:[ ./()-]{{0,2}}\d){{8}}(?!\w)", re.ASCII
)
_NOTED_NUMBER: Final = re.compile(r"(?<![\w.,-])\d{9}(?![\w-])", re.ASCII)
ADDRESSED: Final = re.compile(
    r"(?<![^\W_])(?:[Mm]evrouw|[Mm]evr\.?|[Mm]w\.|[Mm]eneer|[Mm]ijnheer|[Dd]e heer|[Dd]hr\.?|[Mm]rs\.?|[Mm]r\.?)\s+"
    r"(?:[A-Z]\.\s?)*(?:(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Hh]et|[Tt]en|[Tt]er|[Tt]e|[Ee]l|[Ll]a|'t)\s+)*"
    r"[A-ZÀ-Þ][a-zß-ÿ'-]+"
)


def tells_of_someone(text: str) -> str:
    """What of a person a note of a session seems to hold beyond what `looks_like` finds: who types at a table also
    writes a form of address with a name, or a number in its own way. Empty where nothing does."""
    if ADDRESSED.search(text):
        return _PERSON.name
    if _NOTED_PHONE.search(text):
        return "a phone number"
    numbers = (found.group() for found in _NOTED_NUMBER.finditer(text))
    return "a citizen service number (BSN)" if any(is_bsn(number) for number in numbers) else ""


def refuse_personal_data(raw: RawTable, places: Mapping[str, int]) -> Iterator[Problem]:
    """Every column of a delivered table that looks like personal data. `places` are the matched columns' places."""
    kinds = {place: TABLES[raw.name].column(name).kind for name, place in places.items()}
    for place, header in enumerate(raw.frame.columns):
        kind = kinds.get(place, "unknown")
        texts = [as_text(cell) for cell in raw.frame.iloc[:, place]] if kind in _JUDGED_BY_CELLS else []
        found = looks_like(raw.name, str(header), kind, Counter(texts))
        if found:
            rows = tuple(row for row, text in zip(raw.rows, texts, strict=False) if text in found[1])
            yield personal(raw.where, found[0], str(header), rows)


def looks_like(table: str, header: str, kind: str, counts: Counter[str]) -> tuple[Sign, set[str]] | None:
    """What personal data a column looks like, and the cells that do; `counts` are its texts, none where only its header
    counts. `kind` is that of the contract's column, or `unknown`."""
    judged = counts if kind in _JUDGED_BY_CELLS else Counter[str]()
    for sign in _signs(table, kind):
        proof = _proof(judged, kind, sign)
        if proof or sign.header.fullmatch(normal(header)):
            return sign, proof
    return None


def personal(where: str, sign: Sign, header: str, rows: tuple[int, ...]) -> Problem:
    """A column that looks like personal data: named, never shown."""
    return Problem(where, f"looks like {sign.name}", _WHERE_TO_KEEP, header, rows)


def _signs(table: str, kind: str) -> tuple[Sign, ...]:
    named = (_PERSON,) if table in PEOPLE else ()
    return (*SIGNS, *named, _NAMED_ID) if kind == "id" and table in PEOPLE else (*SIGNS, *named)


def _proof(counts: Counter[str], kind: str, sign: Sign) -> set[str]:
    """The cells that look like it; none where digits prove nothing, because most cells of that shape do not pass."""
    proof = {text for text in counts if _looks(text, kind, sign)}
    if sign.shape is None or not proof:
        return proof
    alike = sum(number for text, number in counts.items() if sign.shape.fullmatch(text))
    return proof if 2 * sum(counts[text] for text in proof) >= alike else set()


def _looks(text: str, kind: str, sign: Sign) -> bool:
    return sign.cell(text) or (kind != "id" and sign.inside is not None and sign.inside.search(text) is not None)


def as_text(cell: Any) -> str:
    """A cell as it is looked at here."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
