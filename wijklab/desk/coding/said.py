"""Who said it, and when: what a project's variables tell of a selection, else what was given for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wijklab.contract.vocabulary import LEVELS, SPELLINGS
from wijklab.errors import Problem
from wijklab.sources.refi_qda.shapes import Selection

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "level": ("niveau", "level"),
    "role": ("rol", "role", "functie", "function"),
    "holders": ("rolhouders", "holders"),
    "date": ("datum", "date", "gespreksdatum"),
}
"""What a variable of a source or case may be called, by the column that it fills. Case does not matter."""

_LEVEL_OF: Final = {dutch: id for id, spellings in SPELLINGS["level"].items() for dutch in spellings}
_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "level": ("|".join(LEVELS), "use bewoner, uitvoerder, manager or bestuurder"),
    "role": (r".{1,300}", "give a function of at most 300 signs"),
    "holders": (r"[1-9]\d{0,6}", "give a whole number of people"),
    "date": (r"\d{4}-\d{2}-\d{2}", "write the day as 2024-05-31"),
}
_NEEDED: Final = ("level", "role", "date")


@dataclass(frozen=True, slots=True)
class Given:
    """What goes for every selection whose project does not say it; empty where nothing was given."""

    level: str = ""
    role: str = ""
    holders: str = ""
    date: str = ""


def facts_of(selection: Selection, given: Given, where: str, problems: list[Problem]) -> dict[str, str]:
    """The columns that say who and when; what is missing or wrong is added to the problems, never with its value."""
    said = {name.strip().casefold(): value for name, value in selection.values.items()}
    found: dict[str, str] = {}
    for column, names in NAMES.items():
        own = next((said[name] for name in names if said.get(name)), "")
        value = _canonical(column, own or getattr(given, column))
        place = f"{where}, source {selection.source.guid}" if own or not value else f"--{column}"
        pattern, todo = _FORMS[column]
        if value and not re.fullmatch(pattern, value, re.ASCII if column != "role" else 0):
            problems.append(Problem(place, f"has a {column} that cannot be read", todo))
        elif not value and column in _NEEDED:
            remedy = f"give it a variable '{names[0]}' in your program, or give --{column}"
            problems.append(Problem(place, f"has no {column}", remedy))
        found[column] = value
    return found


def level_of(word: str) -> str:
    """The level that a word names, by id or in Dutch; empty where it names none."""
    id = _canonical("level", word)
    return id if id in LEVELS else ""


def _canonical(column: str, value: str) -> str:
    value = value.strip()
    if column == "level":
        return _LEVEL_OF.get(value.lower(), value.lower())
    if column == "date":
        return re.sub(r"T\d{2}:.*$", "", value)
    return value
