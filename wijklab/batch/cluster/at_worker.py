"""One job on a cluster, as a worker sees it: in a fork of the worker's own warm parent, or in an ordinary kernel.

What the job makes is gathered in a folder of the worker's, sent back, and removed.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from distributed import get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from wijklab.batch.cluster.cargo import Cargo, Returned, laid_down, returned, unfit
from wijklab.batch.cluster.following import Stopped, follow
from wijklab.batch.cluster.studies import KeptStudies, KeptStudy
from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.parcels import packed
from wijklab.batch.warm.client import CannotWarm, WarmParent
from wijklab.batch.warm.wire import Channel
from wijklab.errors import StudyError, WijklabError

if TYPE_CHECKING:
    from distributed import Worker

Tell = Callable[[dict[str, Any]], None]

FEW: Final = 2
"""How many studies a worker keeps open at least, between their jobs; else as many as it has places."""


def do(cargo: bytes) -> Returned:
    """The task that Dask runs: a job, from the bytes in which it came to those of what it made."""
    job: Cargo = pickle.loads(cargo)
    worker = get_worker()
    plugins = [plugin for plugin in worker.plugins.values() if isinstance(plugin, WorkHere)]
    return plugins[-1].do(job)


class WorkHere(WorkerPlugin):
    """What makes a Dask worker one of ours: it keeps a warm parent, and kills a job that was taken back.

    Without a warm parent its jobs run in ordinary kernels: the same numbers, more slowly.
    """

    def __init__(self, topic: str) -> None:
        self.name = topic
        self._topic = topic

    def setup(self, worker: Worker) -> None:
        """Nothing heavy: this is the thread by which the worker keeps in touch."""
        self._worker = worker
        self._cold = False
        self._running: dict[str, Stopped] = {}

    def teardown(self, worker: Worker) -> None:
        """The jobs of this batch end. The warm parent stays, for the next batch, and ends with the worker."""
        for job in list(self._running.values()):
            job.stop()
        _STUDIES.let_go()

    def transition(self, key: Any, start: str, finish: str, **_: Any) -> None:
        """A job that was taken back while it ran is killed: Dask itself cannot end what runs."""
        if (start, finish) == ("executing", "released") and (job := self._running.get(key)):
            job.stop()

    def do(self, cargo: Cargo) -> Returned:
        """Run a job in a folder of its own."""
        if error := unfit(cargo, self._named):
            return Returned({}, error)
        stopped = self._running[cargo.key] = Stopped()
        try:
            with TemporaryDirectory(prefix="wijklab-", dir=self._worker.local_directory) as folder:
                job, stage = laid_down(cargo, Path(folder))
                error = self._perform(job, stage, cargo, stopped)
                return returned(cargo, stage, error)
        finally:
            del self._running[cargo.key]

    def _perform(self, job: Job, stage: Path, cargo: Cargo, stopped: Stopped) -> WijklabError | None:
        def tell(event: dict[str, Any]) -> None:
            told = {name: value for name, value in event.items() if name != "pid"}  # a number of this machine
            self._worker.log_event(self._topic, {"key": cargo.key, "event": told})

        if cargo.options.warm and not self._cold:
            try:
                return self._in_a_fork(job, stage, cargo, tell, stopped)
            except StudyError as refused:
                return refused
            except CannotWarm:
                self._cold = True
        return in_a_kernel(job, stage, cargo.options, tell, stopped)

    def _in_a_fork(self, job: Job, stage: Path, cargo: Cargo, tell: Tell, stopped: Stopped) -> WijklabError | None:
        """In a fork that finds the study open; where that cannot be, in one that opens it."""
        parent, options = _WARM.parent(), cargo.options
        with suppress(CannotWarm), self._kept(cargo) as study:
            at_root = {"job": packed((replace(job, root=study.root), stage, options))}
            return _followed(study.fork(at_root, parent, self._named), job, options, tell, stopped)
        return _followed(parent.fork("job", {"job": packed((job, stage, options))}), job, options, tell, stopped)

    def _kept(self, cargo: Cargo) -> AbstractContextManager[KeptStudy]:
        return _STUDIES.kept(cargo, self._worker.local_directory, max(FEW, self._worker.state.nthreads))

    @property
    def _named(self) -> str:
        return f"worker {self._worker.address}"


class _Warm:
    """The warm parent of this worker: started by its first job, and again where it was killed."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._parent: WarmParent | None = None

    def parent(self) -> WarmParent:
        """One that can be asked for forks. CannotWarm where there can be none."""
        with self._one:
            if self._parent is None or not self._parent.alive:
                self._parent = WarmParent.start("batch")
            return self._parent


_WARM: Final = _Warm()
_STUDIES: Final = KeptStudies()


def _followed(channel: Channel, job: Job, options: RunOptions, tell: Tell, stopped: Stopped) -> WijklabError | None:
    try:
        return follow(channel, job.question, options, tell, stopped)
    finally:
        channel.close()


def in_a_kernel(job: Job, stage: Path, options: RunOptions, tell: Tell, stopped: Stopped) -> WijklabError | None:
    """Run the job in an ordinary kernel."""
    from wijklab.batch.notebook.one_job import run_job

    def noting(event: dict[str, Any]) -> None:
        if event.get("pid") not in (None, os.getpid()):
            stopped.by_killing(event["pid"], signal.SIGKILL)
        tell(event)

    return run_job(job, stage, options, noting, inside=False)
