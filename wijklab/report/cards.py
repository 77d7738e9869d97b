"""The sheets of a facilitator: the schedule of a learning session, what to lay ready, and the cards to cut out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from markupsafe import Markup

from wijklab.contract.history import History, Note
from wijklab.report import render
from wijklab.report.slips import PER_SHEET, Slip, slips_of
from wijklab.text import date, phrase

STEPS: Final = {
    "welcome": 15,
    "agenda": 15,
    "timeline": 20,
    "facts": 20,
    "themes": 40,
    "pause": 15,
    "questions": 25,
    "own_actions": 20,
    "together": 10,
}
"""A session of three hours: what is done, and for how many minutes."""

A_TABLE: Final = 6
"""How many people sit at a table before another one is laid: from three to eight can talk together."""

ROOMS: Final = (6, 12, 18, 24, 30)
"""Sizes of a group for which the number of tables is given."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the session: when it begins, how long it takes, what is done and with what."""

    begins: str
    minutes: str
    title: str
    how: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of cards of one kind."""

    kind: str
    title: str
    per: int
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """Something an earlier session noted: what, who and when, and what was done with it."""

    kind: str
    text: str
    about: str
    answer: str


def session_file(level: str) -> str:
    """The file name of the page with which the session of a level is held."""
    return f"session-{level}.html"


def session_page(history: History) -> str:
    """The page with which a session is held on this edition: print it on A4 and cut the cards along the lines."""
    language = history.card.language
    level = phrase(language, f"labels.levels.{history.level}") if history.level else ""
    title = phrase(language, "session.cards.title_level" if level else "session.cards.title", **_given(level=level))
    return render.page(
        history.card,
        here="session",
        title=title,
        lead=phrase(language, "session.cards.lead"),
        body=[_body(history)],
        privacy=[phrase(language, "page.privacy.history")],
        example=history.example_quotes,
        kit="cards",
    )


def tables_for(people: int) -> int:
    """How many tables so many people need: at most six at each, so that all of them can speak."""
    return -(-people // A_TABLE)


def _body(history: History) -> Markup:
    language, notes = history.card.language, [note for session in history.sessions for note in session.notes]
    sheets = list(_sheets(history))
    return render.cards(
        history.card,
        steps=_steps(language),
        rooms=[(str(people), str(tables_for(people))) for people in ROOMS],
        last_time=_last_time(history),
        ready=[(phrase(language, f"session.kinds.{kind}"), str(count)) for kind, count in _counted(sheets)],
        open=[_carried(note, language) for note in notes if is_open(note)],
        answered=[_carried(note, language) for note in notes if note.answer],
        sheets=sheets,
        foot=" · ".join((history.card.title, history.card.edition)),
    )


def is_open(note: Note) -> bool:
    """Whether a question or an action of an earlier session still waits."""
    return note.status == "open" and note.kind in ("question", "action")


def _steps(language: str) -> list[Step]:
    begins = accumulate(STEPS.values(), initial=0)
    return [
        Step(
            f"{start // 60}:{start % 60:02d}",
            str(STEPS[name]),
            phrase(language, f"session.steps.{name}.title"),
            phrase(language, f"session.steps.{name}.how"),
        )
        for name, start in zip(STEPS, begins, strict=False)
    ]


def _last_time(history: History) -> str:
    """How many came the last time that this level met, where that was noted."""
    met = [one for one in history.sessions if one.participants and one.level == history.level]
    if not met:
        return ""
    last = max(met, key=lambda session: session.date)
    people = last.participants or 0
    values = {"people": str(people), "tables": str(tables_for(people))}
    return phrase(history.card.language, "session.cards.last_time", **values)


def _carried(note: Note, language: str) -> Carried:
    by = phrase(language, "session.script.by", date=date(note.due, language)) if note.due else ""
    about = " · ".join(filter(None, (note.owner, by)))
    return Carried(phrase(language, f"labels.note.{note.kind}"), note.text, about, note.answer)


def _sheets(history: History) -> Iterator[Sheet]:
    """Sheets of cards, each full as far as its kind goes."""
    for kind, per in PER_SHEET.items():
        slips = slips_of(kind, history)
        parts = [tuple(slips[start : start + per]) for start in range(0, len(slips), per)]
        for number, part in enumerate(parts, start=1):
            yield Sheet(kind, _sheet_title(kind, number, len(parts), history.card.language), per, part)


def _sheet_title(kind: str, number: int, of: int, language: str) -> str:
    """`Citaten`, or `Citaten (blad 2 van 7)` where there are more."""
    name = phrase(language, f"session.kinds.{kind}")
    part = phrase(language, "session.cards.sheet", number=str(number), of=str(of))
    return f"{name} ({part})" if of > 1 else name


def _counted(sheets: Sequence[Sheet]) -> list[tuple[str, int]]:
    """How many cards of each kind there are."""
    kinds = dict.fromkeys(sheet.kind for sheet in sheets)
    return [(kind, sum(len(sheet.slips) for sheet in sheets if sheet.kind == kind)) for kind in kinds]


def _given(**values: str) -> dict[str, str]:
    """The values that hold something: a phrase without a level has no place for it."""
    return {name: value for name, value in values.items() if value}
