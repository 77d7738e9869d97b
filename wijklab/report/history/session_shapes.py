"""What the template is given of the learning sessions: what is open, what was done, what struck people, who met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgendaNote:
    """A note as the agenda tells it: where it was noted (a title and its address, or empty), by whom, who does it and
    by which day, and what was done with it."""

    kind: str
    word: str
    text: str
    by: str
    place: str
    href: str
    owner: str
    due: str
    status: str
    answer: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """A learning session and what it wrote down as a whole."""

    day: str
    level: str
    participants: str
    eye_openers: str
    actions: str


@dataclass(frozen=True, slots=True)
class AgendaView:
    """What the sessions left: open questions (as notes, and as texts of a session with who asked), actions that are not
    done, what was done with the others, and eye-openers by theme."""

    questions: tuple[AgendaNote, ...]
    asked: tuple[tuple[str, str], ...]
    actions: tuple[AgendaNote, ...]
    dealt_with: tuple[AgendaNote, ...]
    eye_openers: tuple[tuple[str, tuple[AgendaNote, ...]], ...]
    sessions: tuple[SessionView, ...]

    @property
    def is_open(self) -> bool:
        """Whether anything waits for the next session."""
        return bool(self.questions or self.asked or self.actions)
