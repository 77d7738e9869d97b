"""The kernel that a notebook runs in: always this Python, one thread, nothing of the user's own set-up, no port."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import Callable as CallableTrait
from traitlets import Unicode
from traitlets.config import Config

from wijklab.batch.notebook.environment import ENVIRONMENT
from wijklab.sources.holding import STAGE

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

    stage = Unicode(help="The folder in which a job gathers what it makes.").tag(config=True)
    on_start = CallableTrait(None, allow_none=True, help="Hears the process id of the kernel.").tag(config=True)

    async def start_kernel(self, **given: Any) -> None:  # type: ignore[override]  # it is one in AsyncKernelManager
        """Start it, and tell in which process."""
        await super().start_kernel(**given)
        if self.on_start is not None:
            self.on_start(getattr(self.provisioner, "pid", None))

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel there is. Its profile is empty and stands beside its connection file.

        Not by `--ipython-dir`: IPython 9 then takes the kernel's own folder off sys.path, and with it a checkout.
        """
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *ARGUMENTS],
            display_name="wijklab",
            language="python",
            env={**ENVIRONMENT, "IPYTHONDIR": str(Path(self.connection_file).parent), STAGE: self.stage},
        )


def kernel_settings(folder: Path, stage: Path, on_start: Callable[[int], None]) -> dict[str, Any]:
    """What papermill's engine passes on: a kernel whose sockets, connection file and profile stand in a private folder,
    and which knows the stage of its job. `on_start` hears the id of its process.

    Sockets rather than ports, where there are any (not on Windows): two kernels never race for one, and nobody else on
    the machine can listen in.
    """
    sockets = {"connection_file": str(folder / "kernel.json")}
    if hasattr(socket, "AF_UNIX"):
        sockets |= {"transport": "ipc", "ip": str(folder / "k")}
    hears = {"on_start": lambda pid: on_start(pid)}  # traitlets copies a configuration deeply: a lambda stays one
    return {
        "kernel_manager_class": ThisPython,
        "config": Config({"ThisPython": {**sockets, **hears, "stage": str(stage)}}),
        "shutdown_kernel": "immediate",
    }
