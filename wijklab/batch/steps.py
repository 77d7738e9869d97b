"""One step of a study: a notebook and its page, or a question that is left out.

A module of its own because papermill and nbconvert take a second or two to import: a study that is refused does not
wait for them.
"""

from __future__ import annotations

import time

from wijklab.batch.cells import code_cells
from wijklab.batch.jobs import Job, JobResult, LeftOut, Reporter, RunOptions
from wijklab.batch.pages import write_page
from wijklab.batch.papermill_run import check_notebook, run_notebook
from wijklab.errors import WijklabError


def take_step(step: Job | LeftOut, options: RunOptions, reporter: Reporter) -> JobResult:
    """Run a job, or note why a question is left out; the reporter hears how it ended."""
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
