"""Pages for readers: of an executed notebook, and of a study as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from wijklab.batch.editions import edition_html, write_editions
from wijklab.batch.jobs import Job, JobResult, LeftOut
from wijklab.batch.reasons import why_left_out
from wijklab.contract.study import QUESTIONS
from wijklab.contract.study_values import STORY
from wijklab.contract.tables import OpenStudy
from wijklab.errors import NotebookError, Problem
from wijklab.report.exporter import export
from wijklab.report.failures import why_failed
from wijklab.report.portal import PageStatus, write_index
from wijklab.sources.fact_file import write_whole


def write_page(job: Job, executed: Any) -> Path:
    """The page of a job, of its notebook that ran to its end; of a learning history its editions too."""
    return _write_of(job.question, executed, job.outputs, job.links)


def write_linked(outputs: Path, question: str, links: tuple[str, ...] | None) -> Path:
    """Write the page of an executed notebook, or the editions of a story, with links to these pages (None: to all that
    the study asks for)."""
    return _write_of(question, _read(outputs / "notebooks" / f"{question}.ipynb"), outputs, links)


def export_page(notebook: Path, page: Path, level: str = "") -> Path:
    """Write the page of an executed notebook; NotebookError where it did not run to its end, or shows nothing.

    `level` asks for the edition of that level.
    """
    executed = _read(notebook)
    html = edition_html(executed, level) if level else export(executed)
    return write_whole(page, html.encode("utf-8"))


def write_portal(study: OpenStudy, results: tuple[JobResult, ...]) -> tuple[Path, tuple[str, ...]]:
    """Write the index page of a study: what was made now or before, and what was not made, with the reason.

    Gives the index, and the questions that have a page.
    """
    ended = {result.question: result for result in results}
    listed = [question for question in QUESTIONS if question in study.asked.notebooks]
    pages = [_status(study, question, ended.get(question)) for question in listed]
    made = tuple(page.question for page in pages if page.status == "done")
    return write_index(replace(study.card, pages=made), pages, study.place.outputs), made


def _status(study: OpenStudy, question: str, result: JobResult | None) -> PageStatus:
    language = study.card.language
    if (study.place.outputs / f"{question}.html").is_file():
        return PageStatus(question, "done")
    if result is not None and result.error:
        return PageStatus(question, "failed", why_failed(type(result.error).__name__, language, ran=result.ran))
    left_out = result.left_out if result is not None else None
    return PageStatus(
        question, "left_out", why_left_out(left_out or LeftOut(study.asked.id, question, "not_run"), language)
    )


def _write_of(question: str, executed: Any, outputs: Path, links: tuple[str, ...] | None) -> Path:
    if question == STORY:
        return write_editions(executed, outputs, links)
    return write_whole(outputs / f"{question}.html", export(executed, links).encode("utf-8"))


def _read(notebook: Path) -> Any:
    try:
        return nbformat.read(notebook, as_version=4)
    except (OSError, ValueError, AttributeError, TypeError, KeyError, nbformat.ValidationError) as fault:
        raise NotebookError(
            Problem(
                str(notebook), f"cannot be read as a notebook ({type(fault).__name__})", "name an executed notebook"
            )
        ) from None
