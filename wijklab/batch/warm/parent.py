"""The warm parent: it imports everything once, and forks a child for every request that comes in with a socket.

A request names a door; the doors are a table, and nothing else can be asked for. The child speaks with whoever asked
over that socket. The parent keeps a copy of it, so that the last line on it says how the child ended, and lets go of
the child as soon as nobody holds the other end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from wijklab.batch.disk.made_with import made_with
from wijklab.batch.notebook.environment import leave_no_core
from wijklab.batch.warm.family import Family
from wijklab.batch.warm.forked import take_place
from wijklab.batch.warm.large_pages import use_large_pages
from wijklab.batch.warm.orphans import adopt_orphans, left_behind
from wijklab.batch.warm.preload import Threaded, preload, threads
from wijklab.batch.warm.wire import Channel, as_line, close_all

Doors = Mapping[str, str]
"""What can be asked for, each as "module:function" that takes the channel and the request."""

DOORS: Final[Doors] = MappingProxyType(
    {
        "study": "wijklab.batch.study_process:serve",
        "job": "wijklab.batch.notebook.lone_job:serve",
        "keep": "wijklab.batch.cluster.keeper:serve",
        "kernel": "wijklab.batch.warm.kernel:serve",
        "index": "wijklab.batch.batch_page:serve",
    }
)

MANY: Final = 4
"""After so many forks, more will come, and it pays to make them cheap."""

BURY_SECONDS: Final = 1.0
"""How often orphans are looked for while other children run: all processes of the machine are gone through."""

RETRY_SECONDS: Final = 0.1
"""How long to wait before a last line is offered again to a reader who is behind."""


class Parent:
    """Forks what is asked for, and tells of each child how it ended. For a loop: `wait`, then `answer` each request.

    With `adopts`, whatever a child leaves behind ends too, in whatever session it put itself.
    """

    def __init__(self, doors: Doors = DOORS, *, adopts: bool = False) -> None:
        self._doors = doors
        self._adopts = adopts and adopt_orphans()
        self._buried = time.monotonic()
        self._family = Family()
        self._held: dict[int, socket.socket] = {}
        self._unsent: list[tuple[socket.socket, bytes]] = []
        self._forks = 0
        self._expects_many = False

    @property
    def busy(self) -> bool:
        """A child runs, or the end of one was not told yet."""
        return bool(self._held or self._unsent)

    def keep(self, *things: Any) -> None:
        """What no child may inherit."""
        self._family.keep(*things)

    def wait(self, timeout: float | None, also: Sequence[Any]) -> list[Any]:
        """Those of `also` that can be read. Children that ended in the meantime were told of."""
        ready, ended = self._family.wait(RETRY_SECONDS if self._unsent else timeout, also)
        for pid, status in ended:
            self._unsent.append((self._held.pop(pid), as_line(self._exit(pid, status))))
        if ended and (not self._held or time.monotonic() - self._buried > BURY_SECONDS):
            self._bury_orphans()
        self._unsent = [rest for sock, line in self._unsent if (rest := _offered(sock, line))]
        return ready

    def answer(self, request: dict[str, Any]) -> None:
        """Fork a child for a request, or tell on its socket why not; a request without a socket goes unanswered, such
        as `know`, which names files that children to come will read, and `expect`, which says that there will be many
        forks, also of the children to come."""
        if request.get("do") == "know":
            know(request)
        if request.get("do") == "expect":
            self._expect_many()
        first, *others = request.pop("fds", None) or [None]
        sock = _socket(first)
        if sock is not None:
            why = self._why_not(request) or self._fork(sock, request, others)
            if why:
                _offered(sock, as_line({"event": "not_forked", "why": why}))
        close_all(others)

    def close(self) -> None:
        """End every child, and whatever they left."""
        self._family.close()
        self._bury_orphans()
        for sock in (*self._held.values(), *(sock for sock, _ in self._unsent)):
            sock.close()
        self._held, self._unsent = {}, []

    def _expect_many(self) -> None:
        """Make forks cheap, which takes a quarter of a second: once."""
        if not self._expects_many:
            self._expects_many = True
            use_large_pages()

    def _why_not(self, request: dict[str, Any]) -> str:
        if request.get("do") not in tuple(self._doors):
            return "there is no such door"
        if not _is_place(request):
            return "the folder or the environment in it is no text"
        return "the warm parent has more than one thread" if threads() > 1 else ""

    def _fork(self, sock: socket.socket, request: dict[str, Any], fds: list[int]) -> str:
        door = self._doors[request.pop("do")]
        self._family.keep(sock)
        self._forks += 1
        if self._forks >= MANY:
            self._expect_many()
        try:
            pid = self._family.fork(lambda held: _enter(door, Channel(held), request | {"fds": fds}), sock, leash=True)
        except OSError as fault:
            return f"the system gives no new process ({type(fault).__name__})"
        self._held[pid] = sock
        return ""

    def _exit(self, pid: int, status: int) -> dict[str, Any]:
        used = self._family.used.pop(pid)
        cpu = round(used.ru_utime + used.ru_stime, 3)
        return {"event": "exit", "status": status, "cpu_seconds": cpu, "peak_kib": used.ru_maxrss}

    def _bury_orphans(self) -> None:
        """What a child that is gone started and left behind is ours now, and ends."""
        self._buried = time.monotonic()
        while self._adopts and (orphans := left_behind(set(self._held))):
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)


def know(request: dict[str, Any]) -> None:
    """Parse the published files that a request names, so that no child has to: many studies name the same ones.

    What cannot be read is left to the child that needs it: that one can say so.
    """
    from wijklab.sources import published  # imported beforehand, where there are children that read studies

    with contextlib.suppress(Exception):
        published.know([Path(file) for file in request.get("files", ())])
        gc.freeze()


def serve(control: socket.socket, names: Sequence[str], doors: Doors = DOORS) -> None:
    """Import `names`, say that it is ready, and answer what comes in over `control` until its other end is gone."""
    channel = Channel(control)
    leave_no_core()
    gc.disable()  # nothing that is imported goes again: to look for what could takes a tenth of the time
    try:
        preload(names)
        made_with()  # for all that are forked from here: each of them would take a tenth of a second for it
    except Exception as fault:
        channel.send({"event": "cannot", "why": str(fault) if isinstance(fault, Threaded) else named(fault)})
        return
    get_ready()
    parent = Parent(doors, adopts=True)
    parent.keep(channel)
    channel.send({"event": "ready", "pid": os.getpid()})
    try:
        while not channel.closed:
            parent.wait(None, [channel])
            while (request := channel.take()) is not None:
                parent.answer(request)
    finally:
        parent.close()


def named(fault: Exception) -> str:
    """An error that ended the imports, and the module or file of it. Not its words: a library may repeat in them what
    stands in the environment."""
    about = getattr(fault, "name", None) or getattr(fault, "filename", None)
    return f"{type(fault).__name__}: {about}" if about else type(fault).__name__


def get_ready() -> None:
    """What is imported stays for good: a collection in a child does not touch it, so its pages stay shared. And a child
    looks for cycles as seldom as the command `wijklab` does: looking takes a fifth of the time to open a study."""
    gc.set_threshold(100_000, 20, 20)
    gc.freeze()
    gc.enable()


def _enter(door: str, channel: Channel, request: dict[str, Any]) -> None:
    """In the child: stand where the request says, and go through the door."""
    take_place(request.pop("cwd", None), request.pop("env", None))
    channel.send({"event": "forked", "pid": os.getpid()})
    module, name = door.split(":")
    getattr(import_module(module), name)(channel, request)


def _is_place(request: dict[str, Any]) -> bool:
    cwd, environment = request.get("cwd"), request.get("env")
    if not isinstance(cwd, str | None) or not isinstance(environment, dict | None):
        return False
    return all(isinstance(value, str) for value in (environment or {}).values())


def _offered(sock: socket.socket, line: bytes) -> tuple[socket.socket, bytes] | None:
    """Send without waiting, then let go of the socket; what is to be sent later where its reader is behind.

    The line stands by itself, also where the child died in the middle of one.
    """
    try:
        sock.send(b"\n" + line, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return sock, line
    except OSError:
        pass
    sock.close()
    return None


def _socket(fd: int | None) -> socket.socket | None:
    """What came with a request as a socket; None where nothing came, or something else, which is closed."""
    if fd is None:
        return None
    try:
        return socket.socket(fileno=fd)
    except OSError:
        close_all([fd])
        return None
