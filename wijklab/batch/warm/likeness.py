"""What two processes must share before one may fork kernels for the other: the Python, the sources, the surroundings.

A fork inherits from the warm parent what a new process inherits from whoever starts it. Where the two would differ, a
kernel is not forked there.
"""

from __future__ import annotations

import hashlib
import os
import site
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = Path(__file__).parents[2]

_OF_THE_SYSTEM: Final = ("PYTHON", "LC_", "LANG", "TZ", "LD_", "GLIBC_", "HOME", "XDG_", "MALLOC_")
_OF_LIBRARIES: Final = ("MPLCONFIG", "MATPLOTLIBRC", "NPY_", "NUMEXPR_", "OMP_", "OPENBLAS_", "MKL_", "ARROW_", "DASK_")
READ_AT_START: Final = (*_OF_THE_SYSTEM, *_OF_LIBRARIES, "FSSPEC_", "IPYTHONDIR", "IPYTHON_", "PYDEVD_")
"""How the names begin of the variables that Python, the system's loader and libraries read once, when they start."""

_BORN_WITH: Final = ("/proc/self/cgroup", "/proc/self/limits")
_NAMESPACES: Final = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
_STATUS_LINES: Final = ("Uid:", "Gid:", "Groups:", "Umask:", "CapEff:", "NoNewPrivs:", "Seccomp:", "Cpus_allowed:")
_TELL_OF_INSTALLED: Final = (".dist-info", ".egg-info", ".egg-link", ".pth")


def likeness(environment: Mapping[str, str]) -> str:
    """A short name for what this process would hand to a new Python with that environment: equal names, equal starts.

    Reads some hundreds of file times, no file's contents: some milliseconds.
    """
    parts = (*_python(), *_surroundings(), *_variables(environment), *_libraries(environment), *_sources(str(PACKAGE)))
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _python() -> Iterator[Any]:
    yield from (sys.executable, sys.prefix, sys.version, str(PACKAGE))


def _surroundings() -> Iterator[Any]:
    """Limits, rights, priority, control group and namespaces: what the system gives a child of its parent."""
    yield os.getpriority(os.PRIO_PROCESS, 0)
    for name in _BORN_WITH:
        yield _text(Path(name))
    yield [line for line in _text(Path("/proc/self/status")).splitlines() if line.startswith(_STATUS_LINES)]
    yield [_link(Path("/proc/self/ns", space)) for space in _NAMESPACES]


def _variables(environment: Mapping[str, str]) -> Iterator[Any]:
    yield sorted((name, value) for name, value in environment.items() if name.startswith(READ_AT_START))


def _libraries(environment: Mapping[str, str]) -> Iterator[Any]:
    """What is installed where, by the folders that tell of it: their names hold versions."""
    added = environment.get("PYTHONPATH", "").split(os.pathsep)
    for folder in (*site.getsitepackages(), site.getusersitepackages(), *filter(None, added)):
        yield folder, [entry for entry in _entries(folder) if entry[0].endswith(_TELL_OF_INSTALLED)]


def _sources(folder: str) -> Iterator[Any]:
    """Wijklab's own files: who edits them gets a kernel with what stands there now."""
    for name, is_folder, changed, size in _entries(folder):
        if not is_folder:
            yield folder, name, changed, size
        elif name != "__pycache__":
            yield from _sources(f"{folder}/{name}")


def _entries(folder: str) -> list[tuple[str, bool, int, int]]:
    """Each name in a folder, whether it is a folder, when it was changed, and its size; none where it is gone."""
    try:
        with os.scandir(folder) as found:
            return sorted((one.name, one.is_dir(), one.stat().st_mtime_ns, one.stat().st_size) for one in found)
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
