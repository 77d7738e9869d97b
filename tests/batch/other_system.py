"""A Python that is told it is on another system: what Windows has not is taken away before wijklab is imported.

Others' packages come first, for these ask the system itself. `python -m tests.batch.other_system SYSTEM` imports all of
wijklab; with more arguments it is the command `wijklab` with these.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import socket
import sys
import types

OTHERS = (
    "asyncio", "distributed", "duckdb", "ipykernel.kernelapp", "jupyter_client.manager", "jupyter_server.serverapp",
    "nbconvert", "pandas", "papermill", "psutil", "pyarrow", "seaborn", "statsmodels.api", "typer.rich_utils",
)  # fmt: skip
GONE = (
    (os, ("fork", "forkpty", "getuid", "getpgid", "killpg", "mkfifo", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW",
          "pidfd_open", "posix_spawn", "register_at_fork", "sched_getaffinity", "setsid", "statvfs", "sysconf",
          "waitid", "WIFSIGNALED", "WTERMSIG")),
    (socket, ("AF_UNIX", "CMSG_LEN", "recv_fds", "SCM_RIGHTS", "send_fds", "SO_PEERCRED", "socketpair")),
    (signal, ("alarm", "pthread_sigmask", "setitimer", "SIGALRM", "SIGCHLD", "SIGHUP", "SIGUSR1", "SIGUSR2")),
)  # fmt: skip
"""Not SIGKILL: the `subprocess` of this system ends a kernel with it."""


def _go_elsewhere(system: str) -> None:
    for name in OTHERS:
        importlib.import_module(name)
    two = socket.socketpair  # an event loop asks for one, and Windows makes it of two others
    family = socket.AF_UNIX
    for module, names in GONE:
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    socket.socketpair = lambda *_, **__: two(family)
    sys.modules.update(dict.fromkeys(("fcntl", "grp", "pwd", "resource", "termios")))
    sys.platform = system
    _lock_as_there()


def _lock_as_there() -> None:
    there = types.ModuleType("msvcrt")
    there.LK_NBLCK, there.LK_UNLCK, there.locking = 2, 0, lambda *_: None  # type: ignore[attr-defined]
    sys.modules["msvcrt"], name = there, os.name
    os.name = "nt"
    try:
        importlib.import_module("wijklab.batch.disk.lock")
    finally:
        os.name = name


def _import_all() -> None:
    import wijklab

    for found in pkgutil.walk_packages(wijklab.__path__, "wijklab."):
        if not found.name.endswith("__main__") and "_resources" not in found.name:
            importlib.import_module(found.name)


if __name__ == "__main__":
    _go_elsewhere(sys.argv.pop(1))
    if sys.argv[1:]:
        from wijklab.cli import main

        main()
    else:
        _import_all()
