"""Words of the glossary and cited numbers: a tip on hover and on focus, which stays, and goes at Escape (1.4.13)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

OPEN_TIPS = "[...document.querySelectorAll('.tip')].filter(tip => getComputedStyle(tip).display !== 'none').length"
LAST_LINE = """link => {
  const lines = link.getClientRects(), line = lines[lines.length - 1];
  return [line.left + line.width / 2, line.top + line.height / 2];
}"""


@pytest.fixture(params=[320, 1280])
def page(request: pytest.FixtureRequest, look: Callable[..., Page]) -> Page:
    page = look("learning_history", width=request.param)
    page.mouse.move(1, 1)
    return page


@pytest.mark.parametrize("kind", ["a.word", "a.fact"])
def test_a_tip_opens_on_hover_and_can_be_pointed_at(page: Page, kind: str) -> None:
    link = page.locator(kind).nth(1)
    link.evaluate("link => link.scrollIntoView({ block: 'center' })")
    across, down = link.evaluate(LAST_LINE)
    page.mouse.move(across, down)
    assert page.evaluate(OPEN_TIPS) == 1
    tip = page.locator(".term:hover > .tip").bounding_box()
    assert tip is not None
    page.mouse.move(across, tip["y"] + tip["height"] / 2, steps=20)
    assert page.evaluate(OPEN_TIPS) == 1
    page.mouse.move(1, 1)
    assert page.evaluate(OPEN_TIPS) == 0


@pytest.mark.parametrize("kind", ["a.word", "a.fact"])
def test_a_tip_opens_on_focus_goes_at_escape_and_comes_back(page: Page, kind: str) -> None:
    page.locator(kind).first.focus()
    assert page.evaluate(OPEN_TIPS) == 1
    page.keyboard.press("Escape")
    assert page.evaluate(OPEN_TIPS) == 0
    page.mouse.move(2, 2)
    page.mouse.move(3, 300)
    assert page.evaluate(OPEN_TIPS) == 0, "a mouse that reaches no word brings no tip back"
    page.locator(kind).nth(1).focus()
    assert page.evaluate(OPEN_TIPS) == 1


def test_a_tip_makes_no_page_wider(page: Page) -> None:
    assert page.evaluate("""() => Array.from(document.querySelectorAll("a.word, a.fact")).filter((link) => {
        link.focus({preventScroll: true});
        return document.documentElement.scrollWidth > innerWidth;
    }).map((link) => link.textContent)""") == []  # fmt: skip


def test_a_number_opens_its_figure_and_a_frame_its_fold(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history.html", reduced_motion="reduce")
    number = page.locator("p.number a[data-note]").first
    figure = page.locator(number.get_attribute("href") or "")
    assert figure.get_attribute("open") is None
    number.click()
    assert figure.get_attribute("open") is not None
    page.evaluate("location.hash = document.querySelector('.frame-list details [id^=frame-]').id")
    page.wait_for_function("document.querySelector('.frame-list details').open")
