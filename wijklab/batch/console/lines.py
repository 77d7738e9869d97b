"""What a person hears while studies run, in plain lines: for a terminal, a file or a log alike.

With one study: its title, a line per question, and the path of its index last. With more, every line names its study,
what was left alone is only counted, and the failures are listed again before the path of the page of all studies.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.text import Text

from wijklab.batch.console.closing import end_lines
from wijklab.batch.console.saying import counted, duration, log_of, result_line, say, shortest, tell_problems
from wijklab.batch.jobs import BatchResult, Checked, JobResult, Reporter, Status, StudyResult
from wijklab.errors import Problem, WijklabError

COUNTED: frozenset[Status] = frozenset({"unchanged", "left_out"})
"""How a question may end without a line of its own, where there are more studies than one."""


class PlainReporter(Reporter):
    """A line for each thing that happens. `quiet`: the path of the index only."""

    def __init__(self, out: Console, *, quiet: bool = False) -> None:
        self._out = out
        self._quiet = quiet
        self._studies = 1

    @property
    def many(self) -> bool:
        """Whether there are more studies than one."""
        return self._studies > 1

    def batch_opened(self, studies: int, slots: int, how: str) -> None:
        """Where there are more studies than one: how many, how many jobs at once, and in what."""
        self._studies = studies
        if self.many:
            self._say(f"{studies:,} studies, {slots} at a time: {how}")

    def noted(self, text: str) -> None:
        """A line."""
        self._say(f"note: {text}")

    def study_refused(self, path: Path, error: WijklabError) -> None:
        """Every problem, on the error stream."""
        self._tell(error.problems, f"{path} is refused:")

    def study_checked(self, checked: Checked) -> None:
        """The tables and their rows, and what is worth knowing."""
        say(self._out, f"{checked.path} is in order: {_rows(checked.rows)}")
        for notice in checked.notices:
            say(self._out, f"  {notice}")

    def study_opened(self, study: str, title: str, notices: tuple[Problem, ...]) -> None:
        """The title, and what is worth knowing of the tables, in a line each."""
        self._say(Text.assemble((study, "bold"), f"  {title}"))
        for line in _notices(notices, of_one=not self.many):
            self._say(f"  {f'{study}: ' if self.many else ''}worth knowing: {line}")

    def job_ended(self, result: JobResult) -> None:
        """The line of this question, and what went wrong."""
        if not (self.many and result.status in COUNTED):
            self._say(result_line(result, named=self.many))
        if result.error:
            name = f"{result.study}, {result.question}" if self.many else result.question
            self._tell(result.error.problems, f"{name}:")

    def study_ended(self, result: StudyResult) -> None:
        """Of one study: how long it took, and the path of its index by itself on the last line. Of more, a line."""
        if self.many:
            self._say(study_line(result))
            return
        for line in _worth_a_look(result):
            self._say(line)
        self._say(f"  {duration(result.seconds)} in all")
        say(self._out, shortest(result.index))

    def batch_ended(self, result: BatchResult) -> None:
        """Where there are more studies than one: the sums, the failures, and the page of all studies last."""
        if not self.many:
            return
        for line in end_lines(result):
            self._say(line)
        for index in [result.index] if result.index else [study.index for study in result.studies]:
            say(self._out, shortest(index))

    def _say(self, text: str | Text) -> None:
        say(self._out, text, quiet=self._quiet)

    def _tell(self, problems: tuple[Problem, ...], heading: str) -> None:
        tell_problems(problems, heading)


def _notices(notices: tuple[Problem, ...], *, of_one: bool) -> list[str]:
    """A line for each thing worth knowing: what is said of several files is said once, with the first of them. Of one
    study every question that is left out has a line of its own already."""
    alike: dict[str, list[Problem]] = {}
    for notice in notices:
        if not (of_one and notice.where.startswith("question ")):
            alike.setdefault(notice.what, []).append(notice)
    return [f"{same[0].in_short}{f' (and {len(same) - 1} more)' if same[1:] else ''}" for same in alike.values()]


def study_line(result: StudyResult) -> Text:
    """How a study ended, in one line, with the path of its index."""
    sums = f"{counted(result.jobs)}; {duration(result.seconds)}  {shortest(result.index)}"
    return Text.assemble((f"{result.id:<20}", "bold"), f"  {sums}")


def _worth_a_look(result: StudyResult) -> list[str]:
    """Of one study: the log of each failure, and how to go on with what was stopped."""
    logs = [(job.question, log_of(result, job.question)) for job in result.jobs if job.status == "failed"]
    lines = [f"  log of {question}: {shortest(log)}" for question, log in logs if log]
    stopped = any(job.status == "stopped" for job in result.jobs)
    return [*lines, *(["  the same command runs what was stopped"] if stopped else [])]


def _rows(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{table} {number}" for table, number in rows.items()) or "no tables"
