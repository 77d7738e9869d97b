"""Learning sessions come into the study: what the page saved becomes a session and its notes, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from wijklab.contract.columns import TABLES
from wijklab.contract.history import Note
from wijklab.contract.session_file import SavedNote, SessionFile, plain
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.errors import Problem, SourceError, StoryError
from wijklab.sources.added_rows import checked_rows
from wijklab.sources.adding import add_all
from wijklab.sources.files import from_root
from wijklab.sources.opening import card_of
from wijklab.sources.session_file import read_session_file
from wijklab.sources.standing import standing_rows
from wijklab.sources.study_file import read_study
from wijklab.story.script import read_script
from wijklab.story.sessions import notes_astray


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding one file: the id of the session and whether it is new, the notes that came in by kind, how
    many the study had, the files that were written, and what is worth knowing."""

    session: str
    is_new: bool
    came: Mapping[str, int]
    known: int
    written: tuple[str, ...]
    notices: tuple[Problem, ...]


def add_session(file: Path, study_file: Path | None = None) -> Added:
    """Bring the notes of a file into the study that they are of: by default `params/<study>.yaml`.

    The same file a second time adds nothing; a file that has grown adds what is new. SourceError where the file is
    wrong or of another study, and everything that reading the study and adding rows may raise.
    """
    saved = read_session_file(file)
    study, place = read_study(study_file or _study_of(saved, file))
    if study.id != saved.study:
        what = f"holds notes of the study '{saved.study}', not of '{study.id}'"
        raise SourceError(Problem(file.name, what, "give the study that they are of: --study params/<study>.yaml"))
    held, noted = standing_rows(study, place, "sessions"), standing_rows(study, place, "session_notes")
    id = _session_id(saved, held, noted)
    is_new = id not in set(held["session"])
    rows = _new_notes(saved, id, noted)
    checked_rows(study, TABLES["session_notes"], rows, file.name)  # before the session itself is written
    new = {"sessions": [_session_row(saved, id)] if is_new else [], "session_notes": rows}
    paths = add_all(study, place, {table: added for table, added in new.items() if added})
    written = tuple(from_root(path, place) for path in paths)
    came = Counter(row["kind"] for row in rows)
    notices = (*_of_edition(saved, study, file), *_astray(study, place, rows))
    return Added(id, is_new, came, len(saved.notes) - len(rows), written, notices)


def _study_of(saved: SessionFile, file: Path) -> Path:
    path = Path("params") / f"{saved.study}.yaml"
    if not path.is_file():
        what = f"holds notes of the study '{saved.study}', and there is no {path.as_posix()} here"
        raise SourceError(Problem(file.name, what, "go to the folder that holds params/, or give --study FILE"))
    return path


def _session_id(saved: SessionFile, held: pd.DataFrame, noted: pd.DataFrame) -> str:
    """The session of that day and level that these notes are of, or the id of a new one.

    They are of a session without notes, or of one with which they share at least half of the words.
    """
    same = held[(held["date"] == pd.Timestamp(saved.date)) & (held["level"] == saved.level)]
    words = {_worded(note.kind, note.text) for note in saved.notes}
    for id in same["session"]:
        there = {_worded(row["kind"], row["text"]) for row in _notes_of(id, noted)}
        if 2 * len(words & there) >= min(len(words), len(there)):
            return str(id)
    taken, first = set(held["session"]), f"{saved.date}-{saved.level}"
    return next(id for id in (first, *(f"{first}-{n}" for n in range(2, len(taken) + 3))) if id not in taken)


def _notes_of(session: str, noted: pd.DataFrame) -> list[dict[str, Any]]:
    return noted[noted["session"] == session].to_dict("records")  # type: ignore[return-value]


def _worded(kind: str, text: Any) -> tuple[str, str]:
    """A note as it is compared; the study may have kept it with a sign before it, or with other spaces."""
    return kind, "" if pd.isna(text) else str(plain(text)).casefold()


def _session_row(saved: SessionFile, id: str) -> dict[str, str]:
    people = "" if saved.participants is None else str(saved.participants)
    return {"session": id, "date": saved.date.isoformat(), "level": saved.level, "participants": people}


def _new_notes(saved: SessionFile, session: str, noted: pd.DataFrame) -> list[dict[str, str]]:
    """The notes that the study does not have yet: neither their number nor their words."""
    numbers = set(noted["note"])
    there = {_worded(row["kind"], row["text"]) for row in _notes_of(session, noted)}
    rows = (_note_row(note, session) for note in saved.notes if _worded(note.kind, note.text) not in there)
    return [row for row in rows if row["note"] not in numbers]


def _note_row(note: SavedNote, session: str) -> dict[str, str]:
    return {
        "note": f"{session}-{note.number}",
        "session": session,
        "kind": note.kind,
        "theme": note.theme,
        "moment": note.moment,
        "text": note.text,
        "owner": note.owner,
        "due": note.due.isoformat() if note.due else "",
        "status": "" if note.kind == "eye_opener" else "open",
    }


def _of_edition(saved: SessionFile, study: Study, file: Path) -> Iterator[Problem]:
    if saved.edition != study.edition:
        what = "was noted at another edition than the study tells now"
        yield Problem(file.name, what, "look whether its themes and moments still stand", severity="notice")


def _astray(study: Study, place: StudyPlace, rows: Sequence[Mapping[str, str]]) -> Iterator[Problem]:
    """Notes at what the story does not have; none where the story cannot be read, which `wijklab check` tells."""
    try:
        script = read_script(OpenStudy(study, Tables({}), place, card_of(study, {})))
    except StoryError:
        return
    notes = (Note(row["note"], row["session"], row["kind"], row["text"], row["theme"], row["moment"]) for row in rows)
    yield from notes_astray(notes, script)
