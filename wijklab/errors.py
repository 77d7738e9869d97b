"""One tree of errors, one exit code for each kind, every message with a place, a fault and a remedy.

An error never shows a person's value: it names files, rows and columns, and says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

Severity = Literal["refusal", "notice"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (a refusal) or worth knowing (a notice), where it stands, and what to do about it.

    `rows` are numbered as a spreadsheet shows them: the header is row 1.
    """

    where: str
    what: str
    todo: str
    column: str = ""
    rows: tuple[int, ...] = ()
    severity: Severity = "refusal"

    def __str__(self) -> str:
        return f"{self.in_short}\n    -> {_visible(self.todo)}"

    @property
    def in_short(self) -> str:
        """Where and what, on one line, without the remedy."""
        place = f"{self.where}, column '{self.column}'" if self.column else self.where
        return _visible(f"{place}: {self.what}{self._first_rows()}")

    def _first_rows(self, at_most: int = 5) -> str:
        if not self.rows:
            return ""
        shown = ", ".join(str(row) for row in self.rows[:at_most])
        more = f", and {len(self.rows) - at_most} more" if len(self.rows) > at_most else ""
        return f" (row {shown}{more})" if len(self.rows) == 1 else f" (rows {shown}{more})"


def _visible(text: str) -> str:
    """One line, without the signs by which a delivered name could steer a terminal or turn the reading direction."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+", " ", text)


class WijklabError(Exception):
    """Something a user can mend. Carries every problem that was found, not only the first."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[WijklabError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class StudyError(WijklabError):
    """The study file itself is wrong: unknown keys, wrong types, contradictions."""

    exit_code = 3


class SourceError(WijklabError):
    """A delivered file or row is wrong, or missing."""

    exit_code = 4


class DisclosureError(WijklabError):
    """Something would have been shown that may not be shown."""

    exit_code = 5


class StoryError(WijklabError):
    """A theme, quote or citation of the learning history is wrong."""

    exit_code = 6


class NotebookError(WijklabError):
    """A cell of a notebook raised an error."""

    exit_code = 7


class KernelError(WijklabError):
    """A notebook's kernel died, timed out or never started: the notebook's own words cannot be trusted."""

    exit_code = 8


class OutputError(WijklabError):
    """An output could not be written where it belongs."""

    exit_code = 9
