"""The cards of the example on paper: every sheet fits on one page of A4, and nothing on a card is cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from looking import SESSIONS
from playwright.sync_api import Page

PAPER = {"width": 680, "height": 1005}
"""What is left of A4 within the margins of 15 mm and 16 mm, in CSS pixels of 1/96 inch."""


@pytest.mark.parametrize("name", SESSIONS)
def test_every_sheet_fits_on_a_page(visit: Callable[..., Page], outputs: Path, name: str) -> None:
    page = visit(outputs / f"{name}.html", **PAPER)
    page.emulate_media(media="print")
    heights = page.locator(".sheet").evaluate_all("sheets => sheets.map(one => one.getBoundingClientRect().height)")
    assert heights
    assert max(heights) <= PAPER["height"]


@pytest.mark.parametrize("name", SESSIONS)
def test_nothing_on_a_card_is_cut_off(visit: Callable[..., Page], outputs: Path, name: str) -> None:
    page = visit(outputs / f"{name}.html", **PAPER)
    page.emulate_media(media="print")
    wide = page.locator(".slip").evaluate_all(
        "slips => slips.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert wide == 0
