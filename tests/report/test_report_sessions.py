"""The agenda of a learning history: what is open is carried on, what was done is told, and text shows as text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from reading import Element, read
from samples import history

from wijklab.contract.history import History, Note, Session
from wijklab.report import render
from wijklab.report.history.sessions import agenda_view

FIRST = Session("S1", dt.date(2023, 1, 2), "resident", 8, "", "", "Wie?", ())
SECOND = Session("S2", dt.date(2024, 1, 2), "manager", None, "Aha.", "", "", ())


def noted(*notes: Note, asked: str = "Wie?") -> History:
    by_session = {id: tuple(note for note in notes if note.session == id) for id in ("S1", "S2")}
    held = (replace(FIRST, notes=by_session["S1"], open_questions=asked), replace(SECOND, notes=by_session["S2"]))
    return replace(history(), sessions=held)


def section(shown: History, id: str) -> Element | None:
    found = [
        one for one in read(str(render.fragment(shown))).all("section") if one.attributes.get("aria-labelledby") == id
    ]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("note", "block"),
    [
        (Note("S1-1", "S1", "question", "Een woord"), "questions"),
        (Note("S1-1", "S1", "action", "Een woord"), "actions"),
        (Note("S1-1", "S1", "question", "Een woord", status="answered", answer="Ja."), "dealt_with"),
        (Note("S1-1", "S1", "action", "Een woord", status="done"), "dealt_with"),
        (Note("S1-1", "S1", "action", "Een woord", status="dropped", answer="Nee."), "dealt_with"),
    ],
)
def test_a_note_stands_in_one_block_by_what_became_of_it(note: Note, block: str) -> None:
    agenda = agenda_view(noted(note))
    assert {name for name in ("questions", "actions", "dealt_with") if getattr(agenda, name)} == {block}
    assert agenda.eye_openers == ()


def test_open_questions_are_carried_on_from_every_session_and_stand_once() -> None:
    notes = (Note("S1-1", "S1", "question", "wie? "), Note("S2-1", "S2", "question", "En dan?"))
    agenda = agenda_view(noted(*notes))
    assert [one.text for one in agenda.questions] == ["wie? ", "En dan?"]
    assert agenda.asked == ()
    assert agenda_view(noted()).asked == (("Wie?", "bewoners, 2 januari 2023"),)


def test_actions_come_by_their_day_with_who_and_when() -> None:
    due = dt.date(2024, 12, 1)
    notes = (
        Note("S1-1", "S1", "action", "Ooit"),
        Note("S1-2", "S1", "action", "Later", due=due),
        Note("S2-1", "S2", "action", "Eerst", owner="gemeente", due=due.replace(month=2)),
    )
    agenda = agenda_view(noted(*notes))
    assert [one.text for one in agenda.actions] == ["Eerst", "Later", "Ooit"]
    assert (agenda.actions[0].owner, agenda.actions[0].due) == ("Wie: gemeente", "uiterlijk 1 februari 2024")
    assert (agenda.actions[2].owner, agenda.actions[2].due) == ("", "")


def test_a_note_leads_to_its_moment_else_to_its_theme_and_eye_openers_stand_by_theme() -> None:
    theme = history().themes[0]
    places = [(theme.id, theme.moments[0].id), (theme.id, "weg"), ("weg", ""), ("", "")]
    notes = [Note(f"S1-{n}", "S1", "eye_opener", str(n), *place) for n, place in enumerate(places)]
    agenda = agenda_view(noted(*notes))
    assert [(title, [one.text for one in found]) for title, found in agenda.eye_openers] == [
        (theme.title, ["0", "1"]),
        ("Over het geheel", ["2", "3"]),
    ]
    (_, (at_moment, at_theme)), _ = agenda.eye_openers
    assert at_moment.href == f"#moment-{theme.id}-{theme.moments[0].id}"
    assert (at_theme.place, at_theme.href) == (theme.title, f"#theme-{theme.id}")


def test_every_address_of_the_agenda_stands_on_the_page_and_text_shows_as_text() -> None:
    theme = history().themes[0]
    hostile = '<script>alert(1)</script> \u200f=1+1 "'
    page = read(str(render.fragment(noted(Note("S1-1", "S1", "question", hostile, theme.id, theme.moments[0].id)))))
    ids = {element.attributes["id"] for element in page.all() if "id" in element.attributes}
    (agenda,) = [one for one in page.all("section") if one.attributes.get("aria-labelledby") == "agenda-title"]
    assert hostile in agenda.text
    assert [link.attributes["href"][1:] for link in agenda.all("a")] == [f"moment-{theme.id}-{theme.moments[0].id}"]
    assert {link.attributes["href"][1:] for link in agenda.all("a")} <= ids


def test_blocks_without_content_stay_away() -> None:
    empty = replace(history(), sessions=())
    for id in ("agenda-title", "dealt-title", "eyes-title", "sessions-title"):
        assert section(empty, id) is None
    assert section(noted(asked=""), "agenda-title") is None
    assert section(noted(asked=""), "sessions-title") is not None


def test_what_was_done_stands_with_its_answer_in_both_languages() -> None:
    note = Note("S1-1", "S1", "question", "Wie?", status="answered", answer="De gemeente.")
    english = replace(noted(note), card=replace(history().card, language="en"))
    for shown, word in ((noted(note), "beantwoord"), (english, "answered")):
        dealt = section(shown, "dealt-title")
        assert dealt is not None
        assert all(part in dealt.text for part in ("Wie?", "De gemeente.", word))
