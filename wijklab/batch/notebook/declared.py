"""Whether a notebook can be given what its job will give it: looked at before anything runs."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import nbformat
from papermill.translators import PythonTranslator

from wijklab.batch.jobs import Job
from wijklab.batch.notebook.cells import declared_parameters
from wijklab.errors import NotebookError, Problem


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
