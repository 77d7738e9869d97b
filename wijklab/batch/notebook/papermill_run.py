"""One notebook through papermill. How it ended is what we saw, never what the notebook says of itself.

A killed kernel, a timeout and Ctrl-C leave a notebook that does not say so (papermill 2.7).
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import raise_for_execution_errors, remove_error_markers
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.notebook.cells import as_wijklab_error, out_of_memory
from wijklab.batch.notebook.engine import INSIDE, KERNEL, teach_papermill
from wijklab.batch.notebook.kernel import kernel_settings
from wijklab.batch.notebook.saving import our_path
from wijklab.batch.notebook.trust import trust
from wijklab.errors import KernelError, NotebookError, OutputError, Problem, WijklabError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

Tell = Callable[[dict[str, Any]], None]
"""Hears `{"event": "started", "cells": n, "pid": p}`, where p is the process in which the cells run, and after each
code cell `{"event": "cell", "number": i, "seconds": s}`, with `mib`, the most memory so far, where that is known."""

logging.getLogger("papermill").addHandler(logging.NullHandler())  # what it has to say, our own errors say


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a job while it runs, of how many cells, and whether they run in this very process."""

    tell: Tell
    cells: int
    inside: bool

    def started(self, pid: int) -> None:
        """The process in which the cells run is there."""
        self.tell({"event": "started", "cells": self.cells, "pid": pid})

    def cell(self, number: int, seconds: float) -> None:
        """A cell ended; of this very process it is known how much memory it took."""
        memory = {"mib": most_memory()} if self.inside else {}
        self.tell({"event": "cell", "number": number, "seconds": seconds, **memory})


def most_memory() -> int | None:
    """The most memory that this process has held so far, in MiB; None where the system does not say."""
    if resource is None:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20


@dataclass(frozen=True, slots=True)
class Ran:
    """How a notebook ended: the error that ended it, or the notebook as it was left on disk."""

    error: WijklabError | None = None
    notebook: Any = None


def run_notebook(job: Job, executed: Path, options: RunOptions, told: Told) -> Ran:
    """Run the job's notebook and leave it at `executed`, signed, as far as it came.

    The stage of the job is the folder of `executed`'s folder.
    """
    try:
        if told.inside:
            told.started(os.getpid())
            notebook = _papermill(job, executed, told, INSIDE)
        else:
            with TemporaryDirectory(prefix="wijklab-") as folder:
                notebook = _papermill(
                    job, executed, told, KERNEL, **_kernel(job, executed, options, told, Path(folder))
                )
    except Exception as fault:
        with suppress(OSError, ValueError, MemoryError):
            trust(nbformat.read(executed, as_version=4))
        return Ran(_as_error(fault, job, options))
    trust(notebook)
    return Ran(_ended_early(job, notebook), notebook)


def _papermill(job: Job, executed: Path, told: Told, engine: str, **runner: Any) -> Any:
    """The steps of papermill's `execute_notebook`; gives the executed notebook.

    Step by step, because the whole ends by writing the notebook once more, which takes as long as all saves before it,
    and because it fills braces in a path from the parameters.
    """
    teach_papermill()
    kernel = {"engine_name": engine, "kernel_name": "python3"}
    loaded = load_notebook_node(our_path(job.notebook))
    notebook = parameterize_notebook(loaded, dict(job.parameters), language="python", **kernel)
    notebook = papermill_engines.execute_notebook_with_engine(
        nb=remove_error_markers(notebook), output_path=our_path(executed), on_cell=told.cell, **kernel, **runner
    )
    raise_for_execution_errors(notebook, our_path(executed))
    return notebook


def _kernel(job: Job, executed: Path, options: RunOptions, told: Told, folder: Path) -> dict[str, Any]:
    """What papermill is asked besides, where the cells run in a kernel."""
    return {
        "execution_timeout": options.cell_seconds,
        "start_timeout": options.start_seconds,
        "resources": {"metadata": {"path": str(job.root)}},
        **kernel_settings(folder, executed.parent.parent, told.started),
    }


def _ended_early(job: Job, notebook: Any) -> WijklabError | None:
    """`sys.exit(0)` in a cell is no error to papermill; but the cells after it have not run."""
    if not notebook.metadata.papermill.exception:
        return None
    where = f"notebook {job.question}"
    return NotebookError(Problem(where, "left before its last cell (sys.exit)", f"see {job.executed}"))


def _as_error(fault: Exception, job: Job, options: RunOptions) -> WijklabError:
    """What papermill, the kernel or this machine raised, as an error that says what to do."""
    if isinstance(fault, PapermillExecutionError):
        return as_wijklab_error(fault, job)
    if isinstance(fault, CellTimeoutError):
        return _kernel_error(job, f"a cell took longer than {options.cell_seconds} seconds", "give it more: --timeout")
    if isinstance(fault, DeadKernelError):
        todo = "close other programs, or run fewer jobs at once with --jobs"
        return _kernel_error(job, "its kernel died, most often for want of memory", todo)
    if isinstance(fault, MemoryError) or getattr(fault, "errno", None) == errno.ENOMEM:
        return out_of_memory(job)
    if isinstance(fault, OSError):
        return unwritable(job, fault)
    # Whatever else ends a kernel is the kernel's failure, and the next job must still run.
    error = _kernel_error(job, f"its kernel failed ({type(fault).__name__})", "run it again; if it fails: wijklab lab")
    error.__cause__ = fault
    return error


def unwritable(job: Job, fault: OSError) -> WijklabError:
    """What a job makes cannot be written."""
    why = fault.strerror or type(fault).__name__
    return OutputError(Problem(str(job.executed), f"cannot be written ({why})", "see to space and rights"))


def _kernel_error(job: Job, what: str, todo: str) -> KernelError:
    return KernelError(Problem(f"notebook {job.question}", what, todo))
