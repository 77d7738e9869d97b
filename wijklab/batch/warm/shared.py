"""The warm parent of this user's kernels: found where it listens, started in the background where it does not yet.

It listens in a folder that only this user can enter. Which parent fits which kernel says `likeness`.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jupyter_core.paths import jupyter_runtime_dir

from wijklab.batch.warm.client import CannotWarm, refuse_where_unsafe, warm_environment
from wijklab.batch.warm.likeness import likeness
from wijklab.batch.warm.wire import Channel

FOLDER: Final = "wijklab-warm"
CONNECT_SECONDS: Final = 5
INLINE: Final = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
"""Figures appear under the cell. The import of matplotlib reads that, which for a warm kernel was long ago."""

NOT_AGAIN_SECONDS: Final = 3600
"""How long a parent that could not be warmed is not tried again."""


def shared_parent(environment: Mapping[str, str]) -> Channel:
    """A channel to the parent that forks kernels with that environment.

    CannotWarm where none is ready: one is then started, for the next kernel.
    """
    refuse_where_unsafe(os.environ)
    refuse_where_unsafe(environment)
    name = likeness(environment)
    folder = private_folder()
    try:
        return Channel(_connected(folder, name))
    except OSError:
        raise CannotWarm(start(folder, name, environment)) from None


def warm_up(environment: Mapping[str, str]) -> None:
    """See to it that a parent for such kernels is there soon. CannotWarm says why not."""
    with contextlib.closing(shared_parent(environment)):
        pass


def private_folder() -> Path:
    """Where the parents of this user listen. CannotWarm where somebody else could listen there too."""
    folder = Path(jupyter_runtime_dir()) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CannotWarm(f"{folder} is not this user's alone: remove it")
    return folder


@contextlib.contextmanager
def address(folder: Path, name: str) -> Iterator[str]:
    """Where a parent listens, as a path that fits an address however deep the folder stands."""
    inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{inside}/{name}.socket"
    finally:
        os.close(inside)


def user_at(end: socket.socket) -> int:
    """The number of the user at the other end, as the system knows it."""
    told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", told)[1]


def start(folder: Path, name: str, environment: Mapping[str, str]) -> str:
    """Start the parent of that name, unless one is being started or could not be; gives what came of it.

    Whoever starts takes the lock and hands it on: of many who start at once, one does.
    """
    import fcntl  # Windows has none, and never comes here: this module is imported by its JupyterLab too

    if reason := _failed_before(folder / f"{name}.failed"):
        return reason
    lock = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return "the warm parent is still importing"
    else:
        _spawn(folder, name, lock, environment)
        return "no warm parent was there yet; the next kernel will have one"
    finally:
        os.close(lock)


def _spawn(folder: Path, name: str, lock: int, environment: Mapping[str, str]) -> None:
    """What is started here puts the parent in the background and ends at once, so nothing is left to wait for."""
    command = [sys.executable, "-m", "wijklab.batch.warm.kernels", name, str(lock)]
    nothing = subprocess.DEVNULL
    try:
        subprocess.run(
            command, cwd=folder, env=warm_environment(environment) | INLINE, pass_fds=(lock,), start_new_session=True,
            stdin=nothing, stdout=nothing, stderr=nothing, check=True, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as fault:
        raise CannotWarm(f"a warm parent could not be started ({type(fault).__name__})") from None


def _connected(folder: Path, name: str) -> socket.socket:
    end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        end.settimeout(CONNECT_SECONDS)
        with address(folder, name) as where:
            end.connect(where)
        end.settimeout(None)
        if user_at(end) != os.getuid():
            raise CannotWarm("another user listens in this user's folder")
    except BaseException:
        end.close()
        raise
    return end


def _failed_before(note: Path) -> str:
    try:
        is_old = time.time() - note.stat().st_mtime > NOT_AGAIN_SECONDS
        return "" if is_old else note.read_text("utf-8")
    except OSError:
        return ""
