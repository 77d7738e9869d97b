"""Sessions with their notes, in the order of time and of their numbers; notes at what the story has no more."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from small_story import Tell

from wijklab.contract.history import Note
from wijklab.contract.study_parts import Privacy
from wijklab.contract.tables import Tables
from wijklab.story.script import read_script
from wijklab.story.sessions import all_notes, notes_astray, sessions, sessions_to_show

HELD = pd.DataFrame(
    [
        ("S10", dt.date(2024, 1, 1), "manager", None, None, "Doen.", None),
        ("S2", dt.date(2024, 1, 1), "resident", 8, "Aha.", None, "Wie?"),
        ("S9", dt.date(2023, 1, 1), "executive", 5, None, None, None),
    ],
    columns=["session", "date", "level", "participants", "eye_openers", "actions", "open_questions"],
)
NOTED = pd.DataFrame(
    [
        ("S2-10", "S2", "question", None, "Tien?", None),
        ("S2-2", "S2", "action", "gemeente", "Twee", "done"),
        ("S9-1", "S9", "eye_opener", None, "Een", None),
    ],
    columns=["note", "session", "kind", "owner", "text", "status"],
)


@pytest.mark.parametrize("turned", [False, True])
def test_sessions_come_in_order_whatever_the_order_of_the_rows(turned: bool) -> None:
    frames = {"sessions": HELD, "session_notes": NOTED}
    tables = Tables({name: frame[::-1] if turned else frame for name, frame in frames.items()})
    held = sessions(tables)
    assert [session.id for session in held] == ["S9", "S2", "S10"]
    assert [note.id for note in all_notes(tables)] == ["S9-1", "S2-2", "S2-10"]
    assert held[1].notes == (
        Note("S2-2", "S2", "action", "Twee", owner="gemeente", status="done"),
        Note("S2-10", "S2", "question", "Tien?"),
    )
    assert (held[1].participants, held[1].open_questions, held[2].participants, held[2].notes) == (8, "Wie?", None, ())


@pytest.mark.parametrize(("came", "told"), [(None, None), (1, None), (2, None), (3, 3), (8, 8)])
def test_how_many_came_is_told_where_they_are_enough_not_to_be_known_by_it(came: int | None, told: int | None) -> None:
    held = HELD.head(1).assign(participants=pd.array([came], dtype="Int64"))
    assert [session.participants for session in sessions_to_show(Tables({"sessions": held}), Privacy())] == [told]


def test_no_tables_are_no_sessions() -> None:
    assert sessions(Tables({})) == ()


@pytest.mark.parametrize(
    ("theme", "moment", "said"),
    [
        ("", "", None),
        ("tuin", "", None),
        ("tuin", "samen-beginnen", None),
        ("tuin", "weg", "no moment 'weg' in the theme 'tuin'"),
        ("weg", "samen-beginnen", "the story has no theme 'weg'"),
        ("", "samen-beginnen", "no moment 'samen-beginnen' in the theme ''"),
    ],
)
def test_a_note_at_what_the_story_does_not_have_is_worth_knowing(
    make_story: Tell, theme: str, moment: str, said: str | None
) -> None:
    note = Note("S1-1", "S1", "question", "Wie?", theme, moment)
    told = list(notes_astray([note], read_script(make_story())))
    assert [problem.what for problem in told] == ([said] if said else [])
    assert all(problem.severity == "notice" for problem in told)
