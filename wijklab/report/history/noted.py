"""What sessions noted at a theme or a moment, for the place where it was noted."""

from __future__ import annotations

from wijklab.contract.history import History, Note, Session
from wijklab.report import labels
from wijklab.report.history.shapes import NoteView
from wijklab.text import date, phrase


def notes_at(history: History, theme: str, moment: str = "") -> tuple[NoteView, ...]:
    """The notes at a moment; without one, those at the theme as a whole, in the order of the sessions."""
    return tuple(
        note_view(note, session, history)
        for session in history.sessions
        for note in session.notes
        if (note.theme, note.moment) == (theme, moment)
    )


def note_view(note: Note, session: Session, history: History) -> NoteView:
    """A note in words: who noted it and when, whether it is open, and what was done with it."""
    language = history.card.language
    level = phrase(language, f"labels.levels.{session.level}")
    return NoteView(
        id=note.id,
        kind=note.kind,
        word=labels.capital(phrase(language, f"labels.note.{note.kind}")),
        text=note.text,
        by=phrase(language, "history.noted_by", level=level, day=date(session.date, language)),
        status=phrase(language, f"labels.note_status.{note.status}") if note.kind != "eye_opener" else "",
        answer=note.answer,
    )
