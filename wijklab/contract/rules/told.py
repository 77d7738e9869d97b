"""Rules of what sessions noted: a note that was dealt with says what was done, and only such a note does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from wijklab.contract.rules.found import Found, Frames, rows_of
from wijklab.contract.study import Study

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


def _empty(notes: pd.DataFrame) -> pd.Series:
    """Whether a note has no answer, row by row."""
    return notes["answer"].fillna("").str.strip() == ""
