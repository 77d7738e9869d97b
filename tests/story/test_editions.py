"""Which themes, notes and changes stand in the edition of a level: the escalation rule as a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from wijklab.contract.answers import Exhibit, Quantity, StudyCard
from wijklab.contract.history import (
    Changes,
    CitedExhibit,
    CitedFact,
    History,
    Moment,
    Note,
    NoticeableResult,
    Passage,
    QuoteCounts,
    ResultChange,
    Session,
    Theme,
    ThemeChange,
)
from wijklab.contract.vocabulary import LEVELS
from wijklab.story.editions import edition_of, levels_told

DAY = dt.date(2024, 1, 1)
CARD = StudyCard("klein", "Klein", "", "nl", "2024", "final", False, (), (), DAY, DAY, DAY, {}, ())


def fact(id: str, exhibit: str) -> CitedFact:
    return CitedFact(Quantity(id, 1.0, "points", "people", n=50), "wellbeing", exhibit)


def figure(id: str) -> CitedExhibit:
    return CitedExhibit("wellbeing", Exhibit(id, "values", (), ()), (), 10, 5)


def theme(id: str, level: str, *, climbs: bool = True) -> Theme:
    told = Moment(f"moment-{id}", "Moment", (fact(f"wellbeing.{id}", f"figure-{id}"),), (), (), ())
    return Theme(id, f"Thema {id}", level, "stuck", {}, climbs, Passage("Het wringt."), (told,))


def session(level: str, *notes: Note, id: str = "", **texts: str) -> Session:
    words = {"eye_openers": "", "actions": "", "open_questions": ""} | texts
    id = id or f"S-{level}"
    own = tuple(replace(note, session=id) for note in notes)
    return Session(id, DAY, level, 6, notes=own, **words)


def note(theme: str = "", kind: str = "question", status: str = "open", id: str = "n1") -> Note:
    return Note(id, "", kind, f"Woorden van {id}", theme, "moment" if theme else "", status=status)


def history(*themes: Theme, sessions: tuple[Session, ...] = (), **more: object) -> History:
    parts = {"introduction": Passage("Begin."), "noticeable": (), "timeline": ()} | more
    return History(card=CARD, themes=themes, sessions=sessions, quotes=QuoteCounts(), example_quotes=False, **parts)


OPEN, DONE = "open", "answered"
ESCALATION = (
    # level of the theme, climbs, sessions as (level, kind, status) that noted at it, levels of the editions it is in
    ("resident", True, (), ("resident", "practitioner")),
    ("resident", False, (), ("resident",)),
    ("resident", True, (("practitioner", "question", OPEN),), ("resident", "practitioner", "manager")),
    ("resident", True, (("practitioner", "action", OPEN),), ("resident", "practitioner", "manager")),
    ("resident", True, (("practitioner", "eye_opener", OPEN),), ("resident", "practitioner")),
    ("resident", True, (("practitioner", "question", DONE),), ("resident", "practitioner")),
    ("resident", True, (("practitioner", "action", "done"),), ("resident", "practitioner")),
    ("resident", True, (("practitioner", "action", "dropped"),), ("resident", "practitioner")),
    ("resident", True, (("resident", "question", OPEN),), ("resident", "practitioner")),
    ("resident", True, (("manager", "question", OPEN),), ("resident", "practitioner")),
    ("resident", False, (("practitioner", "question", OPEN),), ("resident",)),
    ("resident", True, (("practitioner", "question", OPEN), ("manager", "question", OPEN)), LEVELS),
    ("practitioner", True, (), ("practitioner", "manager")),
    ("practitioner", True, (("manager", "question", OPEN),), ("practitioner", "manager", "executive")),
    ("manager", True, (), ("manager", "executive")),
    ("manager", False, (("manager", "question", OPEN),), ("manager",)),
    ("executive", True, (("executive", "question", OPEN),), ("executive",)),
)


@pytest.mark.parametrize(("level", "climbs", "noted", "expected"), ESCALATION)
def test_a_theme_climbs_as_the_rule_says(
    level: str, climbs: bool, noted: tuple[tuple[str, str, str], ...], expected: tuple[str, ...]
) -> None:
    held = tuple(session(who, note("a", kind, status)) for who, kind, status in noted)
    told = history(theme("a", level, climbs=climbs), sessions=held)
    assert levels_told(told) == expected
    for edition in LEVELS:
        found = [one.climbed_from for one in edition_of(told, edition).themes]
        below = LEVELS[LEVELS.index(edition) - 1]
        assert found == ([] if edition not in expected else [""] if edition == level else [below])


def test_themes_keep_their_order_and_those_that_stand_elsewhere_are_named() -> None:
    told = history(theme("b", "manager"), theme("a", "practitioner"), theme("c", "resident"))
    edition = edition_of(told, "manager")
    assert [one.id for one in edition.themes] == ["b", "a"]
    assert edition.elsewhere == ("Thema c",)
    assert edition.level == "manager"


def test_a_session_below_hands_up_only_what_it_left_open_at_themes_of_this_edition() -> None:
    noted = (
        note("a", id="open-here"),
        note("c", id="open-elsewhere"),
        note("", id="open-whole"),
        note("a", status="answered", id="answered"),
        note("a", "eye_opener", id="eye"),
    )
    below = session("practitioner", *noted, eye_openers="Van hen", actions="Van hen", open_questions="Wie betaalt?")
    told = history(theme("a", "practitioner"), theme("c", "resident", climbs=False), sessions=(below,))
    handed = edition_of(told, "manager").sessions[0]
    assert [one.id for one in handed.notes] == ["open-here", "open-whole"]
    assert (handed.eye_openers, handed.actions, handed.open_questions) == ("", "", "Wie betaalt?")


def test_a_session_below_that_left_nothing_open_is_left_out_and_those_above_too() -> None:
    quiet = session("practitioner", note("a", status="done"), actions="Gedaan.")
    above = session("executive", note("a"), open_questions="Waarom?")
    told = history(theme("a", "practitioner"), sessions=(quiet, above))
    assert edition_of(told, "manager").sessions == ()


def test_an_own_session_keeps_all_its_notes_and_answers_come_down_with_them() -> None:
    asked = replace(note("a", status="answered"), answer="De bestuurders: ja, vanaf januari.")
    own = session("manager", asked, note("c", "eye_opener", id="n2"), eye_openers="Een inzicht.")
    told = history(theme("a", "manager"), theme("c", "resident", climbs=False), sessions=(own,))
    kept = edition_of(told, "manager").sessions[0]
    assert kept.eye_openers == "Een inzicht."
    assert kept.notes[0].answer == "De bestuurders: ja, vanaf januari."
    assert (kept.notes[1].id, kept.notes[1].theme, kept.notes[1].moment) == ("n2", "", "")


def test_every_edition_has_the_results_the_timeline_and_the_introduction() -> None:
    result = NoticeableResult(fact("wellbeing.x", "figure-x"), "Niet meer dan dit.")
    told = history(theme("a", "resident"), noticeable=(result,))
    for level in LEVELS:
        edition = edition_of(told, level)
        assert (edition.noticeable, edition.introduction) == (told.noticeable, told.introduction)


def test_an_edition_holds_the_figures_that_it_cites_and_no_others() -> None:
    result = NoticeableResult(fact("wellbeing.x", "figure-x"), "Niet meer dan dit.")
    shown = tuple(figure(id) for id in ("figure-x", "figure-a", "figure-b"))
    told = history(theme("a", "resident"), theme("b", "executive"), noticeable=(result,), exhibits=shown)
    assert [one.exhibit.id for one in edition_of(told, "resident").exhibits] == ["figure-x", "figure-a"]


def test_of_what_changed_an_edition_tells_results_own_themes_and_answers_to_its_sessions() -> None:
    changes = Changes(
        previous="2023",
        cutoff=DAY,
        results=(ResultChange("wellbeing.x", None, fact("wellbeing.x", "figure-x")),),
        themes=tuple(ThemeChange(id, id, kind) for id, kind in (("a", "new"), ("b", "new"), ("z", "gone"))),
        answered=(
            replace(note("a", status="done", id="own-theme"), session="S-executive"),
            replace(note("b", status="done", id="own-session"), session="S-resident"),
            replace(note("b", status="done", id="of-others"), session="S-executive"),
        ),
        withdrawn_quotes=1,
    )
    held = (session("resident"), session("executive"))
    told = history(theme("a", "resident"), theme("b", "executive"), sessions=held, changes=changes)
    own = edition_of(told, "resident").changes
    assert own is not None
    assert own.results == changes.results
    assert [change.id for change in own.themes] == ["a", "z"]
    assert [(one.id, one.theme) for one in own.answered] == [("own-theme", "a"), ("own-session", "")]
    assert own.withdrawn_quotes == 1
