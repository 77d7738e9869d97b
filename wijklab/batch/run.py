"""`run_study`: check once, run every notebook, write pages and record. One failing question stops no other."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from pathlib import Path

from wijklab.batch.cells import code_cells
from wijklab.batch.folder import prepare
from wijklab.batch.jobs import Job, JobResult, LeftOut, Reporter, RunOptions, StudyResult
from wijklab.batch.manifest import write_manifest
from wijklab.batch.pages import write_page, write_portal
from wijklab.batch.papermill_run import check_notebook, run_notebook
from wijklab.batch.plan import plan
from wijklab.batch.record import write_record
from wijklab.contract.tables import OpenStudy
from wijklab.errors import WijklabError
from wijklab.sources.opening import open_study


def run_studies(paths: Iterable[Path], options: RunOptions, started: dt.datetime, reporter: Reporter) -> int:
    """Run study after study; a study that is refused stops no other. Gives the worst exit code."""
    worst = 0
    for path in paths:
        try:
            worst = max(worst, run_study(path, options, started, reporter).exit_code)
        except WijklabError as error:
            reporter.study_refused(path, error)
            worst = max(worst, error.exit_code)
    return worst


def run_study(path: Path, options: RunOptions, started: dt.datetime, reporter: Reporter) -> StudyResult:
    """Run the notebooks of the study in that file; leave pages, tables, facts and records in its outputs folder.

    Raises StudyError, SourceError or OutputError before anything runs; what goes wrong in a notebook stands in the
    result instead.
    """
    clock = time.monotonic()
    study = open_study(path, options.outputs)
    steps = plan(study, options.only)
    prepare(study.place.outputs, [step.question for step in steps], everything=not options.only)
    reporter.study_opened(study.asked.id, study.asked.title, study.tables.notices)
    results = tuple(_step(step, options, reporter) for step in steps)
    index = write_portal(study, results)
    write_manifest(study, tuple(step for step in steps if isinstance(step, Job)))
    result = _result(study, index, results, time.monotonic() - clock)
    write_record(result, started.isoformat(timespec="seconds"))
    reporter.study_ended(result)
    return result


def _step(step: Job | LeftOut, options: RunOptions, reporter: Reporter) -> JobResult:
    if isinstance(step, LeftOut):
        result = JobResult(step.question, "left_out", left_out=step)
    else:
        result = _run(step, options, reporter)
    reporter.job_ended(result)
    return result


def _run(job: Job, options: RunOptions, reporter: Reporter) -> JobResult:
    clock = time.monotonic()
    error = _try(job, options, reporter)
    return JobResult(
        question=job.question,
        status="failed" if error else "done",
        seconds=time.monotonic() - clock,
        page=job.page if job.page.exists() else None,
        executed=job.executed if job.executed.exists() else None,
        error=error,
    )


def _try(job: Job, options: RunOptions, reporter: Reporter) -> WijklabError | None:
    """The notebook, then its page; the error that ended it, or None. No page is made of a notebook that failed."""
    try:
        reporter.job_started(job, code_cells(check_notebook(job)))
        error = run_notebook(job, options, lambda: reporter.cell_done(job))
        if error is None:
            write_page(job)
        return error
    except WijklabError as error:
        return error


def _result(study: OpenStudy, index: Path, results: tuple[JobResult, ...], seconds: float) -> StudyResult:
    return StudyResult(
        id=study.asked.id,
        title=study.asked.title,
        outputs=study.place.outputs,
        index=index,
        jobs=results,
        seconds=seconds,
        notices=study.tables.notices,
    )
