"""Words of the glossary within a text: each the first time, with its meaning on hover, on focus and for who listens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from markupsafe import Markup

from wijklab.report.glossary import Word

Explain = Callable[[str], str]
"""Clean HTML in, the same HTML out with words of the glossary marked."""

_TAG: Final = re.compile(r"(<[^>]*>)")
_CLOSED: Final = re.compile(r"<(/?)(?:a|code|pre|h[1-6])\b")
_TERM: Final = Markup(
    '<span class="term"><a class="word" href="#word-{}" aria-describedby="meaning-{}">{}</a>'
    '<span class="tip" aria-hidden="true">{}</span></span>'
)


def nothing_explained(html: str) -> str:
    """A text as it is."""
    return html


def explainer(words: tuple[Word, ...]) -> Explain:
    """What marks each word the first time that it meets it, over all texts that it is given one after another."""
    left = {form.lower(): word for word in words for form in word.forms()}
    if not left:
        return nothing_explained
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(left, key=len, reverse=True)))})\b", re.IGNORECASE)

    def once(found: re.Match[str]) -> str:
        word = left.get(found[0].lower())
        if word is None:
            return found[0]
        for form in word.forms():
            left.pop(form.lower(), None)
        return str(_TERM.format(word.id, word.id, found[0], word.meaning))

    return lambda html: "".join(pattern.sub(once, text) if free else text for text, free in _texts(html))


def _texts(html: str) -> Iterator[tuple[str, bool]]:
    """Clean HTML in pieces, and whether a piece is text in which a link may stand: not in a link, code or heading."""
    depth = 0
    for piece in _TAG.split(html):
        tag = _CLOSED.match(piece)
        depth += (-1 if tag[1] else 1) if tag else 0
        yield piece, depth == 0 and not piece.startswith("<")
