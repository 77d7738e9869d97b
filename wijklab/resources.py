"""Where the notebooks and the example study stand: inside an installed wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def notebooks_folder() -> Path:
    """The folder with one notebook per question; FileNotFoundError where the installation holds none."""
    return _folder("notebooks")


def params_folder() -> Path:
    """The folder with the example study, its tables and its story; FileNotFoundError where there is none."""
    return _folder("params")


def kernels_folder() -> Path:
    """The folder with the warm kernel's description in a checkout; FileNotFoundError in a wheel, which has it where
    Jupyter looks by itself."""
    folder = _PACKAGE.parent / "share" / "jupyter" / "kernels"
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return folder


def _folder(name: str) -> Path:
    for home in (_PACKAGE / "_resources", _PACKAGE.parent):
        if (home / name).is_dir():
            return home / name
    raise FileNotFoundError(f"this installation of wijklab holds no folder '{name}': install it again")
