"""Micro-analyses that a story may show in a box: those of people who agreed, and those that were published before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wijklab.contract.cells import slug
from wijklab.contract.history import CaseBox, CitedFact
from wijklab.contract.tables import Tables
from wijklab.story.citations import Bar
from wijklab.story.rows import Row, rows, words

NUMBERS: Final = (
    "wellbeing_before",
    "wellbeing_short",
    "wellbeing_long",
    "change",
    "cost",
    "avoided",
    "saving",
    "break_even",
)
"""The facts of a case that stand in its box, in the order in which they are read; all others are a click away."""

AGREED: Final = ("yes", "published")
NO_CONSENT: Final = Bar("has no consent of the person whom it is about", "ask for consent, or take it out of the story")


@dataclass(frozen=True, slots=True, repr=False)
class Cases:
    """The cases of a study, parted by consent; each also under its id as fact ids write it."""

    boxes: Mapping[str, CaseBox]
    barred: Mapping[str, Bar]


def case_boxes(tables: Tables, facts: Mapping[str, CitedFact]) -> Cases:
    """The box of every case that may be shown, with those of its numbers that were published. Where somebody lives,
    and all else that the box has no place for, stays in the table."""
    boxes: dict[str, CaseBox] = {}
    barred: dict[str, Bar] = {}
    for row in rows(tables, "cases"):
        for id in _names(row):
            if row["consent"] in AGREED:
                boxes[id] = _box(row, facts)
            else:
                barred[id] = NO_CONSENT
    return Cases(boxes, barred)


def outdated_cases(tables: Tables, facts: Mapping[str, CitedFact]) -> bool:
    """Whether the last run published numbers of somebody who gives no consent now, or of whom no row is left."""
    agreed = {slug(row["case"]) for row in rows(tables, "cases") if row["consent"] in AGREED}
    told = (fact.quantity.id.split(".") for fact in facts.values() if fact.quantity.basis == "case")
    own = [parts for parts in told if parts[0] == "cases" and parts[2:] and not parts[1].startswith("total_")]
    return any(parts[2] not in agreed for parts in own)


def _names(row: Row) -> Iterator[str]:
    yield row["case"]
    if slug(row["case"]) not in ("", row["case"]):
        yield slug(row["case"])


def _box(row: Row, facts: Mapping[str, CitedFact]) -> CaseBox:
    ids = (f"cases.{name}.{slug(row['case'])}" for name in NUMBERS)
    return CaseBox(
        id=slug(row["case"]),
        title=words(row, "title"),
        wants=words(row, "wants"),
        can=words(row, "can"),
        needs=words(row, "needs"),
        actions=words(row, "actions"),
        source=words(row, "source"),
        facts=tuple(facts[id] for id in ids if id in facts),
    )
