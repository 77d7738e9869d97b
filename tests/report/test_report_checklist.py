"""A checklist on the page: a table that can be heard, links to pages that exist, the authors' own words as words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from reading import Element, read
from samples import CARD, in_english, released

from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report.checklists import checklist
from wijklab.report.exporter import export
from wijklab.report.payload import MIME, dump
from wijklab.report.records import records

COUNTS = {"filled": 2.0, "part": 1.0, "open": 1.0, "items": 4.0}
OWN = "Niet geblindeerd: <b>iedereen</b> wist het; zie =1+1."


def sample() -> Released:
    """Four items of TREND: from the study, by the authors, in part and open."""
    quantities = {f"reporting.{name}.trend": count(name, value) for name, value in COUNTS.items()}
    facts = {name: f"reporting.{name}.trend" for name in COUNTS}
    status = {"10": "study", "9": "authors", "4": "part", "19": "open"}
    texts = {f"{part}.{item}": "" for part in ("authors", "see") for item in status}
    texts |= {f"status.{item}": status[item] for item in status}
    texts |= {"authors.9": OWN, "see.4": "learning_history nowhere"}
    says = (
        Finding("reporting.finding.trend", facts),
        Finding("reporting.trend.10.unit"),
        Finding("reporting.trend.4.start", names={"arm": Label("arm", "proeftuin"), "day": Label("day", "2018-01-01")}),
    )
    columns = tuple(Label("checklist_column", name) for name in ("asked", "told", "status"))
    rows = tuple(Row(Label("trend", item), ()) for item in status)
    exhibit = Exhibit("reporting-trend", "checklist", columns, rows, says, texts)
    return released(Estimates("reporting", CARD, quantities, (exhibit,)))


def count(name: str, value: float) -> Quantity:
    return Quantity(f"reporting.{name}.trend", value, "count", "design")


def page(shown: Released, pages: tuple[str, ...] | None = None) -> Element:
    output = new_output("display_data", data={MIME: dump(shown)})
    return read(export(new_notebook(cells=[new_code_cell("x", outputs=[output])]), pages))


@pytest.fixture
def tree() -> Element:
    return page(sample())


def test_the_table_can_be_heard(tree: Element) -> None:
    table = tree.one("table")
    assert "TREND" in table.one("caption").text
    assert [th.attributes["scope"] for th in table.all("th")] == ["col"] * 4 + ["row"] * 4
    roles = {e.attributes.get("role") for e in table.all("tr", "th", "td")}
    assert roles == {"row", "columnheader", "rowheader", "cell"}, "a phone shows blocks, and still says it is a table"


def test_every_item_says_how_it_stands_in_words_and_not_by_colour_alone(tree: Element) -> None:
    said = [cell.text.strip() for cell in tree.all("td") if cell.attributes.get("class") == "stand"]
    assert said == ["ingevuld uit het onderzoek", "ingevuld door de schrijvers", "deels ingevuld", "nog open"]


def test_what_is_told_stands_at_its_item_and_nowhere_else(tree: Element) -> None:
    told = [cell.text for cell in tree.all("td") if cell.attributes.get("class") == "told"]
    assert "elke wijk telt één keer" in told[0]
    assert "Proeftuin: begonnen op 1 januari 2018." in told[2]
    assert tree.one("main").text.count("begonnen op 1 januari 2018") == 1
    assert "Hier staat nog niets" in told[3]


def test_the_authors_own_words_are_words(tree: Element) -> None:
    assert OWN in tree.one("main").text
    assert not tree.one("main").all("b")


def test_only_pages_that_exist_are_links() -> None:
    def links(tree: Element) -> list[str]:
        return [a.attributes["href"] for a in tree.one("main").all("a")]

    assert links(page(sample())) == ["learning_history.html"]
    assert links(page(sample(), ("reporting",))) == []


def test_it_has_no_figure_and_its_heading_is_the_count(tree: Element) -> None:
    assert not tree.all("svg")
    assert tree.one("figcaption").one("h2").text == "TREND: 2 van de 4 onderdelen zijn ingevuld."


def test_the_csv_holds_an_item_to_a_row() -> None:
    exhibit = sample().exhibits[0]
    rows = records(exhibit, sample())
    assert len(rows) == 4
    assert rows[1]["Wat dit onderzoek zegt"] == OWN
    assert [row["Stand"] for row in rows][-1] == "nog open"


def test_the_same_in_english() -> None:
    shown = in_english(sample())
    found = checklist(shown.exhibits[0], shown)
    assert found is not None
    assert found.items[2].told == ("Proeftuin: begun on 1 January 2018.",)
    assert checklist(replace(shown.exhibits[0], kind="values"), shown) is None
