"""A learning session with the page: one theme a screen, notes that stay, and their way into the study and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from typer.testing import CliRunner

import wijklab as wl
from tests.browser.looking import AA, LEVELS, audit, axe
from tests.conftest import ROOT
from wijklab import cli
from wijklab.report import render

NOTE = "Wie belt <b>wie</b>? =1+1"
"""Words that a page could take for markup, and a spreadsheet for a formula."""

SCREENS = """() => Array.from(document.querySelectorAll("section.theme")).filter((one) => one.checkVisibility())
  .map((one) => one.id)"""
"""The themes that are on the screen."""


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


def test_one_theme_a_screen_by_arrow_keys_and_back(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history.html", width=1920, height=1080)
    themes = page.evaluate(SCREENS)
    page.locator("[data-enter]").press("Enter")
    for step, theme in enumerate(themes, 1):
        assert page.evaluate(SCREENS) == [theme]
        assert page.locator("[data-counter]").text_content() == f"Thema {step} van {len(themes)}"
        assert page.evaluate("document.activeElement.id") == f"{theme}-title", "the heading is read out"
        page.keyboard.press("ArrowRight")
    assert page.evaluate(SCREENS) == []
    expect(page.locator("#session-notes")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(SCREENS) == themes[-1:]
    page.keyboard.press("Escape")
    assert page.evaluate(SCREENS) == themes
    expect(page.locator("[data-enter]")).to_be_focused()


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


def test_page_keys_go_on_through_a_long_theme_and_then_to_the_next(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history.html", reduced_motion="reduce")
    first, second = page.evaluate(SCREENS)[:2]
    page.locator("[data-enter]").click()
    page.keyboard.press("PageDown")
    assert page.evaluate(SCREENS) == [first]
    assert page.evaluate("scrollY") > 100
    for _ in range(60):
        page.keyboard.press("PageDown")
        if page.evaluate(SCREENS) != [first]:
            break
    assert page.evaluate(SCREENS) == [second]


def test_without_script_it_is_a_page_that_reads_on(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history.html", java_script_enabled=False)
    assert page.locator("section.theme").count() >= 2
    assert page.locator("section.theme:visible").count() == page.locator("section.theme").count()
    assert page.locator("main button:visible, main form:visible").count() == 0


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


def test_notes_survive_a_reload_as_words(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history-manager.html")
    note_down(page, NOTE, "action", owner="woningcorporatie", due="2024-12-01")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    note = page.locator(".note-place .note").first
    assert note.locator("[data-text]").text_content() == NOTE
    assert note.locator("[data-text] *").count() == 0
    assert "woningcorporatie" in (note.text_content() or "")
    page.goto((outputs / "learning_history-resident.html").as_uri())
    assert page.locator(".note").count() == 0, "notes of one edition stay out of another"


@pytest.mark.parametrize("words", ["bel 06 12345678", "mail jan@wijklab.invalid", "BSN 111222333"])
def test_what_says_who_someone_is_is_not_noted(words: str, outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history-executive.html")
    note_down(page, words)
    assert page.locator(".note").count() == 0
    assert page.evaluate("localStorage.length") == 0


def test_where_the_browser_keeps_nothing_the_page_says_so(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "index.html")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }})")
    page.goto((outputs / "learning_history-executive.html").as_uri())
    note_down(page, NOTE)
    expect(page.locator("[data-off]")).to_be_visible()


def test_leaving_with_unsaved_notes_asks_first(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history-executive.html")
    note_down(page, NOTE)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def test_a_note_is_changed_and_removed_and_all_are_cleared_after_asking(
    outputs: Path, visit: Callable[..., Page]
) -> None:
    page = visit(outputs / "learning_history-executive.html")
    note_down(page, NOTE)
    page.locator(".note-place [data-edit]").first.click()
    page.locator(".note-place .note textarea").fill("Anders")
    page.locator(".note-place .note [type=submit]").click()
    assert page.locator(".note-place [data-text]").first.text_content() == "Anders"
    page.locator(".note-place [data-remove]").first.click()
    assert page.locator(".note").count() == 0
    note_down(page, NOTE)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.locator("[data-clear]").click()
    assert page.locator(".note-place .note").count() == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-clear]").click()
    assert page.locator(".note").count() == 0
    assert page.evaluate("localStorage.length") == 0


def test_printing_prints_the_notes(outputs: Path, visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit(outputs / "learning_history-executive.html")
    note_down(page, "Deze notitie komt op papier.")
    page.pdf(path=tmp_path / "notes.pdf", prefer_css_page_size=True)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "notes.pdf").pages)
    assert "Deze notitie komt op papier." in " ".join(text.split())


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


def test_the_saved_file_holds_what_was_noted(saved: Path) -> None:
    told = json.loads(saved.read_text("utf-8"))
    assert saved.name == "sessie-ruwaard-2026-09-12-manager.json"
    assert {name: told[name] for name in ("format", "study", "level", "date", "participants")} == {
        "format": "wijklab sessie 1", "study": "ruwaard", "level": "manager", "date": "2026-09-12", "participants": 6,
    }  # fmt: skip
    assert [(note["kind"], note["text"]) for note in told["notes"]] == [
        ("question", NOTE), ("eye_opener", "Dat wist ik niet."),
    ]  # fmt: skip
    assert told["notes"][0]["theme"]
    assert told["notes"][0]["moment"]


def test_another_browser_goes_on_with_the_file(saved: Path, outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history-manager.html")
    page.locator("[data-take-notes]").click()
    for known in (False, True):
        page.locator("[data-open-file]").set_input_files(saved)
        expect(page.locator("[data-report]")).to_contain_text("Nieuwe notities: 0" if known else "Nieuwe notities: 2")
    assert page.locator(".note-place [data-text]").all_text_contents() == [NOTE, "Dat wist ik niet."]


@pytest.mark.parametrize("text", ["geen json", "{}", '{"format": "wijklab sessie 1", "study": "ander", "notes": []}'])
def test_a_file_that_is_not_of_this_study_changes_nothing(
    text: str, outputs: Path, visit: Callable[..., Page], tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    page = visit(outputs / "learning_history-executive.html")
    page.locator("[data-take-notes]").click()
    page.locator("[data-open-file]").set_input_files(tmp_path / "x.json")
    expect(page.locator("[data-report]")).to_be_visible()
    assert page.locator(".note").count() == 0


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


@pytest.mark.parametrize("level", LEVELS)
def test_a_session_page_is_made_for_paper(level: str, outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / f"session-{level}.html")
    page.emulate_media(media="print")
    assert audit(page, "wider_than_window") == []
    assert page.locator("table").count() >= 1
