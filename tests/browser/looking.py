"""What the tests in a browser look at: every page of the example, and what a page is audited for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

LEVELS: Final = ("resident", "practitioner", "manager", "executive")
EDITIONS: Final = ("learning_history", *(f"learning_history-{level}" for level in LEVELS))
SESSIONS: Final = tuple(f"session-{level}" for level in LEVELS)
PAGES: Final = ("index", *EDITIONS, *SESSIONS)

AA: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
"""The rules of axe that WCAG 2.2 asks at AA."""

COLOURS: Final = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours: all that a dark page can break where the light one is good."""

SIZES: Final = ("target-size", "scrollable-region-focusable", "aria-hidden-focus", "bypass", "skip-link", "region")
"""The rules of axe that look at where things are and what is folded: what a narrow page can break beside colours."""

_ASKED_FOR: Final = {"target-size": {"enabled": True}}
"""A rule of AA that axe leaves off unless it is asked for."""

_AXE: Final = Path(AXE_FILE_PATH).read_text("utf-8")
_AUDITS: Final = Path(__file__).with_name("audits.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Opened:
    """A page, what it asked for until it stood, and what the browser complained of meanwhile."""

    page: Page
    asked: tuple[str, ...]
    complaints: tuple[str, ...]


def opened(browser: Browser, file: Path) -> Opened:
    """Open a file with a memory and a process of its own, and read it to the end."""
    page = browser.new_context().new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(file.as_uri())
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("load")
    return Opened(page, tuple(asked), tuple(complaints))


def restored(page: Page, width: int, height: int, **media: Any) -> Page:
    """A page of which a test changed the window, the media or the style, as it was: at its top, nothing focused."""
    page.set_viewport_size({"width": width, "height": height})
    plain = {"media": "screen", "color_scheme": "light", "reduced_motion": "reduce", "forced_colors": "none"}
    page.emulate_media(**{**plain, **media})
    page.evaluate("document.adoptedStyleSheets = []; document.activeElement.blur(); scrollTo(0, 0)")
    return page


def start_axe(page: Page, *tags: str, rules: tuple[str, ...] = ()) -> None:
    """Set axe-core to work on a page: by rules of AA and what axe advises, by these tags, or by these rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    only: Any = {"type": "rule", "values": rules} if rules else tags or (*AA, "best-practice")
    options = {"runOnly": only, "resultTypes": ["violations"], **({} if rules else {"rules": _ASKED_FOR})}
    page.evaluate("options => { window.axeFound = axe.run(document, options) }", options)


def axe_found(page: Page) -> list[str]:
    """What axe-core finds on a page where it was set to work."""
    found: dict[str, Any] = page.evaluate("() => window.axeFound")
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


def axe(page: Page, *tags: str) -> list[str]:
    """What axe-core finds on a page as it stands: by rules of AA and what axe advises, or by rules of these tags."""
    start_axe(page, *tags)
    return axe_found(page)


def audit(page: Page, name: str) -> list[str]:
    """What an audit of ours (`audits.js`) finds on a page as it stands."""
    if not page.evaluate("'audits' in window"):
        page.evaluate(_AUDITS)
    found: list[str] = page.evaluate("name => window.audits[name]()", name)
    return found
