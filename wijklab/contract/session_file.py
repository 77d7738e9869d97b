"""What a learning session noted, as the page saves it: one JSON object that another day brings into the study."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from wijklab.contract.study_values import Day, Line, Part, Slug
from wijklab.contract.vocabulary import LEVELS, NOTE_KINDS

FORMAT: Final = "wijklab sessie 1"
MOST_NOTES: Final = 500

_UNSEEN: Final = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def plain(value: Any) -> Any:
    """Text on one line, in one Unicode form, without signs that cannot be seen or that turn the reading direction."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", _UNSEEN.sub("", value))).strip()


def _none(value: Any) -> Any:
    """An empty field of a form is none."""
    return None if value == "" else value


Words = Annotated[str, BeforeValidator(plain), StringConstraints(min_length=1, max_length=2000)]
Owner = Annotated[str, BeforeValidator(plain), StringConstraints(max_length=200)]
Anchor = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=100)]
"""The id of a theme or of a moment; empty for the whole."""
Id = Annotated[str, StringConstraints(pattern=r"^n[1-9]\d{0,5}$")]


class SavedNote(Part):
    """One note. `id` tells it from the other notes of its file; `theme` and `moment` are ids of the page, or empty."""

    id: Id
    kind: Literal[NOTE_KINDS]  # type: ignore[valid-type]
    theme: Anchor = ""
    moment: Anchor = ""
    text: Words
    owner: Owner = ""
    due: Annotated[Day | None, BeforeValidator(_none)] = None

    @property
    def number(self) -> str:
        """`n12` -> `12`."""
        return self.id[1:]


class SessionFile(Part):
    """The notes of one session, of one study and edition."""

    format: Literal["wijklab sessie 1"]
    study: Slug
    edition: Line
    level: Literal[LEVELS]  # type: ignore[valid-type]
    date: Day
    participants: int | None = Field(default=None, ge=1, le=9999, strict=True)
    notes: tuple[SavedNote, ...] = Field(max_length=MOST_NOTES)
