"""Studies in a process of their own, forked from the warm parent: one after another is opened here, and every job is a
fork of this process, which finds its study open.

It hears from the batch what may begin, watches its jobs, and lets what they made take its place. It never runs a cell
itself. When the batch is gone it ends, and its jobs with it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, Final

from wijklab.batch.forked_jobs import ForkedJobs
from wijklab.batch.jobs import JobResult
from wijklab.batch.notebook.papermill_run import most_memory
from wijklab.batch.parcels import packed, unpacked
from wijklab.batch.study_run import StudyRun
from wijklab.batch.warm.family import Family
from wijklab.batch.warm.preload import threads
from wijklab.batch.warm.wire import Channel
from wijklab.errors import WijklabError
from wijklab.sources.holding import hold, let_go
from wijklab.sources.remote import forget

MOST_STUDIES: Final = 50
"""So many studies, and a new process takes over: whatever little stays behind of each of them goes then."""

MOST_GROWN: Final = 200
"""By how many MiB a process may grow before it is not used again: a large study is not carried along."""


def serve(channel: Channel, request: dict[str, Any]) -> None:
    """The door `study` of a warm parent."""
    process = StudyProcess(channel)
    process.begin(request["study"])
    process.serve()


class StudyProcess:
    """The loop: one thread that waits for the batch, for its jobs, and for the moment that a cell takes too long."""

    def __init__(self, channel: Channel) -> None:
        self._batch = channel
        self._family = Family()
        self._family.keep(channel)
        self._run: StudyRun | None = None
        self._jobs: ForkedJobs | None = None
        self._studies = 0
        self._at_first = most_memory() or 0
        self._ended = False

    def begin(self, study: str) -> None:
        """Open the next study; what it is comes packed: its file, the options, and when the batch began."""
        gc.collect()  # what the last one left in circles
        path, options, started = unpacked(study)
        self._studies += 1
        run = self._run = StudyRun(path, options, started)
        self._jobs = ForkedJobs(run, options, self._family, self._tell)
        self._guarded(lambda: self._look(run) if options.dry_run else self._open(run))

    def serve(self) -> None:
        """Until it is not to be used again, or the batch is gone."""
        while not self._ended:
            jobs = self._jobs
            channels = [self._batch, *(jobs.channels if jobs else ())]
            readable, gone = self._family.wait(jobs.patience() if jobs else None, also=channels)
            if jobs:
                jobs.hear(readable)
            if self._batch in readable:
                self._answer_all()
            if jobs and jobs is self._jobs:
                jobs.are_gone(gone)
                jobs.stop_what_takes_too_long()

    def _answer_all(self) -> None:
        for request in self._batch.received():
            self._answer(request)
        if self._batch.closed:
            self._leave()

    def _answer(self, request: dict[str, Any]) -> None:
        if request["do"] == "study":
            self.begin(request["study"])
            return
        if self._run is None or self._jobs is None:  # it was refused, and whoever asked will hear so
            return
        run, jobs = self._run, self._jobs
        doors: dict[str, Callable[[], None]] = {
            "run": lambda: self._start(run, jobs, request["question"]),
            "stop": jobs.stop,
            "finish": lambda: self._finish(run, request["stopped"]),
        }
        doors[request["do"]]()

    def _look(self, run: StudyRun) -> None:
        self._over("opened", run.look())

    def _open(self, run: StudyRun) -> None:
        opened = run.open()
        if run.lock is not None:
            self._family.keep(run.lock)
        if run.study is not None:
            hold(run.study)
        self._tell("opened", opened)

    def _start(self, run: StudyRun, jobs: ForkedJobs, question: str) -> None:
        begun = run.begin(question)
        if isinstance(begun, JobResult):
            self._tell("ended", begun, question)
        else:
            jobs.fork(begun)

    def _finish(self, run: StudyRun, stopped: list[str]) -> None:
        def end() -> None:
            for question in stopped:
                run.stop(question)
            self._over(*run.end())

        self._guarded(end)

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except WijklabError as error:
            self._over("refused", error)

    def _over(self, event: str, body: object) -> None:
        """Nothing more is to be done with this study: say so, and whether the next one may come."""
        if self._run is not None:
            self._run.close()
        self._run = self._jobs = None
        let_go()
        forget()
        self._ended = self._is_worn()
        self._tell(event, body, free=not self._ended)

    def _is_worn(self) -> bool:
        """A thread that was started here would make every fork to come a new Python."""
        grown = (most_memory() or 0) - self._at_first
        return self._studies >= MOST_STUDIES or grown > MOST_GROWN or threads() > 1

    def _leave(self) -> None:
        """The batch is gone: so are we, and the jobs."""
        self._family.close()
        if self._run is not None:
            self._run.close()
        self._ended = True

    def _tell(self, event: str, body: object = None, question: str = "", **more: object) -> None:
        self._batch.send({"event": event, "question": question, "body": packed(body), **more})
