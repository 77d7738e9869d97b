"""`wijklab check`: everything that is wrong with studies, their tables and their story, and what is worth knowing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from wijklab.batch.jobs import Checked, Reporter
from wijklab.errors import Problem, SourceError, StoryError, StudyError, WijklabError
from wijklab.sources.opening import check_study
from wijklab.sources.study_file import read_study

if TYPE_CHECKING:
    from wijklab.contract.tables import OpenStudy


def check_studies(paths: Iterable[Path], reporter: Reporter, today: dt.date | None = None) -> int:
    """Check study after study and tell of each; gives the worst exit code.

    With `today` it is told too of which quotes the consent has ended by that day.
    """
    return max((_check(path, reporter, today) for path in paths), default=0)


def _check(path: Path, reporter: Reporter, today: dt.date | None) -> int:
    try:
        read_study(path)
    except StudyError as error:
        reporter.study_refused(path, error)
        return error.exit_code
    study, problems = check_study(path)
    if study is None:
        return _refused(path, SourceError(_of(problems, "refusal")), reporter)
    told = _of_story(study, today)
    if refusals := _of(told, "refusal"):
        return _refused(path, StoryError(refusals), reporter)
    reporter.study_checked(Checked(path, study.asked.id, study.tables.rows(), _of((*problems, *told), "notice")))
    return 0


def _of_story(study: OpenStudy, today: dt.date | None) -> tuple[Problem, ...]:
    from wijklab.story import check_story  # only now: a study file that is refused does not wait for it

    try:
        return check_story(study, today)
    except StoryError as error:
        return error.problems


def _refused(path: Path, error: WijklabError, reporter: Reporter) -> int:
    reporter.study_refused(path, error)
    return error.exit_code


def _of(problems: Iterable[Problem], severity: str) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity == severity)
