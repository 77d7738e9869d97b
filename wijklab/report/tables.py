"""The table behind a figure: every number that the figure shows, its interval, its n, and why a cell is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wijklab.contract.answers import Exhibit, Quantity, Row
from wijklab.disclosure import Released
from wijklab.report import labels, words
from wijklab.report.exhibits import dot_label, exhibit_text, is_change
from wijklab.report.table_notes import notes
from wijklab.text import decimal, has_phrase, phrase

MOVES: Final = "alluvial"
"""The kind whose cells are people who went from a row to a column."""


_NO_N: Final = ("area", "organisation", "case")
"""What a number may rest on so that the people behind it go without saying: an area, an organisation, one person."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the reason in words where a number is hidden, and whether it is read as a number."""

    text: str
    why: str = ""
    number: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its header, its cells, and whether it is one neighbourhood within the row above."""

    header: str
    cells: tuple[Cell, ...]
    part: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read: a caption, a header of columns, rows, and notes beneath."""

    id: str
    caption: str
    corner: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def table(exhibit: Exhibit, shown: Released) -> Table:
    """The table of an exhibit: one number to a row with all that belongs to it, or a grid of numbers."""
    single = len(exhibit.columns) <= 1
    headers, lines = _list(exhibit, shown) if single else _grid(exhibit, shown)
    return Table(
        id=exhibit.id,
        caption=exhibit_text(exhibit, shown, "caption"),
        corner=_corner(exhibit, shown),
        headers=headers,
        lines=lines,
        notes=notes(exhibit, shown),
    )


def _list(exhibit: Exhibit, shown: Released) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """One number to a row: value, interval, n, p and period each in a column of its own, where any row has it."""
    pairs = [pair for row in exhibit.rows for pair in _row_and_dots(row, shown)]
    change = is_change(exhibit)
    columns = {name: [make(number, shown, change) for _, number, _ in pairs] for name, make in _LIST_COLUMNS.items()}
    used = [name for name, cells in columns.items() if name == "value" or any(cell.text for cell in cells)]
    headers = tuple(phrase(shown.card.language, f"page.column.{name}") for name in used)
    lines = tuple(
        Line(header, tuple(columns[name][i] for name in used), part) for i, (header, _, part) in enumerate(pairs)
    )
    return headers, lines


def _row_and_dots(row: Row, shown: Released) -> list[tuple[str, Quantity | None, bool]]:
    main = row.cells[0] if row.cells else None
    own = (labels.heading(row.label, shown.card), shown.quantities[main] if main else None, False)
    return [own, *((dot_label(id, shown), shown.quantities[id], True) for id in row.dots)]


def _value(number: Quantity | None, shown: Released, change: bool = False) -> Cell:
    if number is None:
        return Cell("")
    language = shown.card.language
    text = words.cell(number, language, shown.threshold, change=change)
    return Cell(text, words.why_hidden(number, language, shown.threshold), number.value is not None)


def _interval(number: Quantity | None, shown: Released, change: bool = False) -> Cell:
    return Cell(words.interval(number, shown.card.language, change=change) if number else "")


def _people(number: Quantity | None, shown: Released, change: bool = False) -> Cell:
    return Cell(words.people(number, shown.card.language) if number else "")


def _chance(number: Quantity | None, shown: Released, change: bool = False) -> Cell:
    return Cell(words.chance(number, shown.card.language) if number else "")


def _family(number: Quantity | None, shown: Released, change: bool = False) -> Cell:
    return Cell(words.family_chance(number, shown.card.language) if number else "")


def _period(number: Quantity | None, shown: Released, change: bool = False) -> Cell:
    return Cell(number.period if number else "", number=False)


_LIST_COLUMNS = {
    "value": _value,
    "interval": _interval,
    "n": _people,
    "p": _chance,
    "p_family": _family,
    "period": _period,
}


def _grid(exhibit: Exhibit, shown: Released) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """Rows by columns; the n of a row stands in a last column, or that of a column in a last row."""
    headers = tuple(labels.heading(column, shown.card) for column in exhibit.columns)
    rows = [[shown.quantities[id] if id else None for id in row.cells] for row in exhibit.rows]
    lines = tuple(
        Line(labels.heading(row.label, shown.card), tuple(_full(number, shown, exhibit) for number in cells))
        for row, cells in zip(exhibit.rows, rows, strict=True)
    )
    return _with_people(exhibit, shown, headers, lines, rows)


def _full(number: Quantity | None, shown: Released, exhibit: Exhibit) -> Cell:
    cell = _value(number, shown)
    if number is None or not words.has_interval(number):
        return cell
    return Cell(f"{cell.text} ({words.interval(number, shown.card.language)})")


def _with_people(
    exhibit: Exhibit,
    shown: Released,
    headers: tuple[str, ...],
    lines: tuple[Line, ...],
    rows: list[list[Quantity | None]],
) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    language = shown.card.language
    if exhibit.kind == MOVES or _counts_people(rows) or not any(n for row in rows for n in _ns(row)):
        return headers, lines
    if exhibit.kind == "distribution":
        with_n = tuple(
            Line(line.header, (*line.cells, Cell(_one_n(row, language)))) for line, row in zip(lines, rows, strict=True)
        )
        return (*headers, phrase(language, "page.column.n")), with_n
    columns = [[row[i] for row in rows] for i in range(len(headers))]
    last = Line(phrase(language, "page.column.n"), tuple(Cell(_one_n(column, language)) for column in columns))
    return headers, (*lines, last)


def _counts_people(rows: list[list[Quantity | None]]) -> bool:
    """Whether a table has numbers of people in its cells: they are their own n."""
    return any(number is not None and number.unit == "persons" for row in rows for number in row)


def _ns(cells: list[Quantity | None]) -> set[int]:
    return {number.n for number in cells if number is not None and number.n is not None and number.basis not in _NO_N}


def _one_n(cells: list[Quantity | None], language: str) -> str:
    ns = [decimal(n, 0, language) for n in sorted(_ns(cells))]
    if len(ns) > 1:
        return phrase(language, "page.n_from_to", low=ns[0], high=ns[-1])
    quoted = (words.people(number, language) for number in cells if number is not None and number.n is None)
    return ns[0] if ns else next((said for said in quoted if said), "")


def _corner(exhibit: Exhibit, shown: Released) -> str:
    language = shown.card.language
    if exhibit.kind == MOVES:
        return phrase(language, "page.transition_corner")
    kind = exhibit.rows[0].label.kind if exhibit.rows else "text"
    keys = (f"{shown.question}.exhibit.{exhibit.id}.corner", f"page.corner.{kind}")
    return phrase(language, next((key for key in keys if has_phrase(language, key)), "page.corner.text"))
