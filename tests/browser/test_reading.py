"""How a page reads for whoever reads otherwise: by keyboard, enlarged, with own spacing, own colours, or in rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import PAGES, audit

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
"""The text spacing that WCAG 1.4.12 names."""

CUT_OFF = """() => Array.from(document.querySelectorAll("body *")).filter((node) => {
  const style = getComputedStyle(node);
  const cuts = /hidden|clip/.test(style.overflowX + style.overflowY) && node.localName !== "svg";
  return cuts && node.clientHeight > 8 && node.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    && (node.scrollHeight > node.clientHeight + 2 || node.scrollWidth > node.clientWidth + 2);
}).map((node) => node.outerHTML.slice(0, 120))"""
"""Places that hide part of their own text."""

FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) { return null; }
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  node.dataset.seen = (node.dataset.seen || "") + "x";
  return {
    what: node.outerHTML.slice(0, 100), again: node.dataset.seen.length > 1,
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inView: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
    order: Array.from(document.querySelectorAll("*")).indexOf(node),
  };
}"""
"""What has the focus: how it is marked, whether it is in view, and its place in the source."""

WITHOUT_EDGE = """() => Array.from(document.querySelectorAll(".event, .stamp, .result, button")).filter((node) =>
  node.checkVisibility() && ["Top", "Right", "Bottom", "Left"].every((side) =>
    getComputedStyle(node)[`border${side}Style`] === "none")).map((node) => node.outerHTML.slice(0, 80))"""
"""Boxes that only a background would tell apart."""


@pytest.mark.parametrize("name", PAGES)
def test_own_spacing_and_four_times_as_large_lose_nothing(name: str, look: Callable[..., Page]) -> None:
    """1280 px at 400 % is a window of 320 px by 256 px, in which nothing may be cut off or run out of the window."""
    page = look(name, width=320, height=256)
    page.evaluate(
        "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]; }",
        SPACING,
    )
    assert audit(page, "wider_than_window") == []
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("name", ["index", "learning_history-executive", "session-manager"])
def test_by_keyboard_all_is_reached_once_in_the_order_of_the_source(
    name: str, outputs: Path, visit: Callable[..., Page]
) -> None:
    """One page of each kind, just opened: what has had the focus is where the next Tab starts from."""
    page = visit(outputs / f"{name}.html", reduced_motion="reduce")
    walked = list(_walk(page))
    assert len(walked) >= 5
    assert [step["what"] for step in walked if not step["marked"]] == [], "the focus cannot be seen"
    assert [step["what"] for step in walked if not step["inView"]] == [], "the focus is out of view"
    order = [step["order"] for step in walked]
    assert order == sorted(order)
    assert len(walked) == page.evaluate("""() => Array.from(document.querySelectorAll("a[href], button, input, select,"
        + "textarea, summary, [tabindex='0']")).filter((node) => node.tabIndex >= 0 && !node.disabled
        && node.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})).length""")


def _walk(page: Page, at_most: int = 600):
    for _ in range(at_most):
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUSED)
        if step is None or step["again"]:
            return
        yield step


def test_the_first_stop_skips_to_the_contents(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "learning_history.html")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_table_is_opened_by_keyboard(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "wellbeing.html")
    folded = page.locator("main details:not([open])").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


@pytest.mark.parametrize("name", ["learning_history", "session-manager", "wellbeing"])
def test_with_colours_of_its_own_the_system_keeps_every_edge(name: str, look: Callable[..., Page]) -> None:
    """Forced colours: what was told by a background is told by an edge, and no drawing disappears."""
    page = look(name, forced_colors="active")
    assert page.evaluate("""() => Array.from(document.querySelectorAll(".fig text")).filter((node) => {
        const style = getComputedStyle(node);
        return style.fill === getComputedStyle(document.body).backgroundColor;
    }).length""") == 0  # fmt: skip
    assert page.evaluate(WITHOUT_EDGE) == []


@pytest.mark.parametrize("name", ["index", "learning_history", "session-manager"])
def test_whoever_asks_for_rest_sees_nothing_move(name: str, look: Callable[..., Page]) -> None:
    page = look(name, reduced_motion="reduce")
    assert page.evaluate("""() => Array.from(document.querySelectorAll("*")).filter((node) => {
        const style = getComputedStyle(node);
        const moves = (text) => text.split(",").some((part) => parseFloat(part) > 0);
        return style.scrollBehavior === "smooth" || moves(style.transitionDuration) || moves(style.animationDuration);
    }).map((node) => node.localName)""") == []  # fmt: skip
