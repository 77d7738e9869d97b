"""The XML of one sheet of a workbook, with rows at its foot and columns at its right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.dom.minidom import Document, Element

from defusedxml.minidom import parseString


def sheet_with(content: bytes, width: int, added: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    """The sheet with headers behind the `width` that stand in row 1, and lines under the last row that holds anything.

    A new cell looks like the one above it. ValueError or KeyError where the sheet is not written as Excel writes one.
    """
    sheet = parseString(content)
    data = _named(sheet.documentElement, "sheetData")[0]
    rows = {int(row.attributes["r"].value): row for row in _named(data, "row")}
    last = max((number for number, row in rows.items() if any(map(_holds, _cells(row)))), default=1)
    for place, header in enumerate(added, width):
        _write(rows[1], 1, place, header, _look(rows[1], width - 1))
    for number, line in enumerate(lines, last + 1):
        row = rows[number] if number in rows else _new_row(data, number)
        for place, text in enumerate(line):
            if text:
                _write(row, number, place, text, _look(rows[last], place) if last > 1 else _column_look(sheet, place))
    _stretch(sheet, last + len(lines), width + len(added))
    return sheet.toxml(encoding="UTF-8", standalone=True)


def column_letters(place: int) -> str:
    """0 -> `A`, 26 -> `AA`."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _named(parent: Element, name: str) -> list[Element]:
    return [child for child in parent.childNodes if isinstance(child, Element) and _local(child) == name]


def _local(element: Element) -> str:
    return element.tagName.rpartition(":")[2]


def _cells(row: Element) -> list[Element]:
    return _named(row, "c")


def _holds(cell: Element) -> bool:
    return any(_local(child) in ("v", "is", "f") for child in cell.childNodes if isinstance(child, Element))


def _place(cell: Element) -> int:
    """The column of a cell, from 0."""
    number = 0
    for letter in re.sub(r"\d", "", cell.attributes["r"].value):
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _look(row: Element, place: int) -> str:
    """The style of the cell in that column of a row; empty for none."""
    return next((cell.getAttribute("s") for cell in _cells(row) if _place(cell) == place), "")


def _column_look(sheet: Document, place: int) -> str:
    """The style that a whole column has; empty for none."""
    for column in _columns(sheet):
        if int(column.getAttribute("min")) <= place + 1 <= int(column.getAttribute("max")):
            return column.getAttribute("style")
    return ""


def _columns(sheet: Document) -> Iterator[Element]:
    for group in _named(sheet.documentElement, "cols"):
        yield from _named(group, "col")


def _made(beside: Element, name: str) -> Element:
    """A new element in the namespace of another, under the prefix that the file uses."""
    prefix, colon, _ = beside.tagName.rpartition(":")
    return beside.ownerDocument.createElement(f"{prefix}{colon}{name}")


def _new_row(data: Element, number: int) -> Element:
    """An empty row, in its place among the rows."""
    row = _made(data, "row")
    row.setAttribute("r", str(number))
    after = next((other for other in _named(data, "row") if int(other.getAttribute("r")) > number), None)
    data.insertBefore(row, after)
    return row


def _write(row: Element, number: int, place: int, text: str, look: str) -> None:
    """A text in a cell of a row: the cell that is there, or a new one in its place among the cells."""
    cell = next((cell for cell in _cells(row) if _place(cell) == place), None) or _new_cell(row, number, place, look)
    while cell.firstChild:
        cell.removeChild(cell.firstChild)
    cell.setAttribute("t", "inlineStr")
    held, words = _made(cell, "is"), _made(cell, "t")
    words.setAttribute("xml:space", "preserve")
    words.appendChild(row.ownerDocument.createTextNode(text))
    held.appendChild(words)
    cell.appendChild(held)


def _new_cell(row: Element, number: int, place: int, look: str) -> Element:
    cell = _made(row, "c")
    cell.setAttribute("r", f"{column_letters(place)}{number}")
    if look:
        cell.setAttribute("s", look)
    row.insertBefore(cell, next((other for other in _cells(row) if _place(other) > place), None))
    if row.hasAttribute("spans"):
        row.removeAttribute("spans")
    return cell


def _stretch(sheet: Document, last: int, width: int) -> None:
    """The range that a sheet says it fills."""
    for dimension in _named(sheet.documentElement, "dimension"):
        old = re.fullmatch(r"[A-Z]+\d+(?::([A-Z]+)(\d+))?", dimension.getAttribute("ref"))
        if old:
            right, foot = old[1] or "A", max(last, int(old[2] or 1))
            letters = max(right, column_letters(width - 1), key=lambda name: (len(name), name))
            dimension.setAttribute("ref", f"A1:{letters}{foot}")
