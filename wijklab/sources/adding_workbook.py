"""Rows at the foot of a sheet of an Excel workbook: only that sheet changes, every other byte of the workbook stays.

The sheet's own XML is altered, and not the workbook read and written anew: so formulas keep their results, and charts,
pictures, lists, notes and macros stay what they were. Cells are written as texts, which Excel never runs.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Final
from xml.parsers.expat import ExpatError

from defusedxml.minidom import parseString

from wijklab.sources.adding_sheet import sheet_with

MOST_BYTES: Final = 50_000_000
"""A sheet with voices, events or notes is a thousandth of this."""

_BROKEN_BY_CHANGE: Final[Mapping[str, str]] = {
    "_xmlsignatures/": "is signed: a change would make the signature worthless",
    "xl/revisions/": "keeps track of changes by several people at once",
}
"""What a workbook may hold that does not survive a change by another program: where it stands, and what to say."""


_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    EOFError,
    LookupError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


class Unalterable(Exception):
    """A file that cannot take rows, with the reason."""


def workbook_with(before: bytes, sheet: str, width: int, added: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    """The workbook with columns added at the right of a sheet (it had `width` headers) and lines at its foot.

    Unalterable where the workbook does not allow it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(before)) as archive:
            _refuse_broken(archive)
            part = _part_of(archive, sheet)
            return _changed(archive, part, sheet_with(_read(archive, part), width, added, lines))
    except _DAMAGED:
        raise Unalterable("is not written as Excel writes its workbooks") from None


def _refuse_broken(archive: zipfile.ZipFile) -> None:
    for start, why in _BROKEN_BY_CHANGE.items():
        if any(name.startswith(start) for name in archive.namelist()):
            raise Unalterable(why)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise Unalterable("has a sheet that is too large to add rows to")
    return archive.read(name)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The file within the workbook that holds the sheet."""
    book = parseString(_read(archive, "xl/workbook.xml"))
    links = parseString(_read(archive, "xl/_rels/workbook.xml.rels"))
    targets = {
        link.getAttribute("Id"): link.getAttribute("Target")
        for link in links.getElementsByTagNameNS("*", "Relationship")
    }
    named = [item for item in book.getElementsByTagNameNS("*", "sheet") if item.getAttribute("name") == sheet]
    link = next(value for name, value in named[0].attributes.items() if name.endswith(":id"))
    return posixpath.normpath(posixpath.join("/xl", targets[link])).lstrip("/")


def _changed(archive: zipfile.ZipFile, part: str, content: bytes) -> bytes:
    """The archive with that one member replaced, all others as they were and in their order."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for member in archive.infolist():
            target.writestr(member, content if member.filename == part else archive.read(member))
    return whole.getvalue()
