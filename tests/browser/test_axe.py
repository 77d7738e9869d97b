"""axe-core finds nothing at AA: every edition, every session page and the index; light and dark; phone and desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.looking import PAGES, axe

DESK, PHONE = 1280, 320
BOTH_WAYS = [(DESK, "light"), (PHONE, "dark")]
ALL_WAYS = [*BOTH_WAYS, (DESK, "dark"), (PHONE, "light")]
WAYS = {"index": ALL_WAYS, "learning_history": ALL_WAYS, "session-resident": ALL_WAYS}
"""One page of each kind in every way; the others, made of the same parts, in two."""


SPOIL = """() => {
  const pale = new CSSStyleSheet();
  pale.replaceSync(`main p { color: #777; background: #888 } main li { padding: 0 !important }
    main a { display: block; font: 6px/1 serif }`);
  document.adoptedStyleSheets = [pale];
  document.querySelector("main").append(document.createElement("img"));
}"""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / f"{name}.html")
    found = {way: _found(page, *way) for way in WAYS.get(name, BOTH_WAYS)}
    assert {way: what for way, what in found.items() if what} == {}


def _found(page: Page, width: int, scheme: Literal["light", "dark"]) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return axe(page)


def test_axe_is_there_and_finds(outputs: Path, visit: Callable[..., Page]) -> None:
    page = visit(outputs / "index.html")
    page.evaluate(SPOIL)
    assert {line.partition(":")[0] for line in axe(page)} >= {"color-contrast", "image-alt", "target-size"}
