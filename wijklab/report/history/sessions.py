"""The learning sessions: the agenda of what they left open, what was done with the rest, and what struck people."""

from __future__ import annotations

from collections.abc import Iterator

from wijklab.contract.history import History, Note, Session
from wijklab.report import labels
from wijklab.report.history.session_shapes import AgendaNote, AgendaView, SessionView
from wijklab.text import date, phrase

Noted = tuple[Note, Session]
"""A note, and the session that noted it."""


def agenda_view(history: History) -> AgendaView:
    """All that the sessions of this history noted, oldest first: a question that is still open is carried on."""
    noted = [(note, session) for session in history.sessions for note in session.notes]
    waiting = [one for one in noted if one[0].is_open]
    dealt_with = [one for one in noted if one[0].kind != "eye_opener" and not one[0].is_open]
    return AgendaView(
        questions=tuple(_note(one, history) for one in waiting if one[0].kind == "question"),
        asked=tuple(_asked(history)),
        actions=tuple(_note(one, history) for one in sorted(waiting, key=_due) if one[0].kind == "action"),
        dealt_with=tuple(_note(one, history) for one in dealt_with),
        eye_openers=_eye_openers([one for one in noted if one[0].kind == "eye_opener"], history),
        sessions=tuple(_session(session, history) for session in history.sessions),
    )


def _due(noted: Noted) -> str:
    """The first to be done first; what has no day last."""
    return noted[0].due.isoformat() if noted[0].due else "~"


def _asked(history: History) -> Iterator[tuple[str, str]]:
    """The open questions that a session left in one text, unless it left them as notes too."""
    for session in history.sessions:
        notes = {note.text.strip().casefold() for note in session.notes}
        if session.open_questions and session.open_questions.strip().casefold() not in notes:
            yield session.open_questions, _by(session, history)


def _eye_openers(noted: list[Noted], history: History) -> tuple[tuple[str, tuple[AgendaNote, ...]], ...]:
    """Eye-openers under the title of their theme, in the order of the page; those about the whole come last."""
    titles = {theme.id: theme.title for theme in history.themes}
    whole = phrase(history.card.language, "history.agenda.whole")
    by_title: dict[str, list[AgendaNote]] = {title: [] for title in (*titles.values(), whole)}
    for one in noted:
        by_title[titles.get(one[0].theme, whole)].append(_note(one, history))
    return tuple((title, tuple(notes)) for title, notes in by_title.items() if notes)


def _note(noted: Noted, history: History) -> AgendaNote:
    note, session = noted
    language = history.card.language
    place, href = _place(note, history)
    return AgendaNote(
        kind=note.kind,
        word=labels.capital(phrase(language, f"labels.note.{note.kind}")),
        text=note.text,
        by=_by(session, history),
        place=place,
        href=href,
        owner=phrase(language, "history.agenda.owner", owner=note.owner) if note.owner else "",
        due=phrase(language, "history.agenda.due", day=date(note.due, language)) if note.due else "",
        status=phrase(language, f"labels.note_status.{note.status}") if note.kind != "eye_opener" else "",
        answer=note.answer,
    )


def _place(note: Note, history: History) -> tuple[str, str]:
    """The title of the moment, else of the theme, at which something was noted, and its address on the page."""
    theme = next((theme for theme in history.themes if theme.id == note.theme), None)
    if theme is None:
        return "", ""
    moment = next((moment for moment in theme.moments if moment.id == note.moment), None)
    if moment is None:
        return theme.title, f"#theme-{theme.id}"
    return moment.title, f"#moment-{theme.id}-{moment.id}"


def _by(session: Session, history: History) -> str:
    language = history.card.language
    level = phrase(language, f"labels.levels.{session.level}")
    return phrase(language, "history.noted_by", level=level, day=date(session.date, language))


def _session(session: Session, history: History) -> SessionView:
    language = history.card.language
    participants = str(session.participants) if session.participants is not None else phrase(language, "page.unknown")
    return SessionView(
        day=date(session.date, language),
        level=phrase(language, f"labels.levels.{session.level}"),
        participants=phrase(language, "history.participants", n=participants),
        eye_openers=session.eye_openers,
        actions=session.actions,
    )
