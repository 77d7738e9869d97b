"""The kernel that a notebook runs in: always this Python, one thread, nothing of the user's own set-up, no port."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

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
"""What every kernel is started with, whatever the shell has."""

ARGUMENTS: Final = (
    "--InteractiveShellApp.ignore_cwd=True",  # a file `pandas.py` in the study's folder is not imported
    "--HistoryManager.enabled=False",
    "--log-level=CRITICAL",
)
"""What every kernel is told, beside where its connection file and its profile stand."""


class ThisPython(AsyncKernelManager):
    """Starts a kernel in the Python that runs wijklab.

    A kernelspec `python3` in the user's home may point at another installation, and jupyter_client would follow it.
    """

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel there is. Its profile is empty and stands beside its connection file.

        Not by `--ipython-dir`: IPython 9 then takes the kernel's own folder off sys.path, and with it a checkout.
        """
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *ARGUMENTS],
            display_name="wijklab",
            language="python",
            env={**ENVIRONMENT, "IPYTHONDIR": str(Path(self.connection_file).parent)},
        )


def kernel_settings(folder: Path) -> dict[str, Any]:
    """What papermill's engine passes on: a kernel whose sockets, connection file and profile stand in a private folder.

    Sockets rather than ports: two kernels never race for one, and nobody else on the machine can listen in.
    """
    sockets = {"transport": "ipc", "ip": str(folder / "k"), "connection_file": str(folder / "kernel.json")}
    return {
        "kernel_manager_class": ThisPython,
        "config": Config({"ThisPython": sockets}),
        "shutdown_kernel": "immediate",
    }
