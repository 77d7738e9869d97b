"""Warm kernels the official way: jupyter_client asks a provisioner for a kernel, and this one has it forked."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from wijklab.batch.notebook.environment import ENVIRONMENT
from wijklab.batch.warm.forked_process import ForkedProcess, PortTaken, forked_kernel

NAME: Final = "wijklab"
PORT_TRIES: Final = 5
LAUNCH: Final = ("-m", "ipykernel_launcher")

_OF_THE_BATCH: Final = ("MPLBACKEND", "COLUMNS", "JUPYTER_PLATFORM_DIRS")
PINNED: Final[Mapping[str, str]] = MappingProxyType(
    {name: value for name, value in ENVIRONMENT.items() if name not in _OF_THE_BATCH}
)
"""What warm and ordinary kernels of this provisioner share with those of `wijklab run`: the same numbers in each."""


class WarmProvisioner(LocalProvisioner):
    """Has the kernel of this very Python forked from a process that has imported everything; any other kernel, and
    whenever forking does not work, is started as jupyter_client itself would."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """A kernel, warm where it can be. Every way in which a warm one fails ends in an ordinary one."""
        arguments = kernel_arguments(cmd)
        if arguments is None:
            return await super().launch_kernel(cmd, **kwargs)
        kwargs["env"] = {**(kwargs.get("env") or os.environ), **PINNED}
        try:
            await self._fork(arguments, kwargs)
        except Exception as reason:  # whatever it is, the researcher gets a kernel
            self.log.info("wijklab: an ordinary kernel, not a warm one: %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """To the kernel's process group, while there is one: the number of a dead process may be another's by now."""
        if isinstance(self.process, ForkedProcess) and self.process.poll() is not None:
            return
        await super().send_signal(signum)

    async def _fork(self, arguments: list[str], wishes: dict[str, Any]) -> None:
        for tries_left in reversed(range(PORT_TRIES)):
            try:
                process = await asyncio.to_thread(forked_kernel, arguments, wishes)
                break
            except PortTaken:
                await self._take_other_ports(wishes["env"])
                if not tries_left:
                    raise
        process.hold()
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = wishes.get("cwd") or Path.cwd()

    async def _take_other_ports(self, environment: dict[str, str]) -> None:
        """Choose again, as at the start, and write the same connection file anew."""
        await self.cleanup()
        self.ports_cached = False
        if self.parent is not None:
            self.parent.cleanup_random_ports()
            self.parent.cleanup_connection_file()
        await self.pre_launch(env=environment)


def kernel_arguments(command: list[str]) -> list[str] | None:
    """What a command gives to ipykernel; None where it starts something else, or another Python than this one."""
    python, *rest = command
    if tuple(rest[:2]) != LAUNCH or not _is_this_python(Path(python)):
        return None
    return rest[2:]


def _is_this_python(program: Path) -> bool:
    """The same file in the same folder: the Pythons of two environments may both be links to the system's."""
    here = Path(sys.executable)
    return program == here or (program.parent == here.parent and program.resolve() == here.resolve())


def register(factory: KernelProvisionerFactory) -> None:
    """Make the provisioner known in this process where the installation does not, as in a checkout."""
    value = f"{WarmProvisioner.__module__}:{WarmProvisioner.__name__}"
    factory.provisioners.setdefault(NAME, EntryPoint(NAME, value, factory.GROUP_NAME))
