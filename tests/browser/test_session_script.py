"""The script of the session in a real browser: one theme a screen, and notes that stay, go out and come back.

A page of samples is enough for that, so the example need not run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from wijklab.contract.session_file import SessionFile
from wijklab.report import render

sys.path.append(str(Path(__file__).parent.parent / "report"))
import samples

PROJECTOR = {"width": 1920, "height": 1080}
TEXT = "<b>Wie</b> =1+1 houdt de tijd vrij?"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a learning history made by hand, with two themes."""
    history = samples.history()
    html = render.page(
        history.card,
        here="learning_history",
        title="Titel",
        lead="",
        body=[render.fragment(history)],
        privacy=[],
        kit="history",
    )
    file = tmp_path_factory.mktemp("page") / "learning_history.html"
    file.write_text(html, "utf-8")
    return file


@pytest.fixture
def page(visit: Callable[..., Page], told: Path) -> Iterator[Page]:
    """The page on a projector, which says yes to every question and may not fail."""
    faults: list[str] = []
    page = visit(told, **PROJECTOR)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    assert faults == []


def titles(page: Page) -> list[str]:
    """The titles of the themes that are to be seen."""
    return page.locator("section.theme > .curtain > h2:visible").all_inner_texts()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def note(page: Page, place: str, text: str = TEXT, kind: str = "eye_opener", **more: str) -> None:
    """Write a note down at a place (a CSS selector of the box that it goes into)."""
    box = page.locator(place)
    if not box.locator("form").count():
        box.locator("summary").click()
    for name, value in {"text": text, **more}.items():
        if name != "text":
            box.locator("select").select_option(kind)
        box.locator(f"[name={name}]").fill(value)
    box.locator("select").select_option(kind)
    box.locator("[type=submit]").click()


def saved(page: Page, tmp_path: Path, level: str = "manager") -> Path:
    """The file that the page gives, where a browser would have put it."""
    page.locator(".session-file select").select_option(level)
    page.locator("[name=date]:visible").fill("2024-09-12")
    with page.expect_download() as given:
        page.locator(".session-file [type=submit]").click()
    file = tmp_path / given.value.suggested_filename
    given.value.save_as(file)
    return file


MOMENT = "article.moment + .note-place >> nth=0"


def test_without_a_script_it_is_a_page_like_any_other(visit, told):
    plain = visit(told, java_script_enabled=False)
    assert len(titles(plain)) == 2
    assert plain.locator("[data-enter], .note-place, #session-notes:visible").count() == 0
    assert plain.locator("main button:visible, main form:visible").count() == 0


def test_nobody_is_bothered_with_forms_before_asking_for_them(page):
    assert page.locator(".note-place:visible, #session-notes:visible").count() == 0
    page.get_by_role("button", name="Notities maken").click()
    assert page.locator(".note-place:visible").count() > 2
    page.get_by_role("button", name="Notities maken").click()
    assert page.locator(".note-place:visible").count() == 0


# One theme a screen


def test_shows_one_theme_in_letters_that_can_be_read_from_afar(page):
    both = titles(page)
    page.get_by_role("button", name="Leersessie").click()
    assert titles(page) == both[:1]
    size = page.locator("section.theme:visible .curtain .prose p").first.evaluate("p => getComputedStyle(p).fontSize")
    assert float(size.removesuffix("px")) >= 40  # letters of 3 cm on a screen 2 m wide: read from 6 m
    assert page.locator("nav.pages:visible, .foot:visible").count() == 0
    assert page.locator(".stamps:visible").count() == 1


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft"])
def test_arrows_turn_to_another_theme_and_stop_at_the_end(page, key):
    both = titles(page)
    page.locator("[data-enter]").click()
    page.keyboard.press("ArrowRight")
    assert titles(page) == both[1:]
    assert focused(page) == both[1]
    page.keyboard.press(key)
    page.keyboard.press(key)
    assert titles(page) == (both[:1] if key == "ArrowLeft" else [])
    assert page.locator("#session-notes:visible").count() == (key == "ArrowRight")


