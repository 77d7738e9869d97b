"""A forked kernel as its manager sees it: like `subprocess.Popen`, though another process is its parent."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

from wijklab.batch.warm.client import CannotWarm, ask
from wijklab.batch.warm.shared import shared_parent
from wijklab.batch.warm.wire import Channel

START_SECONDS: Final = 30
"""How long a warm kernel may take before an ordinary one is started instead; it is there in a tenth of a second."""

_OF_PORTS: Final = ("ZMQError", "HeartbeatPortTaken")
_LOOK_EVERY_SECONDS: Final = 0.02


class PortTaken(CannotWarm):
    """Between the choice of its ports and the kernel's binding them, another program took one."""


class ForkedProcess:
    """A process that the warm parent forked and reaps. Its end is told over the channel."""

    stdin = stdout = stderr = None
    _held: ClassVar[set[ForkedProcess]] = set()

    def __init__(self, channel: Channel, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._channel = channel

    def hold(self) -> None:
        """Keep the conversation, by which the kernel sees that this process lives, until the kernel ends: as with an
        ordinary kernel, a manager that is forgotten does not end it."""
        self._held.add(self)

    def poll(self) -> int | None:
        """None while it runs; else its exit code, or minus the number of the signal that ended it."""
        if self.returncode is None:
            lines = self._channel.received()
            ends = [line["status"] for line in lines if line.get("event") == "exit"]
            if ends or self._channel.closed:  # without a word: the parent was killed, and its children with it
                self._ended(os.waitstatus_to_exitcode(ends[0]) if ends else -signal.SIGKILL)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it ended. TimeoutError where that takes longer."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if until is not None and time.monotonic() > until:
                raise TimeoutError
            time.sleep(_LOOK_EVERY_SECONDS)
        return self.returncode or 0

    def send_signal(self, number: int) -> None:
        """To this one process, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, code: int) -> None:
        self.returncode = code
        self._channel.close()
        self._held.discard(self)


def forked_kernel(arguments: list[str], wishes: Mapping[str, Any]) -> ForkedProcess:
    """A kernel that is ready to answer. CannotWarm where there is none to be had; nothing is left behind then.

    `wishes` are what jupyter_client would hand to `subprocess.Popen`, its environment among them.
    """
    place = {"cwd": str(wishes.get("cwd") or Path.cwd()), "env": dict(wishes["env"])}
    streams = _streams(wishes)
    with contextlib.closing(shared_parent(wishes["env"])) as control:
        channel = ask(control, "kernel", {"arguments": arguments, **place}, streams)
        try:
            return ForkedProcess(channel, _await_ready(channel))
        except BaseException:
            channel.close()  # a fork that nobody holds ends
            raise


def _await_ready(channel: Channel) -> int:
    """The number of the process, once it is a kernel."""
    while True:
        try:
            told = channel.receive(START_SECONDS)
        except TimeoutError:
            raise CannotWarm(f"the fork was no kernel within {START_SECONDS} seconds") from None
        if told is not None and told.get("error") in _OF_PORTS:
            raise PortTaken("one of its ports was taken meanwhile")
        if told is None or told["event"] in ("refused", "crashed", "exit"):
            raise CannotWarm(f"the fork did not become a kernel ({_why(told)})")
        if told["event"] == "ready":
            return told["pid"]


def _why(told: Mapping[str, Any] | None) -> str:
    return str(told.get("why") or told.get("error") or "it ended") if told else "the warm parent is gone"


def _streams(wishes: Mapping[str, Any]) -> list[int]:
    """The descriptors for what the kernel prints by itself. What needs a pipe, or is to stay for ever, is
    something for an ordinary kernel."""
    wanted = [wishes.get("stdout") or 1, wishes.get("stderr") or 2]
    found = [stream if isinstance(stream, int) else stream.fileno() for stream in wanted]
    if wishes.get("stdin") is not None or min(found) < 0:
        raise CannotWarm("its input or output is to be a pipe")
    if wishes.get("independent"):
        raise CannotWarm("it is to outlive whoever started it")
    return found
