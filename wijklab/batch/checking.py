"""`wijklab check`: everything that is wrong with studies and their tables, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wijklab.batch.jobs import Checked, Reporter
from wijklab.errors import Problem, SourceError, StudyError, WijklabError
from wijklab.sources.opening import check_study
from wijklab.sources.study_file import read_study


def check_studies(paths: Iterable[Path], reporter: Reporter) -> int:
    """Check study after study and tell of each; gives the worst exit code."""
    return max((_check(path, reporter) for path in paths), default=0)


def _check(path: Path, reporter: Reporter) -> int:
    try:
        read_study(path)
    except StudyError as error:
        reporter.study_refused(path, error)
        return error.exit_code
    study, problems = check_study(path)
    if study is None:
        return _refused(path, SourceError(_of(problems, "refusal")), reporter)
    rows = {name: len(frame) for name, frame in sorted(study.tables.frames.items())}
    reporter.study_checked(Checked(path, study.asked.id, rows, _of(problems, "notice")))
    return 0


def _refused(path: Path, error: WijklabError, reporter: Reporter) -> int:
    reporter.study_refused(path, error)
    return error.exit_code


def _of(problems: Iterable[Problem], severity: str) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity == severity)