def test_page_keys_read_on_and_then_turn(page):
    both = titles(page)
    page.locator("[data-enter]").click()
    page.keyboard.press("PageDown")
    assert titles(page) == both[:1]
    for _ in range(12):
        page.evaluate("window.scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
        page.keyboard.press("PageDown")
        if titles(page) != both[:1]:
            break
    assert titles(page) == both[1:]
    page.wait_for_function(
        "window.scrollY === 0"
    )  # a key turns back at the top only, and the browser scrolls in its time
    page.keyboard.press("PageUp")
    assert titles(page) == both[:1]


def test_buttons_turn_and_keep_the_focus(page):
    page.locator("[data-enter]").click()
    page.locator("[data-next]").click()
    assert "Volgende" in focused(page)
    assert page.locator(".counter").inner_text() == "Thema 2 van 2"
    page.locator("[data-next]").click()
    assert page.locator("[data-next]").get_attribute("aria-disabled") == "true"


def test_says_politely_where_one_is(page):
    page.locator("[data-enter]").click()
    live = page.locator("[data-live]")
    assert live.get_attribute("role") == "status"
    expect(live).to_have_text("Thema 1 van 2")


def test_escape_leaves_and_gives_the_focus_back(page):
    both = titles(page)
    page.locator("[data-enter]").click()
    page.keyboard.press("Escape")
    assert titles(page) == both
    assert focused(page) == "Leersessie"
    page.keyboard.press("ArrowRight")
    assert titles(page) == both


def test_a_figure_comes_on_the_screen_and_goes_again(page):
    first = titles(page)[:1]
    page.locator("[data-enter]").click()
    hidden = page.locator("section.theme:visible .number a[href^='#']:visible")
    for index in range(hidden.count()):
        target = hidden.nth(index).get_attribute("href")[1:]
        if page.locator(f"[id='{target}']:visible").count():
            continue
        hidden.nth(index).click()
        assert page.locator(f"[id='{target}']:visible").count() == 1
        page.keyboard.press("Escape")
        assert titles(page) == first
        return
    pytest.fail("no link of this sample leads to another screen")


def test_arrows_stay_in_the_words_that_are_being_written(page):
    page.locator("[data-enter]").click()
    page.locator(MOMENT).locator("summary").click()
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("ab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    assert page.locator("textarea:visible").input_value() == "axb"
    page.keyboard.press("Escape")
    assert page.locator("details.take-note[open]").count() == 0
    assert page.locator("body.in-session").count() == 1


# Notes


def test_a_note_stands_at_its_place_as_text_and_survives_a_reload(page):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT, kind="action", owner="gemeente", due="2024-12-01")
    shown = page.locator(MOMENT).locator(".note")
    assert TEXT in shown.inner_text()
    assert "gemeente · voor 1 december 2024" in shown.inner_text()
    page.reload()
    assert TEXT in page.locator(MOMENT).locator(".note").inner_text()
    assert page.locator(MOMENT).locator("[data-text] *").count() == 0


def test_notes_of_one_edition_stay_out_of_another(page, told):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT)
    other = told.with_name("other.html")
    other.write_text(told.read_text("utf-8").replace('data-level=""', 'data-level="resident"', 1), "utf-8")
    page.goto(other.as_uri())
    assert page.locator("#session-notes").get_attribute("data-level") == "resident"
    assert page.locator(".note").count() == 0


@pytest.mark.parametrize(
    "text",
    [
        "  ",
        "bel 06-12345678",
        "bel +31 (0)6 12.34.56.78",
        "mail jan@voorbeeld.nl",
        "BSN 111222333",
        "123456782 is zijn nummer",
        "woont op 5341 AB",
        "NL91 ABNA 0417 1643 00",
        "vraag het mevrouw De Vries",
    ],
)
def test_what_says_who_someone_is_is_not_written_down(page, text):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT, text)
    assert page.locator(MOMENT).locator("textarea").evaluate("field => field.validationMessage")
    assert page.locator(".note").count() == 0


def test_signs_that_turn_the_reading_direction_are_taken_out(page):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT, "a\u202eb\u200fc\x07d\ne")
    assert page.locator(MOMENT).locator("[data-text]").inner_text() == "abc d e"


def test_a_note_can_be_changed_and_removed(page):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT)
    page.locator(MOMENT).locator("[data-edit]").click()
    page.locator(MOMENT).locator(".note textarea").fill("Anders")
    page.locator(MOMENT).locator(".note [type=submit]").click()
    assert page.locator(MOMENT).locator("[data-text]").inner_text() == "Anders"
    assert "Wijzig" in focused(page)
    page.locator(MOMENT).locator("[data-remove]").click()
    assert page.locator(".note").count() == 0
    assert "Notitie maken" in focused(page)


def test_words_that_are_being_changed_stay_when_another_note_comes_in(page, told):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT)
    page.locator(MOMENT).locator("[data-edit]").click()
    page.locator(MOMENT).locator(".note textarea").fill("Half anders")
    other = page.context.new_page()
    other.goto(told.as_uri())
    note(other, "[data-whole] .note-place", "Over alles")
    expect(page.locator("[data-whole] .note")).to_have_count(1)
    assert page.locator(MOMENT).locator(".note textarea").input_value() == "Half anders"
    page.locator(MOMENT).locator(".note [type=submit]").click()
    assert page.locator(MOMENT).locator("[data-text]").all_inner_texts() == ["Half anders"]
    expect(other.locator(MOMENT).locator("[data-text]")).to_have_text("Half anders")


