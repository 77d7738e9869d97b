"""The page of a whole batch: one for every folder in which several studies leave their outputs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijklab.batch.parcels import packed, unpacked
from wijklab.report.batch_index import write_batch_index

if TYPE_CHECKING:
    from wijklab.batch.warm.wire import Channel


def serve(channel: Channel, request: dict[str, Any]) -> None:
    """The door `index` of a warm parent."""
    channel.send({"event": "written", "body": packed(write_batch_pages(unpacked(request["folders"])))})


def write_batch_pages(folders: Iterable[Path]) -> Path | None:
    """Write the page of each folder; gives it where there is one and only one."""
    pages = [page for folder in sorted(folders) if (page := write_batch_index(folder)) is not None]
    return pages[0] if len(pages) == 1 else None
