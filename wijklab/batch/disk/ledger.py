"""What was made of what, per question: by this a batch knows what it need not run again.

`.jobs/<question>.json` in a study's outputs says which inputs a question had and which files it left, each with its
fingerprint. A record is believed only where every one of those files is still what it says; so it needs no care of its
own: one that was lost, or came too early, means that a question runs once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from wijklab.batch.record import as_json
from wijklab.sources.fact_file import write_whole
from wijklab.sources.input_files import ABSENT, fingerprint

FOLDER: Final = ".jobs"
FORMAT: Final = "wijklab job 1"


@dataclass(frozen=True, slots=True)
class Record:
    """What one question was made of and what it left.

    `parts` and `key` are those of `inputs`; `files` gives the SHA-256 of each file by its path from the study's
    outputs; `links` are the pages that its page links to (None: all that the study asks for).
    """

    question: str
    key: str
    parts: Mapping[str, str]
    files: Mapping[str, str]
    links: tuple[str, ...] | None
    seconds: float


def record_file(outputs: Path, question: str) -> Path:
    """Where the record of a question stands."""
    return outputs / FOLDER / f"{question}.json"


def read_record(outputs: Path, question: str) -> Record | None:
    """The record of a question; None where there is none, or none that can be read."""
    return read_record_file(record_file(outputs, question))


def read_record_file(file: Path) -> Record | None:
    """The record that stands in a file; None where there is none, or none that can be read."""
    try:
        tree = _TREE.validate_json(file.read_bytes())
        record = _RECORD.validate_python(tree["record"]) if tree["format"] == FORMAT else None
    except (OSError, KeyError, ValidationError):
        return None
    return record if record is not None and all(map(goes_down, record.files)) else None


def goes_down(path: str) -> bool:
    """Whether a path leads to something below the folder that it begins in. By a record files are moved and removed,
    and outputs may come from somebody else."""
    names = PurePosixPath(path).parts
    return bool(names) and not {"/", "//", ".."} & set(names) and "\0" not in path and not PureWindowsPath(path).anchor


def record_bytes(record: Record) -> bytes:
    """A record as it stands in its file."""
    return as_json({"format": FORMAT, "record": asdict(record)})


def keep_record(outputs: Path, record: Record) -> Path:
    """Write the record of a question. OutputError where it cannot be written."""
    return write_whole(record_file(outputs, record.question), record_bytes(record))


def forget(outputs: Path, question: str) -> None:
    """Take the record of a question away, so that it runs again."""
    record_file(outputs, question).unlink(missing_ok=True)


def is_whole(record: Record, outputs: Path) -> bool:
    """Whether every file that the question left is there, is no link and is what it was."""
    return bool(record.files) and all(_is(outputs / path, digest) for path, digest in record.files.items())


def note_pages(outputs: Path, question: str, links: tuple[str, ...]) -> None:
    """Tell the record of a question that its pages were written again, with links to these pages.

    Only pages may have changed; without a record there is nothing to tell. OutputError where it cannot be written.
    """
    record = read_record(outputs, question)
    if record is None:
        return
    pages = {path: fingerprint(outputs / path) for path in record.files if path.endswith(".html")}
    keep_record(outputs, replace(record, files={**record.files, **pages}, links=links))


def _is(file: Path, digest: str) -> bool:
    return digest != ABSENT and not file.is_symlink() and fingerprint(file) == digest


_TREE: Final = TypeAdapter(dict[str, Any])
_RECORD: Final = TypeAdapter(Record)