def test_a_full_file_says_so_and_takes_no_words_away(page, tmp_path):
    page.get_by_role("button", name="Notities maken").click()
    many = [{"kind": "question", "theme": "een-vraag", "moment": "wat-wil-ik", "text": f"{n} 😀"} for n in range(501)]
    file = tmp_path / "file.json"
    file.write_text(json.dumps({"format": "wijklab sessie 1", "study": "voorbeeld", "notes": many}), "utf-8")
    page.locator("[data-open-file]").set_input_files(file)
    expect(page.locator("[data-report]")).to_contain_text("500 notities")
    assert page.locator(MOMENT).locator(".note").count() == 500
    note(page, "[data-whole] .note-place", "Nog een")
    field = page.locator("[data-whole] textarea")
    assert "500 notities" in field.evaluate("field => field.validationMessage")
    assert field.input_value() == "Nog een"


def test_the_file_is_one_that_the_study_takes(page, tmp_path):
    page.get_by_role("button", name="Notities maken").click()
    note(page, "[data-whole] .note-place", "Over alles")
    note(page, MOMENT, kind="action", owner="gemeente", due="2024-12-01")
    page.locator("[name=participants]").fill("6")
    file = saved(page, tmp_path)
    read = SessionFile.model_validate_json(file.read_bytes())
    assert file.name == "sessie-voorbeeld-2024-09-12-manager.json"
    assert (read.study, read.level, read.participants) == ("voorbeeld", "manager", 6)
    assert [(one.id, one.theme, one.moment, one.text, one.owner) for one in read.notes] == [
        ("n1", "", "", "Over alles", ""),
        ("n2", "een-vraag", "wat-wil-ik", TEXT, "gemeente"),
    ]


def test_a_file_goes_on_elsewhere_and_twice_adds_nothing(page, visit, told, tmp_path):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT)
    file = saved(page, tmp_path)
    other = visit(told)
    other.get_by_role("button", name="Notities maken").click()
    for told_of in ("Nieuwe notities: 1.", "Nieuwe notities: 0."):
        other.locator("[data-open-file]").set_input_files(file)
        expect(other.locator("[data-report]")).to_contain_text(told_of)
    assert other.locator(MOMENT).locator(".note").count() == 1
    assert other.locator("[name=date]:visible").input_value() == "2024-09-12"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("no json", "geen bestand met notities"),
        ('{"format": "iets anders", "notes": []}', "geen bestand met notities"),
        ('{"format": "wijklab sessie 1", "study": "ander", "notes": []}', "andere leergeschiedenis"),
        (
            json.dumps(
                {
                    "format": "wijklab sessie 1",
                    "study": "voorbeeld",
                    "notes": [{"kind": "x"}, 7, None, {"kind": "action", "text": {}}],
                }
            ),
            "Nieuwe notities: 0.",
        ),
    ],
)
def test_a_file_that_is_not_ours_adds_nothing(page, tmp_path, given, said):
    page.get_by_role("button", name="Notities maken").click()
    file = tmp_path / "file.json"
    file.write_text(given, "utf-8")
    page.locator("[data-open-file]").set_input_files(file)
    expect(page.locator("[data-report]")).to_contain_text(said)
    assert page.locator(".note").count() == 0


def test_all_notes_go_only_when_one_is_sure(visit, told):
    page, sure = visit(told), iter([False, True])
    page.on("dialog", lambda dialog: dialog.accept() if next(sure) else dialog.dismiss())
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT)
    page.locator("[data-clear]").click()
    assert page.locator(MOMENT).locator(".note").count() == 1
    page.locator("[data-clear]").click()
    assert page.locator(".note").count() == 0
    assert page.evaluate("localStorage.length") == 0


def test_tells_where_the_browser_keeps_nothing(visit, told):
    page = visit(told)
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }})")
    page.reload()
    page.get_by_role("button", name="Notities maken").click()
    assert page.locator("[data-off]:visible").count() == 1
    note(page, MOMENT)
    assert page.locator(MOMENT).locator(".note").count() == 1


@pytest.mark.parametrize(("first", "warned"), [("note", True), ("typed", True), ("saved", False)])
def test_warns_before_what_was_written_is_lost(visit, told, tmp_path, first, warned):
    page, asked = visit(told), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("button", name="Notities maken").click()
    if first == "typed":
        page.locator(MOMENT).locator("summary").click()
        page.locator("textarea:focus").wait_for()
        page.keyboard.type("half")
    else:
        note(page, MOMENT)
    if first == "saved":
        saved(page, tmp_path)
    page.goto("about:blank")
    assert ("beforeunload" in asked) == warned


def test_notes_are_printed_without_their_forms(page, tmp_path):
    page.get_by_role("button", name="Notities maken").click()
    note(page, MOMENT)
    page.pdf(path=tmp_path / "notes.pdf", prefer_css_page_size=True)
    printed = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "notes.pdf").pages)
    assert "".join(TEXT.split()) in "".join(printed.split())
    page.emulate_media(media="print")
    assert page.locator("[data-text]:visible").count() == 1
    assert page.locator(".note-form:visible, .note-place summary:visible, .session-start:visible").count() == 0


def test_the_script_stays_small():
    assert len((render.TEMPLATES / "session.js").read_bytes()) <= 20_000
