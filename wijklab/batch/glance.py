"""A first look at study files, before anything heavy is imported: what cannot be run is refused at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from wijklab.errors import Problem, StudyError
from wijklab.sources.study_file import read_study


def each_once(paths: Iterable[Path]) -> list[Path]:
    """The study files, in their order, without those that are named twice, also where they are spelt otherwise."""
    once: dict[Path, Path] = {}
    for path in paths:
        once.setdefault(path.resolve(), path)
    return list(once.values())


def refuse_wrong_studies(paths: Sequence[Path], outputs: Path | None, *, strict: bool = False) -> None:
    """StudyError where nothing can be run: no study is right, or two of them would write to one folder.

    Where others are right, a wrong one is refused when its turn comes, and stops none of these; `strict`: it stops all.
    It holds everything that is wrong in all of these files.
    """
    problems: list[Problem] = []
    folders: dict[Path, Path] = {}
    clash = False
    for path in paths:
        try:
            folder = read_study(path, outputs)[1].outputs.resolve()
        except StudyError as error:
            problems += error.problems
            continue
        if folder in folders:
            clash = True
            problems.append(_same_folder(path, folders[folder], folder))
        folders[folder] = path
    if problems and (strict or clash or not folders):
        raise StudyError(problems)


def _same_folder(path: Path, other: Path, outputs: Path) -> Problem:
    return Problem(str(path), f"would write to {outputs}, as {other} does", "give each study an id of its own")
