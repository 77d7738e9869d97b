"""Printing to PDF where it cannot be done: what is missing, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wijklab.batch.browser import VARIABLE, find_browser, running_browser
from wijklab.batch.pdf import export_pdf
from wijklab.errors import OutputError


@pytest.mark.parametrize("text", [None, "<!doctype html><title>Iets anders</title>"])
def test_only_a_page_of_wijklab_is_printed(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(OutputError, match=r"name a page in outputs"):
        export_pdf(file, tmp_path / "page.pdf")
    assert not (tmp_path / "page.pdf").exists()


def test_a_browser_that_is_named_has_to_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "chromium"))
    with pytest.raises(OutputError, match=VARIABLE):
        find_browser()


def test_without_a_browser_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() is None
    with pytest.raises(OutputError, match="apt-get install chromium"), running_browser():
        pass


def test_the_first_browser_on_the_path_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("msedge", "chromium"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert find_browser() == tmp_path / "chromium"
