"""The nbconvert exporter `leergeschiedenis`: an executed notebook becomes a page that anyone may read.

Nothing of the notebook goes through but what was released, and the researcher's own words outside the cells for
researchers. Code, prints, tracebacks and every other output stay behind.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import List, Unicode, default

from wijklab.contract.answers import StudyCard
from wijklab.contract.history import History
from wijklab.errors import NotebookError, Problem
from wijklab.report import markdown, render
from wijklab.report.history.cover import cover_lines
from wijklab.report.history.editions import edition_page, edition_title
from wijklab.report.payload import MIME, Shown, load
from wijklab.report.views import opening
from wijklab.text import phrase

PRIVATE_TAGS: Final = frozenset({"researcher", "parameters", "injected-parameters"})
"""Tags of cells that are for the researcher only."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Withheld:
    """An output with data that was not released: its place is kept, its contents are not."""


Part = str | Withheld | Shown
"""What a page is made of: the researcher's own words, the place of what was not released, and what was."""


class LearningHistoryExporter(TemplateExporter):  # type: ignore[misc]
    """One self-contained page of an executed notebook. NotebookError where it failed or shows nothing released."""

    export_from_notebook = "Leergeschiedenis (HTML)"
    output_mimetype = "text/html"

    pages = List(
        Unicode(),
        default_value=None,
        allow_none=True,
        help="Ids of the pages to link to; those of the study if not given.",
    ).tag(config=True)

    @default("file_extension")
    def _html_extension(self) -> str:
        return ".html"

    @default("template_name")
    def _own_template(self) -> str:
        return "leergeschiedenis"

    @default("template_paths")
    def _own_template_paths(self) -> list[str]:
        return [str(render.TEMPLATES)]

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, and nbconvert's resources."""
        return export(nb, self.pages), self._init_resources(resources)


def export(
    notebook: NotebookNode,
    pages: Sequence[str] | None = None,
    choose: Callable[[History], History] = lambda history: history,
    told: Sequence[str] = (),
) -> str:
    """The page of an executed notebook as HTML. NotebookError where a cell failed or nothing released is shown.

    `pages` are the pages to link to, where not every page of the study could be made. `choose` makes an edition of a
    learning history; `told` are the levels for which an edition of it has a page.
    """
    return page_of(contents(notebook), pages, choose, told)


def contents(notebook: NotebookNode) -> tuple[Part, ...]:
    """What an executed notebook gives to its page, looked at and let through once, for as many pages as are made of it.

    NotebookError where a cell failed.
    """
    return tuple(part for cell in notebook.cells for part in _parts(cell))


def page_of(
    parts: Sequence[Part],
    pages: Sequence[str] | None = None,
    choose: Callable[[History], History] = lambda history: history,
    told: Sequence[str] = (),
) -> str:
    """As `export`, of what `contents` gave. NotebookError where nothing released is among it."""
    chosen = [choose(part) if isinstance(part, History) else part for part in parts]
    shown = [part for part in chosen if not isinstance(part, str | Withheld)]
    if not shown:
        raise NotebookError(Problem("notebook", "shows nothing that was released", "run it, and let it call show()"))
    return _page(chosen, shown, pages, told)


def histories(parts: Sequence[Part]) -> tuple[History, ...]:
    """The learning histories among what a notebook gives to its page."""
    return tuple(part for part in parts if isinstance(part, History))


def _parts(cell: NotebookNode) -> list[Part]:
    """What a cell gives to the page: its text, or what its outputs show."""
    if cell.cell_type == "markdown":
        return [] if PRIVATE_TAGS & set(cell.metadata.get("tags", ())) else [cell.source]
    if cell.cell_type != "code":
        return []
    return [part for output in cell.outputs for part in _output(output)]


def _output(output: NotebookNode) -> list[Withheld | Shown]:
    if output.output_type == "error":
        # The message may hold a value of the data, so not a word of it goes on.
        raise NotebookError(
            Problem("notebook", "a cell ended in an error", "open the notebook, mend the cell, run again")
        )
    if output.output_type == "stream":
        return []
    if MIME in output.data:
        return [load(output.data[MIME])]
    _log.warning("an output of type %s is not shown: it was not released", ", ".join(sorted(output.data)) or "none")
    return [Withheld()]


def _page(parts: list[Part], shown: list[Shown], pages: Sequence[str] | None, told: Sequence[str]) -> str:
    first = shown[0]
    card = first.card if pages is None else replace(first.card, pages=tuple(pages))
    level = 2 if len(shown) == 1 else 3
    here, title, lead = _opening(first)
    body = [_body(part, card, level, told) for part in parts]
    return render.page(
        card,
        here=here,
        title=title,
        lead=lead,
        body=body,
        privacy=_privacy(shown),
        example=any(isinstance(one, History) and one.example_quotes for one in shown),
        kit="history" if isinstance(first, History) else "page",
        cover=cover_lines(first) if isinstance(first, History) else (),
    )


def _opening(first: Shown) -> tuple[str, str, str]:
    """The page's id, title and first sentence."""
    if isinstance(first, History):
        return (
            edition_page(first.level).removesuffix(".html"),
            edition_title(first),
            first.card.subtitle or phrase(first.card.language, "history.lead"),
        )
    title, lead = opening(first)
    return first.question, title, lead


def _body(part: Part, card: StudyCard, level: int, told: Sequence[str]) -> Markup:
    """A part of the page. An answer gets the card that knows which pages there are, so that no link leads nowhere."""
    if isinstance(part, Withheld):
        return Markup('<p class="withheld">{}</p>').format(phrase(card.language, "page.withheld_output"))
    if isinstance(part, str):
        return Markup('<div class="prose">{}</div>').format(markdown.html(part, top=2))
    return render.fragment(replace(part, card=card), level, told)


def _privacy(shown: list[Shown]) -> list[str]:
    """How people are protected on this page, each sentence once."""
    said = [_protects(one) for one in shown]
    return list(dict.fromkeys(said))


def _protects(one: Shown) -> str:
    if isinstance(one, History):
        return phrase(one.card.language, "page.privacy.history")
    values = {"threshold": str(one.threshold), "rounding": str(one.rounding)}
    is_case = any(exhibit.kind == "case" for exhibit in one.exhibits)
    return phrase(one.card.language, f"page.privacy.{'case' if is_case else 'text'}", **values)
