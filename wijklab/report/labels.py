"""Names of things as a reader sees them: a `Label` becomes words of the catalogue, or the name of an area."""

from __future__ import annotations

import datetime as dt
from typing import Final

from wijklab.contract.answers import Label, StudyCard
from wijklab.text import date, decimal, has_phrase, percent, phrase

FREE_KINDS: Final = ("area", "indicator", "text")
"""Kinds whose ids a user may bring along: without words in the catalogue the id itself is shown."""

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
    if label.kind == "text":
        return label.id
    if label.kind == "area":
        return area(label.id, card)
    if label.kind in COUNTED:
        return phrase(card.language, f"labels.{label.kind}.counted", n=_number(label.id, card.language))
    if label.kind == "case_row":
        return _case_row(label.id, card.language)
    if label.kind in NAMED:
        return phrase(card.language, f"labels.{label.kind}.named", n=label.id)
    if label.kind == "areas":
        return _listed([area(code, card) for code in label.id.split()], card.language)
    if label.kind == "listed":
        return _listed(label.id.split(","), card.language)
    if label.kind == "categories":
        return _listed([phrase(card.language, f"labels.category.{id}") for id in label.id.split(",")], card.language)
    if label.kind == "parts":
        return _listed([_share(part, card.language) for part in label.id.split(",")], card.language)
    if label.kind == "day":
        return date(dt.date.fromisoformat(label.id), card.language)
    if label.kind == "arm_moment":
        return ", ".join(words(part, card) for part in arm_and_moment(label))
    key = f"labels.{label.kind}.{label.id}"
    if label.kind in FREE_KINDS and not has_phrase(card.language, key):
        return label.id
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


def arm_and_moment(label: Label) -> tuple[Label, Label]:
    """`proeftuin.baseline` as its two labels."""
    arm, _, moment = label.id.partition(".")
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


def _listed(names: list[str], language: str) -> str:
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
    kind = next((kind for kind in _WHO if has_phrase(card.language, f"labels.{kind}.{part}")), None)
    return phrase(card.language, f"labels.{kind}.{part}") if kind else ""
