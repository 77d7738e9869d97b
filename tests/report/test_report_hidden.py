"""What a page says where a number is hidden, and what it promises about people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from reading import read
from samples import cases, costs, ladder, wellbeing, wijkfoto

from wijklab.disclosure import Released
from wijklab.disclosure.gates import hidden
from wijklab.report.exporter import export
from wijklab.report.portal import _tables
from wijklab.report.sentences import sentence
from wijklab.report.showing import bundle, publish
from wijklab.report.views import exhibit_view


def page_of(shown: Released) -> str:
    output = new_output("display_data", data=bundle(shown))
    return export(new_notebook(cells=[new_code_cell("wl.show(shown)", outputs=[output])]))


def without(shown: Released, id: str) -> Released:
    gone = hidden(shown.quantities[id], "suppressed_secondary")
    return replace(shown, quantities={**shown.quantities, id: gone})


@pytest.mark.parametrize("moment", ["baseline", "long_term"])
def test_a_sentence_with_one_hidden_number_hides_the_other(moment: str) -> None:
    shown = without(ladder(), f"ladder.share.proeftuin.{moment}.1")
    said = sentence(shown.exhibits[0].findings[0], shown)
    assert "niet getoond" not in said
    assert "%" not in said


def test_a_page_with_a_case_does_not_promise_that_it_is_about_groups_only() -> None:
    assert "alleen cijfers over groepen" not in page_of(cases())
    assert "alleen met toestemming" in page_of(cases())
    assert "alleen cijfers over groepen" in page_of(costs())


def test_the_stamps_stand_in_a_landmark_with_a_name() -> None:
    stamps = [part for part in read(page_of(wellbeing())).all("section") if part.attributes.get("class") == "stamps"]
    assert [part.attributes["aria-label"] for part in stamps] == ["Let op"]


def test_a_figure_that_is_only_explained_is_named_after_what_it_shows() -> None:
    shown = ladder()
    view = exhibit_view(next(one for one in shown.exhibits if one.kind == "alluvial"), shown)
    assert "<title" in view.svg
    assert "Elke rij is een trede" not in view.svg


def test_a_table_whose_facts_stand_in_an_earlier_one_too_has_its_name_on_the_index(tmp_path: Path) -> None:
    publish(wijkfoto(), SimpleNamespace(place=SimpleNamespace(outputs=tmp_path)))  # type: ignore[arg-type]
    (tmp_path / "tables" / "wijkfoto-all-income.csv").write_bytes(b"")
    (tmp_path / "tables" / "eigen-lijst.csv").write_bytes(b"")
    (group,) = _tables(tmp_path, "nl")
    assert group.name == "Wijkfoto"
    assert ("tables/wijkfoto-all-income.csv", "Inkomen in de wijken") in group.tables
    assert "tables/eigen-lijst.csv" not in dict(group.tables), "a table that no question released is not offered"


def test_no_caption_ends_in_a_full_stop_that_its_region_adds_again() -> None:
    assert ".." not in page_of(wijkfoto())
