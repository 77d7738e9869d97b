"""A file of session notes as the page saved it, read with suspicion: it comes from a browser and by mail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from wijklab.contract.intake import looks_like, tells_of_someone
from wijklab.contract.session_file import FORMAT, SavedNote, SessionFile
from wijklab.errors import Problem, SourceError

MOST_BYTES: Final = 2_000_000
"""Five hundred notes of the greatest length are one million."""

_SAVE_AGAIN: Final = "save the notes again with the button on the page"
_SAID: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "missing": ("is missing", _SAVE_AGAIN),
        "extra_forbidden": ("does not belong in a file of notes", "take it out, or save the notes again on the page"),
        "string_too_long": ("is too long", "shorten it"),
        "string_too_short": ("is empty", "fill it in, or take the note out"),
        "too_short": ("is empty", "fill it in, or take the note out"),
        "int_type": ("is not a whole number", "write a number without quotes, or null"),
        "too_long": ("is too long", "shorten it; of many notes, save those of one session in one file"),
        "date_parsing": ("is not a day", "write it as 2024-09-12"),
        "date_from_datetime_parsing": ("is not a day", "write it as 2024-09-12"),
        "literal_error": ("is not one of the choices", _SAVE_AGAIN),
        "greater_than_equal": ("is too low", "correct the number, or write null"),
        "less_than_equal": ("is too high", "correct the number, or write null"),
    }
)
"""What pydantic finds by its kind: what is wrong, and what to do about it. The words themselves are never repeated."""


def read_session_file(path: Path) -> SessionFile:
    """The notes in that file. SourceError with everything that is wrong in it, and with notes that look like personal
    data; no message repeats a word of a note."""
    where = path.name
    tree = _tree(_bytes(path, where), where)
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise SourceError(Problem(where, "is not a file of session notes", _SAVE_AGAIN))
    try:
        saved = SessionFile.model_validate(tree)
    except ValidationError as error:
        raise SourceError(_problem(detail, where) for detail in error.errors()) from None
    if problems := [*_double(saved, where), *_personal(saved, where)]:
        raise SourceError(problems)
    return saved


def _bytes(path: Path, where: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceError(Problem(where, "is too large for a file of session notes", _SAVE_AGAIN))
        return path.read_bytes()
    except OSError:
        raise SourceError(
            Problem(where, "cannot be opened", "look whether the file is there and may be read")
        ) from None


def _tree(content: bytes, where: str) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse)
    except json.JSONDecodeError as fault:
        what = "is broken: it is not the JSON that the page wrote"
        raise SourceError(Problem(f"{where}, line {fault.lineno}", what, _SAVE_AGAIN)) from None
    except (ValueError, RecursionError):
        raise SourceError(Problem(where, "is not a file of session notes", _SAVE_AGAIN)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice: nobody can tell which one counts."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _problem(detail: Any, where: str) -> Problem:
    what, todo = _SAID.get(detail["type"], ("is not what a file of notes holds there", _SAVE_AGAIN))
    return Problem(f"{where}, {_spoken(detail['loc'])}", what, todo)


_KEYS: Final = frozenset((*SessionFile.model_fields, *SavedNote.model_fields))


def _spoken(keys: tuple[str | int, ...]) -> str:
    """`("notes", 2, "text")` -> `note 3, text`."""
    names = [f"note {key + 1}" if isinstance(key, int) else key for key in keys if key != "notes" or len(keys) == 1]
    return ", ".join(name for name in names if name in _KEYS or name.startswith("note ")) or "a key"


def _double(saved: SessionFile, where: str) -> Iterator[Problem]:
    counts = Counter(note.id for note in saved.notes)
    for id in (id for id, count in counts.items() if count > 1):
        yield Problem(f"{where}, note {id}", "stands in the file twice", _SAVE_AGAIN)


def _personal(saved: SessionFile, where: str) -> Iterator[Problem]:
    """Notes that hold a name with its form of address, an e-mail address, a phone number, a BSN or the like."""
    for note in saved.notes:
        for name in ("text", "owner"):
            text = getattr(note, name)
            found = looks_like("session_notes", name, "text", Counter([text]))
            if kind := found[0].name if found else tells_of_someone(text):
                todo = "take it out on the page: write a function or an organisation, never how to reach a person"
                yield Problem(f"{where}, note {note.id}, {name}", f"looks like {kind}", todo)
