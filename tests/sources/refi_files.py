"""Codebooks and coded projects written for tests: a small writer that follows the schema of REFI-QDA 1.0.

`SCHEMA` is our own short form of that schema (Codebook.xsd and Project.xsd, 2019), for the parts that are used here:
per element its children in their order with how often each may come, and its attributes with those that must be there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
_MADE = UUID("6d0c0f2e-77d9-4f2a-8f0e-2f6f3b1a9c11")


def guid(name: str) -> str:
    """A guid that is always the same for the same name."""
    return str(uuid5(_MADE, name))


@dataclass(frozen=True)
class Mark:
    """A selection to write: positions, names of codes, and what stands beside it."""

    start: int
    end: int
    codes: tuple[str, ...] = ("Tuin",)
    name: str = ""
    description: str = ""


@dataclass(frozen=True)
class Text:
    """A text to write: inside the XML, or as a member where `data` is given."""

    name: str
    text: str = ""
    marks: tuple[Mark, ...] = ()
    data: bytes | None = None
    path: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def project_xml(
    texts: Iterable[Text], codes: Iterable[str] = ("Tuin",), cases: Mapping[str, Mapping[str, str]] | None = None
) -> bytes:
    """A `project.qde`; `cases` gives variables by the name of the text that is the case's own."""
    texts, cases = tuple(texts), dict(cases or {})
    root = Element("Project", {"xmlns": PROJECT, "name": "Proef", "origin": "wijklab"})
    _codes(SubElement(SubElement(root, "CodeBook"), "Codes"), codes)
    variables = sorted({name for held in (*cases.values(), *(text.values for text in texts)) for name in held})
    if variables:
        _variables(SubElement(root, "Variables"), variables)
    if cases:
        _cases(SubElement(root, "Cases"), cases)
    sources = SubElement(root, "Sources")
    for text in texts:
        _text(sources, text)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")


def qdpx(texts: Iterable[Text], **more: object) -> bytes:
    """A whole project as an archive, its texts under `Sources/`."""
    texts = tuple(texts)
    members = {"project.qde": project_xml(texts, **more)}  # type: ignore[arg-type]
    members |= {f"Sources/{guid(text.name)}.txt": text.data for text in texts if text.data is not None}
    return archive(members)


