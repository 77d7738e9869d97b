"""The striking events of a study, in order of time."""

from __future__ import annotations

import pandas as pd

from wijklab.contract.history import Event
from wijklab.contract.tables import Tables
from wijklab.story.rows import Row, rows, words


def timeline(tables: Tables) -> tuple[Event, ...]:
    """The striking events in order of time."""
    return tuple(sorted(map(_event, rows(tables, "events")), key=lambda event: (event.date, event.id)))


def _event(row: Row) -> Event:
    date = pd.Timestamp(row["date"]).date()
    return Event(row["event"], date, row["title"], row["effect"], words(row, "description"), words(row, "source"))
