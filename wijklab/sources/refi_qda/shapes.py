"""What a codebook and a coded project hold, as far as a learning history needs it; none prints anyone's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wijklab.errors import Problem

CODEBOOK: Final = "urn:QDA-XML:codebook:1.0"
PROJECT: Final = "urn:QDA-XML:project:1.0"


@dataclass(frozen=True, slots=True)
class Code:
    """A code with those under it. `codable` is false for one that only keeps others together."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    colour: str = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes that belong together in another way than by being nested."""

    guid: str
    name: str
    members: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """Codes in the order of the file; `origin` is the program that wrote it."""

    codes: tuple[Code, ...]
    sets: tuple[CodeSet, ...] = ()
    origin: str = ""

    def lines(self) -> Iterator[tuple[Code, ...]]:
        """Every code, each with those it lies in: from the outermost to itself."""
        for code in self.codes:
            yield from _under((code,))


def _under(line: tuple[Code, ...]) -> Iterator[tuple[Code, ...]]:
    yield line
    for code in line[-1].codes:
        yield from _under((*line, code))


@dataclass(frozen=True, slots=True, repr=False)
class Marked:
    """A stretch of a text as a project marks it: two positions, what it was coded with, and what is written beside it.

    `codes` are guids of codes; some programs also code with the guid of a case. `beside` are its name and description:
    many programs put the words themselves there.
    """

    guid: str
    start: int
    end: int
    codes: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Source:
    """A text of a project. `text` is as its file has it, line ends included; `bom` is whether a mark opened the file.

    `values` are those of its variables, by name.
    """

    guid: str
    text: str
    bom: bool
    marked: tuple[Marked, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """Usually a person: its variables, and the guids of the sources and selections that are its own."""

    guid: str
    values: Mapping[str, str]
    holds: frozenset[str]


@dataclass(frozen=True, slots=True, repr=False)
class Project:
    """A coded project, and what is worth knowing of what could not be read from it."""

    codebook: Codebook
    sources: tuple[Source, ...]
    cases: tuple[Case, ...] = ()
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Selection:
    """Words of a source, on one line, with all that they were coded with. `guid` is that of the first that marks them.

    `ordinal` counts the same words within the source, from 1. `case` is the guid of its only case, empty where it has
    none or several; `values` are the variables of its source and of that case.
    """

    guid: str
    source: Source
    text: str
    codes: tuple[str, ...]
    values: Mapping[str, str]
    case: str = ""
    ordinal: int = 1
