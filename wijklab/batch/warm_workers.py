"""The steps of studies in forks of a warm parent: a process for each study that is open, which forks its jobs.

A process that has finished a study is given the next one: what it has read for the first serves the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Final

from wijklab.batch.jobs import RunOptions
from wijklab.batch.parcels import packed, unpacked
from wijklab.batch.warm.client import CannotWarm, WarmParent
from wijklab.batch.warm.wire import Channel
from wijklab.batch.workers import News, cores

HEARD: Final = frozenset({"opened", "started", "cell", "ended", "finished", "unfinished", "refused"})
"""What a study process tells of its study; the warm parent tells on the same channel how it began and how it ended."""

OFTEN: Final = 3
"""How many studies must have read a published file before it is read once for all others: then more will come."""

MANY: Final = 8
"""With so many studies it pays to make forks cheap first, which takes a quarter of a second."""

TIMES_LOST: Final = 3
"""How often a warm parent that was killed is started again."""


@dataclass(slots=True)
class _Process:
    """A study process, and the study that it has now; None between two studies."""

    channel: Channel
    path: Path | None


class WarmWorkers:
    """Every study in a fork of a warm parent, every job a fork of that. CannotWarm where that cannot be."""

    how = "warm processes"
    together: int | None = None

    def __init__(self, options: RunOptions, started: str, studies: int = 1) -> None:
        self.news: SimpleQueue[News] = SimpleQueue()
        self.slots = options.jobs or cores()
        self._options = options
        self._started = started
        self._many = studies >= MANY
        self._parent = self._started_parent()
        self._lost = 0
        self._busy: dict[Path, _Process] = {}
        self._free: list[_Process] = []
        self._named: Counter[Path] = Counter()
        self._one = Lock()

    def open(self, path: Path) -> None:
        """Give the study to a process that is free, or fork one; it opens the study at once."""
        study = packed((path, self._options, self._started))
        if self._given_to_one_that_is_free(path):
            self._say(path, {"do": "study", "study": study})
            return
        try:
            process = self._busy[path] = _Process(self._forked("study", {"study": study}), path)
        except CannotWarm as fault:
            self.news.put(News(path, "gone", body=fault))
            return
        Thread(target=self._listen, args=(process,), daemon=True).start()

    def run(self, path: Path, question: str) -> None:
        """Ask the study process to fork a job."""
        self._say(path, {"do": "run", "question": question})

    def finish(self, path: Path, stopped: Iterable[str]) -> None:
        """Ask the study process to finish."""
        self._say(path, {"do": "finish", "stopped": list(stopped)})

    def stop(self) -> None:
        """Every study process kills its jobs."""
        for path in list(self._busy):
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
        for process in (*self._free, *self._busy.values()):
            process.channel.hang_up()
        self._parent.close()

    def _given_to_one_that_is_free(self, path: Path) -> bool:
        with self._one:
            if not self._free:
                return False
            process = self._busy[path] = self._free.pop()
            process.path = path  # from here on its end is the end of this study's process
            return True

    def _started_parent(self) -> WarmParent:
        parent = WarmParent.start("batch")
        if self._many:
            parent.expect_many()
        return parent

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
            self._parent = self._started_parent()
            self._named.clear()  # it knows nothing yet
        return self._parent

    def _say(self, path: Path, request: dict[str, Any]) -> None:
        try:
            self._busy[path].channel.send(request)
        except (OSError, KeyError):  # it is gone, and whoever listens to it says so
            return

    def _heed(self, files: tuple[Path, ...]) -> None:
        """What several studies read from the same files, the warm parent reads once for all that are still to come."""
        with self._one:
            self._named.update(files)
            known = [str(file) for file in files if self._named[file] == OFTEN]
        if known:
            self._parent.know(known)

    def _listen(self, process: _Process) -> None:
        why = None
        while (event := process.channel.receive()) is not None:
            if event["event"] in HEARD and "why" not in event and process.path is not None:
                self._hear(process, process.path, event)
            else:
                why = event.get("error") or event.get("why") or event.get("status", why)
        self._is_gone(process, why)

    def _hear(self, process: _Process, path: Path, event: dict[str, Any]) -> None:
        body: Any = unpacked(event["body"]) if "body" in event else None
        if event["event"] == "opened":
            self._heed(body.published)
        if "free" in event:  # it has nothing more to do with this study
            self._let_go_of(path, process)
            if event["free"]:
                with self._one:
                    self._free.append(process)
        self.news.put(News(path, event["event"], event.get("question", ""), body))

    def _let_go_of(self, path: Path | None, process: _Process) -> None:
        with self._one:
            process.path = None
            if path is not None and self._busy.get(path) is process:
                del self._busy[path]

    def _is_gone(self, process: _Process, why: object) -> None:
        with self._one:
            path = process.path
            self._free = [other for other in self._free if other is not process]
        process.channel.close()
        self._let_go_of(path, process)
        if path is not None:
            self.news.put(News(path, "gone", body=why))
