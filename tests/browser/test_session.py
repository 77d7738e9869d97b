"""A learning session with the example: how it looks, and the way of its notes into the study and back.

What the script itself does is tried on a smaller page (`test_session_script.py`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

import wijklab as wl
from tests.browser.looking import AA, audit, axe
from tests.conftest import ROOT
from wijklab import cli
from wijklab.report import render

NOTE = "Wie belt <b>wie</b>? =1+1"
"""Words that a page could take for markup, and a spreadsheet for a formula."""


def note_down(page: Page, text: str, kind: str = "question", owner: str = "", due: str = "") -> None:
    """Write a note at the first moment of the page, by keyboard."""
    if page.locator("[data-take-notes]").get_attribute("aria-pressed") == "false":
        page.locator("[data-take-notes]").press("Enter")
    if not page.locator(".note-place details").first.evaluate("one => one.open"):
        page.locator(".note-place summary").first.press("Enter")
    form = page.locator(".note-place form").first
    form.locator("select").select_option(kind)
    form.locator("textarea").fill(text)
    if kind != "eye_opener":
        form.locator("[name=owner]").fill(owner)
        form.locator("[name=due]").fill(due)
    form.locator("[type=submit]").press("Enter")


def test_a_projector_shows_large_letters_and_a_phone_all_of_the_screen(
    outputs: Path, visit: Callable[..., Page]
) -> None:
    """At six metres a letter of 28 px on a picture of 1080 px that is 1.5 m high is 39 mm: over 20 minutes of arc."""
    page = visit(outputs / "learning_history.html", width=1920, height=1080)
    page.locator("[data-enter]").click()
    sizes = page.evaluate("""() => Array.from(document.querySelectorAll(".theme p"))
        .filter((one) => one.checkVisibility()).map((one) => parseFloat(getComputedStyle(one).fontSize))""")
    assert min(sizes) >= 28
    page.set_viewport_size({"width": 320, "height": 640})
    assert audit(page, "wider_than_window") == []


def test_axe_finds_nothing_in_session_mode_and_in_its_forms(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history-executive.html")
    note_down(page, NOTE)
    page.locator("[data-enter]").click()
    assert axe(page, *AA) == []
    page.locator(".session-bar [data-notes]").click()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    assert axe(page, *AA) == []
    assert audit(page, "wider_than_window") == []


@pytest.fixture
def saved(outputs: Path, visit: Callable[..., Page], tmp_path: Path) -> Path:
    """A file of notes as the edition of managers saves it: an eye-opener and a question, made on 12 September 2026."""
    page = visit(outputs / "learning_history-manager.html")
    note_down(page, NOTE)
    note_down(page, "Dat wist ik niet.", "eye_opener")
    form = page.locator("[data-file]")
    form.locator("[name=date]").fill("2026-09-12")
    form.locator("[name=participants]").fill("6")
    with page.expect_download() as coming:
        form.locator("[type=submit]").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


def test_notes_come_into_the_study_once_and_the_next_build_shows_them(
    saved: Path, outputs: Path, visit: Callable[..., Page], tmp_path: Path
) -> None:
    study = shutil.copytree(ROOT / "params", tmp_path / "params") / "ruwaard.yaml"
    for _ in range(2):
        added = CliRunner().invoke(cli.app, ["session", "add", str(saved), "--study", str(study)])
        assert added.exit_code == 0, added.output
    assert "nothing new" in added.output
    shutil.copytree(outputs, tmp_path / "outputs" / "ruwaard")
    told = wl.tell_history(wl.open_study(study, tmp_path / "outputs"))
    page_file = tmp_path / "next.html"
    body = [render.fragment(told)]
    page_file.write_text(
        render.page(told.card, here="learning_history", title="Verder", lead="", body=body, privacy=()), "utf-8"
    )
    page = visit(page_file)
    assert page.locator("main").get_by_text(NOTE, exact=True).count() >= 1
    assert "Dat wist ik niet." in (page.locator("main").text_content() or "")
