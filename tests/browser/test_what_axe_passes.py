"""Failures that axe-core passes: each has an audit, no page has it, and a page that is spoiled on purpose is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import EDITIONS, PAGES, audit

SPOILED = {
    "placeholder_alt": "figure().querySelector('svg').setAttribute('aria-label', 'No description has been provided for "
    "this image'); figure().querySelector('svg').removeAttribute('aria-labelledby')",
    "figure_without_alt": "figure().querySelector('svg').outerHTML = '<img alt=\"\" src=\"data:,\">'",
    "language": "document.documentElement.lang = 'en'",
    "title": "document.title = 'learning_history.ipynb'",
    "extra_tab_stops": "document.querySelector('main p').tabIndex = 0",
    "wider_than_window": "document.querySelector('main p').append('x'.repeat(10)); sheet('main p { width: 2000px }')",
    "table_headers": "document.querySelector('th').removeAttribute('scope')",
    "colour_alone": "sheet('.wl p a { text-decoration: none }')",
    "inline_style": "document.querySelector('main p').setAttribute('style', 'margin: 0')",
    "remote": "document.querySelector('main').append(Object.assign(new Image(), {src: 'https://wijklab.invalid/a.png'}))",
}
"""For each audit, what makes a good page fail it."""

_HELP = """
const figure = () => Array.from(document.querySelectorAll('figure')).find((one) => one.querySelector('svg'));
const sheet = (css) => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own]; };
"""


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_what_axe_passes(name: str, look: Callable[..., Page]) -> None:
    page = look(name)
    found = {(width, what): _at(page, width, what) for width in (1280, 320) for what in SPOILED}
    assert {where: what for where, what in found.items() if what} == {}


def _at(page: Page, width: int, what: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    return audit(page, what)


@pytest.mark.parametrize("what", SPOILED)
def test_an_audit_finds_a_page_that_is_spoiled(what: str, outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "wellbeing.html")
    assert audit(page, what) == []
    page.evaluate(f"() => {{ {_HELP} {SPOILED[what]} }}")
    assert audit(page, what)


def test_every_page_has_a_title_of_its_own(look: Callable[..., Page]) -> None:
    titles = [look(name).title() for name in EDITIONS]
    assert len(set(titles)) == len(titles)
