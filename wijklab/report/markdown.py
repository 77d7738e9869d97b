"""The historian's and the researcher's Markdown as safe HTML: no HTML of theirs goes through, no picture, no table.

Tokens such as `[[fact:0]]` become the numbers they stand for only after everything else was cleaned, so that a number
is the one piece of markup that the program adds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from wijklab.report.words import unbroken

TAGS: Final = frozenset({"p", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr", "a"}) | {
    f"h{level}" for level in range(1, 7)
}
_TOKEN: Final = re.compile(r"\[\[fact:(\d+)\]\]")
_MARKED: Final = re.compile("\ue000(\\d+)\ue001")
_PRIVATE_USE: Final = {0xE000: None, 0xE001: None}


def html(markdown: str, top: int, facts: Sequence[Markup] = (), explain: Callable[[str], str] | None = None) -> Markup:
    """Markdown as HTML in which the highest heading is of level `top` and no level is skipped.

    `facts` are the pieces that take the place of `[[fact:0]]`, `[[fact:1]]`, ...; a token without its piece stays text.
    `explain` marks words of the glossary in what is already clean.
    """
    told = _clean(_TOKEN.sub("\ue000\\1\ue001", markdown.translate(_PRIVATE_USE)), top)
    if explain is not None:
        told = explain(told)
    return Markup(_MARKED.sub(lambda token: _piece(int(token[1]), facts), told))


@lru_cache(maxsize=1000)  # the editions of a learning history tell the same passages
def _clean(marked: str, top: int) -> str:
    clean = nh3.clean(
        _with_headings_from(marked, top),
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )
    return unbroken(clean)


@cache
def _parser() -> MarkdownIt:
    # commonmark has no tables, which is as wanted: a table of a report has a caption and comes from released numbers.
    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _with_headings_from(markdown: str, top: int) -> str:
    tokens = _parser().parse(markdown)
    written: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            deepest = written[-1] + 1 if written else top
            written.append(min(int(token.tag[1]) + top - 1, deepest, 6))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{written[-1]}"
    return str(_parser().renderer.render(tokens, _parser().options, {}))


def _piece(index: int, facts: Sequence[Markup]) -> str:
    return str(facts[index]) if index < len(facts) else f"[[fact:{index}]]"
