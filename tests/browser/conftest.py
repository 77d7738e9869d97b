"""A real browser, and the pages of the example study in it.

Every test file starts its own browser and closes it again: as long as one runs, no other loop of events can run here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

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


@pytest.fixture(scope="module")
def browser(outputs: Path, browser_is_here: None) -> Iterator[Browser]:
    """A browser for one test file, started only after the example has run."""
    with running_browser() as browser:
        yield browser


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
