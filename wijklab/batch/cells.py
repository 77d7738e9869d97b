"""What stands in a notebook's cells: the parameters it declares, and the error a cell ended with."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from papermill.exceptions import PapermillExecutionError

from wijklab import errors
from wijklab.batch.jobs import Job
from wijklab.errors import NotebookError, Problem, WijklabError

KINDS: Final[Mapping[str, type[WijklabError]]] = MappingProxyType(
    {kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WijklabError)}
)
"""Our own errors by name: their texts hold no person's value, so they may be shown."""

_PROBLEM = re.compile(r"\s*(?P<where>.+?): (?P<what>.+?)\n    -> (?P<todo>.+?)(?=\n\S|\Z)", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_POINTED = re.compile(r"^-+> ?\d+ (.*)$", re.MULTILINE)


def code_cells(notebook: Any) -> int:
    """How many code cells papermill will run: the notebook's own and the one with the parameters."""
    return 1 + sum(cell.cell_type == "code" for cell in notebook.cells)


def declared_parameters(notebook: Any) -> set[str]:
    """The names assigned in the cell tagged `parameters`; none where there is no such cell or it is not Python."""
    sources = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    try:
        statements = [statement for source in sources for statement in ast.parse(source).body]
    except SyntaxError:
        return set()
    targets = [target for statement in statements if isinstance(statement, ast.Assign) for target in statement.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def as_wijklab_error(failed: PapermillExecutionError, job: Job) -> WijklabError:
    """The error of a cell as one of ours: its own kind and words where it is, else the name of what was raised.

    Another error's message may hold a person's value, so it stays in the executed notebook, with the researcher.
    """
    problems = _own_problems(failed.evalue)
    if failed.ename in KINDS and problems:
        return KINDS[failed.ename](problems)
    where = f"notebook {job.question}, cell `{_line_that_raised(failed)}`"
    return NotebookError(Problem(where, f"raised {failed.ename}", f"see {job.executed}"))


def _line_that_raised(failed: PapermillExecutionError) -> str:
    """The cell's own line at which its traceback points: code that stands in the notebook, never a value."""
    lines = [line.strip() for line in failed.source.splitlines() if line.strip()]
    pointed = _POINTED.search(_COLOUR.sub("", "\n".join(failed.traceback or ())))
    return pointed[1].strip() if pointed and pointed[1].strip() in lines else lines[0]


def _own_problems(text: str) -> tuple[Problem, ...]:
    return tuple(Problem(found["where"], found["what"], found["todo"]) for found in _PROBLEM.finditer(text))
