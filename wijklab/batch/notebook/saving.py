"""The executed notebook is on disk after every cell, whole: a process that is killed leaves what it finished."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager
from papermill.iorw import papermill_io

SCHEME: Final = "wijklab:"
"""What a path begins with that papermill is to read and write in our way."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

OnCell = Callable[[int, float], None]
"""Hears that the code cell of this number, the first is 1, ended after so many seconds."""


class WholeFiles:
    """Paths of this machine, for papermill: a file is written beside and renamed, the process stays where it is.

    papermill's own handler changes the directory of the whole process while it reads and writes.
    """

    def read(self, path: str) -> str:
        """The text of a file."""
        return _real(path).read_text("utf-8")

    def write(self, text: str, path: str) -> None:
        """The new text takes the place of the old at once."""
        write_at_once(_real(path), text)

    def pretty_path(self, path: str) -> str:
        """The name alone: where it stands on this machine is nobody's business."""
        return _real(path).name


@cache
def teach_papermill_our_paths() -> None:
    """Let papermill know paths that begin with `wijklab:`; once in a process is enough."""
    papermill_io.register(SCHEME, WholeFiles())


def our_path(path: Path) -> str:
    """A path as papermill is to take it."""
    return SCHEME + str(path)


def write_at_once(path: Path, text: str) -> None:
    """Write beside and rename. Not flushed to the disk: it is for a process that dies, not for a machine that does."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.beside")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


class SavingManager(NotebookExecutionManager):  # type: ignore[misc]
    """papermill's record of a run, saved at the start, after each code cell and at the end, in a millisecond or so.

    papermill saves twice a cell, over the old file, indented. And it calls every cell of a killed kernel "completed";
    here a cell that was broken off is failed, and the cells after it stay pending.
    """

    def __init__(self, nb: NotebookNode, path: str, on_cell: OnCell, **given: Any) -> None:
        super().__init__(nb, output_path=path, progress_bar=False, **given)
        self._file = _real(path)
        self._on_cell = on_cell
        self._ended = 0
        self._handled = sys.exc_info()[1]
        self._outputs = OutputTexts()

    def notebook_start(self, **told: Any) -> None:
        """Clear what an earlier run left, and note names of files, but no folder of this machine."""
        self.nb.metadata.papermill.update(input_path=self._file.name, output_path=self._file.name)
        super().notebook_start(**told)

    def save(self, **_: Any) -> None:
        """Write the notebook as it is now."""
        write_at_once(self._file, as_text(self.nb, self._outputs.of))
        self.last_save_time = self.now()

    def cell_start(self, cell: NotebookNode, cell_index: int | None = None, **_: Any) -> None:
        """Note that it runs, without a save."""
        cell.metadata.papermill.update(start_time=self.now().isoformat(), status=self.RUNNING, exception=False)

    def cell_complete(self, cell: NotebookNode, cell_index: int | None = None, **_: Any) -> None:
        """Note how it ended and how long it took; save, and tell."""
        noted, ended = cell.metadata.papermill, self.now()
        seconds = (ended - datetime.fromisoformat(noted["start_time"])).total_seconds()
        noted.update(end_time=ended.isoformat(), duration=seconds)
        if self._broken_off():
            self.cell_exception(cell, cell_index)
        if noted["status"] != self.FAILED:
            noted["status"] = self.COMPLETED
        if cell.cell_type == "code":
            self._ended += 1
            self.save()
            self._on_cell(self._ended, seconds)

    def notebook_complete(self, **_: Any) -> None:
        """Note when it ended, and save."""
        self.end_time = self.now()
        seconds = (self.end_time - self.start_time).total_seconds()
        self.nb.metadata.papermill.update(end_time=self.end_time.isoformat(), duration=seconds)
        self.save()

    def _broken_off(self) -> bool:
        error = sys.exc_info()[1]
        return error is not None and error is not self._handled


class OutputTexts:
    """The outputs of a notebook as JSON. Each is put into words once, for it may be large, and is saved many times.

    An output that was changed since has another value under one of its keys: nobody writes into the values themselves.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[NotebookNode, list[Any], str]] = {}

    def of(self, output: NotebookNode) -> str:
        """The text of an output as it is now."""
        known = self._known.get(id(output))
        if known is None or not _are(known[1], output):
            known = self._known[id(output)] = (output, [*output.keys(), *output.values()], _line(output))
        return known[2]


def as_text(notebook: NotebookNode, of_output: Callable[[NotebookNode], str] | None = None) -> str:
    """The notebook as JSON, a cell a line: quick to write, and a difference between two runs shows in which cell.

    `of_output` may give the text of an output that is known already.
    """
    cells = ",\n".join(_cell(cell, of_output or _line) for cell in notebook.cells)
    rest = {key: value for key, value in notebook.items() if key != "cells"}
    return f'{{"cells": [\n{cells}\n],\n{_line(rest)[1:]}\n'


def _cell(cell: NotebookNode, of_output: Callable[[NotebookNode], str]) -> str:
    if not cell.get("outputs"):
        return _line(cell)
    texts = {name: _line(value) for name, value in cell.items() if name != "outputs"}
    texts["outputs"] = f"[{','.join(map(of_output, cell.outputs))}]"
    return "{" + ",".join(f"{_line(name)}:{texts[name]}" for name in sorted(texts)) + "}"


def _are(known: list[Any], output: NotebookNode) -> bool:
    """Whether these very objects are the keys and values of an output, and no others."""
    now = [*output.keys(), *output.values()]
    return len(now) == len(known) and all(one is other for one, other in zip(known, now, strict=True))


def _line(tree: Any) -> str:
    return _ENCODER.encode(tree)


def _real(path: str) -> Path:
    return Path(path.removeprefix(SCHEME))
