"""Pages for readers: of an executed notebook, and of a study as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import nbformat

from wijklab.batch.editions import edition_html, write_editions
from wijklab.batch.jobs import Job, JobResult, LeftOut
from wijklab.batch.reasons import why_failed, why_left_out
from wijklab.contract.study import QUESTIONS
from wijklab.contract.tables import OpenStudy
from wijklab.errors import NotebookError, Problem
from wijklab.report.exporter import export
from wijklab.report.portal import PageStatus, write_index
from wijklab.sources.fact_file import write_whole

STORY: Final = "learning_history"
"""The question that has a page for every level."""


def write_page(job: Job) -> Path:
    """The page of a job whose notebook ran to its end; of a learning history its editions too."""
    if job.question == STORY:
        return write_editions(_read(job.executed), job.outputs)
    return export_page(job.executed, job.page)


def export_page(notebook: Path, page: Path, pages: tuple[str, ...] | None = None, level: str = "") -> Path:
    """Write the page of an executed notebook; NotebookError where it did not run to its end, or shows nothing.

    `pages` are the pages that it links to, where not every page of the study could be made. `level` asks for the
    edition of that level.
    """
    executed = _read(notebook)
    html = edition_html(executed, level) if level else export(executed, pages)
    return write_whole(page, html.encode("utf-8"))


def write_portal(study: OpenStudy, results: tuple[JobResult, ...]) -> Path:
    """Write the index page of a study: what was made now or before, and what was not made, with the reason."""
    ended = {result.question: result for result in results}
    listed = [question for question in QUESTIONS if question in study.asked.notebooks]
    pages = [_status(study, question, ended.get(question)) for question in listed]
    made = tuple(page.question for page in pages if page.status == "done")
    if set(made) != set(study.card.pages):
        _link_to_what_there_is(study.place.outputs, made)
    return write_index(replace(study.card, pages=made), pages, study.place.outputs)


def _link_to_what_there_is(outputs: Path, made: tuple[str, ...]) -> None:
    """Make the pages again without links to pages that do not exist."""
    for question in made:
        executed = outputs / "notebooks" / f"{question}.ipynb"
        if executed.is_file() and question == STORY:
            write_editions(_read(executed), outputs, made)
        elif executed.is_file():
            export_page(executed, outputs / f"{question}.html", made)


def _status(study: OpenStudy, question: str, result: JobResult | None) -> PageStatus:
    language = study.card.language
    if (study.place.outputs / f"{question}.html").is_file():
        return PageStatus(question, "done")
    if result is not None and result.error:
        return PageStatus(question, "failed", why_failed(result.error, language))
    left_out = result.left_out if result is not None else None
    return PageStatus(
        question, "left_out", why_left_out(left_out or LeftOut(study.asked.id, question, "not_run"), language)
    )


def _read(notebook: Path) -> Any:
    try:
        return nbformat.read(notebook, as_version=4)
    except (OSError, ValueError, AttributeError, TypeError, KeyError, nbformat.ValidationError) as fault:
        raise NotebookError(
            Problem(
                str(notebook), f"cannot be read as a notebook ({type(fault).__name__})", "name an executed notebook"
            )
        ) from None
