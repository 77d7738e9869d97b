"""What a page lets in and out: nothing. Words of people are words, whatever they hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import PAGES, Opened
from tests.report.samples import history
from wijklab.report import render

HOSTILE = (
    "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">",
    '"><a href="javascript:document.title=1">lees</a>',
    '=HYPERLINK("https://wijklab.invalid";"klik")',
    "\N{RIGHT-TO-LEFT OVERRIDE}netsuren \N{ARABIC LETTER ALEF}\N{ARABIC LETTER BEH} en verder",
    "{{ 7 * 7 }} [[fact:0]] <!-- ]]> --> &lt;b&gt;",
)
"""What a quote may hold; all of it is to be read as it was said."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_for_anything_and_keeps_its_own_policy(
    name: str, outputs: Path, open_once: Callable[[str], Opened]
) -> None:
    seen = open_once(name)
    assert [url for url in seen.asked if not url.startswith("data:")] == [(outputs / f"{name}.html").as_uri()]
    assert seen.complaints == ()
    policy = seen.page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content") or ""
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_policy_stops_a_script_that_came_in_all_the_same(outputs: Path, visit: Callable[..., Page]) -> None:
    """The page as it would be if escaping failed: the browser refuses the script, the handler and the picture."""
    text = (outputs / "learning_history.html").read_text("utf-8")
    bad = outputs.parent / "bad.html"
    bad.write_text(text.replace("<main", f"{HOSTILE[0]}<img src='https://wijklab.invalid/x.png'><main", 1), "utf-8")
    page = visit(outputs / "index.html")
    stopped: list[str | None] = []
    page.on("requestfailed", lambda request: stopped.append(request.failure))
    page.goto(bad.as_uri())
    assert "taken" not in page.title()
    assert set(stopped) == {"csp"}


@pytest.mark.parametrize("words", HOSTILE)
def test_a_quote_is_shown_as_it_was_said(words: str, tmp_path: Path, visit: Callable[..., Page]) -> None:
    told = history(quote=words)
    file = tmp_path / "page.html"
    title, lead = "Leergeschiedenis", "Een proef"
    body = [render.fragment(told)]
    file.write_text(
        render.page(told.card, here="learning_history", title=title, lead=lead, body=body, privacy=()), "utf-8"
    )
    page = visit(file)
    quote = page.locator("blockquote p").first
    assert (quote.text_content() or "").replace("\N{NO-BREAK SPACE}", " ") == words
    assert page.title().startswith(title)
    assert quote.locator("*").count() == 0
    assert quote.evaluate("node => getComputedStyle(node).unicodeBidi") in {"isolate", "plaintext"}


def test_a_mark_of_direction_in_a_quote_turns_nothing_around_it(tmp_path: Path, visit: Callable[..., Page]) -> None:
    """The role stands left of its closing bracket, below the quote, whatever direction the quote ends in."""
    told = history(quote=HOSTILE[3])
    file = tmp_path / "page.html"
    body = [render.fragment(told)]
    file.write_text(render.page(told.card, here="learning_history", title="T", lead="", body=body, privacy=()), "utf-8")
    page = visit(file)
    footer = page.locator("blockquote footer").first
    assert footer.evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert footer.evaluate(
        "node => node.getBoundingClientRect().top >= node.previousElementSibling.getBoundingClientRect().bottom - 1"
    )
