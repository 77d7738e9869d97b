"""What the cover and the table of contents of a learning history say."""

from __future__ import annotations

from wijklab.contract.history import History, Session
from wijklab.text import phrase


def cover_lines(history: History) -> tuple[tuple[str, str], ...]:
    """What the cover says beyond what every page says: the areas, and for whom this edition is."""
    language = history.card.language
    level = phrase(language, f"labels.levels.{history.level}" if history.level else "history.everyone")
    lines = ((phrase(language, "history.area"), history.area), (phrase(language, "history.for_whom"), level))
    return tuple(line for line in lines if line[1])


def contents(history: History) -> tuple[tuple[str, str], ...]:
    """The blocks that this page has besides its themes: pairs of an anchor and its heading."""
    there = {
        "noticeable": bool(history.noticeable),
        "changes": history.changes is not None,
        "timeline": bool(history.timeline),
        "frames": any(theme.frames for theme in history.themes),
        "agenda.title": any(session.open_questions or _waits(session) for session in history.sessions),
        "sessions": bool(history.sessions),
        "figures": bool(history.exhibits),
        "made_title": True,
    }
    return tuple(
        (f"{block.removesuffix('_title').removesuffix('.title')}-title", _said(block, history))
        for block, has in there.items()
        if has
    )


def _waits(session: Session) -> bool:
    return any(note.is_open for note in session.notes)


def _said(block: str, history: History) -> str:
    return phrase(history.card.language, f"history.{block}")
