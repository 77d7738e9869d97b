"""Goals, principles and the other frames as cross-links: from a theme to its frames, from a frame to its themes."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from wijklab.contract.history import History, Theme
from wijklab.contract.vocabulary import FRAMES
from wijklab.report import labels
from wijklab.report.history.shapes import FrameKindView, FrameView
from wijklab.text import phrase

FRAME_LABELS: Final = MappingProxyType(
    {
        "goals": "goal",
        "principles": "principle",
        "challenges": "challenge",
        "domains": "domain",
        "development": "development",
        "rooms": "room",
        "lessons": "lesson",
    }
)
"""Under which word of `labels.toml` the names of a frame stand."""

MAIN: Final = ("goals", "principles")
"""Kinds that stand open on the page, and of which a reader also hears what nobody told about yet."""

MORE: Final = tuple(kind for kind in FRAMES if kind not in MAIN)
"""Kinds that a reader unfolds."""


def frames_of(theme: Theme, history: History) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The frames of a theme by kind, in the order of the vocabulary: pairs of an anchor and a name."""
    language = history.card.language
    return tuple(
        (kind, tuple((anchor(kind, id), frame_name(kind, id, language)) for id in theme.frames[kind]))
        for kind in FRAMES
        if theme.frames.get(kind)
    )


def frame_kinds(history: History, kinds: Sequence[str]) -> tuple[FrameKindView, ...]:
    """Each of these kinds that some theme hangs on, with its frames and the themes of each."""
    found = (_kind(kind, history) for kind in kinds)
    return tuple(one for one in found if one.frames)


def anchor(kind: str, id: str) -> str:
    """Where a frame stands on the page."""
    return f"frame-{kind}-{id}"


def frame_name(kind: str, id: str, language: str) -> str:
    """The frame in words."""
    return phrase(language, f"labels.{FRAME_LABELS[kind]}.{id}")


def _kind(kind: str, history: History) -> FrameKindView:
    hung = {id: _themes_on(kind, id, history) for id in FRAMES[kind]}
    language = history.card.language
    return FrameKindView(
        kind,
        tuple(
            FrameView(anchor(kind, id), labels.capital(frame_name(kind, id, language)), themes)
            for id, themes in hung.items()
            if themes
        ),
        tuple(frame_name(kind, id, language) for id, themes in hung.items() if not themes and kind in MAIN),
    )


def _themes_on(kind: str, id: str, history: History) -> tuple[tuple[str, str], ...]:
    return tuple((theme.id, theme.title) for theme in history.themes if id in theme.frames.get(kind, ()))
