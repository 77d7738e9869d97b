"""`refused.csv`: which rows were refused and why. File, row and column, never a value."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from wijklab.contract.leaving_out import Refused
from wijklab.errors import OutputError, Problem

NAME: Final = "refused.csv"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_refused(refused: Sequence[Refused], outputs: Path) -> None:
    """Write the list beside the study's outputs, whole or not at all; remove an older one where nothing is refused."""
    try:
        if refused:
            _replace(outputs / NAME, refused_csv(refused))
        else:
            (outputs / NAME).unlink(missing_ok=True)
    except OSError:
        problem = Problem(str(outputs / NAME), "cannot be written", "look whether you may write to the outputs folder")
        raise OutputError(problem) from None


def refused_csv(refused: Sequence[Refused]) -> str:
    """One line per refused row and reason, in the order of the tables; no cell can start a formula in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("table", "file", "row", "column", "reason"))
    for item in refused:
        said = item.problem
        for row in said.rows:
            writer.writerow((item.table, _harmless(said.where), row, _harmless(said.column), _harmless(said.what)))
    return text.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _replace(file: Path, text: str) -> None:
    """Write beside and rename, so that nobody ever reads half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
