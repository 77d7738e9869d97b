"""axe-core finds nothing at AA: every edition, every session page and the index; light and dark; phone and desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.looking import COLOURS, PAGES, SIZES, Opened, axe, axe_found, restored, start_axe

Way = tuple[int, Literal["light", "dark"]]
WAYS: Final[dict[Way, tuple[str, ...]]] = {
    (1280, "light"): (),
    (1280, "dark"): COLOURS,
    (320, "dark"): COLOURS,
    (320, "light"): (*COLOURS, *SIZES),
}
"""The ways of looking, and the rules that can find more than in the first, in which all rules look (a few seconds)."""

LIKE_MANAGERS: Final = ("session-resident", "session-practitioner", "session-executive")
"""Pages of cards made by the same templates as those of the managers: looked at in the first way only."""

SPOIL = """() => {
  const pale = new CSSStyleSheet();
  pale.replaceSync(`main p { color: #777; background: #888 } main li { padding: 0 !important }
    main a { display: block; font: 6px/1 serif }`);
  document.adoptedStyleSheets = [pale];
  document.querySelector("main").append(document.createElement("img"));
}"""


@pytest.fixture(scope="module")
def found(open_once: Callable[[str], Opened]) -> dict[str, dict[Way, list[str]]]:
    """What axe finds, by page and by way of looking: all pages at once, which keeps every processor at work."""
    pages = {name: open_once(name).page for name in PAGES}
    seen: dict[str, dict[Way, list[str]]] = {name: {} for name in PAGES}
    for (width, scheme), rules in WAYS.items():
        asked = {name: page for name, page in pages.items() if (width, scheme) in _ways(name)}
        for page in asked.values():
            start_axe(restored(page, width, 900, color_scheme=scheme), rules=rules)
        for name, page in asked.items():
            seen[name][width, scheme] = axe_found(page)
    return seen


def _ways(name: str) -> tuple[Way, ...]:
    return tuple(WAYS)[:1] if name in LIKE_MANAGERS else tuple(WAYS)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, found: dict[str, dict[Way, list[str]]]) -> None:
    assert {way: what for way, what in found[name].items() if what} == {}
    assert set(found[name]) == set(_ways(name))


def test_axe_is_there_and_finds(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "index.html")
    page.evaluate(SPOIL)
    assert {line.partition(":")[0] for line in axe(page)} >= {"color-contrast", "image-alt", "target-size"}


def test_axe_finds_what_the_dark_breaks(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "index.html", color_scheme="dark")
    page.evaluate("""() => { const own = new CSSStyleSheet();
        own.replaceSync("@media (prefers-color-scheme: dark) { main p { color: #333 !important } }");
        document.adoptedStyleSheets = [own]; }""")
    start_axe(page, rules=COLOURS)
    assert {line.partition(":")[0] for line in axe_found(page)} == {"color-contrast"}
