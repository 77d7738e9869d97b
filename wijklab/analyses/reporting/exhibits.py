"""The checklists as exhibits: a row per item, and a count of what is filled and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wijklab.analyses.planning.assumed import designed
from wijklab.analyses.reporting.cheers import CHEERS
from wijklab.analyses.reporting.money_told import money_pages
from wijklab.analyses.reporting.tidier import TIDIER
from wijklab.analyses.reporting.told import CHECKLISTS, STATUSES, Tell, Told
from wijklab.analyses.reporting.trend import TREND
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy

TELLS: Final[Mapping[str, Mapping[str, Tell]]] = MappingProxyType({"trend": TREND, "tidier": TIDIER, "cheers": CHEERS})
COLUMNS: Final = ("asked", "told", "status")
ALL: Final = "all"

Items = dict[str, tuple[Told, str]]
"""Per item what the study says, and its status."""


def asked_checklists(study: OpenStudy) -> tuple[str, ...]:
    """The checklists that fit the study: CHEERS only where it asks something about money."""
    return tuple(name for name in CHECKLISTS if name != "cheers" or money_pages(study))


def fill(study: OpenStudy, checklist: str) -> Items:
    """Every item of a checklist with what the study says of it and its status."""
    tells = TELLS[checklist]
    said = {item: tells[item](study) if item in tells else Told() for item in CHECKLISTS[checklist]}
    return {item: (told, told.status(_authors(study, checklist).get(item, ""))) for item, told in said.items()}


def count_quantities(filled: Mapping[str, Items]) -> list[Quantity]:
    """How many items have each status, per checklist and in all, and how many there are."""
    counts = {name: Counter(status for _, status in items.values()) for name, items in filled.items()}
    counts[ALL] = sum(counts.values(), Counter())
    return [
        designed(f"reporting.{status}.{name}", number, "count")
        for name, of in counts.items()
        for status, number in (
            *((status, of[status]) for status in STATUSES),
            ("filled", of["study"] + of["authors"]),
            ("items", of.total()),
        )
    ]


def count_exhibit(filled: Mapping[str, Items]) -> Exhibit:
    """How far the checklists are, so that an editor sees what is left."""
    columns = tuple(Label("checklist_status", status) for status in (*STATUSES, "items"))
    rows = tuple(
        Row(Label("checklist", name), tuple(f"reporting.{status}.{name}" for status in (*STATUSES, "items")))
        for name in (*filled, ALL)
    )
    return Exhibit("reporting-count", "values", columns, rows, (_counted("reporting.finding.count", ALL),))


def checklist_exhibit(study: OpenStudy, name: str, items: Items) -> Exhibit:
    """One checklist. What is said of item 3 are the findings `reporting.<checklist>.3.*`; the authors' own words, the
    pages to see and the status of an item stand in `texts`."""
    own = _authors(study, name)
    texts: dict[str, str] = {}
    for item, (told, status) in items.items():
        texts |= {f"authors.{item}": own.get(item, ""), f"see.{item}": " ".join(told.see), f"status.{item}": status}
    rows = tuple(Row(Label(name, item), ()) for item in items)
    says = tuple(finding for told, _ in items.values() for finding in told.says)
    first = _counted(f"reporting.finding.{name}", name)
    return Exhibit(
        f"reporting-{name}",
        "checklist",
        tuple(Label("checklist_column", c) for c in COLUMNS),
        rows,
        (first, *says),
        texts,
    )


def _counted(key: str, name: str) -> Finding:
    facts = {count: f"reporting.{count}.{name}" for count in ("filled", "part", "open", "items")}
    return Finding(key, facts)


def _authors(study: OpenStudy, checklist: str) -> Mapping[str, str]:
    """The authors' own words, by item."""
    return getattr(study.asked.reporting, checklist)
