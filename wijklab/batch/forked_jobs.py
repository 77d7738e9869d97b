"""The jobs of one study that run now, each a fork of this process: begun, heard of, stopped, and taken in."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from wijklab.batch.jobs import JobResult, RunOptions
from wijklab.batch.notebook import lone_job
from wijklab.batch.notebook.ending import crashed, error_of_status, no_process, too_long
from wijklab.batch.notebook.job_log import JobLog
from wijklab.batch.parcels import packed, unpacked
from wijklab.batch.study_run import StudyRun
from wijklab.batch.taking_in import Begun
from wijklab.batch.warm.family import Family
from wijklab.batch.warm.preload import threads
from wijklab.batch.warm.wire import Channel
from wijklab.errors import WijklabError

OF_A_JOB: Final = frozenset({"started", "cell"})
"""What a job tells the batch while it runs. Its cells can write on the same channel, and speak for no other."""


@dataclass(slots=True)
class _Running:
    """A job that was forked: how it is heard of, whether and since when a cell runs, and how it said that it ended."""

    question: str
    pid: int
    channel: Channel
    log: JobLog
    cell_since: float
    ran: bool = False
    said: str | None = None
    overdue: bool = False


class ForkedJobs:
    """The jobs of one study; `tell(event, body, question)` is how the batch hears of them."""

    def __init__(self, run: StudyRun, options: RunOptions, family: Family, tell: Callable[..., None]) -> None:
        self._run = run
        self._options = options
        self._family = family
        self._tell = tell
        self._jobs: dict[int, _Running] = {}
        self._stopped = False

    @property
    def channels(self) -> list[Channel]:
        """Where there may be news. A cell can close the channel of its job."""
        return [job.channel for job in self._jobs.values() if not job.channel.closed]

    def fork(self, begun: Begun) -> None:
        """Start a job that was made ready."""
        question = begun.job.question
        log = JobLog(begun.job.outputs / "logs" / f"{question}.log")
        try:
            pid, channel = self._child(begun)
        except OSError as fault:
            self._ended(log, self._run.take_in(question, no_process(question, type(fault).__name__), ran=False))
            return
        self._jobs[pid] = _Running(question, pid, channel, log, time.monotonic())

    def hear(self, readable: Iterable[Any]) -> None:
        """Take in what these channels brought."""
        for job in [job for job in self._jobs.values() if job.channel in readable]:
            self._follow(job)

    def are_gone(self, ended: Iterable[tuple[int, int]]) -> None:
        """These processes ended, with these statuses: what each job made takes its place, and the batch is told."""
        for pid, status in ended:
            if (job := self._jobs.pop(pid, None)) is not None:
                self._follow(job)
                job.channel.close()
                self._ended(job.log, self._result(job, status))

    def stop(self) -> None:
        """Kill the jobs that run. As each of them is gone, and writes no more, what it had is left in its notebook."""
        self._stopped = True
        for pid in self._jobs:
            self._family.kill(pid)

    def patience(self) -> float | None:
        """Seconds until the first cell takes too long; None where there is nothing to wait for but news."""
        if self._options.cell_seconds is None or not self._jobs:
            return None
        first = min(job.cell_since for job in self._jobs.values())
        return max(0.01, first + self._options.cell_seconds - time.monotonic() + 0.01)

    def stop_what_takes_too_long(self) -> None:
        """Kill every job of which a cell takes longer than the options give it."""
        if self._options.cell_seconds is None:
            return
        for job in self._jobs.values():
            if not job.overdue and time.monotonic() - job.cell_since > self._options.cell_seconds:
                job.overdue = True
                self._family.kill(job.pid)

    def _child(self, begun: Begun) -> tuple[int, Channel]:
        """A fork, which finds the study open; a new Python where something in this process has begun a thread."""
        if threads() == 1:
            return self._family.spawn(lambda channel: _perform(channel, begun, self._options))
        pid, channel = lone_job.start_anew(begun.job, begun.stage, self._options)
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
                job.cell_since, job.ran = time.monotonic(), True
                job.log.tell(event)
                self._tell(event["event"], event.get("cells"), job.question)

    def _result(self, job: _Running, status: int) -> JobResult:
        """A job that had ended before it was stopped has done its work: that is not thrown away."""
        if self._stopped and job.said is None:
            return self._run.stop(job.question, ran=job.ran)
        error = _said(job) if job.said is not None else error_of_status(job.question, status, self._options)
        error = too_long(job.question, self._options) if job.overdue else error
        return self._run.take_in(job.question, error, ran=job.ran)

    def _ended(self, log: JobLog, result: JobResult) -> None:
        log.end(result)
        self._tell("ended", result, result.question)


def _perform(channel: Channel, begun: Begun, options: RunOptions) -> None:
    """In the fork: a collection does not touch the study, so its pages stay shared with those of the other jobs."""
    gc.freeze()
    lone_job.perform(channel, begun.job, begun.stage, options)


def _said(job: _Running) -> WijklabError | None:
    """The error that a job said that ended it. One that no other process can read is an error of its process."""
    try:
        return unpacked(job.said or "")
    except Exception as fault:
        return crashed(job.question, type(fault).__name__)
