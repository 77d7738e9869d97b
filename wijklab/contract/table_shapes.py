"""What a table of the contract is made of: columns, each with what it holds and whether it may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "area", "text", "date", "number", "whole", "year", "yesno", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, whether it must be there, whether a cell may be missing, and its Dutch header.

    `meaning` is what the header alone does not tell, in the Dutch of who fills it in; the workbook shows it.
    """

    name: str
    kind: Kind
    dutch: str
    required: bool = True
    nullable: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    synonyms: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, and the columns that together name a row once."""

    name: str
    dutch: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if the contract has none."""
        return next(column for column in self.columns if column.name == name)
