"""One job on a cluster, as the batch sees it: sent, heard of, and what it made fetched whole or not at all."""

from __future__ import annotations

import pickle
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wijklab.batch.cluster.at_worker import WorkHere, do
from wijklab.batch.cluster.cargo import Cargo, Returned, loaded, study_of
from wijklab.batch.cluster.hearing import Heard, Tell
from wijklab.batch.cluster.homes import Homes
from wijklab.batch.cluster.seeing import Seeing
from wijklab.batch.disk.stage_files import unpack
from wijklab.batch.jobs import Job, RunOptions
from wijklab.errors import KernelError, OutputError, Problem, WijklabError

if TYPE_CHECKING:
    from distributed import Client, Future

WITHOUT_WORKERS: Final = 60.0
"""How many seconds a job waits for a worker when every one of them is gone."""

LOOK: Final = 5.0
"""How often a job that waits looks whether there are workers."""


class Cluster:
    """A scheduler and its workers, and the jobs of this batch that are there. `perform` may be called by many threads.

    Dask runs a job again when its worker is lost, three times at most.
    """

    def __init__(self, client: Client, without_workers: float = WITHOUT_WORKERS) -> None:
        self._client = client
        self._without_workers = without_workers
        self._topic = f"wijklab-{uuid.uuid4().hex}"
        self._heard: dict[str, Heard] = {}
        self._futures: dict[str, Future] = {}
        self._stopped = False
        self._homes = Homes()
        self._seeing = Seeing(client)
        threads = client.nthreads()
        self.workers = len(threads)
        self.slots = sum(threads.values())
        self.together = max(threads.values(), default=1)
        client.register_plugin(WorkHere(self._topic))
        client.subscribe_topic(self._topic, self._hear)

    def perform(self, job: Job, stage: Path, options: RunOptions, tell: Tell) -> WijklabError | None:
        """Run the job on a worker; what it made stands in `stage` then. Gives the error that ended it."""
        key = f"wijklab-{job.study}-{job.question}-{uuid.uuid4().hex}"
        try:
            cargo = loaded(key, job, stage, options)
            self._seeing.refuse_where_unseen(cargo)
            with self._listening(key, tell), self._homes.place(study_of(cargo), self._places()) as worker:
                done = self._awaited(cargo, worker)
            unpack(done.files, stage)
            _sign(replace(job, outputs=stage).executed)
        except WijklabError as error:
            return error
        except OSError as fault:
            what = f"cannot be sent or fetched ({type(fault).__name__})"
            return OutputError(Problem(f"notebook {job.question}", what, "see to space and rights"))
        return done.error

    def stop(self) -> None:
        """Take back every job; workers kill those that run."""
        self._stopped = True
        self._take_back(list(self._futures.values()))

    def _take_back(self, futures: list[Future]) -> None:
        """Cancel these; where the scheduler is gone there is nobody to tell."""
        if futures and self._client.status == "running":
            self._client.cancel(futures, force=True)

    def close(self) -> None:
        """Leave the cluster as it was."""
        if self._client.status == "running":
            self._client.unsubscribe_topic(self._topic)
            self._client.unregister_worker_plugin(self._topic)
        self._client.close()

    def _awaited(self, cargo: Cargo, worker: str | None) -> Returned:
        """What came of a job that was sent, to that worker as long as it is there. KernelError where nothing did."""
        key, job = cargo.key, cargo.job
        if self._stopped:
            raise _lost(job, "was stopped")
        at = {"workers": [worker], "allow_other_workers": True} if worker else {}
        future = self._futures[key] = self._client.submit(do, pickle.dumps(cargo), key=key, pure=False, **at)
        ended = threading.Event()
        future.add_done_callback(lambda _: ended.set())
        try:
            self._wait(ended, future, job)
            return _result(future, job)
        finally:
            del self._futures[key]
            future.release()

    def _wait(self, ended: threading.Event, future: Future, job: Job) -> None:
        missed = 0.0
        look = min(LOOK, self._without_workers)
        while not ended.wait(look):
            missed = 0.0 if self._places() else missed + look
            if missed >= self._without_workers:
                self._take_back([future])
                raise _lost(job, "has no worker left on its cluster")

    def _places(self) -> dict[str, int]:
        """The workers that there are now, with how many jobs each can do at once."""
        try:
            return dict(self._client.nthreads()) if self._client.status == "running" else {}
        except Exception:  # the scheduler is gone, whatever Dask calls that
            return {}

    @contextmanager
    def _listening(self, key: str, tell: Tell) -> Iterator[None]:
        heard = self._heard[key] = Heard(tell)
        try:
            yield
        finally:
            heard.end()
            del self._heard[key]

    def _hear(self, event: tuple[float, Any]) -> None:
        told = event[1]
        if heard := self._heard.get(told["key"]):
            heard.tell(told["event"])


def _sign(executed: Path) -> None:
    """With the key of whoever gave the command: to JupyterLab here, the signature of a worker says nothing."""
    import nbformat

    from wijklab.batch.notebook.trust import trust

    with suppress(OSError, ValueError):
        trust(nbformat.read(executed, as_version=4))


def _result(future: Future, job: Job) -> Returned:
    from distributed import KilledWorker

    try:
        result: Returned = future.result()
    except KilledWorker:
        raise _lost(job, "was lost with its worker, several times") from None
    except BaseException as fault:  # Dask's cancellations are no Exception
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        what = "was stopped, or its cluster is gone" if future.cancelled() else f"failed ({type(fault).__name__})"
        raise _lost(job, what) from fault
    return result


def _lost(job: Job, what: str) -> KernelError:
    todo = "look at the workers (memory, their logs), and run it again: only what is missing runs"
    return KernelError(Problem(f"notebook {job.question}", f"{what}", todo))
