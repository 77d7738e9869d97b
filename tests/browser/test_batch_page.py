"""The page of all studies in a browser: searched, sorted and heard, by keyboard too, with few studies and thousands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import COLOURS, SIZES, Opened, audit, axe_found, opened, restored, start_axe
from tests.report.made_runs import run_left
from wijklab.report.batch_index import write_batch_index

STUDIES: Final = (
    ("oost", "Wijkfoto Élan", {"ladder": "done", "costs": "failed"}, "2026-11-03"),
    ("west", "Proeftuin 10", {"ladder": "done", "costs": "done", "cases": "left_out"}, "2026-11-02"),
    ("zuid", "Proeftuin 9", {"ladder": "unchanged", "wellbeing": "stopped"}, "2026-11-01"),
    ("noord", "Niets gelukt", {"wijkfoto": "failed"}, "2026-10-30"),
)
MANY: Final = 3400
AUDITS: Final = ("language", "title", "extra_tab_stops", "wider_than_window", "table_headers", "colour_alone",
                 "inline_style", "remote")  # fmt: skip


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of four studies."""
    base = tmp_path_factory.mktemp("few")
    for name, title, jobs, day in STUDIES:
        run_left(base, name, jobs, title, f"{day}T10:00:00+01:00")
    return write_batch_index(base) or base


@pytest.fixture(scope="module")
def kept(browser: Browser, few: Path) -> Opened:
    """That page, opened once for all tests that leave it as it is."""
    return opened(browser, few)


def shown(page: Page) -> list[str]:
    """The ids of the studies that can be seen, from above."""
    ids: list[str] = page.locator("#studies tbody tr:visible th").evaluate_all(
        "cells => cells.map((cell) => cell.querySelector('span').textContent)"
    )
    return ids


def count(page: Page) -> str:
    return page.get_by_role("status").text_content() or ""


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_page_of_all_studies(kept: Opened, width: int, scheme: str) -> None:
    page = restored(kept.page, width, 900, color_scheme=scheme)
    start_axe(page, rules=() if (width, scheme) == (1280, "light") else (*COLOURS, *SIZES))
    assert axe_found(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_it_has_nothing_that_axe_passes_and_a_reader_does_not(kept: Opened, width: int) -> None:
    page = restored(kept.page, width, 900)
    assert {what: found for what in AUDITS if (found := audit(page, what))} == {}


def test_it_asks_nobody_for_anything(kept: Opened, few: Path) -> None:
    assert (kept.asked, kept.complaints) == ((few.as_uri(),), ())


def test_a_search_leaves_what_holds_every_word(few: Path, visit: Callable[..., Page]) -> None:
    page = visit(few)
    assert shown(page) == ["noord", "oost", "zuid", "west"]
    for words, left in (("elan", ["oost"]), ("STAP wijkfoto", ["noord", "oost"]), ("tuin 10", ["west"]),
                        ("xyz", []), ("", ["noord", "oost", "zuid", "west"])):  # fmt: skip
        page.get_by_label("Zoek een studie of een rapport").fill(words)
        assert shown(page) == left, words
        assert count(page) == f"{len(left)} van de 4 studies"


def test_an_outcome_is_chosen_together_with_a_search(few: Path, visit: Callable[..., Page]) -> None:
    page = visit(few)
    page.get_by_label("Toon").select_option("partly")
    assert (shown(page), count(page)) == (["oost"], "1 van de 4 studies")
    page.get_by_label("Zoek een studie of een rapport").fill("proeftuin")
    assert shown(page) == []
    page.get_by_label("Toon").select_option("")
    assert shown(page) == ["zuid", "west"]


@pytest.mark.parametrize(
    ("column", "first", "then"),
    [
        ("Studie", ["noord", "zuid", "west", "oost"], ["oost", "west", "zuid", "noord"]),
        ("Rapporten", ["noord", "oost", "zuid", "west"], ["west", "oost", "zuid", "noord"]),
        ("Niet gemaakt", ["noord", "oost", "zuid", "west"], ["noord", "oost", "zuid", "west"]),
        ("Laatst gedraaid", ["noord", "zuid", "west", "oost"], ["oost", "west", "zuid", "noord"]),
    ],
)
def test_a_column_sorts_by_keyboard_both_ways_and_says_so(
    few: Path, visit: Callable[..., Page], column: str, first: list[str], then: list[str]
) -> None:
    page = visit(few)
    head = page.get_by_role("columnheader", name=column)
    head.get_by_role("button").focus()
    for way, order in (("ascending", first), ("descending", then)):
        page.keyboard.press("Enter")
        assert shown(page) == order
        assert head.get_attribute("aria-sort") == way
        assert page.locator("[aria-sort]").count() == 1
        assert page.evaluate("document.activeElement.textContent") == column


def test_the_outcome_sorts_by_how_bad_it_is(few: Path, visit: Callable[..., Page]) -> None:
    page = visit(few)
    head = page.get_by_role("columnheader", name="Uitkomst")
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert shown(page) == ["west", "zuid", "oost", "noord"]


def test_rows_stay_rows_for_who_hears_them(kept: Opened) -> None:
    page = restored(kept.page, 1280, 900)
    table = page.get_by_role("table", name="Alle studies, met hun rapporten")
    assert table.get_by_role("row").count() == 5
    assert table.get_by_role("columnheader").all_text_contents() == [
        *("Studie", "Uitkomst", "Rapporten", "Niet gemaakt", "Laatst gedraaid"),
    ]
    assert table.get_by_role("rowheader").count() == 4
    assert table.get_by_role("cell").count() == 16


def test_without_script_every_study_is_there_and_nothing_that_does_not_work(
    few: Path, visit: Callable[..., Page]
) -> None:
    page = visit(few, java_script_enabled=False)
    assert page.locator("#studies tbody tr:visible").count() == 4
    assert page.locator("input:visible, select:visible, button:visible").count() == 0
    assert page.get_by_role("rowheader").count() == 4
    assert count(page) == "4 van de 4 studies"


def test_on_paper_it_is_a_table(kept: Opened) -> None:
    page = restored(kept.page, 1280, 900, media="print")
    assert page.locator(".find:visible, .count:visible").count() == 0
    assert page.locator("#studies tbody tr").first.evaluate("row => getComputedStyle(row).display") == "table-row"


def test_thousands_of_studies_are_searched_and_sorted(tmp_path: Path, visit: Callable[..., Page]) -> None:
    for number in range(MANY):
        run_left(tmp_path, f"w{number:04}", {"wijkfoto": "failed" if number % 100 == 7 else "done"})
    page = visit(write_batch_index(tmp_path) or tmp_path, width=320)
    assert page.locator("#studies tbody tr").count() == MANY
    page.get_by_label("Zoek een studie of een rapport").fill("w33")
    assert count(page) == "100 van de 3.400 studies"
    page.get_by_label("Toon").select_option("failed")
    assert shown(page) == ["w3307"]
    page.get_by_label("Toon").select_option("")
    page.get_by_label("Zoek een studie of een rapport").fill("")
    assert count(page) == "3.400 van de 3.400 studies"
    page.get_by_role("button", name="Studie").click()
    page.get_by_role("button", name="Studie").click()
    assert page.locator("#studies tbody tr").first.locator("span").text_content() == f"w{MANY - 1}"
    assert audit(page, "wider_than_window") == []
