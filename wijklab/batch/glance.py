"""A first look at study files, before anything heavy is imported: a wrong study is refused at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wijklab.errors import Problem, StudyError
from wijklab.sources.study_file import read_study


def refuse_wrong_studies(paths: Sequence[Path], outputs: Path | None) -> None:
    """StudyError with everything that is wrong in all of these files; nothing of any of them is run then."""
    problems: list[Problem] = []
    folders: dict[Path, Path] = {}
    for path in paths:
        try:
            place = read_study(path, outputs)[1]
        except StudyError as error:
            problems += error.problems
            continue
        if place.outputs in folders:
            problems.append(_same_folder(path, folders[place.outputs], place.outputs))
        folders[place.outputs] = path
    if problems:
        raise StudyError(problems)


def _same_folder(path: Path, other: Path, outputs: Path) -> Problem:
    return Problem(str(path), f"would write to {outputs}, as {other} does", "give each study an id of its own")
