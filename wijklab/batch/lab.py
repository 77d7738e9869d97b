"""JupyterLab on a study."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wijklab.errors import OutputError, Problem
from wijklab.sources.study_file import study_root


def lab_command(folder: Path) -> list[str]:
    """The command that opens JupyterLab on the root of the study in that folder or study file."""
    if not folder.exists():
        raise OutputError(
            Problem(str(folder), "does not exist", "name the folder of a study, or make one: wijklab init")
        )
    root = study_root(folder) if folder.is_file() else folder.absolute()
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]


def open_lab(folder: Path) -> None:
    """Become JupyterLab; returns only where that fails."""
    command = lab_command(folder)
    os.execv(command[0], command)
