"""Jobs that run inside forks of a process that has imported everything, as in a batch; it is not pytest's own."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook.environment import ENVIRONMENT
from wijklab.errors import WijklabError


@dataclass(frozen=True, slots=True)
class Ended:
    """What a forked job told, the error it gave, and the status its process left with (None where it was killed)."""

    events: tuple[dict[str, Any], ...]
    error: WijklabError | None
    status: int
    said: bool

    def cells(self) -> list[int]:
        """The numbers of the cells that ended."""
        return [event["number"] for event in self.events if event["event"] == "cell"]


def stage_of_job(job: Job) -> Path:
    """Where a job gathers what it makes."""
    return job.outputs / ".stage" / job.question


def left(job: Job) -> Any:
    """The executed notebook in the stage of a job, which must be a whole and valid one."""
    notebook = nbformat.read(stage_of_job(job) / "notebooks" / f"{job.question}.ipynb", as_version=4)
    nbformat.validate(notebook)
    return notebook


def run_forked(*jobs: Job, options: RunOptions | None = None, pages: bool = False, memory: int = 0) -> list[Ended]:
    """Run each of the jobs in a fork of its own, one after another. `memory`: how many MiB a job may take."""
    asked = pickle.dumps((jobs, options or RunOptions(), pages, memory))
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    hidden = {"PYTEST_CURRENT_TEST", "PYTHONWARNINGS"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import forked_jobs; forked_jobs.main()"],
        input=asked, capture_output=True, check=False, env={**environment, **ENVIRONMENT, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    printed, _, told = done.stdout.rpartition(b"\n====\n")
    assert (printed, done.stderr) == (b"", b""), "something leaked past the notebooks"
    return pickle.loads(told)


def main() -> None:
    """The process that forks."""
    from wijklab.batch.notebook import one_job
    from wijklab.batch.notebook.shell import warm_up

    jobs, options, pages, memory = pickle.load(sys.stdin.buffer)
    if not pages:
        one_job.write_page = lambda staged, _: staged.page
    warm_up()
    ended = [_fork(lambda tell, job=job: _child(job, options, memory, tell)) for job in jobs]
    sys.stdout.buffer.write(b"\n====\n" + pickle.dumps(ended))


def _child(job: Job, options: RunOptions, memory: int, tell: Callable[[Any], None]) -> WijklabError | None:
    from wijklab.batch.notebook.one_job import run_job
    from wijklab.batch.warm.forked import limit_memory

    if memory:
        limit_memory(memory)
    return run_job(job, stage_of_job(job), options, tell, inside=True)


def _fork(work: Callable[[Callable[[Any], None]], WijklabError | None]) -> Ended:
    heard, told = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(heard)
        with os.fdopen(told, "wb", buffering=0) as pipe:
            error = work(lambda event: pipe.write(pickle.dumps(event)))
            pipe.write(pickle.dumps(("ended", error)))
        os._exit(0)
    os.close(told)
    said: list[Any] = []
    with os.fdopen(heard, "rb") as pipe, suppress(EOFError):
        while True:
            said.append(pickle.load(pipe))
    _, status = os.waitpid(pid, 0)
    ended = bool(said) and isinstance(said[-1], tuple)
    error = said.pop()[1] if ended else None
    return Ended(tuple(said), error, status, ended)


def elsewhere(job: Job, name: str) -> Job:
    """The same job with other outputs."""
    return replace(job, outputs=job.outputs.with_name(name))
