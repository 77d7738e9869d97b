"""What a killed process leaves beside its work, and nobody will miss: half-written files and folders of kernels."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

PREFIX: Final = "wijklab-"
"""What the name of a temporary folder of ours begins with."""

OLD_SECONDS: Final = 7 * 24 * 3600.0
"""A temporary folder that nothing was written to for a week belongs to nobody any more."""

_HALF: Final = re.compile(r"\.(?:.+\.(?:html|json|csv|ipynb|log))\.[a-z0-9_]{8}")
_PARTIAL: Final = re.compile(r"\..+\.partial\.ipynb")


def sweep(outputs: Path) -> None:
    """Remove what was being written in a folder of outputs when its writer was killed. Its lock must be held."""
    for folder in (outputs, *(outputs / part for part in ("notebooks", "tables", "facts", "exhibits", ".jobs"))):
        for file in folder.iterdir() if folder.is_dir() else ():
            if (_HALF.fullmatch(file.name) or _PARTIAL.fullmatch(file.name)) and file.is_file():
                file.unlink(missing_ok=True)


def sweep_temporary(temporary: Path | None = None) -> None:
    """Remove our own temporary folders that nothing was written to for a week; another user's are let be.

    Once a batch is enough: where many programs leave their folders it takes a while to look.
    """
    for folder in (temporary or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _is_old(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_old(folder: Path) -> bool:
    known = folder.lstat()
    ours = not hasattr(os, "getuid") or known.st_uid == os.getuid()
    return ours and folder.is_dir() and not folder.is_symlink() and time.time() - _last_written(folder) > OLD_SECONDS


def _last_written(folder: Path) -> float:
    return max(path.lstat().st_mtime for path in (folder, *folder.rglob("*")))
