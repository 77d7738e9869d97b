"""Editions: what of a learning history is for the session of one level.

What a level is stuck on or proud of feeds the session of the level above it; what that session leaves open climbs on.
Answers come down: a session reads back what it asked, whoever answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from wijklab.contract.cited import cited_facts
from wijklab.contract.history import Changes, CitedExhibit, History, Session, Theme
from wijklab.contract.vocabulary import LEVELS

BELOW: Final[Mapping[str, str]] = MappingProxyType({above: below for below, above in pairwise(LEVELS)})
"""The level whose themes climb to a level; residents have none below them."""


def edition_of(history: History, level: str) -> History:
    """The edition of one level, made of the full history: its own themes, those that climbed to it, what its sessions
    noted, and what the sessions below it left open. Results, timeline and introduction are those of every edition.
    """
    themes = _themes(history, level)
    ids = {theme.id for theme in themes}
    edition = replace(
        history,
        level=level,
        themes=themes,
        elsewhere=tuple(theme.title for theme in history.themes if theme.id not in ids),
        sessions=_sessions(history.sessions, level, ids),
        changes=history.changes and _changes(history.changes, history, level, ids),
    )
    return replace(edition, exhibits=_exhibits(edition))


def levels_told(history: History) -> tuple[str, ...]:
    """The levels that have an edition: those that some theme is of, or climbed to."""
    return tuple(level for level in LEVELS if _themes(history, level))


def _themes(history: History, level: str) -> tuple[Theme, ...]:
    """The themes of a level in the order of the story; those that climbed say from which level they came."""
    found = ((theme, _came_from(theme, level, history.sessions)) for theme in history.themes)
    return tuple(replace(theme, climbed_from=origin) for theme, origin in found if origin is not None)


def _came_from(theme: Theme, level: str, sessions: Iterable[Session]) -> str | None:
    """The level below from which a theme climbed to this one; empty where it is of this level, None where it is not
    for this level."""
    if theme.level == level:
        return ""
    return BELOW[level] if _climbs_to(level, theme, tuple(sessions)) else None


def _climbs_to(level: str, theme: Theme, sessions: tuple[Session, ...]) -> bool:
    """Whether a theme of a lower level reaches this one: by climbing, and past every level in between because the
    session there left something of it open."""
    below = BELOW.get(level)
    if below is None:
        return False
    if theme.level == below:
        return theme.climbs
    return _climbs_to(below, theme, sessions) and _left_open(below, theme, sessions)


def _left_open(level: str, theme: Theme, sessions: Iterable[Session]) -> bool:
    notes = (note for session in sessions if session.level == level for note in session.notes)
    return any(note.theme == theme.id and note.is_open for note in notes)


def _sessions(sessions: tuple[Session, ...], level: str, themes: set[str]) -> tuple[Session, ...]:
    """The sessions of a level as they were, and of the level below it only what was left open for this one."""
    kept = []
    for session in sessions:
        if session.level == level:
            kept.append(_own(session, themes))
        elif session.level == BELOW.get(level) and (asked := _asking(session, themes)):
            kept.append(asked)
    return tuple(kept)


def _own(session: Session, themes: set[str]) -> Session:
    """A session of this level; what it noted at a theme that stands elsewhere is told as about the whole."""
    return replace(
        session,
        notes=tuple(note if note.theme in themes else replace(note, theme="", moment="") for note in session.notes),
    )


def _asking(session: Session, themes: set[str]) -> Session | None:
    """A session of the level below with what it left open for this one; None where that is nothing."""
    notes = tuple(note for note in session.notes if note.is_open and (not note.theme or note.theme in themes))
    if not notes and not session.open_questions:
        return None
    return replace(session, eye_openers="", actions="", notes=notes)


def _changes(changes: Changes, history: History, level: str, themes: set[str]) -> Changes:
    """What changed, for one level: every result, its own themes and those that are told no more, and answers to what
    its sessions asked or to what concerns its themes."""
    asked = {session.id for session in history.sessions if session.level == level}
    return replace(
        changes,
        themes=tuple(change for change in changes.themes if change.change == "gone" or change.id in themes),
        answered=tuple(
            note if note.theme in themes else replace(note, theme="", moment="")
            for note in changes.answered
            if note.session in asked or note.theme in themes
        ),
    )


def _exhibits(edition: History) -> tuple[CitedExhibit, ...]:
    """The figures behind the facts that this edition cites."""
    homes = {(fact.question, fact.exhibit) for fact in cited_facts(edition)}
    return tuple(shown for shown in edition.exhibits if (shown.question, shown.exhibit.id) in homes)
