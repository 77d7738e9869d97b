"""Rules of what was told: a note that was dealt with says what was done, only such a note does, nobody is named."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import pandas as pd

from wijklab.contract.intake import as_text, tells_of_someone
from wijklab.contract.rules.found import Found, Frames, rows_of
from wijklab.contract.study import Study

_TEXTS: Final = MappingProxyType(
    {
        "fragments": ("text", "role"),
        "quote_life": ("text",),
        "events": ("title", "description"),
        "sessions": ("eye_openers", "actions", "open_questions"),
        "session_notes": ("text", "owner", "answer"),
        "cases": ("title", "wants", "can", "needs", "actions"),
    }
)
"""What readers read as it was typed, by table."""

_DEALT_WITH: Final = ("answered", "done", "dropped")


def dealt_with_in_silence(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a note that was answered, done or let go, of which nobody reads what was done with it."""
    if "session_notes" not in frames:
        return
    notes = frames["session_notes"]
    silent = notes["status"].isin(_DEALT_WITH) & _empty(notes)
    if rows := rows_of(silent):
        what, todo = "is empty, though the note was dealt with", "write in a sentence what was done with it, or why not"
        yield Found("session_notes", what, todo, "answer", rows, "notice")


def answers_to_open_notes(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: an answer to a note that is still open, and so climbs on as a question."""
    if "session_notes" not in frames:
        return
    notes = frames["session_notes"]
    answered = ~notes["status"].isin(_DEALT_WITH) & ~_empty(notes)
    if rows := rows_of(answered):
        todo = "write beantwoord, gedaan or vervallen; or leave it open, if the answer is not the last word"
        yield Found("session_notes", "is open, though there is an answer", todo, "status", rows, "notice")


def somebody_named(study: Study, frames: Frames) -> Iterator[Found]:
    """Worth knowing: a text for readers that looks as if it names somebody, or says how to reach somebody."""
    for table, columns in _TEXTS.items():
        for column in columns:
            if table in frames and column in frames[table]:
                texts = frames[table][column].dropna()
                rows = rows_of(texts.map(lambda text: bool(tells_of_someone(as_text(text)))))
                if rows:
                    todo = "write a function or an organisation, or a name that was made up and that the page calls so"
                    yield Found(
                        table, "looks as if it names a person, or a number of one", todo, column, rows, "notice"
                    )


def _empty(notes: pd.DataFrame) -> pd.Series:
    """Whether a note has no answer, row by row."""
    return notes["answer"].fillna("").str.strip() == ""
