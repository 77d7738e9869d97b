"""What is made ready beforehand is all that a first page would have waited for."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable
from typing import Any

import fastjsonschema
import jinja2
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from samples import history, wellbeing

from wijklab.report import render
from wijklab.report.exporter import export
from wijklab.report.payload import MIME, dump
from wijklab.report.readying import get_ready


def refuse(what: str) -> Callable[..., Any]:
    """Stands for something that takes long."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError(f"{what} on a page after all was made ready")

    return refused


@pytest.mark.parametrize("shown", [wellbeing(), history()], ids=["answer", "history"])
def test_a_first_page_finds_everything_done(shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    get_ready()
    monkeypatch.setattr(jinja2.Environment, "compile", refuse("a template is compiled"))
    monkeypatch.setattr(tomllib, "loads", refuse("words are read"))
    monkeypatch.setattr(render, "lean_css", refuse("a style sheet is put together"))
    monkeypatch.setattr(fastjsonschema, "compile", refuse("a validator is built"))
    output = new_output("display_data", data={MIME: dump(shown)})
    written = nbformat.writes(new_notebook(cells=[new_code_cell("wl.show(shown)", outputs=[output])]))
    assert shown.card.title in export(nbformat.reads(written, as_version=4))


def test_a_process_that_is_ready_can_still_be_forked() -> None:
    before = threading.active_count()
    get_ready()
    assert threading.active_count() == before
