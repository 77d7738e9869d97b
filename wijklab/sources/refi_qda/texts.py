"""The texts of a project: inside its XML or as a member of its archive, in UTF-8 or marked UTF-16, never guessed."""

from __future__ import annotations

import codecs
from typing import Final
from xml.etree.ElementTree import Element

from wijklab.errors import Problem, SourceError
from wijklab.sources.refi_qda.archive import Archive
from wijklab.sources.refi_qda.xml_text import child

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MARK: Final = "\ufeff"


def plain_text(element: Element, archive: Archive, where: str) -> tuple[str, bool] | None:
    """The text of a source and whether a mark opened it; None where it stands outside the archive, or is no text.

    SourceError where its member is missing, leads outside, or is neither UTF-8 nor marked as UTF-16.
    """
    inside = child(element, "PlainTextContent")
    path = element.get("plainTextPath") or ""
    if not path and inside is not None:
        text = inside.text or ""
        return text.removeprefix(_MARK), text.startswith(_MARK)
    if not path.lower().startswith("internal://"):
        return None
    member = _member(path[len("internal://") :], archive, where)
    return decode(archive.read(member), f"{archive.where}, {member}")


def _member(name: str, archive: Archive, where: str) -> str:
    parts = name.replace("\\", "/").strip("/").split("/")
    if ".." in parts or ":" in parts[0]:
        what, todo = "names a text by a path that leads outside the archive", "export the project again"
        raise SourceError(Problem(where, what, todo))
    inside = "/".join(parts)
    found = archive.find(f"Sources/{inside}") or archive.find(inside)
    if not found:
        what, todo = "names a text that is not in the archive", "export the project again, its texts included"
        raise SourceError(Problem(where, what, todo))
    return found


def decode(data: bytes, where: str) -> tuple[str, bool]:
    """Text of bytes, without the mark that may open it, and whether there was one."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
        if "\0" in text:  # UTF-32, or no text at all
            raise ValueError
        return text, bool(mark)
    except ValueError:
        what, todo = "is not UTF-8 text", "save it as UTF-8, or export again"
        raise SourceError(Problem(where, what, todo)) from None
