"""The editions of a learning history: from one executed notebook a full page, and one for every level it is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from wijklab.contract.history import History
from wijklab.contract.vocabulary import LEVELS
from wijklab.errors import NotebookError, Problem
from wijklab.report.cards import session_file, session_page
from wijklab.report.exporter import Part, contents, histories, page_of
from wijklab.report.history.editions import edition_page
from wijklab.sources.fact_file import write_whole
from wijklab.story.editions import edition_of, levels_told


def write_editions(notebook: Any, outputs: Path, pages: tuple[str, ...] | None = None) -> Path:
    """Write the full page of an executed notebook in that folder, and a page and the sheets of a session for
    every level that has themes; gives the full one. Pages of levels that have none any more are taken away.

    `pages` are the pages of the study to link to. NotebookError where the notebook did not run to its end.
    """
    parts = contents(notebook)
    told = levels_of(parts)
    for level in set(LEVELS) - set(told):
        (outputs / edition_page(level)).unlink(missing_ok=True)
        (outputs / session_file(level)).unlink(missing_ok=True)
    for level in told:
        _write(page_of(parts, pages, partial(edition_of, level=level), told), outputs / edition_page(level))
        _write(session_page(_edition(parts, level, pages)), outputs / session_file(level))
    return _write(page_of(parts, pages, told=told), outputs / edition_page(""))


def edition_html(notebook: Any, level: str) -> str:
    """The page of one edition on its own. NotebookError where no theme of the notebook is for that level."""
    parts = contents(notebook)
    told = levels_of(parts)
    if level not in told:
        todo = f"choose from: {', '.join(told)}" if told else "name an executed notebook of a learning history"
        raise NotebookError(Problem("notebook", f"holds no theme for the level '{level}'", todo))
    return page_of(parts, None, partial(edition_of, level=level))


def levels_of(parts: Sequence[Part]) -> tuple[str, ...]:
    """The levels that the learning history among these parts has an edition for; none where there is no such story."""
    told = {level for history in histories(parts) for level in levels_told(history)}
    return tuple(level for level in LEVELS if level in told)


def _edition(parts: Sequence[Part], level: str, pages: tuple[str, ...] | None) -> History:
    """The edition of a level of the learning history among these parts, with links to these pages."""
    history = edition_of(histories(parts)[0], level)
    return history if pages is None else replace(history, card=replace(history.card, pages=pages))


def _write(html: str, page: Path) -> Path:
    return write_whole(page, html.encode("utf-8"))
