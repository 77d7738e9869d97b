"""A real browser, and the pages of the example study in it.

One browser serves this whole folder and is closed after it: as long as it runs, no other loop of events can run here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import Opened, opened, restored
from wijklab.batch.browser import find_browser, running_browser
from wijklab.batch.jobs import StudyResult


@pytest.fixture(scope="session")
def outputs(ran: StudyResult) -> Path:
    """The outputs folder of the example study."""
    return ran.outputs


@pytest.fixture(scope="session")
def browser_is_here() -> None:
    """Skips where there is no browser; in CI, where there has to be one, whoever starts it says what is missing."""
    if find_browser() is None and not os.environ.get("CI"):
        pytest.skip("no Chromium, Chrome or Edge here: install one, or name it in WIJKLAB_CHROMIUM")


@pytest.fixture(scope="package")
def browser(browser_is_here: None, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser of this folder, started after the example has run where a test of it reads the example."""
    if any("outputs" in item.fixturenames for item in request.session.items if isinstance(item, pytest.Function)):
        request.getfixturevalue("outputs")
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def open_once(browser: Browser, outputs: Path) -> Callable[[str], Opened]:
    """A page of the example by its name, opened at the first call and kept for all tests that leave it as it is."""
    kept: dict[str, Opened] = {}

    def open_once(name: str) -> Opened:
        if name not in kept:
            kept[name] = opened(browser, outputs / f"{name}.html")
        return kept[name]

    return open_once


@pytest.fixture
def look(open_once: Callable[[str], Opened]) -> Callable[..., Page]:
    """A page that is kept, as if just opened: `look("index", width=320, color_scheme="dark")`."""

    def look(name: str, width: int = 1280, height: int = 900, **media: object) -> Page:
        return restored(open_once(name).page, width, height, **media)

    return look


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file as a reader would, with nothing remembered: `visit(path, width=320, color_scheme="dark")`."""
    contexts = []

    def visit(path: Path, width: int = 1280, height: int = 900, **how: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
