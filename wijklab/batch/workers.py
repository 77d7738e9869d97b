"""What a batch asks of whoever does the steps of its studies, and what it hears of them: one queue of `News`.

`warm_workers` do them in forks of a warm parent, `threaded_workers` in threads with ordinary kernels or a cluster.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from wijklab.batch.jobs import Job, RunOptions
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
