"""Which files in a study's folder of outputs are whose: a question may leave its own files there, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from wijklab.batch.disk.ledger import goes_down, read_record, record_file
from wijklab.contract.study import QUESTIONS
from wijklab.contract.study_values import STORY
from wijklab.sources.exhibit_file import FOLDER as EXHIBITS

BY_QUESTION: Final = ("notebooks", "facts", EXHIBITS)
"""Folders that hold one file of each question, called after it."""

OF_THE_STORY: Final = ("learning_history*.html", "session-*.html", "edition.json")
"""Pages and the record that a learning history leaves, and nobody else."""

OF_THE_STUDY: Final = frozenset({"index.html", "power.html", "facts.json", "manifest.json", "run.json", "refused.csv"})
"""Files of a study as a whole: what a job writes under such a name is not its to leave."""

LOGS: Final = "logs"


def may_leave(path: str, question: str) -> bool:
    """Whether a file that a job made may take its place among the outputs; `path` is relative, with slashes."""
    file = PurePosixPath(path)
    if any(part.startswith(".") for part in file.parts) or path in OF_THE_STUDY or file.parts[0] == LOGS:
        return False
    if len(file.parts) == 2 and file.parts[0] in BY_QUESTION:
        return file.stem == question
    if len(file.parts) == 2 and file.parts[0] == "tables" and (of := file.stem.partition("-")[0]) in QUESTIONS:
        return of == question
    if len(file.parts) == 1 and any(map(file.match, OF_THE_STORY)):
        return question == STORY
    page_of_another = len(file.parts) == 1 and file.suffix == ".html" and file.stem in QUESTIONS
    return file.stem == question if page_of_another else True


def owned(outputs: Path, question: str) -> set[Path]:
    """The files of a question that stand in a folder of outputs: what its record names, and what is called after it.
    Its log and its record are not among them."""
    record = read_record(outputs, question)
    named = [outputs / path for path in (record.files if record else ()) if may_leave(path, question)]
    pieces = [outputs / part / f"{question}.json" for part in ("facts", EXHIBITS)]
    tables = [outputs / "tables" / f"{exhibit}.csv" for exhibit in set(_exhibits(*pieces))]
    story = story_files(outputs) if question == STORY else []
    usual = (outputs / f"{question}.html", outputs / "notebooks" / f"{question}.ipynb")
    return {file for file in (*named, *pieces, *tables, *story, *usual) if file.is_file() or file.is_symlink()}


def take_away(outputs: Path, question: str, *, but: frozenset[Path] = frozenset()) -> None:
    """Remove the files of a question, except some; its record goes last, for it tells which files they are."""
    for file in sorted(owned(outputs, question) - but, key=_pieces_last):
        file.unlink(missing_ok=True)
    record_file(outputs, question).unlink(missing_ok=True)


def story_files(outputs: Path) -> list[Path]:
    """What a learning history leaves: its page, the editions, the cards of the sessions, and the record."""
    return [file for name in OF_THE_STORY for file in outputs.glob(name)]


def questions_there(outputs: Path) -> set[str]:
    """Every question of which something stands in a folder of outputs, whether the study asks it still or not."""
    pieces = ((part, "*.json") for part in ("facts", EXHIBITS, ".jobs"))
    found = [file for part, kind in (*pieces, ("notebooks", "*.ipynb")) for file in (outputs / part).glob(kind)]
    return {file.stem for file in found if not file.name.startswith(".")}


def _pieces_last(file: Path) -> tuple[bool, str]:
    return file.parent.name in BY_QUESTION, str(file)


def _exhibits(facts: Path, exhibits: Path) -> Iterator[str]:
    """The ids of the exhibits that a question published: each has a table of that name."""
    ids = [fact["exhibit"] for fact in _tree(facts, "facts", {}).values() if fact.get("exhibit")]
    ids += [exhibit["id"] for exhibit in _tree(exhibits, "exhibits", [])]
    yield from (id for id in map(str, ids) if goes_down(id) and "/" not in id)


def _tree(file: Path, key: str, default: Any) -> Any:
    try:
        return json.loads(file.read_bytes()).get(key, default)
    except (OSError, ValueError, AttributeError):
        return default
