"""JupyterLab on a study."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from wijklab.errors import OutputError, Problem
from wijklab.sources.study_file import study_root

ON_WINDOWS: Final = os.name == "nt"

WARM: Final = "--ServerApp.jpserver_extensions=wijklab.batch.warm.server=True"
"""Notebooks start warm in this server, whatever kernel they name; other servers of this user are not touched."""


def lab_command(folder: Path) -> list[str]:
    """The command that opens JupyterLab on the root of the study in that folder or study file."""
    if not folder.exists():
        raise OutputError(
            Problem(str(folder), "does not exist", "name the folder of a study, or make one: wijklab init")
        )
    root = study_root(folder) if folder.is_file() else folder.absolute()
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", WARM]


def open_lab(folder: Path) -> None:
    """Become JupyterLab, or wait for it on Windows: a process cannot become another there. Does not return."""
    command = lab_command(folder)
    if ON_WINDOWS:
        sys.exit(subprocess.call(command, env=_environment()))
    os.execve(command[0], command, _environment())


def _environment() -> dict[str, str]:
    """In a checkout that is not installed, the server and its kernels find wijklab where this process found it."""
    try:
        distribution("wijklab")
    except PackageNotFoundError:
        places = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    return dict(os.environ)
