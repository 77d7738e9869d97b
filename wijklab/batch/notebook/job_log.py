"""The log of one job: when it started, how long each cell took, how it ended. Never a word of what its cells say.

Written by the process that watches the job, from what it is told, so it is there too when the job is killed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wijklab.batch.jobs import JobResult


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class JobLog:
    """A file of lines with their moment, new for every run. A log that cannot be written stops no job."""

    def __init__(self, path: Path, now: Callable[[], dt.datetime] = _now) -> None:
        self._now = now
        self._path = path
        self._cells = "?"
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # a link there is taken away, not followed

    def tell(self, event: Mapping[str, Any]) -> None:
        """An event of a job that runs: `started` or `cell`, as `run_job` tells them."""
        if event["event"] == "started":
            self._cells = str(event["cells"])
            self._line(f"started: {self._cells} code cells, process {event['pid']}")
        elif event["event"] == "cell":
            memory = f", {event['mib']} MiB of memory at most" if event.get("mib") else ""
            self._line(f"cell {event['number']} of {self._cells} ended after {event['seconds']:.3f} s{memory}")

    def end(self, result: JobResult) -> None:
        """How it ended, with every problem of its error."""
        kind = f", {type(result.error).__name__}" if result.error else ""
        before = " before it ran" if result.failed_before_it_ran else ""
        self._line(f"{result.status}{before} after {result.seconds:.3f} s{kind}")
        for problem in result.error.problems if result.error else ():
            self._line(str(problem))

    def _line(self, text: str) -> None:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)  # also for who took all outputs away
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{self._now().isoformat(timespec='milliseconds')} {text}\n")
