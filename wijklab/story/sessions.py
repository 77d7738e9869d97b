"""The learning sessions of a study, in order of time, with what they left behind: in one text each and in notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from wijklab.contract.history import Note, Session
from wijklab.contract.study_parts import Privacy
from wijklab.contract.tables import Tables
from wijklab.errors import Problem
from wijklab.story.markdown import blocks, moment_ids, moments
from wijklab.story.rows import Row, day, rows, whole, words
from wijklab.story.script import Script


def sessions(tables: Tables) -> tuple[Session, ...]:
    """The learning sessions in order of time, each with its notes in the order in which they were numbered."""
    noted: dict[str, list[Note]] = {}
    for note in sorted(map(_note, rows(tables, "session_notes")), key=lambda note: _numbered(note.id)):
        noted.setdefault(note.session, []).append(note)
    held = (_session(row, tuple(noted.get(row["session"], ()))) for row in rows(tables, "sessions"))
    return tuple(sorted(held, key=lambda session: (session.date, _numbered(session.id))))


def sessions_to_show(tables: Tables, privacy: Privacy) -> tuple[Session, ...]:
    """The same sessions; of one that was held by fewer than hold a role that is rare, the number is not told: it would
    say of one or two people that the notes are theirs."""
    return tuple(
        replace(held, participants=None) if (held.participants or 0) < privacy.rare_role else held
        for held in sessions(tables)
    )


def all_notes(tables: Tables) -> Iterator[Note]:
    """Every note of every session, in that order."""
    for session in sessions(tables):
        yield from session.notes


def notes_astray(notes: Iterable[Note], script: Script) -> Iterator[Problem]:
    """Worth knowing: notes at a theme or a moment that the story does not have, or has no more."""
    written = {page.front.id: page.document for page in script.themes if page.front}
    found = {id: moment_ids([title for title, _ in moments(blocks(document))]) for id, document in written.items()}
    for note in notes:
        if note.theme and note.theme not in found:
            what, todo = (
                f"the story has no theme '{note.theme}'",
                "correct the theme, or leave it: it is told as a whole",
            )
            yield Problem(f"note '{note.id}'", what, todo, "theme", severity="notice")
        elif note.moment and note.moment not in found.get(note.theme, ()):
            what = f"no moment '{note.moment}' in the theme '{note.theme}'"
            todo = "correct the moment (a heading that was rewritten?), or leave it: it is told at the theme"
            yield Problem(f"note '{note.id}'", what, todo, "moment", severity="notice")


def _session(row: Row, notes: tuple[Note, ...]) -> Session:
    return Session(
        id=row["session"],
        date=pd.Timestamp(row["date"]).date(),
        level=row["level"],
        participants=whole(row, "participants"),
        eye_openers=words(row, "eye_openers"),
        actions=words(row, "actions"),
        open_questions=words(row, "open_questions"),
        notes=notes,
    )


def _note(row: Row) -> Note:
    return Note(
        id=row["note"],
        session=row["session"],
        kind=row["kind"],
        text=words(row, "text"),
        theme=words(row, "theme"),
        moment=words(row, "moment"),
        owner=words(row, "owner"),
        due=day(row, "due"),
        status=words(row, "status") or "open",
        answer=words(row, "answer"),
    )


def _numbered(id: str) -> tuple[tuple[str, int], ...]:
    """An id as people count: `n2` before `n10`."""
    return tuple((text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d*)", id))
