"""The matrix: a cell for every two parties, with its sign, its frame and its number, and words for who listens."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.report.samples import CARD, in_english, people, released
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report.tables import table
from wijklab.report.views import exhibit_view

PARTIES = ("municipality", "health_insurer")
ALL = Label("pocket", "all")


def matrix(cells: dict[tuple[str, str], tuple[float, float]], parties: tuple[str, ...] = PARTIES) -> Released:
    """Cells (investor, saver) with the middle and the reach of their interval; every investor pays 6 euro."""
    numbers: dict[str, Quantity] = {}
    rows = []
    for investor in (*parties, "all"):
        paid = f"costs.invests.a-b.{investor}"
        numbers[paid] = Quantity(paid, 6.0, "eur", "area")
        ids: list[str | None] = [paid]
        for saver in (*parties, "all"):
            id = f"costs.pocket.a-b.{investor}.{saver}"
            middle, reach = cells.get((investor, saver), (10.0, 2.0))
            numbers[id] = people(id, middle, "eur", n=300, low=middle - reach, high=middle + reach)
            ids.append(id)
        rows.append(Row(ALL if investor == "all" else Label("bearer", investor), tuple(ids)))
    columns = (Label("pocket", "invests"), *(Label("bearer", party) for party in parties), ALL)
    says = (Finding("costs.finding.pocket_reading"),)
    return released(
        Estimates("costs", CARD, numbers, (Exhibit("costs-pockets", "matrix", columns, tuple(rows), says),))
    )


def drawn(shown: Released) -> str:
    return str(exhibit_view(shown.exhibits[0], shown).svg)


def frames(svg: str) -> list[str]:
    """The looks of the cells, without those of the key."""
    return re.findall(r'class="pocket ([a-z ]+)" x="[\d.]+" y="[\d.]+" width="[\d.]+" height="38"', svg)


def test_sign_frame_and_number_say_the_same() -> None:
    svg = drawn(matrix({("municipality", "health_insurer"): (-7, 2), ("health_insurer", "municipality"): (3, 9)}))
    assert frames(svg)[:5] == ["gain own", "loss", "gain margin", "gain unsure", "gain own"]
    assert "\N{MINUS SIGN}7</text>" in svg
    assert "+3</text>" in svg


def test_a_row_has_what_it_invests_at_its_name_and_not_among_its_cells() -> None:
    svg = drawn(matrix({}))
    assert svg.count("€\N{NO-BREAK SPACE}6</text>") == 3
    assert len(frames(svg)) == 9


def test_a_hidden_cell_has_its_mark_and_no_colour() -> None:
    shown = matrix({})
    id = "costs.pocket.a-b.municipality.health_insurer"
    small = replace(shown.quantities[id], value=None, low=None, high=None, n=None, missing="suppressed_secondary")
    svg = drawn(replace(shown, quantities={**shown.quantities, id: small}))
    assert frames(svg)[1] == "hidden"
    assert "\N{MULTIPLICATION SIGN}</text>" in svg


def test_without_an_interval_a_cell_is_not_sure() -> None:
    shown = matrix({})
    bare = {id: replace(q, low=None, high=None) for id, q in shown.quantities.items()}
    assert set(frames(drawn(replace(shown, quantities=bare)))) == {
        "gain unsure own",
        "gain unsure",
        "gain unsure margin",
    }


def test_nothing_to_show_is_no_figure() -> None:
    shown = matrix({})
    none = {
        id: replace(q, value=None, low=None, high=None, missing="suppressed_small")
        for id, q in shown.quantities.items()
    }
    assert drawn(replace(shown, quantities=none)) == ""


@pytest.mark.parametrize(
    "parties", [PARTIES, ("municipality", "housing_corporation", "state", "provider", "residents")]
)
def test_nothing_stands_outside_the_figure_and_long_heads_are_read_upward(parties: tuple[str, ...]) -> None:
    svg = drawn(matrix({}, parties))
    assert ("rotate" in svg) == (len(parties) > 2)
    edges = [
        float(x) + float(w) for x, w in re.findall(r'<rect class="pocket[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', svg)
    ]
    assert max(edges) <= 400


def test_the_table_behind_it_has_every_number_with_its_interval() -> None:
    shown = matrix({("municipality", "health_insurer"): (-7, 2)})
    made = table(shown.exhibits[0], shown)
    assert made.headers == ("Investering", "Gemeente", "Zorgverzekeraar", "Alles samen")
    assert made.corner == "Wie investeert"
    assert made.lines[0].cells[2].text == "−€\N{NO-BREAK SPACE}7 (−€\N{NO-BREAK SPACE}9 tot −€\N{NO-BREAK SPACE}5)"


def test_it_is_told_in_english_too() -> None:
    svg = drawn(in_english(matrix({})))
    assert "invests €6" in svg
    assert "thick frame: one’s own pocket" in svg


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, {"plus:": True, "min:": False, "streepjes:": False}),
        ({("municipality", "health_insurer"): (-7, 2)}, {"plus:": True, "min:": True, "streepjes:": False}),
        ({("municipality", "health_insurer"): (3, 9)}, {"plus:": True, "min:": False, "streepjes:": True}),
    ],
)
def test_the_key_explains_what_there_is_and_nothing_else(
    cells: dict[tuple[str, str], tuple[float, float]], told: dict[str, bool]
) -> None:
    svg = drawn(matrix(cells))
    assert {word: f">{word}" in svg for word in told} == told
    assert "dikke rand" in svg
