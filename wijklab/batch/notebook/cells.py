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
from wijklab.errors import KernelError, NotebookError, Problem, WijklabError

KINDS: Final[Mapping[str, type[WijklabError]]] = MappingProxyType(
    {kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, WijklabError)}
)
"""Our own errors by name: their texts hold no person's value, so they may be shown."""

OUT_OF_MEMORY: Final = frozenset({"MemoryError", "ArrowMemoryError"})
"""What Python, numpy and pyarrow raise when a job reaches the limit of its memory."""

_PROBLEM = re.compile(r"\s*(?P<where>.+?): (?P<what>.+?)\n    -> (?P<todo>.+?)(?=\n\S|\Z)", re.DOTALL)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_TYPED = re.compile(
    r"""(?P<block>\'{3}|"{3})(?:\\.|(?!(?P=block)).)*(?:(?P=block)|\Z)"""
    r"""|(?P<quote>["'])(?:\\[^\n]|(?!(?P=quote))[^\\\n])*(?:(?P=quote)|$|\\)"""
    r"""|\#[^\n]*|\d{5,}""",
    re.DOTALL | re.MULTILINE,
)
_MAGIC = re.compile(r"^([ \t]*(?:%+\w+|!)).*$", re.MULTILINE)
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
    if failed.ename in OUT_OF_MEMORY:
        return out_of_memory(job)
    problems = _own_problems(failed.evalue)
    if failed.ename in KINDS and problems:
        return KINDS[failed.ename](problems)
    where = f"notebook {job.question}, cell `{_line_that_raised(failed)}`"
    return NotebookError(Problem(where, f"raised {failed.ename}", f"see {job.executed}"))


def out_of_memory(job: Job) -> KernelError:
    """A job asked for more memory than it may have, or than there is."""
    what = "asked for more memory than it could get"
    todo = "let each job take more with --memory, or run fewer at once with --jobs"
    return KernelError(Problem(f"notebook {job.question}", what, todo))


def _line_that_raised(failed: PapermillExecutionError) -> str:
    """The cell's own line at which its traceback points, without the texts in it: somebody may have typed a name or a
    password there."""
    lines = {line.strip(): bare for line, bare in zip(*map(str.splitlines, _with_bare(failed.source)), strict=True)}
    lines.pop("", None)
    pointed = _POINTED.search(_COLOUR.sub("", "\n".join(failed.traceback or ())))
    bare = lines.get(pointed[1].strip() if pointed else "") or next(iter(lines.values()))
    return bare.strip() or "…"


def _with_bare(source: str) -> tuple[str, str]:
    """A cell, and the same lines without texts, comments, long numbers and what follows a magic command."""
    return source, _MAGIC.sub(r"\1…", _TYPED.sub(_without, source))


def _without(typed: re.Match[str]) -> str:
    quote = typed["block"] or typed["quote"] or ""
    return "" if typed[0].startswith("#") else f"{quote}…" + "\n…" * typed[0].count("\n") + quote


def _own_problems(text: str) -> tuple[Problem, ...]:
    return tuple(Problem(found["where"], found["what"], found["todo"]) for found in _PROBLEM.finditer(text))
