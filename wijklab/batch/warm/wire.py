"""JSON lines over a Unix socket, with file descriptors beside them: how the processes of a batch speak.

A socket is shared between a parent and its fork, and so is whether it blocks. So it always blocks, and whoever must not
wait says so call by call.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import socket
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

MOST_FDS: Final = 8
"""How many file descriptors may travel with one line."""

_AT_ONCE: Final = 1 << 16
_ROUNDS: Final = 64
_CLOSE_ON_EXEC: Final = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


class Channel:
    """One end of a conversation. `closed` is true once the other end is gone and every line of it was handed out.

    Descriptors that came with a line stand in it under `fds`: whoever takes the line closes them.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._lines: deque[dict[str, Any]] = deque()
        self._rest = b""
        self._rest_fds: list[int] = []
        self._ended = False
        self._room = socket.CMSG_SPACE(MOST_FDS * array.array("i").itemsize)
        self._sending = threading.Lock()

    @property
    def closed(self) -> bool:
        """Nothing more will come."""
        return self._ended and not self._lines

    def fileno(self) -> int:
        """The descriptor to select on."""
        return self.sock.fileno()

    def send(self, tree: dict[str, Any], fds: Sequence[int] = ()) -> None:
        """One line, whole, whoever else sends at the same time. ConnectionError where the other end is gone."""
        if len(fds) > MOST_FDS:
            raise ValueError(f"at most {MOST_FDS} descriptors travel with a line")
        line = as_line(tree)
        with self._sending:
            sent = socket.send_fds(self.sock, [line], list(fds)) if fds else 0
            self.sock.sendall(line[sent:])

    def received(self) -> list[dict[str, Any]]:
        """The lines that are there now, without waiting; see `closed` for whether there can be more."""
        for _ in range(_ROUNDS):
            if not self._read():
                break
        lines = list(self._lines)
        self._lines.clear()
        return lines

    def take(self) -> dict[str, Any] | None:
        """The next line if it is there now. The others, and their descriptors, stay with this channel."""
        while not self._lines and self._read():
            pass
        return self._lines.popleft() if self._lines else None

    def receive(self, timeout: float | None = None) -> dict[str, Any] | None:
        """The next line; None where the other end is gone. TimeoutError after so many seconds without one."""
        while not self._lines:
            if self._ended:
                return None
            if not _readable(self.sock, timeout):
                raise TimeoutError
            self._read()
        return self._lines.popleft()

    def hang_up(self) -> None:
        """Say that it is over, from whatever thread: the other end sees it, and whoever waits at this one."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of this end: the other one sees it at once. Descriptors that nobody took are closed."""
        self._ended = True
        close_all([*self._rest_fds, *(fd for line in self._lines for fd in line.get("fds", ()))])
        self._rest_fds.clear()
        self._lines.clear()
        self.sock.close()

    def _read(self) -> bool:
        """Read once, without waiting; false where there was nothing."""
        if self._ended:
            return False
        try:
            data, extra, _, _ = self.sock.recvmsg(_AT_ONCE, self._room, socket.MSG_DONTWAIT | _CLOSE_ON_EXEC)
        except BlockingIOError:
            return False
        except OSError:  # reset by the other end, or closed by this one
            data, extra = b"", []
        self._ended = not data
        self._take(data, _descriptors(extra))
        return bool(data)

    def _take(self, data: bytes, fds: list[int]) -> None:
        """Cut what came into lines. The kernel ends a reading after a message that carries descriptors, so they belong
        to the last line, whether it is whole already or not."""
        *lines, rest = (self._rest + data).split(b"\n")
        owners: list[list[int]] = [[] for _ in (*lines, rest)]
        owners[0] += self._rest_fds
        owners[-1 if rest or len(owners) == 1 else -2] += fds
        self._rest, self._rest_fds = rest, owners[-1]
        for line, its in zip(lines, owners, strict=False):
            tree = _tree(line)
            if tree is None:
                close_all(its)
            else:
                self._lines.append(tree | {"fds": its} if its else tree)


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends that speak to each other; neither is passed to programs that are started later."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)


def as_line(tree: dict[str, Any]) -> bytes:
    """A tree as it travels."""
    return json.dumps(tree, separators=(",", ":")).encode() + b"\n"


def close_all(fds: Sequence[int]) -> None:
    """Close descriptors that belong to no object."""
    for fd in fds:
        with contextlib.suppress(OSError):
            os.close(fd)


def _tree(line: bytes) -> dict[str, Any] | None:
    """None for a line that was cut off by the death of its writer, or that is no tree at all."""
    try:
        tree = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(tree, dict):
        return None
    tree.pop("fds", None)  # only the kernel's word counts
    return tree


def _descriptors(extra: list[tuple[int, int, bytes]]) -> list[int]:
    fds = array.array("i")
    for level, kind, data in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    return list(fds)


def _readable(sock: socket.socket, timeout: float | None) -> bool:
    if sock.fileno() < 0:
        return True
    poller = select.poll()
    poller.register(sock, select.POLLIN)
    return bool(poller.poll(None if timeout is None else max(0, timeout) * 1000))
