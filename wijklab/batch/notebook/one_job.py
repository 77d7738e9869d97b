"""One job: a notebook is run and its page is made, in a folder apart; how it ended is said, never raised."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook.cells import code_cells, out_of_memory
from wijklab.batch.notebook.declared import check_notebook
from wijklab.batch.notebook.papermill_run import Tell, Told, run_notebook, unwritable
from wijklab.batch.pages import write_page
from wijklab.errors import WijklabError
from wijklab.sources.holding import STAGE


def run_job(job: Job, stage: Path, options: RunOptions, tell: Tell, *, inside: bool) -> WijklabError | None:
    """Run the job's notebook and make its page, all under `stage`; gives the error that ended it, or None.

    `inside`: in this very process, which then does nothing else and ends: its streams, its directory and its `__main__`
    are the notebook's. How long a cell may take is for whoever watches this process. Otherwise in a kernel, which may
    be done from several threads at once.

    The executed notebook is there up to where it came, whatever happens. Errors name the places in `job.outputs`.
    """
    staged = replace(job, outputs=stage)
    try:
        cells = code_cells(check_notebook(job))
        staged.executed.parent.mkdir(parents=True, exist_ok=True)
        with _in_place(job, stage) if inside else nullcontext():
            ran = run_notebook(job, staged.executed, options, Told(tell, cells, inside=inside))
        if ran.error is None:
            write_page(staged, ran.notebook)
        error = ran.error
    except WijklabError as refused:
        error = refused
    except MemoryError:
        error = out_of_memory(job)
    except OSError as fault:
        error = unwritable(job, fault)
    return _with_true_paths(error, stage, job.outputs) if error else None


@contextmanager
def _in_place(job: Job, stage: Path) -> Iterator[None]:
    """This process stands where a kernel would stand, and knows of the stage."""
    before = os.environ.get(STAGE)
    os.environ[STAGE] = str(stage)
    try:
        with chdir(job.root):
            yield
    finally:
        os.environ.pop(STAGE)
        if before is not None:
            os.environ[STAGE] = before


def _with_true_paths(error: WijklabError, stage: Path, outputs: Path) -> WijklabError:
    """The same error with the places where a user will find things, and not the folder in which they were gathered."""

    def true(text: str) -> str:
        return text.replace(str(stage), str(outputs))

    told = type(error)(
        replace(problem, where=true(problem.where), what=true(problem.what), todo=true(problem.todo))
        for problem in error.problems
    )
    told.__cause__ = error.__cause__
    return told
