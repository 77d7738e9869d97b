"""Dask's client, with one difference: where it cannot begin, it is closed at once.

Dask leaves that to whenever Python collects what nobody holds any more. Where that happened to be while a next client
began, the two waited for each other.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from distributed import Client


class ClosingClient(Client):
    """A client that leaves no thread behind where it could not reach its scheduler."""

    def start(self, **kwargs: Any) -> None:
        """As Dask does; but what had begun ends where this fails."""
        try:
            super().start(**kwargs)
        except BaseException:
            with suppress(Exception):  # why it could not begin is what is told
                self.close()
            self._loop_runner.stop()  # which closing leaves out where connecting had closed already
            raise