def archive(members: Mapping[str, bytes]) -> bytes:
    """An archive of these members, without a clock."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    """The data as a file."""
    file = folder / name
    file.write_bytes(data)
    return file


def _codes(parent: Element, names: Iterable[str]) -> None:
    """`Tuin`, or `Tuin/Schoffelen` for one that is nested."""
    made: dict[str, Element] = {}
    for name in names:
        above, _, own = name.rpartition("/")
        holder = made.get(above, parent)
        made[name] = SubElement(holder, "Code", {"guid": guid(f"code {name}"), "name": own, "isCodable": "true"})


def _variables(parent: Element, names: Iterable[str]) -> None:
    for name in names:
        SubElement(parent, "Variable", {"guid": guid(f"variable {name}"), "name": name, "typeOfVariable": "Text"})


def _cases(parent: Element, cases: Mapping[str, Mapping[str, str]]) -> None:
    for text, values in cases.items():
        case = SubElement(parent, "Case", {"guid": guid(f"case {text}"), "name": "Een naam"})
        _values(case, values)
        SubElement(case, "SourceRef", {"targetGUID": guid(text)})


def _values(parent: Element, values: Mapping[str, str]) -> None:
    for name, said in values.items():
        value = SubElement(parent, "VariableValue")
        SubElement(value, "VariableRef", {"targetGUID": guid(f"variable {name}")})
        SubElement(value, "TextValue").text = said


def _text(parent: Element, text: Text) -> None:
    attributes = {"guid": guid(text.name), "name": text.name}
    if text.data is not None or text.path:
        attributes["plainTextPath"] = text.path or f"internal://{guid(text.name)}.txt"
    source = SubElement(parent, "TextSource", attributes)
    if text.data is None and not text.path:
        SubElement(source, "PlainTextContent").text = text.text
    for number, mark in enumerate(text.marks):
        _mark(source, mark, f"{text.name} {number}")
    _values(source, text.values)


def _mark(parent: Element, mark: Mark, name: str) -> None:
    places = {"startPosition": str(mark.start), "endPosition": str(mark.end)}
    element = SubElement(parent, "PlainTextSelection", {"guid": guid(f"mark {name}"), "name": mark.name, **places})
    if mark.description:
        SubElement(element, "Description").text = mark.description
    for code in mark.codes:
        coding = SubElement(element, "Coding", {"guid": guid(f"coding {name} {code}")})
        SubElement(coding, "CodeRef", {"targetGUID": guid(f"code {code}")})


_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
SCHEMA: Mapping[str, tuple[str, str]] = {
    # element: (children in order: ? none or one, * any number, + at least one; attributes, ! where required)
    f"{CODEBOOK} CodeBook": ("Codes Sets?", "origin"),
    f"{CODEBOOK} Codes": ("Code+", ""),
    f"{CODEBOOK} Code": ("Description? Code*", "guid! name! isCodable! color"),
    f"{CODEBOOK} Sets": ("Set+", ""),
    f"{CODEBOOK} Set": ("Description? MemberCode*", "guid! name!"),
    f"{CODEBOOK} MemberCode": ("", "guid!"),
    f"{CODEBOOK} Description": ("", ""),
    f"{PROJECT} Project": (
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? NoteRef*",
        "name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
    ),
    f"{PROJECT} CodeBook": ("Codes", ""),
    f"{PROJECT} Codes": ("Code+", ""),
    f"{PROJECT} Code": ("Description? NoteRef* Code*", "guid! name! isCodable! color"),
    f"{PROJECT} Variables": ("Variable+", ""),
    f"{PROJECT} Variable": ("Description?", "guid! name! typeOfVariable!"),
    f"{PROJECT} Cases": ("Case+", ""),
    f"{PROJECT} Case": ("Description? CodeRef* VariableValue* SourceRef* SelectionRef*", "guid! name"),
    f"{PROJECT} VariableValue": ("VariableRef TextValue?", ""),
    f"{PROJECT} VariableRef": ("", "targetGUID!"),
    f"{PROJECT} TextValue": ("", ""),
    f"{PROJECT} SourceRef": ("", "targetGUID!"),
    f"{PROJECT} Sources": ("TextSource*", ""),
    f"{PROJECT} TextSource": (
        "Description? PlainTextContent? PlainTextSelection* Coding* NoteRef* VariableValue*",
        "guid! name richTextPath plainTextPath creatingUser creationDateTime modifyingUser modifiedDateTime",
    ),
    f"{PROJECT} PlainTextContent": ("", ""),
    f"{PROJECT} PlainTextSelection": (
        "Description? Coding* NoteRef*",
        "guid! name startPosition! endPosition! creatingUser creationDateTime modifyingUser modifiedDateTime",
    ),
    f"{PROJECT} Description": ("", ""),
    f"{PROJECT} Coding": ("CodeRef NoteRef*", "guid! creatingUser creationDateTime"),
    f"{PROJECT} CodeRef": ("", "targetGUID!"),
}


def schema_faults(element: Element) -> Iterator[str]:
    """Where an element, or one within it, is not as the schema has it."""
    space, _, name = str(element.tag).lstrip("{").partition("}")
    children, attributes = SCHEMA[f"{space} {name}"]
    order = "".join(f"<{child.tag.rpartition('}')[2]}>" for child in element)
    pattern = "".join(f"(?:<{part.rstrip('?*+')}>){part[len(part.rstrip('?*+')) :]}" for part in children.split())
    if not re.fullmatch(pattern, order):
        yield f"{name}: children {order}"
    known = {part.rstrip("!") for part in attributes.split()}
    yield from (f"{name}: attribute {one}" for one in element.attrib.keys() - known)
    yield from (
        f"{name}: no {part[:-1]}" for part in attributes.split() if part[-1] == "!" and part[:-1] not in element.attrib
    )
    guids = (value for key, value in element.items() if key in ("guid", "targetGUID"))
    yield from (f"{name}: guid" for value in guids if not _GUID.fullmatch(value))
    for child in element:
        yield from schema_faults(child)
