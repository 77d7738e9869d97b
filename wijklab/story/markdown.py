"""The historian's Markdown: a curtain raiser, then a moment under every `## heading`.

    {{ quote: F012 }}     alone on a line: a quote, in the right column
    {{ event: E03 }}      alone on a line: an event, in the right column
    {{ perspectives: E03 }}   alone on a line: an event with all that may be quoted about it, side by side
    {{ case: fiets }}     alone on a line: a micro-analysis in a box, in the right column
    {{ fact: id }}        alone on a line: a fact over the full width; inside a sentence: its number
    ? Wat betekent dit?   a question of the historian, in the left column
    anything else         a paragraph: the historian's commentary, in the left column

A blockquote is refused: the words of others are cited by id, so that nothing stands here that nobody agreed to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from wijklab.errors import Problem
from wijklab.story.frontmatter import Document

BlockKind = Literal["heading", "quote", "event", "perspectives", "case", "fact", "question", "paragraph"]
CITATION: Final = re.compile(r"\{\{\s*(fact|quote|event|perspectives|case)\s*:\s*([^\s{}]+)\s*\}\}")

_ALONE: Final = re.compile(rf"^\s*{CITATION.pattern}\s*$")
_HEADING: Final = re.compile(r"^##\s+(\S.*?)\s*#*\s*$")
_QUESTION: Final = re.compile(r"^\s{0,3}\?\s+(\S.*)$")

REFUSED_LINES: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = (
    (
        re.compile(r"^\s{0,3}(#|#{3,6})(\s|$)"),
        "a heading of another level than ##",
        "open each moment with '## Heading'; use no other headings",
    ),
    (re.compile(r"^\s{0,3}##\s*$"), "a heading without words", "give the moment a name: '## Heading'"),
    (re.compile(r"^##.*\{\{"), "a citation in a heading", "put it in the text under the heading"),
    (
        re.compile(r"^\s{0,3}>"),
        "a blockquote",
        "cite the words of others by id, {{ quote: F01 }}; begin your own question with '? '",
    ),
    (re.compile(r"\[\[fact:"), "'[[fact:' is used by the program itself", "cite a fact with {{ fact: id }}"),
    (
        re.compile(r"^\s{0,3}\[(?!\[)[^\]]*\]:"),
        "words between brackets with a colon, of which no reader sees anything",
        "write notes to yourself in another file: what stands here travels with the page",
    ),
    (
        re.compile(r"\]\(\s*<?(?:file:|[A-Za-z]:[\\/])", re.IGNORECASE),
        "a link to a file on this computer",
        "link to a page on the web, or take the link out",
    ),
    (re.compile(r"<[A-Za-z/!]"), "HTML", "write plain Markdown; write '<' with a space behind it"),
)
"""Lines that a story may not hold: pattern, what it is, what to write instead."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body, with the number of its first line. For a citation alone on its line `text` is the id."""

    kind: BlockKind
    text: str
    line: int


def blocks(document: Document) -> tuple[Block, ...]:
    """The body in pieces, in the order of the file. Lines that follow a question or paragraph belong to it."""
    found: list[Block] = []
    open_block = False
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        kind, text = _recognise(line)
        if kind == "paragraph" and open_block:
            found[-1] = Block(found[-1].kind, f"{found[-1].text}\n{text}", found[-1].line)
        elif kind:
            found.append(Block(kind, text, number))
        open_block = kind in ("question", "paragraph")
    return tuple(found)


def _recognise(line: str) -> tuple[BlockKind | None, str]:
    if not line.strip():
        return None, ""
    if citation := _ALONE.match(line):
        return citation[1], citation[2]  # type: ignore[return-value]
    if heading := _HEADING.match(line):
        return "heading", heading[1]
    if question := _QUESTION.match(line):
        return "question", question[1]
    return "paragraph", line.rstrip()


def curtain(parts: Iterable[Block]) -> tuple[Block, ...]:
    """Everything before the first heading."""
    taken: list[Block] = []
    for block in parts:
        if block.kind == "heading":
            break
        taken.append(block)
    return tuple(taken)


def moments(parts: Iterable[Block]) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Each heading with the pieces under it."""
    found: list[tuple[str, list[Block]]] = []
    for block in parts:
        if block.kind == "heading":
            found.append((block.text, []))
        elif found:
            found[-1][1].append(block)
    return tuple((title, tuple(under)) for title, under in found)


def moment_ids(titles: Iterable[str]) -> tuple[str, ...]:
    """An id for each title of a theme, made of its letters and digits; a second one of the same name gets a number."""
    taken: list[str] = []
    for title in titles:
        plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode("ascii")
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "moment"
        same = sum(id == stem or re.fullmatch(rf"{re.escape(stem)}-\d+", id) is not None for id in taken)
        taken.append(f"{stem}-{same + 1}" if same else stem)
    return tuple(taken)


def form_faults(document: Document, *, headings: bool) -> Iterator[Problem]:
    """Whatever in the body is not of this form. `headings` says whether moments may be opened here."""
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        yield from (Problem(document.place(number), what, todo) for what, todo in _line_faults(line))
    yield from _part_faults(document, headings)


def _line_faults(line: str) -> Iterator[tuple[str, str]]:
    for pattern, what, todo in REFUSED_LINES:
        if pattern.search(line):
            yield what, todo
    rest = CITATION.sub("", line)
    if "{{" in rest or "}}" in rest:
        yield (
            "braces that are no citation",
            "write {{ quote: id }} on one line; or fact, event, perspectives, case",
        )
    if not _ALONE.match(line) and any(kind != "fact" for kind, _ in CITATION.findall(line)):
        yield "a quote or event inside a sentence", "put it on a line of its own"


def _part_faults(document: Document, headings: bool) -> Iterator[Problem]:
    parts = blocks(document)
    opening = curtain(parts)
    for block in opening:
        if block.kind != "paragraph":
            yield Problem(document.place(block.line), f"a {block.kind} {_before(headings)}", _remedy(headings))
    if not any(block.kind == "paragraph" for block in opening):
        yield Problem(
            document.place(document.body_line),
            "no opening text",
            "begin with a paragraph that names result and tension",
        )
    if not headings:
        yield from (
            Problem(document.place(b.line), "a heading in the introduction", "use headings in themes only")
            for b in parts
            if b.kind == "heading"
        )


def _before(headings: bool) -> str:
    return "before the first heading" if headings else "in the introduction"


def _remedy(headings: bool) -> str:
    return "move it under a heading '## ...': only text opens a theme" if headings else "move it to a theme"
