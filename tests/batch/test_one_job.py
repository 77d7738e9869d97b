"""A job from its notebook to its page, in a folder apart: inside a process and in a kernel, and what is told of it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import psutil
import pytest
from forked_jobs import Ended, elsewhere, left, run_forked, stage_of_job
from small_jobs import small_job

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook import one_job
from wijklab.batch.notebook.papermill_run import most_memory
from wijklab.errors import KernelError, NotebookError, OutputError, Problem, StoryError, WijklabError

SECRET = "mevrouw Jansen scoort 3"
STORY = "from wijklab.errors import Problem, StoryError\nraise StoryError(Problem('a.md, line 3', 'cites x', 'cite y'))"
STAGED = (
    "import os\nfrom wijklab.errors import OutputError, Problem\n"
    "raise OutputError(Problem(os.environ['WIJKLAB_STAGE'] + '/tables/a.csv', 'is full', 'empty it'))"
)
RAISES = {
    "arithmetic": ("1 / 0", NotebookError, "notebook wellbeing, cell `1 / 0`: raised ZeroDivisionError"),
    "a value": ("raise ValueError(secret)", NotebookError, "raised ValueError"),
    "our own": (STORY, StoryError, "a.md, line 3: cites x\n    -> cite y"),
    "its stage": (STAGED, OutputError, "klein/tables/a.csv: is full"),
    "exit 3": ("import sys; sys.exit(3)", NotebookError, "raised SystemExit"),
    "exit 0": ("import sys; sys.exit(0)", NotebookError, "left before its last cell (sys.exit)"),
    "exit": ("exit()", NotebookError, "left before its last cell (sys.exit)"),
    "wrong Python": ("x = = 1", NotebookError, "raised SyntaxError"),
    "no memory": ("raise MemoryError", KernelError, "--memory"),
}


@pytest.fixture(scope="module")
def raised(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Job, Ended]]:
    """What came of a cell that raises, between one that goes well and one that is never run, by name."""
    folder = tmp_path_factory.mktemp("raised")
    jobs = [
        small_job(folder / name, f"secret = {SECRET!r}", cell, "never = True") for name, (cell, *_) in RAISES.items()
    ]
    return dict(zip(RAISES, zip(jobs, run_forked(*jobs), strict=True), strict=True))


@pytest.mark.parametrize("name", RAISES)
def test_a_cell_that_raises(raised: dict[str, tuple[Job, Ended]], name: str) -> None:
    _, kind, said = RAISES[name]
    job, ended = raised[name]
    assert type(ended.error) is kind
    assert said in str(ended.error)
    assert SECRET not in str(ended.error)
    assert ".stage" not in str(ended.error)
    statuses = [cell.metadata.papermill.status for cell in left(job).cells if cell.cell_type == "code"]
    assert statuses == ["completed", "completed", "completed", "failed", "pending"]
    assert ended.cells() == [1, 2, 3, 4]
    assert [path.name for path in job.outputs.iterdir() if any(path.rglob("*"))] == [".stage"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="a limit of memory is Linux's")
def test_more_memory_than_a_job_may_have_is_an_error_that_says_so(tmp_path: Path) -> None:
    job = small_job(tmp_path, "held = bytearray(2**20)", "more = bytearray(2**29)")
    (ended,) = run_forked(job, memory=200)
    assert type(ended.error) is KernelError
    assert "asked for more memory than it could get" in str(ended.error)
    assert [cell.metadata.papermill.status for cell in left(job).cells if cell.cell_type == "code"][-1] == "failed"


@pytest.fixture
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks that show nothing, of which no page can be made."""
    monkeypatch.setattr(one_job, "write_page", lambda staged, _: staged.page)


@pytest.mark.usefixtures("without_pages")
@pytest.mark.parametrize("inside", [True, False])
def test_what_is_told_while_it_runs(tmp_path: Path, inside: bool) -> None:
    told: list[dict[str, Any]] = []
    job = small_job(
        tmp_path, "import os; print(os.getpid(), os.environ['WIJKLAB_STAGE'], os.getcwd(), end='')", "y = 2"
    )
    assert one_job.run_job(job, stage_of_job(job), RunOptions(), told.append, inside=inside) is None
    pid = told[0].pop("pid")
    assert told[0] == {"event": "started", "cells": 4}
    assert (pid == os.getpid()) is inside
    assert [event["number"] for event in told[1:]] == [1, 2, 3, 4]
    assert all(event["seconds"] > 0 and ("mib" in event) is inside for event in told[1:])
    assert left(job).cells[2].outputs[0].text == f"{pid} {stage_of_job(job)} {tmp_path}"
    assert os.environ.get("WIJKLAB_STAGE") is None


@pytest.mark.usefixtures("without_pages")
def test_kernels_of_several_threads_at_once_do_not_meet(tmp_path: Path) -> None:
    here, errors = Path.cwd(), dict.fromkeys("abc", "never ended")
    jobs = [small_job(tmp_path / name, "import os", f"print({name!r}, os.getcwd(), end='')") for name in "abc"]

    def run(job: Job) -> None:
        errors[job.root.name] = one_job.run_job(job, stage_of_job(job), RunOptions(), lambda _: None, inside=False)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == dict.fromkeys("abc")
    assert [left(job).cells[-1].outputs[0].text for job in jobs] == [f"{job.root.name} {job.root}" for job in jobs]
    assert Path.cwd() == here
    assert not [child for child in psutil.Process().children() if "ipykernel_launcher" in " ".join(child.cmdline())]


def test_without_a_page_a_job_has_failed_though_its_notebook_has_not(tmp_path: Path) -> None:
    job = small_job(tmp_path, "x = 1")
    error = one_job.run_job(job, stage_of_job(job), RunOptions(), lambda _: None, inside=True)
    assert type(error) is NotebookError
    assert "shows nothing that was released" in str(error)


FAULTS = {
    "refused": (NotebookError(Problem("{}/notebooks/x.ipynb", "a", "see {}")), NotebookError),
    "full": (OSError(28, "No space left on device"), OutputError),
    "memory": (MemoryError(), KernelError),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_goes_wrong_with_the_page_names_where_a_user_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    job = small_job(tmp_path, "x = 1")
    fault, kind = FAULTS[name]
    if isinstance(fault, WijklabError):
        fault = NotebookError(Problem(f"{stage_of_job(job)}/x.ipynb", "a", f"see {stage_of_job(job)}"))

    def fail(staged: Job, _: object) -> None:
        raise fault

    monkeypatch.setattr(one_job, "write_page", fail)
    error = one_job.run_job(job, stage_of_job(job), RunOptions(), lambda _: None, inside=True)
    assert type(error) is kind
    assert ".stage" not in str(error)


def test_a_notebook_that_cannot_be_left_is_an_output_error(tmp_path: Path) -> None:
    job = elsewhere(small_job(tmp_path, "x = 1"), "file")
    job.outputs.write_text("in the way", "utf-8")
    error = one_job.run_job(job, stage_of_job(job), RunOptions(), lambda _: None, inside=True)
    assert type(error) is OutputError
    assert f"{job.executed}: cannot be written" in str(error)


def test_the_most_memory_is_that_of_a_process_that_has_imported_things() -> None:
    assert (most_memory() or 100) > 20
