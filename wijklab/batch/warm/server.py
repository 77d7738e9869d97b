"""What `wijklab lab` adds to its own JupyterLab: notebooks of this Python start warm there, as they are.

A notebook keeps the kernel `python3`, so it opens anywhere. Should anything in here fail, the server logs that and goes
on, with ordinary kernels.
"""

from __future__ import annotations

import contextlib
import os
import threading
from typing import Any, Final

from jupyter_client.provisioning import KernelProvisionerFactory

from wijklab.batch.warm.provisioner import NAME, PINNED, register
from wijklab.batch.warm.shared import warm_up
from wijklab.resources import kernels_folder

JUPYTERS_OWN: Final = "local-provisioner"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    factory = KernelProvisionerFactory.instance(parent=server)
    register(factory)
    with contextlib.suppress(FileNotFoundError):
        server.kernel_spec_manager.kernel_dirs.append(str(kernels_folder()))
    if factory.default_provisioner_name == JUPYTERS_OWN:  # another one is somebody's choice
        factory.default_provisioner_name = NAME
        threading.Thread(target=_warm_up, args=(server.log,), daemon=True, name="wijklab-warm-up").start()


def _warm_up(log: Any) -> None:
    """While the researcher looks for a notebook, the parent of its kernel imports."""
    try:
        warm_up({**os.environ, **PINNED})
    except Exception as reason:  # the server has its kernels without it
        log.info("wijklab: %s", reason)
