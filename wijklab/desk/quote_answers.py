"""Answers of speakers, read from their sheets: what they say, or everything in them that cannot be understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wijklab.contract.cells import READERS, Fault, canonical, spellings
from wijklab.contract.columns import TABLES
from wijklab.contract.study import Study
from wijklab.desk.answer_faults import STEERING, faults_of
from wijklab.desk.quote_sheets import ANSWERS, COLUMNS, FORMAT, MARK
from wijklab.errors import Problem, SourceError
from wijklab.sources.answer_file import AnswerFile, read_answer_file
from wijklab.text import phrase

_LIFE: Final = TABLES["quote_life"]
_DAY: Final = READERS["date"](_LIFE.column("expires"), ())
_Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One answer: where it stands, the quote's id and words as they were on the sheet, what was answered.

    `text` is what may be shown from now on: the words that were agreed to, or the new ones.
    """

    where: str
    fragment: str
    words: str
    status: str
    text: str
    expires: dt.date | None

    def row(self, on: dt.date) -> dict[str, str]:
        """The row of `quote_life` that says so."""
        last = self.expires.isoformat() if self.expires else ""
        row = {"fragment": self.fragment, "date": on.isoformat(), "status": self.status, "text": self.text}
        return {**row, "expires": last}


@dataclass(frozen=True, slots=True, repr=False)
class Answered:
    """A sheet that came back: whose it is, when it was made, its answers, and how many quotes have none yet."""

    where: str
    speaker: str
    alone: str
    made: dt.date
    answers: tuple[Answer, ...]
    silent: int


def read_answers(path: Path, study: Study, on: dt.date) -> Answered:
    """What a speaker answered; SourceError with everything in the file that cannot be understood."""
    file = read_answer_file(path, MARK)
    made = _made(file, study, on)
    problems: list[Problem] = []
    answers, silent = [], 0
    for where, cells in _filled(file, study.language):
        if not any(_text(cells[key]) for key in ("answer", "new_words", "last_day")):
            silent += 1
            continue
        answer, faults = _answer(where, cells, study.language, on)
        problems += faults
        answers += [answer] if answer else []
    problems += _twice(answers)
    if problems:
        raise SourceError(problems)
    return Answered(file.where, file.mark["speaker"], file.mark["fragment"], made, tuple(answers), silent)


def _made(file: AnswerFile, study: Study, on: dt.date) -> dt.date:
    """The day on which the sheet was made; SourceError where it is of something else, or of after the answer."""
    mark = file.mark
    if mark.get("format") != FORMAT or not {"study", "speaker", "fragment", "made"} <= set(mark):
        todo = "send the file that 'wijklab quotes' made"
        raise SourceError(Problem(file.where, "is not a sheet with quotes of this version", todo))
    if mark["study"] != study.id:
        raise SourceError(Problem(file.where, "is a sheet of another study", "read it with that study"))
    try:
        made = dt.date.fromisoformat(mark["made"])
    except ValueError:
        raise SourceError(Problem(file.where, "does not say when it was made", "make the sheet again")) from None
    if made > on:
        what = f"was made on {made}, after the day of the answer ({on})"
        raise SourceError(Problem(file.where, what, "give the day on which the answer came with --on"))
    return made


def _filled(file: AnswerFile, language: str) -> Iterator[tuple[str, _Cells]]:
    """Each quote of the sheet, under its headers, with its place."""
    headers = [phrase(language, f"quotes.{key}") for key, _ in COLUMNS]
    head = next(
        (at for at, row in enumerate(file.grid) if [_text(cell) for cell in row[: len(headers)]] == headers), None
    )
    if head is None:
        what, todo = "has no row with the headers that it was made with", "put them back, or make the sheet again"
        raise SourceError(Problem(file.where, what, todo))
    for at, row in enumerate(file.grid[head + 1 :], head + 2):
        cells = dict(zip((key for key, _ in COLUMNS), (*row, *("",) * len(COLUMNS)), strict=False))
        if any(_text(cell) for cell in cells.values()):
            yield f"{file.where}, row {at}", cells


def _answer(where: str, cells: _Cells, language: str, on: dt.date) -> tuple[Answer | None, list[Problem]]:
    status = _ways(language).get(canonical(_text(cells["answer"])))
    words, new = _text(cells["words"]), _text(cells["new_words"])
    expires = _day(cells["last_day"])
    faults = list(faults_of(status, words, new, expires, on))
    if faults or status is None:
        return None, [Problem(where, fault.what, fault.todo) for fault in faults]
    kept = "" if STEERING.search(words) else words  # such signs cannot be added; the quote has its words already
    text = {"agreed": kept, "changed": new}.get(status, "")
    last = expires if isinstance(expires, dt.date) and status != "withdrawn" else None
    return Answer(where, _text(cells["fragment"]), words, status, text, last), []


def _twice(answers: Sequence[Answer]) -> Iterator[Problem]:
    seen: set[str] = set()
    for answer in answers:
        if answer.fragment in seen:
            yield Problem(
                answer.where, "answers a quote that a row above answers too", "put the numbers back as they were"
            )
        seen.add(answer.fragment)


def _ways(language: str) -> dict[str, str]:
    """Every way to write an answer: the word of the list, the id, other Dutch spellings."""
    listed = {canonical(phrase(language, f"quotes.{status}")): status for status in ANSWERS}
    return {way: status for way, status in spellings(_LIFE.column("status")).items() if status in ANSWERS} | listed


def _day(cell: Any) -> dt.date | Fault | None:
    if cell in ("", None):
        return None
    found = _DAY(cell.strip() if isinstance(cell, str) else cell)
    return found.date() if isinstance(found, dt.datetime) else found


def _text(cell: Any) -> str:
    """A cell as text; a number that a spreadsheet made of an id is written as the id again."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
