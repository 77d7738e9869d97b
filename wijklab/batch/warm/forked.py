"""What a fork must put right before it is as good as a new process."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of <linux/prctl.h>
C_LIBRARY: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_NAMES: Final = "SIGINT SIGTERM SIGHUP SIGQUIT SIGUSR1 SIGUSR2 SIGALRM SIGCHLD SIGCONT SIGTSTP SIGWINCH".split()
HANDLED: Final = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
"""The signals that a program answers to. They are held back while it forks, so that none is answered twice."""

_STATUS: Final = Path("/proc/self/status")


def become(parent: int) -> None:
    """Make this fork of process `parent` a process of its own: session, signals, chance and standard input.

    What the parent wanted done at its own exit is not done by its child. The child ends at once when its parent does,
    however that ends; to be precise, when the thread does that forked it, so a parent forks from its main thread.
    """
    os.setsid()
    process_control(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it died before it was asked for
        os._exit(1)
    atexit._clear()
    _own_signals()
    _read_nothing()
    _own_chance()
    _close_figures()


def take_place(cwd: str | None, environment: Mapping[str, str] | None) -> None:
    """Stand in that folder, with exactly that environment; None leaves either as it is."""
    if cwd is not None:
        os.chdir(cwd)
    if environment is None:
        return
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None  # it was looked up in the environment of the parent
    _draw_with(environment.get("MPLBACKEND"))


def limit_memory(mib: int) -> bool:
    """Let this process take so much memory on top of what it holds now: beyond that Python raises MemoryError.

    False where the system has no such limit.
    """
    held = _data_held()
    if held is None:
        return False
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = held + mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))
    return True


def process_control(option: int, value: int) -> bool:
    """Ask something of the kernel for this process; false where it is not Linux, or says no."""
    return C_LIBRARY is not None and C_LIBRARY.prctl(option, value, 0, 0, 0) == 0


def _own_signals() -> None:
    """As in a Python that was just started, and none of them held back."""
    signal.set_wakeup_fd(-1)
    for number in HANDLED:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _read_nothing() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    if nothing != 0:
        os.close(nothing)


def _own_chance() -> None:
    """Every fork would draw the same numbers as its siblings; for `random`, Python itself sees to that. What has a seed
    of its own is not touched."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _close_figures() -> None:
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def _draw_with(backend: str | None) -> None:
    """matplotlib reads the variable at its import, which was long ago."""
    matplotlib: Any = sys.modules.get("matplotlib")
    if matplotlib is not None and backend:
        with contextlib.suppress(ValueError):  # a name that it does not know is left to whoever draws
            matplotlib.use(backend, force=False)


def _data_held() -> int | None:
    """What counts for the limit, in bytes: all private memory that can be written."""
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    held = next((line.split()[1] for line in lines if line.startswith("VmData:")), None)
    return int(held) * 1024 if held else None
