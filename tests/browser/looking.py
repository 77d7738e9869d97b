"""What the tests in a browser look at: every page of the example, and what a page is audited for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

LEVELS: Final = ("resident", "practitioner", "manager", "executive")
EDITIONS: Final = ("learning_history", *(f"learning_history-{level}" for level in LEVELS))
SESSIONS: Final = tuple(f"session-{level}" for level in LEVELS)
PAGES: Final = ("index", *EDITIONS, *SESSIONS)

AA: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
"""The rules of axe that WCAG 2.2 asks at AA."""

_ASKED_FOR: Final = {"target-size": {"enabled": True}}
"""A rule of AA that axe leaves off unless it is asked for."""

_AXE: Final = Path(AXE_FILE_PATH).read_text("utf-8")
_AUDITS: Final = Path(__file__).with_name("audits.js").read_text("utf-8")


def axe(page: Page, *tags: str) -> list[str]:
    """What axe-core finds on a page as it stands: by rules of AA and what axe advises, or by rules of these tags."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    options = {"runOnly": tags or (*AA, "best-practice"), "resultTypes": ["violations"], "rules": _ASKED_FOR}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


def audit(page: Page, name: str) -> list[str]:
    """What an audit of ours (`audits.js`) finds on a page as it stands."""
    if not page.evaluate("'audits' in window"):
        page.evaluate(_AUDITS)
    found: list[str] = page.evaluate("name => window.audits[name]()", name)
    return found
