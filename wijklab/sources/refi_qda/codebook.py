"""A codebook in and out: `.qdc`, or the codebook of a project."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from wijklab.errors import Problem, SourceError
from wijklab.sources.refi_qda.shapes import CODEBOOK, Code, Codebook, CodeSet
from wijklab.sources.refi_qda.xml_text import child, children, guid_of, parse, text_of

MOST_BYTES: Final = 5_000_000
LONGEST_NAME: Final = 300
_UNREADABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)


def read_codebook(path: Path, where: str) -> Codebook:
    """The codebook of a `.qdc` file; SourceError where it is missing, too large, or not one."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except OSError:
        raise SourceError(Problem(where, "cannot be opened", "look whether it is there and may be read")) from None
    if len(text) > MOST_BYTES:
        raise SourceError(Problem(where, f"is larger than {MOST_BYTES:,} bytes", "export the codebook only"))
    if text.startswith(b"PK"):
        raise SourceError(Problem(where, "is an archive, no codebook", "export the codebook by itself, as .qdc"))
    root = parse(text, where, CODEBOOK, "CodeBook")
    return Codebook(codes_of(child(root, "Codes"), where), _sets(root, where), line(root.get("origin") or ""))


def codes_of(element: Element | None, where: str) -> tuple[Code, ...]:
    """The codes in an element, each with those under it; SourceError where two have the same guid."""
    codes = tuple(_code(found, where) for found in children(element, "Code"))
    guids = [code_line[-1].guid for code_line in Codebook(codes).lines()]
    if len(set(guids)) < len(guids):
        raise SourceError(Problem(where, "has two codes with the same guid", "export it again, or tell its maker"))
    return codes


def _code(element: Element, where: str) -> Code:
    return Code(
        guid=guid_of(element, where),
        name=line(element.get("name") or "")[:LONGEST_NAME] or "-",
        description=prose(text_of(element, "Description")),
        codable=(element.get("isCodable") or "true").strip().lower() not in ("false", "0"),
        colour=element.get("color") or "",
        codes=tuple(_code(found, where) for found in children(element, "Code")),
    )


def _sets(root: Element, where: str) -> tuple[CodeSet, ...]:
    return tuple(
        CodeSet(
            guid_of(found, where),
            line(found.get("name") or ""),
            tuple(_member(code, where) for code in children(found, "MemberCode")),
            prose(text_of(found, "Description")),
        )
        for found in children(child(root, "Sets"), "Set")
    )


def _member(element: Element, where: str) -> str:
    """Codebooks call it `guid`, projects and some programs `targetGUID`."""
    return guid_of(element, where, "guid" if element.get("guid") else "targetGUID")


def line(text: str) -> str:
    """One composed line (NFC), without signs that steer a terminal or turn the reading direction."""
    return " ".join(_UNREADABLE.sub(" ", unicodedata.normalize("NFC", text)).split())


def prose(text: str) -> str:
    """Lines of composed text without such signs; runs of empty lines become one."""
    lines = [line(part) for part in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def codebook_bytes(codebook: Codebook) -> bytes:
    """The codebook as a `.qdc` file: UTF-8, accents composed, the same bytes for the same codes."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": codebook.origin})
    codes = SubElement(root, "Codes")
    for code in codebook.codes:
        _add_code(codes, code)
    if codebook.sets:
        sets = SubElement(root, "Sets")
        for group in codebook.sets:
            _add_set(sets, group)
    indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8", xml_declaration=False) + b"\n"


def _add_code(parent: Element, code: Code) -> None:
    attributes = {"guid": code.guid, "name": line(code.name), "isCodable": "true" if code.codable else "false"}
    element = SubElement(parent, "Code", attributes | ({"color": code.colour} if code.colour else {}))
    _describe(element, code.description)
    for under in code.codes:
        _add_code(element, under)


def _add_set(parent: Element, group: CodeSet) -> None:
    element = SubElement(parent, "Set", {"guid": group.guid, "name": line(group.name)})
    _describe(element, group.description)
    for member in group.members:
        SubElement(element, "MemberCode", {"guid": member})


def _describe(element: Element, text: str) -> None:
    if text:
        SubElement(element, "Description").text = prose(text)
