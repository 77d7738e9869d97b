"""What the script of the session is given: which study, edition and level the notes belong to, and its words.

The script itself holds no word: all it says stands here, from the catalogue, with `{n}` where it fills in a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wijklab.contract.history import History
from wijklab.contract.vocabulary import LEVELS, NOTE_KINDS
from wijklab.report import labels
from wijklab.text import phrase

LONGEST_TEXT: Final = 2000
LONGEST_OWNER: Final = 200
"""How many characters a note and its owner may have in the form."""

SPOKEN: Final = {
    "counter": ("n", "total"),
    "counter_notes": (),
    "aside": (),
    "left": (),
    "whole": (),
    "theme": ("title",),
    "by": ("date",),
    "empty": (),
    "personal": (),
    "noted": (),
    "removed": (),
    "nothing": (),
    "saved": ("file",),
    "read": ("came", "known"),
    "not_ours": (),
    "other_study": (),
    "other_edition": (),
    "full": (),
    "clear_sure": (),
    "cleared": (),
}
"""The words that the script says itself, and the values that it fills in."""


@dataclass(frozen=True, slots=True)
class NotebookView:
    """The notes of a session on a page: whose they are, and the choices and words of their forms."""

    study: str
    edition: str
    level: str
    levels: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    longest_text: int
    longest_owner: int
    words: tuple[tuple[str, str], ...]


def notebook_view(history: History) -> NotebookView:
    """The notes of a session of this history, still empty."""
    language = history.card.language
    kinds = tuple((kind, labels.capital(phrase(language, f"labels.note.{kind}"))) for kind in NOTE_KINDS)
    return NotebookView(
        study=history.card.id,
        edition=history.card.edition,
        level=history.level,
        levels=tuple((level, phrase(language, f"labels.levels.{level}")) for level in LEVELS),
        kinds=kinds,
        longest_text=LONGEST_TEXT,
        longest_owner=LONGEST_OWNER,
        words=(*kinds, *((name, _template(language, name, names)) for name, names in SPOKEN.items())),
    )


def _template(language: str, name: str, names: tuple[str, ...]) -> str:
    """A phrase in which the script fills in the values."""
    return phrase(language, f"session.script.{name}", **{one: f"{{{one}}}" for one in names})
