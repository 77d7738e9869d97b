"""Exhibits on disk: the released figures of a study with their numbers, so that a story can show what it cites.

Each question has a file of its own, `exhibits/<question>.json`, with nothing in it but what was released: floats as
they are shown, hidden numbers without a value. The same exhibits are the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from wijklab.contract.answers import Exhibit, Quantity
from wijklab.contract.history import CitedExhibit
from wijklab.errors import OutputError, Problem
from wijklab.sources.fact_file import write_whole

FOLDER: Final = "exhibits"


@dataclass(frozen=True, slots=True)
class ExhibitFile:
    """The released exhibits of one question, and under which policy they were released."""

    question: str
    exhibits: tuple[Exhibit, ...]
    quantities: tuple[Quantity, ...]
    threshold: int
    rounding: int

    def cited(self) -> dict[str, CitedExhibit]:
        """Each exhibit on its own, by id, with the numbers that stand in it."""
        known = {number.id: number for number in self.quantities}
        return {exhibit.id: self._alone(exhibit, known) for exhibit in self.exhibits}

    def _alone(self, exhibit: Exhibit, known: Mapping[str, Quantity]) -> CitedExhibit:
        own = tuple(known[id] for id in ids_in(exhibit) if id in known)
        return CitedExhibit(self.question, exhibit, own, self.threshold, self.rounding)


def ids_in(exhibit: Exhibit) -> tuple[str, ...]:
    """The ids of every number that an exhibit shows or says, each once; a text of it may name one too."""
    shown = (id for row in exhibit.rows for id in (*row.cells, *row.dots) if id is not None)
    said = (id for finding in exhibit.findings for id in finding.facts.values())
    return tuple(dict.fromkeys((*shown, *said, *exhibit.texts.values())))


def write_exhibits(released: ExhibitFile, outputs: Path) -> Path:
    """Write the exhibits of one question under the study's folder; returns the path. OutputError where it fails."""
    tree = _FILE.dump_python(released, mode="json", exclude_defaults=True)
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
    return write_whole(outputs / FOLDER / f"{released.question}.json", text.encode("utf-8"))


def read_exhibits(outputs: Path, questions: Iterable[str]) -> dict[str, CitedExhibit]:
    """The exhibits of these questions by id; a question that published none is passed over.

    OutputError where a file is not what `write_exhibits` wrote.
    """
    files = (outputs / FOLDER / f"{question}.json" for question in dict.fromkeys(questions))
    return {id: one for file in files if file.is_file() for id, one in _read(file).cited().items()}


def forget_exhibits(outputs: Path, questions: Iterable[str] | None = None) -> None:
    """Remove the exhibits of these questions, or of all of them."""
    wanted = None if questions is None else set(questions)
    for file in (outputs / FOLDER).glob("*.json"):
        if wanted is None or file.stem in wanted:
            file.unlink(missing_ok=True)


def _read(path: Path) -> ExhibitFile:
    try:
        return _FILE.validate_json(path.read_bytes())
    except (OSError, ValueError, ValidationError) as error:
        where = f"{FOLDER}/{path.name}"
        raise OutputError(
            Problem(where, "is not a file of exhibits", "delete it and run its notebook again")
        ) from error


_FILE: Final = TypeAdapter(ExhibitFile)
