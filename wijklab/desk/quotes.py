"""`wijklab quotes`: sheets for speakers out, their answers in, each in one go."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wijklab.contract.session_file import plain
from wijklab.contract.tables import OpenStudy
from wijklab.desk.judging import between_files, known, strange, too_late
from wijklab.desk.quote_answers import Answer, Answered, read_answers
from wijklab.desk.quote_sheets import sheet_bytes
from wijklab.desk.speakers import Sheet, sheets
from wijklab.errors import OutputError, Problem, SourceError
from wijklab.sources.adding import add_rows
from wijklab.sources.fact_file import write_whole
from wijklab.story.fragments import rare_roles
from wijklab.story.life import Told, lives
from wijklab.story.rows import rows


@dataclass(frozen=True, slots=True)
class Written:
    """The sheets that were written, how many quotes they hold, and how many rows `presented` were added."""

    files: tuple[Path, ...]
    quotes: int
    without_speaker: int
    presented: int


@dataclass(frozen=True, slots=True)
class Heard:
    """How many answers came in, by status; how many were known already, how many quotes have none; what to look at."""

    added: Mapping[str, int]
    known: int
    silent: int
    file: Path | None
    notices: tuple[Problem, ...] = ()


def write_sheets(study: OpenStudy, to: Path, on: dt.date, *, every: bool = False, present: bool = False) -> Written:
    """Write a workbook for each speaker whose quotes wait for an answer (`every`: for all) into a folder.

    `present` also notes that concepts were presented on that day. OutputError where a file stands there already: it may
    hold answers; or where the folder is one that readers get.
    """
    made = sheets(study, on, every=every)
    _refuse_published(study, to)
    _refuse_standing(made, to)
    _refuse_pointing(study, made)
    new = [line.id for sheet in made for line in sheet.lines if line.status == "concept"] if present else []
    files: list[Path] = []
    try:
        for sheet in made:
            files.append(write_whole(to / f"{sheet.name}.xlsx", sheet_bytes(sheet, study.asked, on)))
        _note_presented(study, new, on)
    except BaseException:  # a second try must not find half of the sheets and take them for answers
        for file in files:
            file.unlink(missing_ok=True)
        raise
    quotes = sum(len(sheet.lines) for sheet in made)
    return Written(tuple(files), quotes, sum(not sheet.speaker for sheet in made), len(new))


def _note_presented(study: OpenStudy, quotes: Sequence[str], on: dt.date) -> None:
    if quotes:
        shown = [{"fragment": id, "date": on.isoformat(), "status": "presented"} for id in quotes]
        add_rows(study.asked, study.place, "quote_life", shown)


def _refuse_published(study: OpenStudy, to: Path) -> None:
    """Sheets name speakers by their code and hold words that nobody agreed to yet: no place for them among pages."""
    if Path(os.path.realpath(to)).is_relative_to(os.path.realpath(study.place.outputs.parent)):
        todo = "name a folder outside the outputs"
        raise OutputError(Problem(to.name, "lies in the folder of outputs, which readers get", todo))


def _refuse_standing(made: Sequence[Sheet], to: Path) -> None:
    standing = [f"{sheet.name}.xlsx" for sheet in made if os.path.lexists(to / f"{sheet.name}.xlsx")]
    if standing:
        todo = "name an empty folder, or move the old sheets away once their answers are read"
        raise OutputError(Problem(name, "stands there already, and may hold answers", todo) for name in standing)


def _refuse_pointing(study: OpenStudy, made: Sequence[Sheet]) -> None:
    """A sheet goes to one speaker, and shows titles beside the quote: none may point at another."""
    rare = rare_roles(study.tables, study.asked)
    titles = {plain(f"{line.theme} {line.beside}") for sheet in made for line in sheet.lines}
    if any(role.search(title) for role in rare for title in titles):
        what = "a title of the story or of an event names a role that too few people hold: it would stand on sheets"
        raise OutputError(Problem("sheets", what, "name the level instead; 'wijklab check' tells where it stands"))


def hear_answers(study: OpenStudy, files: Sequence[Path], on: dt.date) -> Heard:
    """Add what speakers answered to the table `quote_life`: all of it, or nothing where anything is wrong.

    The same answer twice is added once. SourceError with everything that is wrong, file by file and row by row.
    """
    answered = _read(study, files, on)
    told, life = lives(study.tables, on), list(rows(study.tables, "quote_life"))
    pairs = [(sheet, answer) for sheet in answered for answer in sheet.answers]
    new = [(sheet, answer) for sheet, answer in pairs if not known(sheet, answer, told, life)]
    problems = [problem for sheet, answer in pairs for problem in strange(sheet, answer, told, life)]
    problems += [problem for sheet, answer in new for problem in too_late(sheet, answer, told, life, on)]
    problems += between_files([answer for _, answer in pairs])
    if problems:
        raise SourceError(problems)
    added = [answer.row(on) for _, answer in new]
    file = add_rows(study.asked, study.place, "quote_life", added) if added else None
    counts = Counter(answer.status for _, answer in new)
    silent = sum(sheet.silent for sheet in answered)
    return Heard(counts, len(pairs) - len(new), silent, file, tuple(_notices([a for _, a in new], told)))


def _read(study: OpenStudy, files: Sequence[Path], on: dt.date) -> list[Answered]:
    answered, problems = [], []
    for file in files:
        try:
            answered.append(read_answers(file, study.asked, on))
        except SourceError as fault:
            problems += fault.problems
    if problems:
        raise SourceError(problems)
    return answered


def _notices(new: Sequence[Answer], told: Mapping[str, Told]) -> Iterator[Problem]:
    for answer in new:
        if answer.status != "withdrawn" and told[answer.fragment].consent == "no":
            what = "is agreed to, but fragments says that there is no consent: it is not shown yet"
            todo = "write ja under consent in the table fragments, if that is what the speaker said"
            yield Problem(f"quote '{answer.fragment}'", what, todo, severity="notice")
