"""A fork of the warm parent becomes a Jupyter kernel: all that `python -m ipykernel_launcher` is, but its start."""

from __future__ import annotations

import atexit
import importlib.util
import os
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from wijklab.batch.warm.wire import Channel, close_all


class HeartbeatPortTaken(Exception):
    """The kernel would answer, and would be taken for dead."""


def serve(channel: Channel, request: Mapping[str, Any]) -> None:
    """Be a kernel until it is shut down. It says when its sockets are bound, so that nobody knocks too early.

    `request` holds the arguments of ipykernel, and as `fds` where the kernel's own output and log go.
    """
    _speak_through(request["fds"])
    _forget_exits_of_the_parent()
    kernel = _opened(request["arguments"])
    channel.send({"event": "ready", "pid": os.getpid()})
    kernel.start()
    threading._shutdown()  # type: ignore[attr-defined]  # as Python does at its end: threads of a cell are waited for


def _speak_through(streams: Sequence[int]) -> None:
    """What C libraries and the kernel's own log print goes where that of an ordinary kernel would."""
    for descriptor, stream in zip((1, 2), streams, strict=False):
        os.dup2(stream, descriptor)
    close_all(streams)


def _opened(arguments: Sequence[str]) -> Any:
    """The kernel's own application, ready to answer. It is told that it has a parent, so that it does not greet a
    terminal; it does not watch that parent's number, which a fork of another process never has."""
    from ipykernel.kernelapp import IPKernelApp

    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [launcher.origin or "" if launcher else "", *arguments]
    app = IPKernelApp.instance(parent_handle=1)
    app.initialize(list(arguments))
    if not app.heartbeat.is_alive():  # it binds in a thread of its own, which ends where its port was taken
        raise HeartbeatPortTaken
    return app


def _forget_exits_of_the_parent() -> None:
    """What the parent would tidy at its exit is not the kernel's to tidy; what the kernel makes itself is."""
    registry: Any = getattr(weakref.finalize, "_registry", {})
    for finalizer in list(registry):
        finalizer.atexit = False
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]
    workers: Any = sys.modules.get("multiprocessing.util")
    if workers is not None:
        atexit.register(workers._exit_function)
