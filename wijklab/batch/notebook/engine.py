"""papermill's engines as wijklab uses them: `wijklab` runs the cells in this process, `wijklab-kernel` in a kernel.

They are registered by whoever runs a job, and not as entry points: `import papermill` loads those, whoever imports it.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any, Final

from jupyter_core.utils import ensure_event_loop
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine, papermill_engines

from wijklab.batch.notebook.raw_output import Streams
from wijklab.batch.notebook.saving import SavingManager, teach_papermill_our_paths
from wijklab.batch.notebook.shell import NotebookShell, shell_of_a_notebook

INSIDE: Final = "wijklab"
KERNEL: Final = "wijklab-kernel"

LANGUAGE: Final = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": ".".join(map(str, sys.version_info[:3])),
}
"""What a kernel says of itself, and JupyterLab reads in a notebook to colour its cells."""


def teach_papermill() -> None:
    """Let papermill know our engines and our paths."""
    papermill_engines.register(INSIDE, InsideEngine)
    papermill_engines.register(KERNEL, KernelEngine)
    teach_papermill_our_paths()


class _Saved:
    """papermill's steps around an engine, with a manager that saves whole."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, output_path: str, **given: Any) -> NotebookNode:
        """Run it; `on_cell` hears of every code cell that ended."""
        manager = SavingManager(nb, output_path, given.pop("on_cell"))
        manager.notebook_start()
        try:
            cls.execute_managed_notebook(manager, kernel_name, **given)  # type: ignore[attr-defined]  # the engine's own
        finally:
            manager.notebook_complete()
        return manager.nb


class KernelEngine(_Saved, NBClientEngine):  # type: ignore[misc]
    """A kernel in a process of its own, as papermill starts it."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: SavingManager, kernel_name: str, **given: Any) -> None:
        """Run the cells. In a thread, the loop that nbclient makes for it is closed: nobody else would."""
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **given)
        finally:
            if threading.current_thread() is not threading.main_thread():
                ensure_event_loop().close()
                asyncio.set_event_loop(None)


class InsideEngine(_Saved, Engine):  # type: ignore[misc]
    """This process, as it is: what was imported before is there at once, and what the cells leave behind stays.

    So a process runs one notebook and ends, as a fork of a warm parent does.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man: SavingManager, kernel_name: str, **given: Any) -> None:
        """Run cell after cell, until one of them fails."""
        with shell_of_a_notebook() as shell, Streams(shell.outputs.write) as streams, asyncio.Runner() as runner:
            shell.collect = streams.raw.collect
            for number, cell in enumerate(nb_man.nb.cells):
                try:
                    nb_man.cell_start(cell, number)
                    if not _run(cell, shell, runner):
                        nb_man.cell_exception(cell, cell_index=number)
                        break
                finally:
                    streams.raw.collect(last=True)
                    shell.outputs.settle()
                    nb_man.cell_complete(cell, cell_index=number)
            nb_man.nb.metadata["language_info"] = dict(LANGUAGE)


def _run(cell: NotebookNode, shell: NotebookShell, runner: asyncio.Runner) -> bool:
    """Run one cell; False where it failed and its tags do not say that it may."""
    tags = cell.metadata.get("tags", ())
    if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in tags:
        return True
    shell.outputs.begin(cell)
    result = runner.run(shell.run(cell.source))
    cell.execution_count = result.execution_count
    return result.success or "raises-exception" in tags
