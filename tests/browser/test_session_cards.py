"""The cards of the example on paper: every sheet fits on one page of A4, and nothing on a card is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.looking import SESSIONS, audit

PAPER = {"width": 680, "height": 1005}
"""What is left of A4 within the margins of 15 mm and 16 mm, in CSS pixels of 1/96 inch."""


@pytest.mark.parametrize("name", SESSIONS)
def test_every_sheet_fits_on_a_page_and_no_card_is_cut_off(look: Callable[..., Page], name: str) -> None:
    page = look(name, **PAPER, media="print")
    assert audit(page, "wider_than_window") == []
    heights = page.locator(".sheet").evaluate_all("sheets => sheets.map(one => one.getBoundingClientRect().height)")
    assert heights
    assert max(heights) <= PAPER["height"]
    wide = page.locator(".slip").evaluate_all(
        "slips => slips.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert wide == 0
