"""What jobs of two questions leave, as small files; and processes that are killed at a chosen operation on a file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wijklab.batch.disk.ledger import Record, read_record
from wijklab.batch.disk.staging import open_stage, settle

OPERATIONS = frozenset({"open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate"})
"""Operations that change something on disk; of `open` those that may write."""

KILLED = 99

_hooks: dict[str, Callable[[str], None] | None] = {"now": None}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def fill(stage: Path, question: str, edition: str, tables: tuple[str, ...] = ("change",)) -> Path:
    """What a job of that question leaves in its folder."""
    ids = [f"{question}-{table}" for table in tables]
    facts = {f"{id}.x": {"exhibit": id, "question": question, "value": edition} for id in ids}
    text = json.dumps({"facts": facts}, indent=1, sort_keys=True) + "\n"
    write(stage / "facts" / f"{question}.json", text)
    write(stage / "exhibits" / f"{question}.json", json.dumps({"exhibits": [{"id": id} for id in ids]}))
    for id in ids:
        write(stage / "tables" / f"{id}.csv", f"{edition}\n")
    write(stage / "notebooks" / f"{question}.ipynb", f'{{"{edition}": 1}}')
    write(stage / f"{question}.html", f"<p>{edition}")
    write(stage / "facts.json", "not the job's to leave")
    write(stage / "notebooks" / f".{question}.ipynb.abcd1234", "half")
    return stage


def record_of(question: str, edition: str) -> Record:
    return Record(question, f"key of {edition}", {"params/klein.yaml": edition}, {}, (question,), 1.0)


def make(outputs: Path, question: str, edition: str, *tables: str) -> Record:
    """Perform a job and settle it."""
    stage = fill(open_stage(outputs, question), question, edition, tables or ("change",))
    return settle(stage, outputs, record_of(question, edition))


def tree(outputs: Path) -> dict[str, bytes]:
    """Every file, hidden ones too, by its path."""
    return {path.relative_to(outputs).as_posix(): path.read_bytes() for path in outputs.rglob("*") if path.is_file()}


def key_in(outputs: Path, question: str) -> str | None:
    record = read_record(outputs, question)
    return record.key if record else None


def at_operation(number: int, act: Callable[[], None]) -> Callable[[str], None]:
    """Does something at one operation on a file, counted from 1."""
    seen = [0]

    def count(_: str) -> None:
        seen[0] += 1
        if seen[0] == number:
            act()

    return count


def watched(hook: Callable[[str], None], step: Callable[[], Any]) -> Any:
    """Run a step while the hook hears of every operation on a file."""
    if "installed" not in _hooks:
        sys.addaudithook(_tell)
        _hooks["installed"] = None
    _hooks["now"] = hook
    try:
        return step()
    finally:
        _hooks["now"] = None


def _tell(event: str, about: tuple[Any, ...]) -> None:
    hook = _hooks["now"]
    if hook and event in OPERATIONS and not (event == "open" and about[2] & os.O_ACCMODE == os.O_RDONLY):
        hook(event)


def killed_at(number: int, step: Callable[[], Any]) -> bool:
    """Run a step in a process that is killed at that operation; whether it lived that long."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            watched(at_operation(number, lambda: os._exit(KILLED)), step)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, KILLED)
    return code == 0
