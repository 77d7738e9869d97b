"""Pages of editions: for whom each is, that it holds nothing of another's themes, and what it says has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from reading import Element, read
from samples import CARD, cited, history

from wijklab.batch.editions import edition_html, levels_of, write_editions
from wijklab.batch.pages import export_page
from wijklab.contract.history import Changes, History, Note, Quote, ResultChange, ThemeChange
from wijklab.contract.vocabulary import LEVELS
from wijklab.errors import NotebookError
from wijklab.report.exporter import contents, export
from wijklab.report.payload import MIME, dump
from wijklab.report.portal import PageStatus, write_index
from wijklab.report.showing import publish
from wijklab.sources.edition_file import read_edition

WORDS = {level: f"eigenwoord-{level}" for level in LEVELS}
CHANGED = Changes(
    previous="Tweede editie, 2022",
    cutoff=dt.date(2022, 6, 30),
    results=(
        ResultChange(
            "wellbeing.change.proeftuin",
            cited("wellbeing.change.traditional", "wellbeing", "wellbeing-change"),
            cited("wellbeing.change.proeftuin", "wellbeing", "wellbeing-change"),
        ),
        ResultChange("cases.saving.fiets", None, cited("cases.saving.fiets", "cases", "case-fiets")),
        ResultChange("cases.ratio.fiets", cited("cases.ratio.fiets", "cases", "case-fiets"), None),
    ),
    themes=(
        ThemeChange("geld", "Wie betaalt, wie merkt het?", "turned", "proud", "stuck"),
        ThemeChange("oud", "Een oud thema", "gone", "mixed"),
    ),
    answered=(Note("n1", "S1", "question", "Wie <b>betaalt</b>?", status="answered", answer="De gemeente."),),
    withdrawn_quotes=2,
)


def told() -> History:
    """A history with a theme of each level, each with a word of its own in its title, curtain, moment and quote."""
    first = history()
    model = first.themes[0]
    themes = []
    for level, word in WORDS.items():
        quote = Quote(f"F-{level}", f"Gezegd {word}", "bewoner", level, "agreed")
        moment = replace(model.moments[0], title=f"Moment {word}", voices=(quote,))
        curtain = replace(model.curtain, markdown=f"Opening {word}")
        themes.append(replace(model, id=level, title=f"Titel-{level}", level=level, curtain=curtain, moments=(moment,)))
    return replace(first, themes=tuple(themes), changes=None)


def notebook(shown: History):
    output = new_output("display_data", data={MIME: dump(shown)})
    return new_notebook(cells=[new_code_cell("wl.show(history)", outputs=[output])])


def block(html: str, id: str) -> Element:
    """The section whose heading has that id."""
    return next(one for one in read(html).all("section") if one.attributes.get("aria-labelledby") == f"{id}-title")


@pytest.mark.parametrize("level", LEVELS)
def test_the_page_of_an_edition_holds_no_word_of_a_theme_that_is_not_in_it(level: str, tmp_path: Path) -> None:
    write_editions(notebook(told()), tmp_path)
    html = (tmp_path / f"learning_history-{level}.html").read_text("utf-8")
    below = LEVELS[: LEVELS.index(level)][-1:]
    assert {other for other, word in WORDS.items() if word in html} == {level, *below}
    elsewhere = [item.text for item in block(html, "elsewhere").all("li")]
    assert elsewhere == [f"Titel-{other}" for other in LEVELS if other not in (level, *below)]


def test_the_full_page_holds_every_theme_and_leaves_none_out(tmp_path: Path) -> None:
    html = write_editions(notebook(told()), tmp_path).read_text("utf-8")
    assert all(word in html for word in WORDS.values())
    assert 'id="elsewhere-title"' not in html


def test_editions_name_each_other_and_which_one_this_is(tmp_path: Path) -> None:
    write_editions(notebook(told()), tmp_path)
    for page in tmp_path.glob("learning_history*.html"):
        bar = next(nav for nav in read(page.read_text("utf-8")).all("nav") if nav.attributes.get("class") == "editions")
        links = {link.attributes["href"]: "aria-current" in link.attributes for link in bar.all("a")}
        assert set(links) == {path.name for path in tmp_path.glob("learning_history*.html")}
        assert [href for href, current in links.items() if current] == [page.name]


def test_an_edition_has_a_title_of_its_own() -> None:
    tree = read(edition_html(notebook(told()), "manager"))
    assert tree.one("h1").text == "Editie voor managers"
    assert tree.one("head").one("title").text == f"Editie voor managers – {CARD.title}"


def test_a_level_without_any_theme_has_no_page_and_an_old_one_goes(tmp_path: Path) -> None:
    (tmp_path / "learning_history-resident.html").write_text("oud", "utf-8")
    write_editions(notebook(history()), tmp_path)
    pages = {path.name for path in tmp_path.glob("learning_history-*.html")}
    assert pages == {f"learning_history-{level}.html" for level in ("practitioner", "manager", "executive")}


def test_an_edition_that_is_not_there_says_which_ones_are() -> None:
    with pytest.raises(NotebookError, match=r"level 'resident'\n.*choose from: practitioner, manager, executive"):
        edition_html(notebook(history()), "resident")


def test_the_pages_twice_are_the_same_bytes(tmp_path: Path) -> None:
    executed = notebook(told())
    for folder in ("een", "twee"):
        write_editions(executed, tmp_path / folder)
    for page in (tmp_path / "een").iterdir():
        assert page.read_bytes() == (tmp_path / "twee" / page.name).read_bytes()


def test_a_notebook_of_figures_has_no_editions() -> None:
    assert levels_of(contents(new_notebook(cells=[]))) == ()


def test_what_changed_stands_then_and_now_beside_each_other() -> None:
    section = block(export(notebook(replace(history(), changes=CHANGED))), "changes")
    pairs = [[cell.text for cell in item.all("dd")] for item in section.all("li")[:3]]
    assert "“Tweede editie, 2022”" in section.text
    assert "30 juni 2022" in section.text
    assert pairs[0][0].startswith("0,4 punten")
    assert pairs[0][1].startswith("2,2 punten")
    assert pairs[1][0] == "niet genoemd"
    assert pairs[2][1] == "niet genoemd"


def test_what_changed_tells_of_themes_answers_and_withdrawn_quotes_as_text() -> None:
    html = export(notebook(replace(history(), changes=CHANGED)))
    text = block(html, "changes").text
    assert "Wie betaalt, wie merkt het? (eerst: hier zijn we trots op; nu: hier lopen we vast)" in text
    assert "Een oud thema" in text
    assert "Wie <b>betaalt</b>?" in text
    assert "De gemeente." in text
    assert "zijn 2 citaten ingetrokken" in text


def test_an_edition_in_which_nothing_changed_says_so() -> None:
    same = Changes("Tweede editie", dt.date(2022, 6, 30), (), (), (), 0)
    section = block(export(notebook(replace(history(), changes=same))), "changes")
    assert "zijn hetzelfde gebleven" in section.text
    assert not section.all("ul", "dl")


def test_without_a_previous_edition_there_is_no_such_section() -> None:
    assert 'id="changes-title"' not in export(notebook(history()))


def test_publishing_a_history_leaves_its_record(tmp_path: Path) -> None:
    asked = SimpleNamespace(story=SimpleNamespace(told_on=None), cutoff=CARD.cutoff)
    publish(told(), SimpleNamespace(asked=asked, place=SimpleNamespace(outputs=tmp_path)))
    record = read_edition(tmp_path / "edition.json", "x")
    assert (record.edition, record.told_on) == (CARD.edition, CARD.cutoff)
    assert [theme.id for theme in record.themes] == list(LEVELS)
    assert "Gezegd" not in (tmp_path / "edition.json").read_text("utf-8")


def test_the_index_links_the_editions_and_their_sessions_and_says_who_has_none(tmp_path: Path) -> None:
    write_editions(notebook(history()), tmp_path)
    (tmp_path / "session-manager.html").write_text("x", "utf-8")
    for stale in tmp_path.glob("session-[!m]*.html"):
        stale.unlink()
    tree = read(write_index(CARD, [PageStatus("learning_history", "done")], tmp_path).read_text("utf-8"))
    links = [link.attributes["href"] for link in tree.one("main").all("a")]
    levels = [f"learning_history-{level}.html" for level in ("practitioner", "manager", "executive")]
    assert links[:5] == ["learning_history.html", *levels[:2], "session-manager.html", levels[2]]
    assert "Voor bewoners is er geen eigen editie." in tree.text


@pytest.mark.parametrize("text", ["[]", "7", '"x"', '{"nbformat": "x"}', '{"nbformat": 4, "cells": 3}'])
def test_json_that_is_no_notebook_is_told_of(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.ipynb").write_text(text, "utf-8")
    with pytest.raises(NotebookError, match="cannot be read as a notebook"):
        export_page(tmp_path / "x.ipynb", tmp_path / "x.html")
