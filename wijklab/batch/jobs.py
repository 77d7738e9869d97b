"""What is to be done, and what came of it: frozen, so that a job can be sent anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from wijklab.errors import Problem, WijklabError

Status = Literal["done", "unchanged", "failed", "left_out", "stopped"]
"""`unchanged`: an earlier run made it of the same inputs. `stopped`: not run to its end, because the batch ended."""


NOT_MADE: Final = "not made yet, or it failed"
GONE: Final = "what it had made is gone or was altered"
FORCED: Final = "asked for with --force"
CITES: Final = "if the results that it may cite turn out otherwise"
"""Why a question is run, or waits; every other reason is the name of something that changed."""


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook of one study.

    `root` is where its kernel starts, `outputs` the study's own folder of results, `links` the pages that its page
    links to (None: every page that the study asks for).
    """

    study: str
    question: str
    notebook: Path
    root: Path
    outputs: Path
    parameters: Mapping[str, str | None]
    links: tuple[str, ...] | None = None

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
    """What came of one question. This record, and never the notebook's own metadata, says how it ended.

    `ran` is false where not one of its cells ever began: it had no kernel, or was left out or stopped before its turn.
    """

    question: str
    status: Status
    seconds: float = 0.0
    page: Path | None = None
    executed: Path | None = None
    error: WijklabError | None = None
    left_out: LeftOut | None = None
    study: str = ""
    ran: bool = True

    @property
    def failed_before_it_ran(self) -> bool:
        """Whether something else than its notebook is at fault."""
        return self.status == "failed" and not self.ran

    @property
    def exit_code(self) -> int:
        """0, or the code of the error's kind."""
        return self.error.exit_code if self.error else 0


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of a study once it is open: its title, what is worth knowing, what will be done with it, and of
    which questions it is known already how they end. `published` are the files of open data that it read."""

    id: str
    title: str
    notices: tuple[Problem, ...]
    decisions: tuple[Decision, ...]
    known: tuple[JobResult, ...] = ()
    published: tuple[Path, ...] = ()


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
class Decision:
    """What a plan does with one question of a study, and why: the names of what changed, or what it lacks.

    `wait` is for a question that rests on what others publish: it runs where that turns out to have changed.
    """

    study: str
    question: str
    what: Literal["run", "unchanged", "wait", "left_out"]
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of all studies of one run; `index` is the page of the whole batch, where there is one.

    `stopped` is 130 or 143 where a signal ended it, else 0.
    """

    studies: tuple[StudyResult, ...]
    refused: tuple[tuple[Path, WijklabError], ...]
    seconds: float
    index: Path | None = None
    stopped: int = 0

    @property
    def exit_code(self) -> int:
        """That of the signal that ended it, or the worst of its studies: the highest."""
        codes = [*(study.exit_code for study in self.studies), *(error.exit_code for _, error in self.refused)]
        return self.stopped or max(codes, default=0)


@dataclass(frozen=True, slots=True)
class Checked:
    """A study in which nothing is wrong: how many rows each table has, and what is worth knowing."""

    path: Path
    id: str
    rows: Mapping[str, int]
    notices: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The choices behind one run.

    `only`: which questions; `outputs`: where to; `cell_seconds` and `start_seconds`: how long a cell and a kernel's
    start may take; `jobs`: how many at once (None: one a core); `memory_mib`: how much memory a job may take for
    itself; `force`: also what is unchanged; `fail_fast`: begin nothing new after a failure; `dry_run`: plan only;
    `warm`: in forks of a warm parent where that can be; `cluster`: the address of a Dask scheduler.
    """

    only: tuple[str, ...] = ()
    outputs: Path | None = None
    cell_seconds: int | None = None
    start_seconds: int = 60
    jobs: int | None = None
    memory_mib: int | None = None
    force: bool = False
    fail_fast: bool = False
    dry_run: bool = False
    warm: bool = True
    cluster: str = ""


class Reporter:
    """Hears what happens while studies run, always from one thread. This one says nothing; the command line has ones
    that do."""

    def batch_begins(self) -> None:
        """Studies are to be run; what they run in is made ready first, which takes a few seconds."""

    def batch_opened(self, studies: int, slots: int, how: str) -> None:
        """So many studies are to be run, so many jobs at once; `how`: warm processes, ordinary kernels or a cluster."""

    def noted(self, text: str) -> None:
        """Something worth knowing of the batch itself, such as that it goes on with ordinary kernels, and why."""

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """The study or its tables are wrong, or its outputs cannot be written: nothing (more) of it was run."""

    def study_checked(self, checked: Checked) -> None:
        """Nothing is wrong with the study and its tables; nothing was run."""

    def study_opened(self, study: str, title: str, notices: tuple[Problem, ...]) -> None:
        """The study and its tables are in order."""

    def study_planned(self, study: str, decisions: tuple[Decision, ...]) -> None:
        """What will be done with each of its questions."""

    def job_started(self, study: str, question: str, cells: int) -> None:
        """A notebook with so many code cells starts."""

    def cell_done(self, study: str, question: str) -> None:
        """One more code cell of the notebook ended."""

    def job_ended(self, result: JobResult) -> None:
        """A question was done, was unchanged, failed, was left out or stopped; `result.study` says of which study."""

    def study_ended(self, result: StudyResult) -> None:
        """Everything of this study that could be written has been written."""

    def batch_ended(self, result: BatchResult) -> None:
        """Everything has ended."""
