"""Sheets for speakers as Excel workbooks: to be read, filled in and sent back; or printed, A4 on its side."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import Any, Final

import xlsxwriter

from wijklab.contract.study import Study
from wijklab.desk.speakers import Line, Sheet
from wijklab.text import date, phrase

FORMAT: Final = "wijklab citaten 1"
MARK: Final = "wijklab"
"""The hidden sheet that says which study and which speaker a file is of, and when it was made."""

COLUMNS: Final = (
    ("fragment", 8),
    ("words", 42),
    ("role", 15),
    ("theme", 16),
    ("beside", 22),
    ("now", 12),
    ("answer", 12),
    ("new_words", 34),
    ("last_day", 12),
)
"""The columns by their key in the catalogue, with their width in characters."""

ANSWER: Final = [key for key, _ in COLUMNS].index("answer")
"""From this column on the speaker fills in: an answer, new words, a last day."""

ANSWERS: Final = ("agreed", "changed", "withdrawn")
INTRODUCTION: Final = ("told", "what_to_do", "until", "silence", "right", "back")
OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}

_FILLED_IN: Final = {"valign": "top", "text_wrap": True, "border": 1, "locked": False, "bg_color": "#FFF8E1"}
_LOOKS: Final = {
    "title": {"bold": True, "font_size": 16},
    "plain": {"text_wrap": True, "valign": "top"},
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E8EEF2"},
    "cell": {"valign": "top", "text_wrap": True, "border": 1},
    "open": {**_FILLED_IN, "num_format": "@"},
    "day": {**_FILLED_IN, "num_format": "dd-mm-yyyy"},
}


def sheet_bytes(sheet: Sheet, study: Study, on: dt.date) -> bytes:
    """The workbook of one speaker. What is text stays text, and the same quotes on the same day are the same bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, dict(OPTIONS)) as book:
        book.set_properties({"title": _title(study), "created": dt.datetime(on.year, on.month, on.day)})
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        page = book.add_worksheet(phrase(study.language, "quotes.sheet"))
        head = _introduce(page, sheet, study, on, looks)
        _lay_out(page, study.language, head)
        _fill(page, sheet, study.language, head, looks)
        _mark(book.add_worksheet(MARK), sheet, study, on)
    return file.getvalue()


def _title(study: Study) -> str:
    return phrase(study.language, "quotes.title", title=study.title)


def _introduce(page: Any, sheet: Sheet, study: Study, on: dt.date, looks: dict[str, Any]) -> int:
    """What it is about, in plain words over the full width; gives the row of the headers."""
    lines = [_made(sheet, study, on)]
    lines += [phrase(study.language, f"quotes.{name}") for name in INTRODUCTION]
    page.merge_range(0, 0, 0, len(COLUMNS) - 1, "")
    page.write_string(0, 0, _title(study), looks["title"])
    for row, words in enumerate(lines, 1):
        page.merge_range(row, 0, row, len(COLUMNS) - 1, "", looks["plain"])
        page.write_string(row, 0, words, looks["plain"])
        page.set_row(row, 16 * math.ceil(len(words) / 150))
    return len(lines) + 2


def _made(sheet: Sheet, study: Study, on: dt.date) -> str:
    day = date(on, study.language)
    if not sheet.speaker:
        return phrase(study.language, "quotes.made_alone", date=day)
    return phrase(study.language, "quotes.made", date=day, speaker=sheet.speaker)


def _lay_out(page: Any, language: str, head: int) -> None:
    """A4 on its side, as wide as the paper, headers on every page; only what the speaker fills in can be changed."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(0.4, 0.4, 0.5, 0.6)
    page.repeat_rows(head)
    page.set_footer("&C" + phrase(language, "quotes.page", page="&P", pages="&N"))
    page.protect("", {"format_rows": True, "format_columns": True})
    for place, (_, width) in enumerate(COLUMNS):
        page.set_column(place, place, width)


def _fill(page: Any, sheet: Sheet, language: str, head: int, looks: dict[str, Any]) -> None:
    for place, (key, _) in enumerate(COLUMNS):
        page.write_string(head, place, phrase(language, f"quotes.{key}"), looks["head"])
    for row, line in enumerate(sheet.lines, head + 1):
        now = phrase(language, f"labels.status.{line.status}")
        for place, words in enumerate((line.id, line.words, line.role, line.theme, line.beside, now)):
            page.write_string(row, place, words, looks["cell"])
        for place, look in ((ANSWER, "open"), (ANSWER + 1, "open"), (ANSWER + 2, "day")):
            page.write_blank(row, place, None, looks[look])
        page.set_row(row, _height(line))
    last = head + len(sheet.lines)
    page.data_validation(head + 1, ANSWER, last, ANSWER, _choice(language))
    page.data_validation(head + 1, ANSWER + 2, last, ANSWER + 2, _day(language))


def _height(line: Line) -> float:
    """Room for the words, and to write new ones by hand."""
    return 15.0 * max(4, math.ceil(len(line.words) / 38), math.ceil(len(line.beside) / 19))


def _choice(language: str) -> dict[str, Any]:
    words = [phrase(language, f"quotes.{answer}") for answer in ANSWERS]
    message = phrase(language, "quotes.choose")
    return {"validate": "list", "source": words, "ignore_blank": True, "error_message": message}


def _day(language: str) -> dict[str, Any]:
    message = phrase(language, "quotes.a_day")
    return {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1), "error_message": message}


def _mark(page: Any, sheet: Sheet, study: Study, on: dt.date) -> None:
    """What the file is of, out of sight: read back with the answers."""
    alone = "" if sheet.speaker else sheet.lines[0].id
    facts = {"format": FORMAT, "study": study.id, "speaker": sheet.speaker, "fragment": alone, "made": on.isoformat()}
    for row, (name, value) in enumerate(facts.items()):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    page.protect()
    page.hide()
