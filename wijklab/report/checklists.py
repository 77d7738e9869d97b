"""A checklist as it is read: per item what it asks, what the study says of it, and whether it is filled.

It has no figure: the table is all there is. How an exhibit holds one stands at `checklist_exhibit` in
`analyses/reporting/exhibits.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from wijklab.contract.answers import Exhibit, Label
from wijklab.disclosure import Released
from wijklab.report import labels
from wijklab.report.exhibits import exhibit_text
from wijklab.report.sentences import sentences
from wijklab.text import phrase


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `told` are sentences from the study, `authors` their own words, `see` addresses and names of pages."""

    number: str
    name: str
    asked: str
    told: tuple[str, ...]
    authors: str
    see: tuple[tuple[str, str], ...]
    status: str
    status_words: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist with the headers of its four columns: the item, what it asks, what is told, its status."""

    id: str
    caption: str
    headers: tuple[str, ...]
    items: tuple[Item, ...]


def checklist(exhibit: Exhibit, shown: Released) -> Checklist | None:
    """The checklist of an exhibit of that kind; None for any other."""
    if exhibit.kind != "checklist":
        return None
    language = shown.card.language
    columns = tuple(labels.heading(column, shown.card) for column in exhibit.columns)
    return Checklist(
        id=exhibit.id,
        caption=exhibit_text(exhibit, shown, "caption"),
        headers=(phrase(language, "page.corner.checklist_item"), *columns),
        items=tuple(_item(row.label, exhibit, shown) for row in exhibit.rows),
    )


def checklist_records(exhibit: Exhibit, shown: Released) -> list[dict[str, str]]:
    """The checklist as records, one to an item, for CSV."""
    found = checklist(exhibit, shown)
    if found is None:
        return []
    return [
        dict(
            zip(
                found.headers,
                (
                    f"{item.number} {item.name}",
                    item.asked,
                    " ".join((*item.told, item.authors)).strip(),
                    item.status_words,
                ),
                strict=True,
            )
        )
        for item in found.items
    ]


def _item(label: Label, exhibit: Exhibit, shown: Released) -> Item:
    language, texts, number = shown.card.language, exhibit.texts, label.id
    stem = f"{shown.question}.{label.kind}.{number}"
    status = texts[f"status.{number}"]
    return Item(
        number=number,
        name=labels.heading(label, shown.card),
        asked=phrase(language, f"{stem}.asked"),
        told=tuple(sentences(tuple(f for f in exhibit.findings if f.key.startswith(f"{stem}.")), shown)),
        authors=texts[f"authors.{number}"],
        see=_see(texts[f"see.{number}"], shown),
        status=status,
        status_words=phrase(language, f"labels.checklist_status.{status}"),
    )


def _see(pages: str, shown: Released) -> tuple[tuple[str, str], ...]:
    """Addresses and names of pages that are there."""
    there = [page for page in pages.split() if page in shown.card.pages]
    return tuple((f"{page}.html", labels.page_name(page, shown.card.language)) for page in there)
