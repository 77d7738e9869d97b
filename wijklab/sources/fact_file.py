"""Facts on disk: the released numbers of a study, which a story may cite and anyone may reuse.

Each question has a piece of its own, `facts/<question>.json`; `facts.json` is all pieces together. Keys are sorted and
floats are rounded before they come here, so the same facts are the same bytes. A file is written beside and renamed:
a reader sees the old one or the new one, never half of one.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from wijklab.contract.answers import Basis, Bound, Consent, Quantity, Strength, Unit
from wijklab.errors import OutputError, Problem


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

    `outputs` is the folder of the study (`outputs/<study>`). OutputError where it cannot be written.
    """
    write_whole(outputs / "facts" / f"{question}.json", _as_json(facts))
    return _assemble(outputs)


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
    if _pieces(outputs):
        _assemble(outputs)
    else:
        (outputs / "facts.json").unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> Path:
    """Write beside, flush to disk, rename: `path` holds its old bytes or all of `data`. OutputError where it fails."""
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
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _assemble(outputs: Path) -> Path:
    # Two notebooks may publish at once. Whoever writes last looks again, so that no piece is left out.
    path = outputs / "facts.json"
    seen: bytes | None = None
    while (everything := _as_json(read_facts(outputs))) != seen:
        write_whole(path, everything)
        seen = everything
    return path


def _pieces(outputs: Path) -> list[Path]:
    return sorted(path for path in (outputs / "facts").glob("*.json") if not path.name.startswith("."))


def _as_json(facts: Mapping[str, Fact]) -> bytes:
    tree = {"facts": {id: asdict(facts[id]) for id in sorted(facts)}}
    return (json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode("utf-8")


def _read_piece(path: Path) -> dict[str, Fact]:
    try:
        tree: Any = json.loads(path.read_text("utf-8"))
        return _FACTS.validate_python(tree["facts"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise OutputError(
            Problem(f"facts/{path.name}", "is not a file of facts", "delete it and run its notebook again")
        ) from error


_FACTS: Final = TypeAdapter(dict[str, Fact])
