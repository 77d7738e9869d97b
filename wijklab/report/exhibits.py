"""What an exhibit is called and what stands in it, for whoever shows it: figure, table, page or fact."""

from __future__ import annotations

from typing import Final

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.disclosure import Released
from wijklab.report import labels
from wijklab.text import has_phrase, phrase

CASE: Final = "case-"
"""How the id of a micro-analysis begins; what follows is the id of the case."""

_OF_CASES: Final = {
    CASE: "page.case.name",
    "phases-": "page.case.course",
    "case_range-": "page.case.range",
    "case_rows-": "page.case.rows",
    "case_chance-": "page.case.chances",
    "case_pockets-": "page.case.pockets",
}
"""How the ids of exhibits of one case begin, and what such an exhibit is called where only its id is known."""


def exhibit_text(exhibit: Exhibit, shown: Released, part: str) -> str:
    """The title or caption of an exhibit: under its own id, or under its kind where there are many of them."""
    stem, language = f"{shown.question}.exhibit", shown.card.language
    keys = (
        f"{stem}.{exhibit.id}.{part}",
        f"{stem}.{exhibit.id.replace('-', '_')}.{part}",
        f"{stem}.{exhibit.kind}.{part}",
    )
    key = next((key for key in keys if has_phrase(language, key)), keys[-1])
    return labels.capital(phrase(language, key, title=exhibit.texts.get("title", "")))


def exhibit_text_of(question: str, exhibit: str, language: str) -> str:
    """What an exhibit on another page shows, where only its id is known; the page's own name where it has no title."""
    for begin, key in _OF_CASES.items():
        if exhibit.startswith(begin):
            return labels.capital(phrase(language, key, name=exhibit.removeprefix(begin)))
    stem = f"{question}.exhibit"
    keys = (f"{stem}.{exhibit}.title", f"{stem}.{exhibit.replace('-', '_')}.title")
    key = next((key for key in keys if has_phrase(language, key)), f"labels.question.{question}")
    return labels.capital(phrase(language, key))


def fact_name(id: str, question: str, exhibit: str, language: str) -> str:
    """What a single number is: its own name, its measure in a micro-analysis, else the title of its exhibit."""
    named, measure = id.split(".")[:2]
    for key in (f"history.fact.{named}.{measure}", f"labels.indicator.{measure}"):
        if has_phrase(language, key):
            return labels.capital(phrase(language, key))
    key = f"labels.measure.{measure}"
    if exhibit.startswith(CASE) and has_phrase(language, key):
        return labels.capital(phrase(language, key))
    return exhibit_text_of(question, exhibit, language)


def is_change(exhibit: Exhibit) -> bool:
    """Whether the numbers of an exhibit are changes or differences, so that a rise gets a plus."""
    return any(column.id in ("change", "difference") for column in exhibit.columns)


def numbers(exhibit: Exhibit, shown: Released) -> list[Quantity]:
    """All quantities of an exhibit, in reading order."""
    return [shown.quantities[id] for row in exhibit.rows for id in (*row.cells, *row.dots) if id is not None]


def dot_label(id: str, shown: Released) -> str:
    """The neighbourhood that a dot stands for, from the last part of its id."""
    return labels.area(id.rpartition(".")[2], shown.card)


def is_synthetic(number: Quantity, study_is_synthetic: bool) -> bool:
    """Whether a number is over invented people, or made up around them: area figures, quotes and published cases are
    real."""
    invented_case = number.basis == "case" and number.consent != "published"
    return study_is_synthetic and (number.basis in ("people", "count", "organisation") or invented_case)
