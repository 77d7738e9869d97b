"""XML of another program: parsed without entities or a document type, of the right kind, not deeper than is sane."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from wijklab.errors import Problem, SourceError

DEEPEST: Final = 40
MOST_ELEMENTS: Final = 500_000
_GUID: Final = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.ASCII | re.IGNORECASE)


class _Bounded(TreeBuilder):
    """Builds a tree until it is deeper or larger than is sane: memory is never spent on the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise _TooMuch
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


class _TooMuch(Exception):
    """More than a tree may hold."""


def parse(text: bytes, where: str, namespace: str, root: str) -> Element:
    """The root element; SourceError where it is no XML, holds a document type or entities, or is something else."""
    try:
        element = _tree(text)
    except DefusedXmlException:
        what = "declares a document type or entities"
        raise SourceError(Problem(where, what, "export it again from your program: such a file has none")) from None
    except _TooMuch:
        what = f"is nested deeper than {DEEPEST} levels, or has more than {MOST_ELEMENTS:,} parts"
        raise SourceError(Problem(where, what, "export a smaller project")) from None
    except (ParseError, ValueError, LookupError):
        what = "is no whole XML text: damaged, or cut off"
        raise SourceError(Problem(where, what, "export it again from your program")) from None
    _refuse_another_kind(element, where, namespace, root)
    return element


def _tree(text: bytes) -> Element:
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    parser.feed(text)
    return parser.close()


def _refuse_another_kind(element: Element, where: str, namespace: str, root: str) -> None:
    if element.tag == f"{{{namespace}}}{root}":
        return
    what = f"is not REFI-QDA: it does not open with <{root}> of {namespace}"
    raise SourceError(Problem(where, what, "export as REFI-QDA: a codebook is .qdc, a project .qdpx"))


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The children with one of these names, in the order of the file, in the namespace of their parent."""
    if element is not None:
        space = str(element.tag).rpartition("}")[0]
        wanted = {f"{space}}}{name}" for name in names}
        yield from (child for child in element if child.tag in wanted)


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return next(children(element, name), None)


def text_of(element: Element | None, name: str) -> str:
    """The text of the first child of that name, empty where there is none."""
    found = child(element, name)
    return (found.text or "") if found is not None else ""


def guid_of(element: Element, where: str, attribute: str = "guid") -> str:
    """A guid in lower case without braces, so that two spellings are one; SourceError where it is none."""
    found = _GUID.fullmatch((element.get(attribute) or "").strip())
    if not found:
        place = f"{where}, <{local(element)}>"
        raise SourceError(Problem(place, f"has no guid in '{attribute}'", "export it again, or tell its maker"))
    return found[1].lower()


def whole_of(element: Element, where: str, attribute: str) -> int:
    """A position; SourceError where it is no whole number."""
    text = (element.get(attribute) or "").strip()
    if not re.fullmatch(r"[+-]?\d{1,12}", text, re.ASCII):
        place = f"{where}, <{local(element)}>"
        raise SourceError(Problem(place, f"has no whole number in '{attribute}'", "export it again, or tell its maker"))
    return int(text)
