"""What is to be done, and what came of it: frozen, so that a job can be sent anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wijklab.errors import Problem, WijklabError

Status = Literal["done", "failed", "left_out"]


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook of one study. `root` is where its kernel starts, `outputs` the study's own folder of results."""

    study: str
    question: str
    notebook: Path
    root: Path
    outputs: Path
    parameters: Mapping[str, str | None]

    @property
    def executed(self) -> Path:
        """Where the executed notebook, the log of this job, is left."""
        return self.outputs / "notebooks" / f"{self.question}.ipynb"

    @property
    def page(self) -> Path:
        """Where its page for readers is left."""
        return self.outputs / f"{self.question}.html"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that is not run, and why not; `names` are the keys or tables that it lacks."""

    study: str
    question: str
    why: Literal["not_asked", "not_delivered", "not_run"]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came of one question. This record, and never the notebook's own metadata, says how it ended."""

    question: str
    status: Status
    seconds: float = 0.0
    page: Path | None = None
    executed: Path | None = None
    error: WijklabError | None = None
    left_out: LeftOut | None = None

    @property
    def exit_code(self) -> int:
        """0, or the code of the error's kind."""
        return self.error.exit_code if self.error else 0


@dataclass(frozen=True, slots=True)
class StudyResult:
    """What came of a whole study."""

    id: str
    title: str
    outputs: Path
    index: Path
    jobs: tuple[JobResult, ...]
    seconds: float
    notices: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        """The worst of its jobs: the highest code, 0 when all went well."""
        return max((job.exit_code for job in self.jobs), default=0)


@dataclass(frozen=True, slots=True)
class Checked:
    """A study in which nothing is wrong: how many rows each table has, and what is worth knowing."""

    path: Path
    id: str
    rows: Mapping[str, int]
    notices: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The choices behind one run: which questions, where to, and how long a cell and a kernel's start may take."""

    only: tuple[str, ...] = ()
    outputs: Path | None = None
    cell_seconds: int | None = None
    start_seconds: int = 60


class Reporter:
    """Hears what happens while a study runs. This one says nothing; the command line has one that does."""

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """The study or its tables are wrong, or its outputs cannot be written: nothing of it was run."""

    def study_checked(self, checked: Checked) -> None:
        """Nothing is wrong with the study and its tables; nothing was run."""

    def study_opened(self, study: str, title: str, notices: tuple[Problem, ...]) -> None:
        """The study and its tables are in order."""

    def job_started(self, job: Job, cells: int) -> None:
        """A notebook with so many code cells starts."""

    def cell_done(self, job: Job) -> None:
        """One more code cell of the notebook ended."""

    def job_ended(self, result: JobResult) -> None:
        """A question was done, failed or was left out."""

    def study_ended(self, result: StudyResult) -> None:
        """Everything that could be written has been written."""
