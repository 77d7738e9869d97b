"""A coded project (`.qdpx`): its codes, its texts with what was marked in them, and the cases these belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from wijklab.errors import Problem, SourceError
from wijklab.sources.refi_qda.archive import Archive, open_archive
from wijklab.sources.refi_qda.codebook import codes_of, line
from wijklab.sources.refi_qda.shapes import PROJECT, Case, Codebook, Marked, Project, Source
from wijklab.sources.refi_qda.texts import plain_text
from wijklab.sources.refi_qda.xml_text import child, children, guid_of, local, parse, text_of, whole_of

MEMBER: Final = "project.qde"
_LEFT_BEHIND: Final = {
    "PictureSelection": "selections in pictures",
    "PDFSelection": "selections on pages of a PDF",
    "AudioSelection": "selections in sound",
    "VideoSelection": "selections in film",
    "TranscriptSelection": "selections in transcripts of sound or film",
    "Note": "notes and memos",
    "Link": "links",
    "Graph": "graphs",
}
"""What a project may hold that becomes no fragment, and how a message calls it."""


def read_project(path: Path, where: str) -> Project:
    """The project in an archive; SourceError with what is wrong, member by member."""
    archive = open_archive(path, where)
    with archive.file:
        member = archive.find(MEMBER)
        if not member:
            raise SourceError(Problem(where, f"holds no {MEMBER}", "export as a REFI-QDA project (.qdpx)"))
        place = f"{where}, {member}"
        return _project(parse(archive.read(member), place, PROJECT, "Project"), archive, place)


def _project(root: Element, archive: Archive, where: str) -> Project:
    names = {guid_of(one, where): line(one.get("name") or "") for one in children(child(root, "Variables"), "Variable")}
    notices: list[Problem] = []
    return Project(
        codebook=Codebook(codes_of(child(child(root, "CodeBook"), "Codes"), where), (), line(root.get("origin") or "")),
        sources=tuple(_sources(root, archive, names, where, notices)),
        cases=tuple(_case(one, names, where) for one in children(child(root, "Cases"), "Case")),
        notices=(*notices, *_left_behind(root, where)),
    )


def _sources(
    root: Element, archive: Archive, names: Mapping[str, str], where: str, notices: list[Problem]
) -> Iterator[Source]:
    for element, holder in _texts(root):
        marked = tuple(_marked(one, where) for one in children(element, "PlainTextSelection"))
        if not marked:
            continue
        guid = guid_of(element, where)
        found = plain_text(element, archive, f"{where}, source {guid}")
        if found is None:
            notices.append(_elsewhere(where, guid, len(marked)))
            continue
        yield Source(guid_of(holder, where), *found, marked, _values(holder, names))


def _texts(root: Element) -> Iterator[tuple[Element, Element]]:
    """Every text with the source that it belongs to: itself, or the PDF whose words it gives."""
    for element in children(child(root, "Sources"), "TextSource", "PDFSource"):
        texts = [element] if local(element) == "TextSource" else children(element, "Representation")
        yield from ((text, element) for text in texts)


def _elsewhere(where: str, guid: str, count: int) -> Problem:
    what = f"has {count} selections in a text that is not in the archive: left out"
    return Problem(f"{where}, source {guid}", what, "export the project with its texts inside it", severity="notice")


def _marked(element: Element, where: str) -> Marked:
    beside = (element.get("name") or "", text_of(element, "Description"))
    return Marked(
        guid_of(element, where),
        whole_of(element, where, "startPosition"),
        whole_of(element, where, "endPosition"),
        tuple(_coded_with(element, where)),
        tuple(words for words in beside if words.strip()),
    )


def _coded_with(element: Element, where: str) -> Iterator[str]:
    for coding in children(element, "Coding"):
        yield from (guid_of(reference, where, "targetGUID") for reference in children(coding, "CodeRef"))


def _case(element: Element, names: Mapping[str, str], where: str) -> Case:
    held = (guid_of(one, where, "targetGUID") for one in children(element, "SourceRef", "SelectionRef"))
    return Case(guid_of(element, where), _values(element, names), frozenset(held))


def _values(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    """What the variables of a source or case say, by the name of the variable; empty ones are left out."""
    found = {}
    for value in children(element, "VariableValue"):
        reference = child(value, "VariableRef")
        name = names.get((reference.get("targetGUID") or "").strip("{} ").lower()) if reference is not None else None
        said = next((line(one.text or "") for one in value if local(one).endswith("Value")), "")
        if name and said:
            found[name] = said
    return found


def _left_behind(root: Element, where: str) -> Iterator[Problem]:
    counts = Counter(local(element) for element in root.iter())
    held = [f"{counts[name]} {words}" for name, words in _LEFT_BEHIND.items() if counts[name]]
    if held:
        what = f"also holds {', '.join(held)}: these stay behind"
        yield Problem(where, what, "look whether you need them in the text of a theme", severity="notice")
