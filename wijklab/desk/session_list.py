"""The learning sessions of a study at a glance: when, which level, how many notes, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wijklab.contract.history import Note, Session
from wijklab.contract.tables import Tables
from wijklab.sources.standing import standing_rows
from wijklab.sources.study_file import read_study
from wijklab.story.sessions import sessions


@dataclass(frozen=True, slots=True)
class Listed:
    """A session, and those of its notes that are still open."""

    session: Session
    open: tuple[Note, ...]


def list_sessions(study_file: Path) -> tuple[Listed, ...]:
    """The sessions of a study in order of time. Everything that reading the study and its tables may raise."""
    study, place = read_study(study_file)
    frames = {name: standing_rows(study, place, name) for name in ("sessions", "session_notes")}
    held = sessions(Tables({name: frame for name, frame in frames.items() if not frame.empty}))
    return tuple(Listed(session, tuple(note for note in session.notes if note.is_open)) for session in held)
