"""Children of this process: forked, watched and ended, in one thread, for a loop that waits for sockets as well.

Nothing is shared with a child but what it is given: a fork closes what its parent keeps for itself, and its own
`Family` begins empty, so a child can have children in the same way.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol
from weakref import WeakSet

from wijklab.batch.warm.forked import HANDLED, become
from wijklab.batch.warm.wire import Channel, pair

if TYPE_CHECKING:
    import resource

Entry = Callable[[socket.socket], None]
"""What a child does. It ends when this does: with the code of a SystemExit if there was one, with 1 where it failed."""

TICK: Final = 0.02
"""How often, in seconds, children are asked for where the system cannot report their end."""


class Closeable(Protocol):
    """What a parent may keep from its children."""

    def close(self) -> object:
        """Let go of it, without a word to anybody else who holds it."""


@dataclass(slots=True)
class Child:
    """A child that was not waited for yet. `leash` is the end of a socket whose other end must stay held."""

    watch: int | None
    leash: socket.socket | None


class Family:
    """The children of this process, and what they must not inherit."""

    def __init__(self) -> None:
        self._children: dict[int, Child] = {}
        self._private: WeakSet[Any] = WeakSet()
        self.used: dict[int, resource.struct_rusage] = {}

    @property
    def pids(self) -> tuple[int, ...]:
        """The children that have not ended, or whose end was not told yet."""
        return tuple(self._children)

    def keep(self, *things: Closeable) -> None:
        """What children forked from now on must close: their parent has it for itself, for as long as it lives."""
        self._private.update(things)

    def spawn(self, entry: Callable[[Channel], None]) -> tuple[int, Channel]:
        """A child with a channel of its own; gives its process and this end of the channel."""
        ours, theirs = pair()
        self.keep(ours)
        try:
            pid = self.fork(lambda sock: entry(Channel(sock)), theirs)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return pid, Channel(ours)

    def adopt(self, pid: int) -> None:
        """Watch a child of this process that was started in another way, and that nobody else waits for."""
        self._children[pid] = Child(_watch(pid), None)

    def fork(self, entry: Entry, sock: socket.socket, *, leash: bool = False) -> int:
        """Fork a child that runs `entry(sock)` and ends; gives its process. The caller closes its own copy of `sock`.

        With `leash` the child is killed as soon as nobody holds the other end of `sock` any more; the caller then keeps
        its copy until the child was waited for. OSError where the system has no room for another process.
        """
        _empty_buffers()
        parent = os.getpid()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        try:
            pid = os.fork()
            if pid == 0:
                self._be_child(parent, entry, sock)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        self._children[pid] = Child(_watch(pid), sock if leash else None)
        return pid

    def wait(self, timeout: float | None, also: Iterable[Any] = ()) -> tuple[list[Any], list[tuple[int, int]]]:
        """Until a child ends, one of `also` has something to read, or the time is up.

        Gives those of `also` that can be read, and each child that ended with its wait status; what it used stands
        in `used` until the caller takes it out. Whatever a child leaves in its process group ends with it.
        """
        others = {thing.fileno(): thing for thing in also}
        polled = any(child.watch is None for child in self._children.values())
        poller, leashes = self._poller(others)
        seen = poller.poll(_milliseconds(TICK if polled and (timeout is None or timeout > TICK) else timeout))
        ready = {fd for fd, _ in seen}
        for pid in [leashes[fd] for fd in ready if fd in leashes]:
            self._children[pid].leash = None
            self.kill(pid)
        over = [pid for pid, child in self._children.items() if child.watch is None or child.watch in ready]
        return [others[fd] for fd in others if fd in ready], self._reap(over)

    def kill(self, pid: int, number: int = signal.SIGKILL) -> None:
        """Signal a child and all that it started in its process group; nothing happens where it is not ours."""
        if pid not in self._children:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)  # it may not have its own group yet
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)

    def close(self) -> None:
        """Kill every child and wait until each is gone."""
        for pid in self.pids:
            self.kill(pid)
        for pid in self.pids:
            self._reap([pid], wait=True)

    def _poller(self, others: Iterable[int]) -> tuple[select.poll, dict[int, int]]:
        poller, leashes = select.poll(), {}
        for fd in others:
            poller.register(fd, select.POLLIN)
        for pid, child in self._children.items():
            if child.watch is not None:
                poller.register(child.watch, select.POLLIN)
            if child.leash is not None and child.leash.fileno() >= 0:
                poller.register(child.leash, 0)  # only that it was let go of
                leashes[child.leash.fileno()] = pid
        return poller, leashes

    def _reap(self, pids: Iterable[int], *, wait: bool = False) -> list[tuple[int, int]]:
        """Those of `pids` that ended. What is left of a child's group is killed while the child still holds its number,
        so that nobody else's can be meant."""
        ended = []
        for pid in pids:
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | (0 if wait else os.WNOHANG)) is None:
                continue
            self.kill(pid)
            _, status, self.used[pid] = os.wait4(pid, 0)
            _unwatch(self._children.pop(pid))
            ended.append((pid, status))
        return ended

    def _be_child(self, parent: int, entry: Entry, sock: socket.socket) -> NoReturn:
        code = 1
        try:
            become(parent)
            self._forget(sock)
            entry(sock)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException as fault:  # whatever it was, this process is not its parent and must not go on as if
            _tell_crash(sock, fault)
        finally:
            _leave(code)

    def _forget(self, sock: socket.socket) -> None:
        """Everything that is the parent's business only."""
        for child in self._children.values():
            _unwatch(child)
        for thing in self._private:
            if thing is not sock:
                thing.close()
        self._children, self._private, self.used = {}, WeakSet(), {}


def _watch(pid: int) -> int | None:
    """A descriptor that can be read once the child has ended; None where the system, or its limits, give none."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _unwatch(child: Child) -> None:
    if child.watch is not None:
        os.close(child.watch)


def _tell_crash(sock: socket.socket, fault: BaseException) -> None:
    """What failed and where, by the names of functions: the words of an error may hold a person's value."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(fault.__traceback__)]
    with contextlib.suppress(Exception):
        Channel(sock).send({"event": "crashed", "error": type(fault).__name__, "where": places})


def _leave(code: int) -> NoReturn:
    """End without what the parent wanted done at its own exit, but with what was registered since the fork."""
    try:
        atexit._run_exitfuncs()
        _empty_buffers()
    finally:
        os._exit(code & 0xFF)


def _empty_buffers() -> None:
    """What is not written yet would be written by both."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else max(0.0, seconds) * 1000
