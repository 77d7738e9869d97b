"""A study of which nothing has changed is not even opened: what its last run left is found to be what it was.

`.jobs/.study.json` in its outputs says what the study as a whole rested on, which questions were left out and why, and
which files were written for it beside those of its questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from wijklab.batch.disk.ledger import FOLDER
from wijklab.batch.jobs import LeftOut
from wijklab.batch.record import as_json
from wijklab.errors import Problem
from wijklab.sources.fact_file import write_whole
from wijklab.sources.input_files import fingerprint

FORMAT: Final = "wijklab study 1"
WRITTEN: Final = ("index.html", "manifest.json", "facts.json", "power.html", "run.json")
"""What a run writes of a study as a whole, where there is reason to."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the last run that went well found and left."""

    key: str
    left_out: tuple[LeftOut, ...]
    notices: tuple[Problem, ...]
    files: Mapping[str, str]


def remember(outputs: Path, key: str, left_out: tuple[LeftOut, ...], notices: tuple[Problem, ...]) -> Path:
    """Note that a run of all questions went well, once everything of it is written; `key` is a fingerprint of what the
    study as a whole rests on. OutputError where it cannot be written."""
    files = {name: fingerprint(outputs / name) for name in WRITTEN}
    return write_whole(_file(outputs), as_json(_tree(Remembered(key, left_out, notices, files))))


def as_it_was(outputs: Path, key: str) -> Remembered | None:
    """What was remembered, where the study still rests on the same and its files are what they were; else None."""
    try:
        tree = _TREE.validate_json(_file(outputs).read_bytes())
        known = _REMEMBERED.validate_python(tree["study"]) if tree["format"] == FORMAT else None
    except (OSError, KeyError, ValidationError):
        return None
    if known is None or known.key != key:
        return None
    return known if all(fingerprint(outputs / name) == digest for name, digest in known.files.items()) else None


def forget_study(outputs: Path) -> None:
    """Let the next run open the study, whatever it rests on."""
    _file(outputs).unlink(missing_ok=True)


def _file(outputs: Path) -> Path:
    return outputs / FOLDER / ".study.json"


def _tree(known: Remembered) -> dict[str, Any]:
    return {"format": FORMAT, "study": asdict(known)}


_TREE: Final = TypeAdapter(dict[str, Any])
_REMEMBERED: Final = TypeAdapter(Remembered)
