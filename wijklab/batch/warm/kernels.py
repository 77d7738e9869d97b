"""`python -m wijklab.batch.warm.kernels NAME LOCK`: the parent that imports once and forks this user's kernels.

Whoever of this user connects gets a fork at the other end. It ends by itself after ten minutes without kernels, and
earlier once its sources or packages have changed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from wijklab.batch.warm.likeness import likeness
from wijklab.batch.warm.parent import DOORS, Parent, named
from wijklab.batch.warm.preload import KERNEL, Threaded, preload
from wijklab.batch.warm.shared import address, user_at
from wijklab.batch.warm.wire import Channel

IDLE_SECONDS: Final = 600
LOOK_EVERY_SECONDS: Final = 20
WAITING: Final = 512
"""How many may knock at once: more than the system lets wait."""


class Kernels:
    """Answers whoever of this user connects to `listener`, for as long as it is wanted and `is_current`."""

    def __init__(self, listener: socket.socket, is_current: Callable[[], bool], lock: IO[bytes]) -> None:
        self._listener = listener
        self._is_current = is_current
        self._askers: list[Channel] = []
        self._used = time.monotonic()
        self._parent = Parent(MappingProxyType({"kernel": DOORS["kernel"]}))
        self._parent.keep(listener, lock)

    def serve(self) -> None:
        """Fork what is asked for, until nobody asked for long or what was imported is no longer what stands there."""
        try:
            while self._is_wanted():
                ready: list[Any] = self._parent.wait(LOOK_EVERY_SECONDS, [self._listener, *self._askers])
                for one in ready:
                    self._admit() if one is self._listener else self._answer(one)
        finally:
            self._parent.close()

    def _is_wanted(self) -> bool:
        if self._parent.busy or self._askers:
            self._used = time.monotonic()
            return True
        return time.monotonic() - self._used < IDLE_SECONDS and self._is_current()

    def _admit(self) -> None:
        with contextlib.suppress(OSError):
            asker, _ = self._listener.accept()
            if user_at(asker) != os.getuid():
                asker.close()
                return
            self._askers.append(Channel(asker))
            self._parent.keep(self._askers[-1])

    def _answer(self, asker: Channel) -> None:
        while (request := asker.take()) is not None:  # one by one: no kernel inherits the sockets of another request
            self._parent.answer(request)
        if asker.closed:
            asker.close()
            self._askers.remove(asker)


def main(name: str, lock: int) -> None:
    """Go into the background, and serve there. Where that fails a note says why; it is not tried again at once."""
    if os.fork():
        os._exit(0)
    folder = Path.cwd()
    sys.path[:] = [place for place in sys.path if place not in ("", str(folder))]
    with os.fdopen(lock, "rb") as held:
        try:
            _serve(folder, name, held)
        except Exception as fault:
            why = str(fault) if isinstance(fault, Threaded) else named(fault)
            (folder / f"{name}.failed").write_text(why, "utf-8")
        (folder / f"{name}.lock").unlink(missing_ok=True)


def _serve(folder: Path, name: str, lock: IO[bytes]) -> None:
    """Import, listen, answer. What was edited while it was imported is not served."""
    environment = dict(os.environ)  # what is imported adds to it
    born = likeness(environment)
    preload(KERNEL)
    gc.collect()
    gc.freeze()

    def is_current() -> bool:
        return likeness(environment) == born

    if is_current():
        with _listening(folder, name) as listener:
            Kernels(listener, is_current, lock).serve()


@contextlib.contextmanager
def _listening(folder: Path, name: str) -> Any:
    """A socket in the folder; one that a killed parent left there gives way."""
    place = folder / f"{name}.socket"
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, address(folder, name) as where:
        listener.bind(where)
        listener.listen(WAITING)
        try:
            yield listener
        finally:
            place.unlink(missing_ok=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
