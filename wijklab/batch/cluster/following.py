"""A job in a fork, followed from the thread that asked for it: what it tells, how it ends, when it takes too long."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from wijklab.batch.jobs import RunOptions
from wijklab.batch.notebook.ending import crashed, error_of_status, too_long
from wijklab.batch.parcels import unpacked
from wijklab.batch.warm.client import CannotWarm
from wijklab.batch.warm.wire import Channel
from wijklab.errors import WijklabError

Tell = Callable[[dict[str, Any]], None]


class Stopped:
    """By which a running job is killed from another thread, also where it had not begun yet when it was asked for."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._kill: Callable[[], None] | None = None
        self._asked = False

    def stop(self) -> None:
        """Kill it now, or as soon as it begins."""
        with self._one:
            self._asked = True
            if self._kill is not None:
                self._kill()

    def by_letting_go(self, channel: Channel) -> None:
        """It is a fork, which ends when nobody listens to it any more."""
        self._by(lambda: _let_go(channel))

    def by_killing(self, pid: int, signal: int) -> None:
        """It is a process of its own."""
        self._by(lambda: _send(pid, signal))

    def _by(self, kill: Callable[[], None]) -> None:
        with self._one:
            self._kill = kill
            if self._asked:
                kill()


def follow(channel: Channel, question: str, options: RunOptions, tell: Tell, stopped: Stopped) -> WijklabError | None:
    """Listen until the fork is gone; gives the error that ended its job. CannotWarm where it was never forked."""
    stopped.by_letting_go(channel)
    ended: WijklabError | None = crashed(question, "its warm parent was lost")
    said = began = False
    while (event := _next(channel, options)) is not None:
        kind = event["event"]
        if kind == "late":
            return too_long(question, options)
        if kind == "not_forked":
            raise CannotWarm(str(event.get("why")))
        if kind == "ended":
            ended, said = unpacked(event["error"]), True
        elif kind == "crashed":
            ended, said = crashed(question, event["error"]), True
        elif kind == "exit":
            return ended if said else error_of_status(question, event["status"], options)
        elif kind == "forked":
            began = True
        else:
            tell(event)
    if not began:
        raise CannotWarm("whoever was to fork it was gone")
    return ended


def _next(channel: Channel, options: RunOptions) -> dict[str, Any] | None:
    """The next event; `late` where a cell takes longer than it may."""
    try:
        return channel.receive(options.cell_seconds)
    except TimeoutError:
        return {"event": "late"}


def _let_go(channel: Channel) -> None:
    """Not by closing: another thread waits for it."""
    with suppress(OSError):
        channel.sock.shutdown(socket.SHUT_RDWR)


def _send(pid: int, signal: int) -> None:
    with suppress(OSError):
        os.kill(pid, signal)
