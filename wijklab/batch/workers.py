"""Where the steps of studies are done: in forks of a warm parent, or in threads with ordinary kernels or a cluster.

Whoever does them, the batch hears of it in one queue, as `News`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final, Protocol

from wijklab.batch.jobs import Job, JobResult, RunOptions
from wijklab.batch.parcels import packed, unpacked
from wijklab.batch.warm.client import CannotWarm, WarmParent
from wijklab.batch.warm.wire import Channel
from wijklab.errors import WijklabError

Tell = Callable[[dict[str, Any]], None]
Perform = Callable[[Job, Path, RunOptions, Tell], WijklabError | None]
"""Runs one job, with everything that it makes in that folder; tells of its cells; gives the error that ended it."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to a study: `opened`, `started`, `cell`, `ended`, `finished`, `refused`, `gone`."""

    path: Path
    event: str
    question: str = ""
    body: Any = None


class Workers(Protocol):
    """Does steps, each in its own time; what came of them is heard in `news`. `slots` of them are done at once, of one
    study best no more than `together`, while there are other studies."""

    news: SimpleQueue[News]
    slots: int
    together: int | None
    how: str

    def open(self, path: Path) -> None:
        """Open the study of that file."""

    def run(self, path: Path, question: str) -> None:
        """Run a question of a study that is open."""

    def finish(self, path: Path, stopped: Iterable[str]) -> None:
        """Finish a study; these questions of it were not run."""

    def stop(self) -> None:
        """Stop every job that runs now; what it had is left in its notebook."""

    def index(self, folders: Collection[Path]) -> Path | None:
        """Write the page of all studies under each of these folders; the page, where there is one and only one."""

    def close(self) -> None:
        """End everything."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


HEARD: Final = frozenset({"opened", "started", "cell", "ended", "finished", "refused"})
"""What a study process tells of itself; the warm parent tells on the same channel how it began and how it ended."""

OFTEN: Final = 3
"""How many studies must have read a published file before it is read once for all others: then more will come."""

TIMES_LOST: Final = 3
"""How often a warm parent that was killed is started again."""


class WarmWorkers:
    """Every study a fork of a warm parent, every job a fork of its study. CannotWarm where that cannot be."""

    how = "warm processes"
    together = None

    def __init__(self, options: RunOptions, started: str) -> None:
        self.news: SimpleQueue[News] = SimpleQueue()
        self.slots = options.jobs or cores()
        self._options = options
        self._started = started
        self._parent = WarmParent.start("batch")
        self._lost = 0
        self._channels: dict[Path, Channel] = {}
        self._named: Counter[Path] = Counter()
        self._one = Lock()

    def open(self, path: Path) -> None:
        """Fork a study process; it opens the study at once."""
        request = {"study": packed((path, self._options, self._started))}
        try:
            channel = self._channels[path] = self._forked("study", request)
        except CannotWarm as fault:
            self.news.put(News(path, "gone", body=fault))
            return
        Thread(target=self._listen, args=(path, channel), daemon=True).start()

    def run(self, path: Path, question: str) -> None:
        """Ask the study process to fork a job."""
        self._say(path, {"do": "run", "question": question})

    def finish(self, path: Path, stopped: Iterable[str]) -> None:
        """Ask the study process to finish."""
        self._say(path, {"do": "finish", "stopped": list(stopped)})

    def stop(self) -> None:
        """Every study process kills its jobs."""
        for path in list(self._channels):
            self._say(path, {"do": "stop"})

    def index(self, folders: Collection[Path]) -> Path | None:
        """In a fork: what makes pages is not imported here."""
        try:
            channel = self._forked("index", {"folders": packed(tuple(folders))})
        except CannotWarm:
            return None
        written = [unpacked(event["body"]) for event in iter(channel.receive, None) if "body" in event]
        channel.close()
        return written[0] if written else None

    def close(self) -> None:
        """The warm parent ends, and all that came from it."""
        self._parent.close()

    def _forked(self, door: str, request: dict[str, Any]) -> Channel:
        try:
            return self._living().fork(door, request)
        except CannotWarm:  # it is being killed at this moment
            self._parent.close(patience=0)
            return self._living().fork(door, request)

    def _living(self) -> WarmParent:
        if not self._parent.alive and self._lost < TIMES_LOST:
            self._lost += 1
            self._parent.close()
            self._parent = WarmParent.start("batch")
            self._named.clear()  # it knows nothing yet
        return self._parent

    def _say(self, path: Path, request: dict[str, Any]) -> None:
        try:
            self._channels[path].send(request)
        except (OSError, KeyError):  # it is gone, and whoever listens to it says so
            return

    def _heed(self, files: tuple[Path, ...]) -> None:
        """What several studies read from the same files, the warm parent reads once for all that are still to come."""
        with self._one:
            self._named.update(files)
            known = [str(file) for file in files if self._named[file] == OFTEN]
        if known:
            self._parent.know(known)

    def _listen(self, path: Path, channel: Channel) -> None:
        why = None
        while (event := channel.receive()) is not None:
            if event["event"] in HEARD and "why" not in event:
                body = unpacked(event["body"]) if "body" in event else event.get("cells")
                if event["event"] == "opened":
                    self._heed(body.published)
                self.news.put(News(path, event["event"], event.get("question", ""), body))
            else:
                why = event.get("error") or event.get("why") or event.get("status", why)
        channel.close()
        if self._channels.get(path) is channel:
            del self._channels[path]
        self.news.put(News(path, "gone", body=why))


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
            result = self._run.take_in(question, error) if done else self._run.stop(question)
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
