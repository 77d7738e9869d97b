"""Make the pictures of `docs/images` anew: the four editions of the example, as a reader sees them.

    python docs/screenshots.py outputs/ruwaard

Run the example first (`make report`). Needs `wijklab[pdf]` and a Chromium, Chrome or Edge.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wijklab.batch.browser import running_browser
from wijklab.contract.vocabulary import LEVELS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parent / "images"

WAYS = {
    "resident": {"viewport": {"width": 390, "height": 844}},
    "practitioner": {"viewport": {"width": 1280, "height": 900}},
    "manager": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "executive": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}
"""Each edition in a way of its own: on a phone, on a desk, in the dark, in the reader's own colours."""


def main(outputs: Path) -> None:
    """Write `docs/images/edition-<level>.png`, each with the first theme of that edition in view."""
    with running_browser() as browser:
        for level in LEVELS:
            picture(browser, outputs / f"learning_history-{level}.html", level)


def picture(browser: Browser, page_file: Path, level: str) -> None:
    """One edition, from the title of its first theme down."""
    context = browser.new_context(reduced_motion="reduce", **WAYS[level])
    page = context.new_page()
    page.goto(page_file.resolve().as_uri())
    page.locator("section.theme").first.evaluate("theme => theme.scrollIntoView()")
    page.screenshot(path=IMAGES / f"edition-{level}.png")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "outputs/ruwaard"))
