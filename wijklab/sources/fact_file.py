"""Facts on disk: the released numbers of a study, which a story may cite and anyone may reuse.

Each question has a piece of its own, `facts/<question>.json`; `facts.json` is all pieces together. Keys are sorted and
floats are rounded before they come here, so the same facts are the same bytes. A file is written beside and renamed:
a reader sees the old one or the new one, never half of one.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from wijklab.contract.answers import Basis, Bound, Consent, Quantity, Strength, Unit
from wijklab.errors import OutputError, Problem
from wijklab.sources.fact_text import facts_bytes, together

STAGES: Final = ".stage"
"""The folder in a study's outputs with a folder for every job that runs. What is written there is flushed to disk all
at once, when the job has ended well: no file is waited for by itself."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A released number: what it is, how sure, what it rests on, where it stands and how strong a claim it carries.

    `exhibit` names the figure on the page of `question` and the table `tables/<exhibit>.csv`. `synthetic` is true for a
    number over people who were made up; `study_synthetic` for every fact of a study that has such people in it.
    """

    id: str
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    p: float | None
    p_floor: float | None
    p_family: float | None
    unit: Unit
    n: int | None
    basis: Basis
    method: str
    question: str
    exhibit: str
    missing: str | None
    suppressed: bool
    strength: Strength
    bound: Bound
    source: str
    period: str
    synthetic: bool
    study_synthetic: bool
    consent: Consent

    def quantity(self) -> Quantity:
        """The released quantity that this fact was written from."""
        names = {field.name for field in fields(Quantity)} & {field.name for field in fields(Fact)}
        return Quantity(**{name: getattr(self, name) for name in names})


def write_facts(facts: Mapping[str, Fact], question: str, outputs: Path) -> Path:
    """Write the piece of one question and put `facts.json` together again; returns the path of `facts.json`.

    `outputs` is the folder of the study (`outputs/<study>`), or the folder of a job: there is a piece only, and
    `facts.json` is put together when it takes its place. OutputError where it cannot be written.
    """
    write_whole(outputs / "facts" / f"{question}.json", _as_json(facts))
    if STAGES not in outputs.parts:
        put_facts_together(outputs)
    return outputs / "facts.json"


def read_facts(outputs: Path) -> dict[str, Fact]:
    """All facts of the study whose folder `outputs` is, by id; empty where nothing was published yet.

    OutputError where a piece is not what `write_facts` wrote.
    """
    return {id: fact for piece in _pieces(outputs) for id, fact in _read_piece(piece).items()}


def forget_facts(outputs: Path, questions: Collection[str] | None = None) -> None:
    """Remove the pieces of these questions, or of all of them; `facts.json` holds what is left."""
    for piece in _pieces(outputs):
        if questions is None or piece.stem in questions:
            piece.unlink(missing_ok=True)
    put_facts_together(outputs)


def write_whole(path: Path, data: bytes) -> Path:
    """Write beside, flush to disk, rename: `path` holds its old bytes or all of `data`. OutputError where it fails.

    In the folder of a job nothing is flushed yet (STAGES).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_beside_and_rename(path, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            Problem(
                path.name,
                f"cannot be written ({reason})",
                "look whether that folder may be written and the disk has room",
            )
        ) from error
    return path


def _write_beside_and_rename(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)  # less the umask
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if STAGES not in path.parts:
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def put_facts_together(outputs: Path) -> None:
    """Make `facts.json` of the pieces that there are, or take it away where there is none. OutputError where a piece
    is not one, or where it cannot be written: then there is no `facts.json`, for the old one is not true any more."""
    # Two notebooks may publish at once. Whoever writes last looks again, so that no piece is left out.
    path = outputs / "facts.json"
    try:
        seen = None
        while (pieces := _signs(outputs)) and pieces != seen:
            seen = pieces
            _write_where_new(path, together({piece.name: piece.read_bytes() for piece in _pieces(outputs)}))
        if not pieces:
            path.unlink(missing_ok=True)
    except OutputError:
        path.unlink(missing_ok=True)
        raise


def _write_where_new(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)


def _signs(outputs: Path) -> tuple[tuple[str, int, int, int], ...]:
    """By what the pieces of this moment can be told from those of another."""
    found = ((piece.name, piece.stat()) for piece in _pieces(outputs))
    return tuple((name, known.st_ino, known.st_size, known.st_mtime_ns) for name, known in found)


def _pieces(outputs: Path) -> list[Path]:
    return sorted(path for path in (outputs / "facts").glob("*.json") if not path.name.startswith("."))


def _as_json(facts: Mapping[str, Fact]) -> bytes:
    names = tuple(field.name for field in fields(Fact))
    return facts_bytes({id: {name: getattr(fact, name) for name in names} for id, fact in facts.items()})


def _read_piece(path: Path) -> dict[str, Fact]:
    try:
        tree: Any = json.loads(path.read_text("utf-8"))
        return _FACTS.validate_python(tree["facts"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise OutputError(
            Problem(f"facts/{path.name}", "is not a file of facts", "delete it and run its notebook again")
        ) from error


_FACTS: Final = TypeAdapter(dict[str, Fact])
