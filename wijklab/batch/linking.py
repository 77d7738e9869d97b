"""Pages link to the pages that there are: where another failed or came to be, they are made again from what was run."""

from __future__ import annotations

from pathlib import Path

from wijklab.batch.disk.ledger import note_pages, read_record
from wijklab.batch.pages import write_linked


def link_pages(outputs: Path, made: tuple[str, ...]) -> None:
    """Make again, of these questions, the pages that link to others than these. OutputError where that fails."""
    for question in made:
        record = read_record(outputs, question)
        if record is not None and (record.links is None or set(record.links) != set(made)):
            write_linked(outputs, question, made)
            note_pages(outputs, question, made)
