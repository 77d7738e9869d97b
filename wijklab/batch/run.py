"""`run_batch`: studies times notebooks, several at once. One failing question or study stops no other."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty

from wijklab.batch.disk.sweeping import sweep_temporary
from wijklab.batch.glance import each_once
from wijklab.batch.jobs import BatchResult, JobResult, Reporter, RunOptions, StudyResult
from wijklab.batch.leaving import INTERRUPTED, stops_heard
from wijklab.batch.places import work_places
from wijklab.batch.schedule import Schedule, Step
from wijklab.batch.warm.client import CannotWarm
from wijklab.batch.workers import News, Workers
from wijklab.errors import KernelError, Problem, WijklabError
from wijklab.sources.study_file import read_study

DEAF = os.name == "nt"
"""Whether a thread that waits is not woken by a signal."""

WIND_DOWN = 20.0
"""Seconds that studies get to write down how far they came, once a batch is stopped."""


def run_study(path: Path, options: RunOptions, started: dt.datetime, reporter: Reporter) -> StudyResult:
    """Run the notebooks of the study in that file; leave pages, tables, facts and records in its outputs folder.

    Raises StudyError, SourceError or OutputError before anything runs; what goes wrong in a notebook stands in the
    result instead.
    """
    result = run_batch([path], options, started, reporter)
    for _, error in result.refused:
        raise error
    return result.studies[0]


def run_batch(paths: Iterable[Path], options: RunOptions, started: dt.datetime, reporter: Reporter) -> BatchResult:
    """Run studies, as many jobs at once as there are places; the reporter hears of everything, from this thread.

    A study that is refused stops no other. Ctrl-C and SIGTERM end it in order: what is done stays, what ran is left in
    its executed notebook, and the result says what was not run.
    """
    studies = each_once(map(Path, paths))
    reporter.batch_begins()
    sweep_temporary()
    with work_places(options, started.isoformat(timespec="seconds"), len(studies), reporter) as workers:
        reporter.batch_opened(len(studies), workers.slots, workers.how)
        batch = _Batch(Schedule(studies, workers.slots, workers.together), workers, options, reporter)
        result = batch.run()
    reporter.batch_ended(result)
    return result


@dataclass(slots=True)
class _Batch:
    """What is going on: it starts what may begin, and passes on what it hears."""

    schedule: Schedule
    workers: Workers
    options: RunOptions
    reporter: Reporter
    studies: list[StudyResult] = field(default_factory=list)
    refused: list[tuple[Path, WijklabError]] = field(default_factory=list)
    ids: dict[Path, str] = field(default_factory=dict)
    over: set[Path] = field(default_factory=set)
    stopped: int = 0

    def run(self) -> BatchResult:
        """Everything, until it is over or stopped."""
        clock = time.monotonic()
        index = None
        with suppress(Empty), self._ended_by_a_second_signal():
            self._until_over()
            index = None if self.options.dry_run else self.workers.index(self._folders())
        return BatchResult(tuple(self.studies), tuple(self.refused), time.monotonic() - clock, index, self.stopped)

    @contextmanager
    def _ended_by_a_second_signal(self) -> Iterator[None]:
        """The first Ctrl-C is news like other news; who presses it again does not want to wait."""
        try:
            with stops_heard(lambda code: self.workers.news.put(News(Path(), "stop", body=code))):
                yield
        except (KeyboardInterrupt, SystemExit) as signal:
            self.stopped = self.stopped or _exit_code(signal)

    def _until_over(self) -> None:
        """Empty where a batch that was stopped hears nothing more of its studies."""
        while not self.schedule.over:
            for step in self.schedule.begin():
                self._begin(step)
            if not self.schedule.over:
                self._hear(self._next())

    def _next(self) -> News:
        """What is heard next. Whoever waits without end does not hear Ctrl-C on Windows: there it looks up now and
        then."""
        if self.stopped:
            return self.workers.news.get(timeout=WIND_DOWN)
        while DEAF:
            with suppress(Empty):
                return self.workers.news.get(timeout=1)
        return self.workers.news.get()

    def _stop(self, news: News) -> None:
        """Stop the jobs, and let every open study write down how far it came."""
        self.stopped = news.body
        self.schedule.halt()
        self.workers.stop()

    def _folders(self) -> set[Path]:
        """The folders in which studies of this batch leave their outputs, also those that were refused."""
        folders = {study.outputs.parent for study in self.studies}
        for path, _ in self.refused:
            with suppress(WijklabError):
                folders.add(read_study(path, self.options.outputs)[1].outputs.parent)
        return folders

    def _begin(self, step: Step) -> None:
        if step.what == "open":
            self.over.discard(step.path)
            self.workers.open(step.path)
        elif step.what == "run":
            self.workers.run(step.path, step.question)
        else:
            self.workers.finish(step.path, self.schedule.stopped(step.path))

    def _hear(self, news: News) -> None:
        heard: Mapping[str, Callable[[News], None]] = {
            "opened": self._opened, "started": self._started, "cell": self._cell, "ended": self._ended,
            "finished": self._finished, "refused": self._refused, "gone": self._gone, "unfinished": self._unfinished,
            "stop": self._stop,
        }  # fmt: skip
        if news.path not in self.over:
            heard[news.event](news)

    def _opened(self, news: News) -> None:
        opened = news.body
        self.ids[news.path] = opened.id
        self.reporter.study_opened(opened.id, opened.title, opened.notices)
        self.reporter.study_planned(opened.id, opened.decisions)
        self.schedule.opened(news.path, opened.decisions)
        if self.options.dry_run:
            self._close(news.path)
            return
        for result in opened.known:
            self.reporter.job_ended(result)

    def _started(self, news: News) -> None:
        self.reporter.job_started(self.ids[news.path], news.question, news.body)

    def _cell(self, news: News) -> None:
        self.reporter.cell_done(self.ids[news.path], news.question)

    def _ended(self, news: News) -> None:
        result: JobResult = news.body
        self.schedule.ended(news.path, news.question)
        self.reporter.job_ended(result)
        if result.error and self.options.fail_fast:
            self.schedule.halt()

    def _finished(self, news: News) -> None:
        for result in news.body.jobs:
            if result.question in self.schedule.stopped(news.path):
                self.reporter.job_ended(result)
        self._close(news.path)
        self.studies.append(news.body)
        self.reporter.study_ended(news.body)

    def _unfinished(self, news: News) -> None:
        """What its questions gave is known, though the end could not be written down."""
        result, error = news.body
        self.studies.append(result)
        self.reporter.study_ended(result)
        self._refuse(news.path, error)

    def _refused(self, news: News) -> None:
        self._refuse(news.path, news.body)

    def _gone(self, news: News) -> None:
        """The process of a study is gone before its time: it is begun once more, and does what is missing."""
        what, todo = _how_lost(news.body)
        if self.schedule.lost(news.path, innocent=news.body is None):
            self.reporter.noted(f"{news.path}: {what}; it is begun again, with what is missing")
        else:
            self._refuse(news.path, KernelError(Problem(str(news.path), what, todo)))

    def _refuse(self, path: Path, error: WijklabError) -> None:
        self._close(path)
        self.refused.append((path, error))
        self.reporter.study_refused(path, error)
        if self.options.fail_fast:
            self.schedule.halt()

    def _close(self, path: Path) -> None:
        self.schedule.closed(path)
        self.over.add(path)


def _how_lost(why: object) -> tuple[str, str]:
    """What became of the process of a study, and what to do; `why` is the name of an error, a status, that there is no
    warm parent any more, or nothing."""
    if isinstance(why, CannotWarm):
        return f"no process can be had for it ({why})", "run it again, with fewer --jobs or with --ordinary-kernels"
    if isinstance(why, str):
        return f"its process failed ({why})", "run it again; if it fails again, tell the makers of wijklab"
    return "its process was killed", "most often it is for want of memory: run it again, with fewer --jobs"


def _exit_code(signal: BaseException) -> int:
    """What the signal that ended the loop makes of the exit code: 130 for Ctrl-C, else the code that it brought."""
    return int(signal.code or 0) if isinstance(signal, SystemExit) else INTERRUPTED
