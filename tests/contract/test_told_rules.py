"""What sessions noted: a note without its session is refused, one without its answer is worth knowing."""

from __future__ import annotations

import pytest
from deliveries import delivery, good_study, raw_table

from wijklab.contract.check import examine

SESSIONS = "sessie;datum;niveau;deelnemers\nS1;2024-01-01;manager;6\n"
NAMED = "looks as if it names a person, or a number of one"
HEADER = "notitie;sessie;soort;tekst;stand;antwoord\n"


def told(row: str, sessions: str | None = SESSIONS) -> list[tuple[str, str, tuple[int, ...]]]:
    tables = [raw_table("sessienotities", f"{HEADER}{row}\n")]
    tables += [raw_table("leersessies", sessions)] if sessions else []
    problems = examine(good_study(), [*delivery(), *tables]).problems
    return [(p.severity, p.what, p.rows) for p in problems if p.where == "sessienotities.csv"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("S1-1;S1;vraag;Wie?;open;", []),
        ("S1-1;S1;vraag;Wie?;;", []),
        ("S1-1;S1;eyeopener;Aha;;", []),
        ("S1-1;S1;vraag;Wie?;beantwoord;Wij.", []),
        ("S1-1;S1;actie;Doen;gedaan;Het is er.", []),
        ("S1-1;S1;vraag;Wie?;beantwoord;", [("notice", "is empty, though the note was dealt with", (2,))]),
        ("S1-1;S1;actie;Doen;gedaan; ", [("notice", "is empty, though the note was dealt with", (2,))]),
        ("S1-1;S1;actie;Doen;vervallen;", [("notice", "is empty, though the note was dealt with", (2,))]),
        ("S1-1;S1;vraag;Wie?;open;Wij.", [("notice", "is open, though there is an answer", (2,))]),
        ("S1-1;S1;vraag;Wie?;;Wij.", [("notice", "is open, though there is an answer", (2,))]),
        ("S1-1;S1;vraag;Wie, de heer?;open;", []),
        ("S1-1;S1;vraag;Wie, mevrouw Geheim?;open;", [("notice", NAMED, (2,))]),
        ("S1-1;S1;actie;Doen;gedaan;Bel 06.12.34.56.78", [("notice", NAMED, (2,))]),
        ("S1-1;S9;vraag;Wie?;open;", [("refusal", "does not stand in the table sessions", (2,))]),
        ("S1-1;S1;mening;Wie?;open;", [("refusal", "is not one of the choices", (2,))]),
    ],
)
def test_a_note_is_of_a_session_and_says_what_was_done_with_it(
    row: str, expected: list[tuple[str, str, tuple[int, ...]]]
) -> None:
    assert told(row) == expected


def test_notes_need_the_sessions() -> None:
    assert ("refusal", "needs the table sessions, which was not delivered", ()) in told("S1-1;S1;vraag;Wie?;;", None)


def test_a_column_with_names_is_refused() -> None:
    raw = raw_table("sessienotities", "notitie;sessie;soort;tekst;naam\nS1-1;S1;vraag;Wie?;x\n")
    problems = examine(good_study(), [*delivery(), raw_table("leersessies", SESSIONS), raw]).problems
    assert "looks like a person's name" in [problem.what for problem in problems]
