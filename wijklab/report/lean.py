"""The weight of a page: style, script and markup without what only their writers need."""

from __future__ import annotations

import re
from typing import Final

_CSS: Final = re.compile(r"""("[^"\n]*")|/\*.*?\*/|\s*([{};,])\s*|(?<=[\w-])(:)[ ]+|\s+""", re.DOTALL)
_COMMENT: Final = re.compile(r"^[ ]*(?://[^\n]*|/\*.*?\*/[ ]*)$", re.MULTILINE | re.DOTALL)
_KEPT: Final = re.compile(r"(<(pre|textarea|script|style)\b.*?</\2>)", re.DOTALL)
_INDENTED: Final = re.compile(r"\s*\n\s*")


def lean_css(css: str) -> str:
    """A style sheet without comments and spare white space. What stands in quotes stays as it is."""

    def shorter(found: re.Match[str]) -> str:
        if found[0].startswith("/*"):
            return ""
        return found[1] or found[2] or found[3] or " "

    return _CSS.sub(shorter, css).replace(";}", "}").strip()


def lean_js(script: str) -> str:
    """A script without lines that are only a remark, and without indents. Every other line stays as it is."""
    return _INDENTED.sub("\n", _COMMENT.sub("", script)).strip()


def lean_html(html: str) -> str:
    """A page without indents and empty lines; style, script and text whose white space counts stay as they are."""
    parts = _KEPT.split(html)  # text, what is kept, its name, text, ...
    return "".join(_INDENTED.sub("\n", part) if i % 3 == 0 else part for i, part in enumerate(parts) if i % 3 < 2)
