"""Small deliveries for tests of the check: tables from CSV text, and the good study as an object."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd
from ruamel.yaml import YAML
from small_study import GOOD_STUDY, edited, good_tables

from wijklab.contract.columns import TABLES
from wijklab.contract.study import Study
from wijklab.contract.tables import RawTable

_NAMES = {table.dutch: table.name for table in TABLES.values()}


def raw_table(dutch: str, text: str) -> RawTable:
    """A table from CSV text with semicolons, as its reader would give it."""
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    frame = pd.DataFrame(rows, columns=pd.Index(header, dtype=object), dtype=object)
    return RawTable(_NAMES[dutch], f"{dutch}.csv", frame, tuple(range(2, len(rows) + 2)))


def good_study(*edits: tuple[str, str]) -> Study:
    """The small study with pieces of its text replaced."""
    return Study.model_validate(_as_text(YAML(typ="safe", pure=True).load(edited(GOOD_STUDY, *edits))))


def delivery(**changed: str | None) -> list[RawTable]:
    """The good tables, some of them replaced or (None) not delivered."""
    return [raw_table(name, text) for name, text in (good_tables() | changed).items() if text is not None]


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(part) for key, part in value.items()}
    return [_as_text(part) for part in value] if isinstance(value, list) else value if value is None else str(value)
