"""How a job ended whose process could not say it itself."""

from __future__ import annotations

import os
import signal

from wijklab.batch.jobs import RunOptions
from wijklab.errors import KernelError, Problem


def error_of_status(question: str, status: int, options: RunOptions) -> KernelError:
    """The error of a process that ended without a word, from the status that its parent was given."""
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return _error(question, "its process was killed, most often for want of memory", _remedy(options))
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return _error(question, f"its process crashed ({name})", "run it again; if it crashes again: wijklab lab")
    code = os.waitstatus_to_exitcode(status)
    return _error(question, f"its process left without a result (code {code})", "see its notebook: a cell ended it")


def crashed(question: str, name: str) -> KernelError:
    """The error of a job whose process failed outside its cells, with an error of that name."""
    return _error(question, f"its process failed ({name})", "run it again; if it fails again: wijklab lab")


def no_process(question: str, name: str) -> KernelError:
    """The error of a job for which the system gave no process, with an error of that name."""
    return _error(question, f"the system gave it no process ({name})", "close other programs, or use fewer --jobs")


def too_long(question: str, options: RunOptions) -> KernelError:
    """The error of a job of which a cell took longer than was allowed."""
    return _error(question, f"a cell took longer than {options.cell_seconds} seconds", "give it more: --timeout")


def _remedy(options: RunOptions) -> str:
    fewer = "run fewer jobs at once with --jobs"
    return f"{fewer}, or give each more with --memory" if options.memory_mib else f"close other programs, or {fewer}"


def _error(question: str, what: str, todo: str) -> KernelError:
    return KernelError(Problem(f"notebook {question}", what, todo))
