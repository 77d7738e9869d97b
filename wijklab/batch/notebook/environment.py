"""What the process that a notebook runs in has in its environment, whatever the shell has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PYTHONHASHSEED": "0",  # the same order of sets every time
        "OMP_NUM_THREADS": "1",  # sums in one order, and one job takes one core
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "NUMEXPR_NUM_THREADS": "1",
        "MPLBACKEND": "agg",
        "COLUMNS": "120",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
)
"""What every kernel and every warm parent is started with."""


def leave_no_core() -> None:
    """Let this process, and whatever it starts, leave no image of its memory on disk when it crashes: the tables of
    residents would be in it."""
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
