"""How else one would make these reports: each way makes one report, with its executed notebook and its HTML written.

- papermill: its command line, then nbconvert's: two commands a report.
- ploomber: `ploomber_engine.execute_notebook` and nbconvert's exporter, called in a process that stays.
- ploomber_command: its command line, then nbconvert's.
- functions: the calls of the notebook's cells as plain functions in a process that stays; each report opens its study.
- functions_once: the same, but a study is opened once for all its reports.

The last two write the same notebook and the same page as wijklab does. No way keeps reports apart but papermill's.
"""

from __future__ import annotations

import functools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from rival_task import OPENING, Task

import wijklab as wl

Step = tuple[str, Callable[[], object]]
"""What a step is counted as, a question or OPENING, and the step."""

Steps = Callable[[Task], Iterator[Step]]
"""The steps of one report."""


def _parameters(task: Task) -> dict[str, str]:
    return {"params": task.params, "outputs": task.outputs}


def _run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments[:2])} ended with {done.returncode}: {done.stderr[-2000:]}")


def _papermill(task: Task) -> None:
    given = [part for name, value in _parameters(task).items() for part in ("-r", name, value)]
    files = (str(task.notebook), str(task.executed))
    _run("-m", "papermill", *files, "--cwd", task.root, "--no-progress-bar", "-k", "python3", *given)
    _run("-m", "nbconvert", "--to", "html", str(task.executed), "--output", str(task.page))


def _ploomber_command(task: Task) -> None:
    given = [part for name, value in _parameters(task).items() for part in ("-p", name, value)]
    files = (str(task.notebook), str(task.executed))
    _run("-c", "from ploomber_engine.cli import cli; cli()", *files, "--cwd", task.root, "--no-progress-bar", *given)
    _run("-m", "nbconvert", "--to", "html", str(task.executed), "--output", str(task.page))


def _ploomber(task: Task) -> None:
    from ploomber_engine import execute_notebook

    execute_notebook(str(task.notebook), str(task.executed), parameters=_parameters(task), cwd=task.root,
                     progress_bar=False)  # fmt: skip
    html, _ = _html_exporter().from_filename(str(task.executed))
    task.page.write_text(html, "utf-8")


@functools.cache
def _html_exporter() -> Any:
    from nbconvert import HTMLExporter

    return HTMLExporter()


def _open(task: Task) -> Any:
    return wl.open_study(Path(task.root) / task.params, task.outputs)


def _functions(task: Task) -> None:
    _call(task, _open(task))


def _call(task: Task, study: Any) -> None:
    """The calls of the cells; then the notebook with what they show, and its page."""
    import nbformat

    from wijklab.report.showing import bundle

    notebook = nbformat.read(task.notebook, as_version=4)
    shown = getattr(wl, _asked(notebook))(study)
    if task.question != "learning_history":
        shown = wl.release(shown, study)
    output = nbformat.v4.new_output("display_data", bundle(shown))
    next(cell for cell in notebook.cells if "wl.show(" in cell.source).outputs = [output]
    wl.publish(shown, study)
    nbformat.write(notebook, task.executed)
    _write_page(task, notebook)


def _asked(notebook: Any) -> str:
    """The name of the function that answers the question of a notebook: the one that is given the study only."""
    calls = (re.search(r"= wl\.(\w+)\(study\)", cell.source) for cell in notebook.cells)
    return next(call[1] for call in calls if call)


def _write_page(task: Task, notebook: Any) -> None:
    from wijklab.batch.editions import write_editions
    from wijklab.report.exporter import export

    if task.question == "learning_history":
        write_editions(notebook, task.page.parent)
    else:
        task.page.write_text(export(notebook), "utf-8")


class _OpenedOnce:
    """The study that was opened last stays open."""

    def __init__(self) -> None:
        self._opened: tuple[tuple[str, str], Any] = (("", ""), None)

    def steps(self, task: Task) -> Iterator[Step]:
        """Opening, where it is another study, and the report."""
        if self._opened[0] != task.place:
            yield OPENING, lambda: self._open(task)
        yield task.question, lambda: _call(task, self._opened[1])

    def _open(self, task: Task) -> None:
        self._opened = (task.place, _open(task))


def _one(make: Callable[[Task], None]) -> Callable[[], Steps]:
    return lambda: lambda task: iter(((task.question, lambda: make(task)),))


WAYS: Final = MappingProxyType(
    {
        "papermill": _one(_papermill),
        "ploomber_command": _one(_ploomber_command),
        "ploomber": _one(_ploomber),
        "functions": _one(_functions),
        "functions_once": lambda: _OpenedOnce().steps,
        "before": lambda: _OpenedOnce().steps,
    }
)
"""Begins each way. `before` is no rival: it makes what a story cites before a story by itself is measured."""

STAYS: Final = ("ploomber", "functions", "functions_once")
"""The ways whose process stays: they are measured warm, after one report of every question."""
