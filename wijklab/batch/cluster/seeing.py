"""What the workers of a cluster see of a study: all of them are asked before its first job is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wijklab.batch.cluster.cargo import Cargo, study_of, unseen
from wijklab.errors import Problem, StudyError
from wijklab.sources.input_files import ABSENT

if TYPE_CHECKING:
    from distributed import Client

Sizes = Mapping[str, int | None]
"""How large each file is; None for one that is not there."""


class Seeing:
    """Whether all workers see the files of a study, asked once for each study. For many threads.

    Contents are compared by the worker that gets a job: so not every worker reads all files of all studies.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._one = threading.Lock()
        self._asked: dict[str, _Asked] = {}

    def refuse_where_unseen(self, cargo: Cargo) -> None:
        """StudyError with each worker that does not see a file of this job's study, or sees one of another size."""
        with self._one:
            asked = self._asked.setdefault(study_of(cargo), _Asked())
        with asked.one:
            if asked.problems is None:
                asked.problems = list(self._unseen(cargo))
        if asked.problems:
            raise StudyError(asked.problems)

    def _unseen(self, cargo: Cargo) -> Iterator[Problem]:
        if not cargo.seen or self._client.status != "running":
            return
        root, files = str(cargo.job.root), sorted(cargo.seen)
        told = self._client.run(sizes, root, files, on_error="return")
        for worker, there in sorted(told.items()):
            if isinstance(there, dict):  # one that cannot answer is refused with the job that it gets
                yield from _differing(f"worker {worker}", sizes(root, files), there)


class _Asked:
    """What the workers said of one study, once they were asked."""

    def __init__(self) -> None:
        self.one = threading.Lock()
        self.problems: list[Problem] | None = None


def sizes(root: str, files: list[str]) -> dict[str, int | None]:
    """How large these files are for the process that calls this."""
    return {file: _size(Path(root) / file) for file in files}


def _differing(worker: str, here: Sizes, there: Sizes) -> Iterator[Problem]:
    for file in here:
        if there[file] != here[file]:
            yield unseen(worker, file, ABSENT if there[file] is None else "another")


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None
