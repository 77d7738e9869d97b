"""What a person, or a program, hears while studies run. Texts of users are printed as they are, never as markup."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from wijklab.batch.jobs import Checked, Job, JobResult, Reporter, StudyResult
from wijklab.batch.reasons import why_left_out
from wijklab.batch.record import job_record, problem_records, refusal_record, study_record
from wijklab.errors import Problem, WijklabError

if TYPE_CHECKING:
    from rich.progress import TaskID


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


MARKS = {"done": ("done", "green"), "failed": ("FAILED", "bold red"), "left_out": ("left out", "yellow")}
"""The word and the colour of each way in which a job can end: never the colour alone."""


class PlainReporter(Reporter):
    """One line of result per notebook, and the path of the index last. A progress bar per job on a terminal."""

    def __init__(self, out: Console, *, quiet: bool = False) -> None:
        self._out = out
        self._quiet = quiet
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """Every problem, on the error stream."""
        tell_problems(error.problems, f"{path} is refused:")

    def study_checked(self, checked: Checked) -> None:
        """The tables and their rows, and what is worth knowing."""
        say(self._out, f"{checked.path} is in order: {_rows(checked.rows)}")
        for notice in checked.notices:
            say(self._out, f"  {notice}")

    def study_opened(self, study: str, title: str, notices: tuple[Problem, ...]) -> None:
        """The title, and what is worth knowing of the tables, in a line each."""
        say(self._out, Text.assemble((study, "bold"), f"  {title}"), quiet=self._quiet)
        for notice in notices:
            say(self._out, f"  worth knowing: {notice.in_short}", quiet=self._quiet)

    def job_started(self, job: Job, cells: int) -> None:
        """The bar of this job, where there is a terminal to draw it on."""
        if self._out.is_terminal and not self._quiet:
            self._bar = Progress(
                SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
                TextColumn("cells"), TimeElapsedColumn(), console=self._out, transient=True,
            )  # fmt: skip
            self._task = self._bar.add_task(f"{job.question:<19}", total=cells)
            self._bar.start()

    def cell_done(self, job: Job) -> None:
        """One step of the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)

    def job_ended(self, result: JobResult) -> None:
        """The line of this question, and what went wrong."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        word, colour = MARKS[result.status]
        line = Text.assemble(f"  {result.question:<19}", (f"{word:<9}", colour), _rest(result))
        say(self._out, line, quiet=self._quiet)
        if result.error:
            tell_problems(result.error.problems, f"{result.question}:")

    def study_ended(self, result: StudyResult) -> None:
        """How long it took, and the path of the index by itself on the last line."""
        say(self._out, f"  {result.seconds:.1f} s in all", quiet=self._quiet)
        say(self._out, shortest(result.index))


class JsonReporter(Reporter):
    """One JSON object per line, and nothing else."""

    def __init__(self, write: Callable[[str], Any] = _line) -> None:
        self._write = write

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """An object with every problem."""
        self.say("refused", refusal_record(path, error))

    def study_checked(self, checked: Checked) -> None:
        """An object with the rows of each table and what is worth knowing."""
        rows, problems = dict(checked.rows), problem_records(checked.notices)
        self.say("checked", {"study": str(checked.path), "exit_code": 0, "rows": rows, "problems": problems})

    def job_ended(self, result: JobResult) -> None:
        """An object per question."""
        self.say("job", job_record(result))

    def study_ended(self, result: StudyResult) -> None:
        """An object for the study as a whole."""
        self.say("study", study_record(result))

    def say(self, event: str, tree: dict[str, Any]) -> None:
        """One line."""
        self._write(json.dumps({"event": event, **tree}, ensure_ascii=False))


def reporter(quiet: bool, as_json: bool) -> Reporter:
    """The one who tells a person, or a program, what happens."""
    return JsonReporter() if as_json else PlainReporter(Console(), quiet=quiet)


def tell_problems(problems: tuple[Problem, ...], heading: str) -> None:
    """Problems on the error stream, each with its place and its remedy."""
    err = Console(stderr=True)
    say(err, Text(heading, style="bold red"))
    for problem in problems:
        say(err, f"  {problem}")


def say(out: Console, text: str | Text, *, quiet: bool = False) -> None:
    """Print a text as it is: no markup, no wrapping, no colouring of numbers."""
    if not quiet:
        out.print(text, markup=False, highlight=False, soft_wrap=True, emoji=False)


def shortest(path: Path) -> str:
    """A path from where the user stands, if that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _rest(result: JobResult) -> str:
    if result.left_out:
        return why_left_out(result.left_out, "en")
    shown = result.page or result.executed
    return f"{result.seconds:>5.1f} s  {shortest(shown) if shown else ''}".rstrip()


def _rows(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{table} {number}" for table, number in rows.items()) or "no tables"
