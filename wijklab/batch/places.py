"""Which workers do the steps of a batch: warm ones where that can be, a cluster where one is asked, else ordinary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wijklab.batch.jobs import Job, Reporter, RunOptions
from wijklab.batch.notebook.environment import leave_no_core
from wijklab.batch.threaded_workers import ThreadedWorkers
from wijklab.batch.warm.client import CannotWarm
from wijklab.batch.warm_workers import WarmWorkers
from wijklab.batch.workers import Tell, Workers, cores
from wijklab.errors import WijklabError


@contextmanager
def work_places(options: RunOptions, started: str, studies: int, reporter: Reporter) -> Iterator[Workers]:
    """Workers for one batch of so many studies; when it is over, nothing of them is left."""
    workers = _workers(options, started, studies, reporter)
    try:
        yield workers
    finally:
        workers.close()


def _workers(options: RunOptions, started: str, studies: int, reporter: Reporter) -> Workers:
    if options.cluster:
        from wijklab.batch.cluster import cluster_workers

        return cluster_workers(options, started)
    if not options.warm:
        return _ordinary(options, started)
    try:
        return WarmWorkers(options, started, studies)
    except CannotWarm as reason:
        reporter.noted(f"goes on with ordinary kernels, slower and with the same numbers: {reason}")
        return _ordinary(options, started)


def _ordinary(options: RunOptions, started: str) -> ThreadedWorkers:
    leave_no_core()
    return ThreadedWorkers(options, started, _in_a_kernel, "ordinary kernels", options.jobs or cores())


def _in_a_kernel(job: Job, stage: Path, options: RunOptions, tell: Tell) -> WijklabError | None:
    from wijklab.batch.notebook.one_job import run_job  # what it imports takes a second or two

    return run_job(job, stage, options, tell, inside=False)
