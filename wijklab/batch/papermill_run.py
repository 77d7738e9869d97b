"""One job through papermill. How it ended is what we saw, never what the notebook says of itself.

A killed kernel, a timeout and Ctrl-C all leave a notebook that calls every cell "completed" (papermill 2.7).
"""

from __future__ import annotations

import ast
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError
from papermill.translators import PythonTranslator

from wijklab.batch.cells import as_wijklab_error, declared_parameters
from wijklab.batch.jobs import Job, RunOptions
from wijklab.batch.kernel import kernel_settings
from wijklab.batch.trust import trust
from wijklab.errors import KernelError, NotebookError, OutputError, Problem, WijklabError

logging.getLogger("papermill").addHandler(logging.NullHandler())  # what it has to say, our own errors say


def run_notebook(job: Job, options: RunOptions, on_cell: Callable[[], None]) -> WijklabError | None:
    """Run the job's notebook and leave it, executed up to where it came, at `job.executed`.

    Gives the error that ended it, or None. Calls `on_cell` after every code cell.
    """
    partial = job.executed.with_name(f".{job.question}.partial.ipynb")
    try:
        error = _execute(job, partial, options, on_cell)
        if partial.exists():
            _leave(partial, job)
        return error
    finally:
        partial.unlink(missing_ok=True)


def _leave(partial: Path, job: Job) -> None:
    """Put what was executed in its place, signed, and without the paths of this machine that papermill notes in it."""
    try:
        notebook = nbformat.read(partial, as_version=4)
        notebook.metadata.get("papermill", {}).update(input_path=job.notebook.name, output_path=job.executed.name)
        nbformat.write(notebook, partial)
    except (ValueError, nbformat.ValidationError):  # cut off in the middle of writing: leave what there is
        partial.replace(job.executed)
        return
    partial.replace(job.executed)
    trust(job.executed)


def check_notebook(job: Job) -> Any:
    """The job's notebook, if its cell of parameters declares what it will be given; NotebookError if not."""
    try:
        notebook = nbformat.read(job.notebook, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as fault:
        raise NotebookError(
            Problem(
                f"notebook {job.notebook.name}",
                f"cannot be read ({type(fault).__name__})",
                "restore it with wijklab init",
            )
        ) from None
    _refuse_undeclared(notebook, job)
    _refuse_unsafe(job.parameters)
    return notebook


def _refuse_undeclared(notebook: Any, job: Job) -> None:
    undeclared = sorted(set(job.parameters) - declared_parameters(notebook))
    if undeclared:
        raise NotebookError(
            Problem(
                f"notebook {job.notebook.name}",
                f"does not declare {' and '.join(undeclared)}: it would run on something else than asked",
                "give it a cell tagged 'parameters' with: params = \"...\" and outputs = None",
            )
        )


def _refuse_unsafe(parameters: Mapping[str, Any]) -> None:
    """What papermill writes into the notebook must read back as exactly the same value, and nothing else."""
    for name, value in parameters.items():
        if not name.isidentifier() or ast.literal_eval(PythonTranslator.translate(value)) != value:
            raise NotebookError(
                Problem(f"parameter {name}", "cannot be passed to a notebook safely", "rename the file or folder")
            )


def _execute(job: Job, partial: Path, options: RunOptions, on_cell: Callable[[], None]) -> WijklabError | None:
    try:
        with TemporaryDirectory(prefix="wijklab-") as folder:
            execute_notebook(
                _literal(job.notebook),
                _literal(partial),
                parameters=dict(job.parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                execution_timeout=options.cell_seconds,
                start_timeout=options.start_seconds,
                resources={"metadata": {"path": str(job.root)}},
                on_cell_executed=lambda **_: on_cell(),
                **kernel_settings(Path(folder)),
            )
    except PapermillExecutionError as failed:
        return as_wijklab_error(failed, job)
    except CellTimeoutError:
        return _kernel_error(job, f"a cell took longer than {options.cell_seconds} seconds", "give it more: --timeout")
    except DeadKernelError:
        return _kernel_error(
            job,
            "its kernel died, most often for want of memory",
            "close other programs, or ask fewer questions at once",
        )
    except OSError as fault:
        return OutputError(
            Problem(str(job.executed), f"cannot be written ({type(fault).__name__})", "see to space and rights")
        )
    except Exception as fault:  # whatever else ends a kernel is the kernel's failure, and the next job must still run
        error = _kernel_error(
            job, f"its kernel failed ({type(fault).__name__})", "run it again; if it fails again: wijklab lab"
        )
        error.__cause__ = fault
        return error
    return None


def _kernel_error(job: Job, what: str, todo: str) -> KernelError:
    return KernelError(Problem(f"notebook {job.question}", what, todo))


def _literal(path: Path) -> str:
    """papermill fills braces in a path from the parameters: a folder's own braces are doubled."""
    return str(path).replace("{", "{{").replace("}", "}}")
