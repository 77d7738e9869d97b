"""A study in a process of its own, forked from the warm parent: it is opened once, and every job is a fork of it.

It hears from the batch what may begin, watches its jobs, and lets what they made take its place. It never runs a cell
itself. When the batch is gone it ends, and its jobs with it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from wijklab.batch.jobs import JobResult, RunOptions
from wijklab.batch.notebook import lone_job
from wijklab.batch.notebook.ending import crashed, error_of_status, no_process, too_long
from wijklab.batch.notebook.job_log import JobLog
from wijklab.batch.parcels import packed, unpacked
from wijklab.batch.study_run import Begun, StudyRun
from wijklab.batch.warm.family import Family
from wijklab.batch.warm.preload import threads
from wijklab.batch.warm.wire import Channel
from wijklab.errors import WijklabError
from wijklab.sources.holding import hold

OF_A_JOB: Final = frozenset({"started", "cell"})
"""What a job tells the batch while it runs. Its cells can write on the same channel, and speak for no other."""


@dataclass(slots=True)
class _Running:
    """A job that was forked: how it is heard of, since when its present cell runs, and how it said that it ended."""

    question: str
    pid: int
    channel: Channel
    log: JobLog
    cell_since: float
    said: str | None = None
    overdue: bool = False


def _said(job: _Running) -> WijklabError | None:
    """The error that a job said that ended it. One that no other process can read is an error of its process."""
    try:
        return unpacked(job.said or "")
    except Exception as fault:
        return crashed(job.question, type(fault).__name__)


def serve(channel: Channel, request: dict[str, Any]) -> None:
    """The door `study` of a warm parent."""
    path, options, started = unpacked(request["study"])
    StudyProcess(channel, StudyRun(path, options, started), options).serve()


class StudyProcess:
    """The loop: one thread that waits for the batch, for its jobs, and for the moment that a cell takes too long."""

    def __init__(self, channel: Channel, run: StudyRun, options: RunOptions) -> None:
        self._batch = channel
        self._run = run
        self._options = options
        self._family = Family()
        self._family.keep(channel)
        self._jobs: dict[int, _Running] = {}
        self._ended = False
        self._stopped = False

    def serve(self) -> None:
        """Until the study is finished or refused, or the batch is gone."""
        self._guarded("refused", self._open)
        while not self._ended:
            heard = [job.channel for job in self._jobs.values() if not job.channel.closed]  # a cell can close it
            channels = [self._batch, *heard]
            readable, gone = self._family.wait(self._patience(), also=channels)
            self._hear(readable)
            for pid, status in gone:
                self._job_is_gone(pid, status)
            self._stop_what_takes_too_long()
        self._run.close()

    def _open(self) -> None:
        opened = self._run.look() if self._options.dry_run else self._run.open()
        if self._run.lock is not None:
            self._family.keep(self._run.lock)
        if self._run.study is not None:
            hold(self._run.study)
            gc.freeze()  # a collection in a job does not touch the study, so its pages stay shared
        self._tell("opened", opened)
        self._ended = self._options.dry_run

    def _hear(self, readable: list[Any]) -> None:
        for job in [job for job in self._jobs.values() if job.channel in readable]:
            self._follow(job)
        if self._batch in readable:
            for request in self._batch.received():
                self._answer(request)
            if self._batch.closed:
                self._leave()

    def _answer(self, request: dict[str, Any]) -> None:
        doors: dict[str, Callable[[], None]] = {
            "run": lambda: self._start(request["question"]),
            "stop": self._stop,
            "finish": partial(self._guarded, "refused", lambda: self._finish(request["stopped"])),
        }
        doors[request["do"]]()

    def _start(self, question: str) -> None:
        begun = self._run.begin(question)
        if isinstance(begun, JobResult):
            self._tell("ended", begun, question)
        else:
            self._fork(question, begun)

    def _fork(self, question: str, begun: Begun) -> None:
        log = JobLog(begun.job.outputs / "logs" / f"{question}.log")
        try:
            pid, channel = self._child(begun)
        except OSError as fault:
            result = self._run.take_in(question, no_process(question, type(fault).__name__))
            log.end(result)
            self._tell("ended", result, question)
            return
        self._jobs[pid] = _Running(question, pid, channel, log, time.monotonic())

    def _child(self, begun: Begun) -> tuple[int, Channel]:
        """A fork, which finds the study open; a new Python where something in this process has begun a thread."""
        job = (begun.job, begun.stage, self._options)
        if threads() == 1:
            return self._family.spawn(lambda channel: lone_job.perform(channel, *job))
        pid, channel = lone_job.start_anew(*job)
        self._family.adopt(pid)
        self._family.keep(channel)
        return pid, channel

    def _follow(self, job: _Running) -> None:
        for event in job.channel.received():
            if event.get("event") == "ended":
                job.said = event["error"]
            elif event.get("event") == "crashed":
                job.said = packed(crashed(job.question, event["error"]))
            elif event.get("event") in OF_A_JOB:
                job.cell_since = time.monotonic()
                job.log.tell(event)
                self._batch.send({**event, "question": job.question})

    def _job_is_gone(self, pid: int, status: int) -> None:
        job = self._jobs.pop(pid, None)
        if job is None:
            return
        self._follow(job)
        job.channel.close()
        result = self._run.stop(job.question) if self._is_stopped(job) else self._taken_in(job, status)
        job.log.end(result)
        self._tell("ended", result, job.question)

    def _is_stopped(self, job: _Running) -> bool:
        """A job that had ended before it was killed has done its work: that is not thrown away."""
        return self._stopped and job.said is None

    def _taken_in(self, job: _Running, status: int) -> JobResult:
        error = _said(job) if job.said is not None else error_of_status(job.question, status, self._options)
        return self._run.take_in(job.question, too_long(job.question, self._options) if job.overdue else error)

    def _stop_what_takes_too_long(self) -> None:
        if self._options.cell_seconds is None:
            return
        for job in self._jobs.values():
            if not job.overdue and time.monotonic() - job.cell_since > self._options.cell_seconds:
                job.overdue = True
                self._family.kill(job.pid)

    def _patience(self) -> float | None:
        """Seconds until the first cell takes too long; None where there is nothing to wait for but news."""
        if self._options.cell_seconds is None or not self._jobs:
            return None
        first = min(job.cell_since for job in self._jobs.values())
        return max(0.01, first + self._options.cell_seconds - time.monotonic() + 0.01)

    def _stop(self) -> None:
        """Kill the jobs that run. As each of them is gone, and writes no more, what it had is left in its notebook."""
        self._stopped = True
        for pid in self._jobs:
            self._family.kill(pid)

    def _finish(self, stopped: list[str]) -> None:
        for question in stopped:
            self._run.stop(question)
        self._tell(*self._run.end())
        self._ended = True

    def _leave(self) -> None:
        """The batch is gone: so are we, and the jobs."""
        for pid in self._jobs:
            self._family.kill(pid)
        self._ended = True

    def _guarded(self, event: str, step: Callable[[], None]) -> None:
        try:
            step()
        except WijklabError as error:
            self._tell(event, error)
            self._ended = True

    def _tell(self, event: str, body: object, question: str = "", **more: object) -> None:
        self._batch.send({"event": event, "question": question, "body": packed(body), **more})
