"""Whoever wants something warm: starts a warm parent, asks it for forks, and ends it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from wijklab.batch.notebook.environment import ENVIRONMENT
from wijklab.batch.warm.wire import Channel, pair

VARIABLE: Final = "WIJKLAB_WARM"
"""The environment variable that turns warm parents off, when it is 0."""

SINGLE_THREADED: Final[Mapping[str, str]] = MappingProxyType({"JE_ARROW_MALLOC_CONF": "background_thread:false"})
"""What keeps libraries from starting threads, beside what every kernel is started with."""

_PATIENCE: Final = 10.0


class CannotWarm(Exception):
    """There is no warm parent, and `reason` says why: go on with ordinary processes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WarmParent:
    """A warm parent that this process started. May be asked from any thread.

    A child lives for as long as its channel is held: closing it, or dying, ends the child.
    """

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = Channel(control)
        self._ending = threading.Lock()

    @classmethod
    def start(cls, kind: str = "batch", *, seconds: float = 120, program: str = "wijklab.batch.warm") -> WarmParent:
        """A warm parent that is ready to fork. CannotWarm where that cannot be, or takes longer than so many seconds.

        `program` is the module that is run, with the number of its socket and the kind.
        """
        refuse_where_unsafe(os.environ)
        ours, theirs = pair()
        try:
            parent = cls(_started(program, theirs, kind), ours)
        except OSError as fault:
            ours.close()
            raise CannotWarm(f"it could not be started ({type(fault).__name__})") from None
        finally:
            theirs.close()
        try:
            parent._await_ready(seconds)
        except BaseException:
            parent.close(patience=0)
            raise
        return parent

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """It can still be asked."""
        return self._control.fileno() >= 0 and self._process.poll() is None

    def fork(self, door: str, request: Mapping[str, Any], fds: Sequence[int] = ()) -> Channel:
        """A fork that goes through that door. CannotWarm where the warm parent is gone.

        `request` may say where the fork stands: `cwd`, and `env`, which replaces its whole environment; `fds` it finds
        in its request. The first line is {"event": "forked", "pid": ...}, or {"event": "not_forked", "why": ...}; the
        last is {"event": "exit", "status": as of waitpid}, which is missing where the warm parent itself died. An error
        that nobody caught is told before it as {"event": "crashed", "error": its name, "where": functions and lines}.
        """
        return ask(self._control, door, request, fds)

    def know(self, files: Sequence[str]) -> None:
        """Let it parse these published files, which many studies name, so that no fork to come has to."""
        with contextlib.suppress(OSError):  # it is gone, and whoever asks it for a fork hears so
            self._control.send({"do": "know", "files": list(files)})

    def expect_many(self) -> None:
        """Let it make forks cheap, of itself and of its forks to come: there will be many."""
        with contextlib.suppress(OSError):
            self._control.send({"do": "expect"})

    def close(self, patience: float = _PATIENCE) -> None:
        """End it and all its children; kill it where it takes longer than so many seconds."""
        with self._ending:
            self._control.close()
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> WarmParent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _await_ready(self, seconds: float) -> None:
        try:
            told = self._control.receive(seconds)
        except TimeoutError:
            raise CannotWarm(f"it was not ready within {seconds:g} seconds") from None
        if told is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)
            raise CannotWarm(f"it ended before it was ready (status {self._process.returncode})")
        if told.get("event") != "ready":
            raise CannotWarm(str(told.get("why")))


def ask(control: Channel, door: str, request: Mapping[str, Any], fds: Sequence[int] = ()) -> Channel:
    """Ask the warm parent at the other end for a fork: see `WarmParent.fork`."""
    ours, theirs = pair()
    try:
        control.send({**request, "do": door}, (theirs.fileno(), *fds))
    except OSError as fault:
        ours.close()
        raise CannotWarm(f"the warm parent is gone ({type(fault).__name__})") from None
    finally:
        theirs.close()
    return Channel(ours)


def warm_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which a warm parent is started, for children that are to have that one."""
    return {**environment, **ENVIRONMENT, **SINGLE_THREADED}


def refuse_where_unsafe(environment: Mapping[str, str]) -> None:
    """CannotWarm where processes are not to be forked, or were told not to be."""
    if environment.get(VARIABLE) == "0":
        raise CannotWarm(f"{VARIABLE}=0 turns it off")
    if sys.platform != "linux" or not hasattr(os, "fork"):
        raise CannotWarm("processes can be forked safely on Linux only")


def _started(program: str, sock: socket.socket, kind: str) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches whoever started it and nobody else."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", program, str(sock.fileno()), kind],
        pass_fds=[sock.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=warm_environment(),
        start_new_session=True,
    )
