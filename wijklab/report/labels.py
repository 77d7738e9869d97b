"""Names of things as a reader sees them: a `Label` becomes words of the catalogue, or the name of an area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from wijklab.contract.answers import Label, StudyCard
from wijklab.text import date, decimal, has_phrase, percent, phrase

COUNTED: Final = ("per_arm", "residents_each", "points_apart", "icc", "eur_each")
"""Kinds whose ids are numbers: one phrase for all of them."""

NAMED: Final = (
    "amount_of",
    "chance_of",
    "number_of",
    "deadweight_of",
    "displacement_of",
    "attribution_of",
    "drop_off_of",
    "price_of",
    "length_of",
)
"""Kinds whose ids are the user's own words, within a phrase: an input that may be higher or lower."""

_QUOTES: Final = ("‘", "“")

_WHO: Final = ("pair", "arm", "moment", "category", "bearer", "indicator", "extent", "step")


def words(label: Label, card: StudyCard) -> str:
    """The label in the study's language, in lower case where a sentence wants it so.

    KeyError where a vocabulary id has no words: a defect of the catalogue, not of the user.
    """
    if label.kind in _SAID:
        return _SAID[label.kind](label.id, card)
    if label.kind in COUNTED:
        return phrase(card.language, f"labels.{label.kind}.counted", n=_number(label.id, card.language))
    if label.kind in NAMED:
        return phrase(card.language, f"labels.{label.kind}.named", n=label.id)
    key = f"labels.{label.kind}.{label.id}"
    if label.kind == "indicator" and not has_phrase(card.language, key):
        return label.id  # a user may bring figures of their own
    return phrase(card.language, key)


def heading(label: Label, card: StudyCard) -> str:
    """The label as it begins a row or a column: with a capital."""
    return capital(words(label, card))


def capital(text: str) -> str:
    """`samenwerkwijze` -> `Samenwerkwijze`, `‘proeftuin’` -> `‘Proeftuin’`, `één wijk` -> `Eén wijk`."""
    quote = text[:1] if text[:1] in _QUOTES else ""
    rest = text[len(quote) :]
    if rest.startswith("één"):  # Dutch drops the accent of a first letter that is a capital
        return f"{quote}Eén{rest[3:]}"
    return quote + rest[:1].upper() + rest[1:]


def _arm_and_moment(id: str) -> tuple[Label, Label]:
    """`proeftuin.baseline` as its two labels."""
    arm, _, moment = id.partition(".")
    return Label("arm", arm), Label("moment", moment)


def area(code: str, card: StudyCard) -> str:
    """The name of an area by its CBS code; the code itself where the study has no name for it."""
    return card.areas.get(code) or card.areas.get(code.upper()) or code


def arm_of(label: Label) -> str | None:
    """The way of working that a label is about, which decides colour and mark; None for anything else."""
    if label.kind in ("arm", "arm_moment"):
        return label.id.partition(".")[0]
    return None


def about(fact_id: str, card: StudyCard) -> str:
    """Who and when a fact is about, from its id: `wellbeing.change.proeftuin` -> `proeftuin`; may be empty."""
    question, measure, *parts = fact_id.split(".")
    if question == "cases" and parts and not measure.startswith("total_"):
        return phrase(card.language, "page.case.name", name=parts[0])
    return ", ".join(filter(None, (_part(part, card) for part in parts)))


def page_name(question: str, language: str) -> str:
    """The short name of a page, for navigation."""
    return phrase(language, f"labels.question.{question}")


def listed(names: Iterable[str], language: str) -> str:
    """`a`, `a en b`, `a, b en c`."""
    *first, last = names
    return phrase(language, "page.listed", first=", ".join(first), last=last) if first else last


def _share(part: str, language: str) -> str:
    """`residents:0.25` as `bewoners 25%`."""
    party, _, share = part.partition(":")
    values = {"party": phrase(language, f"labels.bearer.{party}"), "percent": percent(100 * float(share), language)}
    return phrase(language, "labels.parts.one", **values)


def _case_row(id: str, language: str) -> str:
    """`cost|municipality|hulp` as `kosten: hulp (gemeente)`; the description is the user's own."""
    what, bearer, description = id.split("|", 2)
    kind = "missing" if bearer == "not_stated" else "bearer"
    parts = {"what": phrase(language, f"labels.what.{what}"), "party": phrase(language, f"labels.{kind}.{bearer}")}
    return phrase(language, "labels.case_row.named", n=description, **parts)


def _number(written: str, language: str) -> str:
    """`0.05` with the decimals that it was given, as people of that language write it."""
    return decimal(float(written), len(written.partition(".")[2]), language)


def _part(part: str, card: StudyCard) -> str:
    if part in card.areas or part.upper() in card.areas:
        return area(part, card)
    if len(part) == 4 and part.isdecimal():
        return part  # a year
    kind = next((kind for kind in _WHO if has_phrase(card.language, f"labels.{kind}.{part}")), None)
    return phrase(card.language, f"labels.{kind}.{part}") if kind else ""


_SAID: Final[Mapping[str, Callable[[str, StudyCard], str]]] = MappingProxyType(
    {
        "text": lambda id, card: id,
        "area": area,
        "areas": lambda id, card: listed((area(code, card) for code in id.split()), card.language),
        "listed": lambda id, card: listed(id.split(","), card.language),
        "categories": lambda id, card: listed(
            (phrase(card.language, f"labels.category.{part}") for part in id.split(",")), card.language
        ),
        "parts": lambda id, card: listed((_share(part, card.language) for part in id.split(",")), card.language),
        "case_row": lambda id, card: _case_row(id, card.language),
        "day": lambda id, card: date(dt.date.fromisoformat(id), card.language),
        "arm_moment": lambda id, card: ", ".join(words(part, card) for part in _arm_and_moment(id)),
    }
)
"""Kinds whose ids are more than a key of the catalogue: how each is said."""
