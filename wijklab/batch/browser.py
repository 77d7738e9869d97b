"""The browser that prints pages: one that is on this machine already, and that is given nothing but the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wijklab.errors import OutputError, Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
"""What a browser that can print a tagged PDF is called on the PATH, in the order of preference."""

VARIABLE: Final = "WIJKLAB_CHROMIUM"
"""The environment variable that names a browser beforehand."""


def find_browser() -> Path | None:
    """The browser that `WIJKLAB_CHROMIUM` names, or the first on the PATH; None where there is none.

    OutputError where the variable names a file that is not there.
    """
    named = os.environ.get(VARIABLE)
    if named and not Path(named).is_file():
        raise OutputError(
            Problem(VARIABLE, "names a file that is not there", "name the program of a Chromium or Chrome")
        )
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser without a window, closed afterwards. OutputError where it is missing or does not start."""
    program = find_browser()
    if program is None:
        raise OutputError(
            Problem(
                "browser",
                "no Chromium, Chrome or Edge was found",
                f"install one (Debian and Ubuntu: sudo apt-get install chromium), or name it in {VARIABLE}",
            )
        )
    with _started(program) as browser:
        yield browser


@contextmanager
def _started(program: Path) -> Iterator[Browser]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise OutputError(
            Problem("PDF", "needs the package playwright", "python -m pip install 'wijklab[pdf]'")
        ) from None
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program)
        except Error as fault:
            raise OutputError(
                Problem(program.name, "does not start as a browser", f"try another one: name it in {VARIABLE}")
            ) from fault
        try:
            yield browser
        finally:
            browser.close()
