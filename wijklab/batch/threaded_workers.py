"""The steps of studies in threads of this process; each job in an ordinary kernel, or where else it is told to run."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from wijklab.batch.jobs import JobResult, RunOptions
from wijklab.batch.workers import News, Perform
from wijklab.errors import WijklabError


class ThreadedWorkers:
    """Studies in this process, each step a thread; `perform` says where a job runs: an ordinary kernel, a cluster."""

    together: int | None = None

    def __init__(self, options: RunOptions, started: str, perform: Perform, how: str, slots: int) -> None:
        self.news: SimpleQueue[News] = SimpleQueue()
        self.slots = slots
        self.how = how
        self._options = options
        self._started = started
        self._perform = perform
        self._studies: dict[Path, _Threaded] = {}

    def open(self, path: Path) -> None:
        """Open it in a thread."""
        study = self._studies[path] = _Threaded(path, self._options, self._started, self._perform, self.news)
        study.do(study.open)

    def run(self, path: Path, question: str) -> None:
        """Run it in a thread."""
        study = self._studies[path]
        study.do(study.run, question)

    def finish(self, path: Path, stopped: Iterable[str]) -> None:
        """Finish it in a thread."""
        study = self._studies.pop(path)  # its tables go with it: there may be thousands of studies
        study.do(study.finish, tuple(stopped))

    def stop(self) -> None:
        """Kill the kernels that run."""
        for study in self._studies.values():
            study.stop()

    def index(self, folders: Collection[Path]) -> Path | None:
        """In this process."""
        from wijklab.batch.batch_page import write_batch_pages

        return write_batch_pages(folders)

    def close(self) -> None:
        """Nothing outlives the threads."""
        self.stop()


class _Threaded:
    """One study whose steps are done by threads of this process, one at a time where they touch its folder."""

    def __init__(
        self, path: Path, options: RunOptions, started: str, perform: Perform, news: SimpleQueue[News]
    ) -> None:
        from wijklab.batch.study_run import StudyRun  # what it imports takes a second or two

        self._path = path
        self._options = options
        self._run = StudyRun(path, options, started)
        self._perform = perform
        self._news = news
        self._one = Lock()
        self._kernels: dict[str, int] = {}
        self._began: set[str] = set()
        self._stopped = False
        self._over = False

    def do(self, step: Callable[..., None], *arguments: object) -> None:
        """A step in a thread of its own; a WijklabError refuses the study."""
        Thread(target=self._guarded, args=(step, *arguments), daemon=True).start()

    def open(self) -> None:
        """Open the study."""
        with self._one:
            opened = self._run.look() if self._options.dry_run else self._run.open()
        self._tell("opened", opened)

    def run(self, question: str) -> None:
        """Run a question from begin to end."""
        with self._one:
            begun = self._run.begin(question)
        if isinstance(begun, JobResult):
            self._tell("ended", begun, question)
            return
        from wijklab.batch.notebook.job_log import JobLog

        log = JobLog(begun.job.outputs / "logs" / f"{question}.log")
        hear = partial(self._hear, question, log)
        ran = not self._stopped
        error = self._perform(begun.job, begun.stage, self._options, hear) if ran else None
        with self._one:
            self._kernels.pop(question, None)
            done = ran and (error is None or not self._stopped)
            began = question in self._began
            result = self._run.take_in(question, error, ran=began) if done else self._run.stop(question, ran=began)
        log.end(result)
        self._tell("ended", result, question)

    def finish(self, stopped: tuple[str, ...]) -> None:
        """Finish the study and give its folder free."""
        with self._one:
            for question in stopped:
                self._run.stop(question)
            how, ended = self._run.end()
            self._run.close()
        self._tell(how, ended)

    def stop(self) -> None:
        """Kill the kernels of this study, and those that start from now on: each job then ends by itself."""
        self._stopped = True
        for pid in list(self._kernels.values()):
            _kill(pid)

    def _hear(self, question: str, log: Any, event: dict[str, Any]) -> None:
        log.tell(event)
        self._began.add(question)
        if event["event"] == "started" and event.get("pid") not in (None, os.getpid()):
            self._kernels[question] = event["pid"]
            if self._stopped:
                _kill(event["pid"])
        self._tell(event["event"], event.get("cells"), question)

    def _tell(self, event: str, body: object = None, question: str = "") -> None:
        if not self._over:
            self._news.put(News(self._path, event, question, body))

    def _guarded(self, step: Callable[..., None], *arguments: object) -> None:
        try:
            step(*arguments)
        except WijklabError as error:
            self._run.close()
            self._tell("refused", error)
        except Exception as fault:
            self.stop()
            self._run.close()
            self._tell("gone", type(fault).__name__)
            self._over = True  # what its other threads still tell is not of the study that is begun anew


def _kill(pid: int) -> None:
    """Kill a kernel; one that has ended already is let be."""
    with suppress(OSError):
        os.kill(pid, 9)
