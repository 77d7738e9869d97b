"""Guids that stay the same: a theme or frame that went out as a code is known again when it comes back."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from wijklab.contract.vocabulary import FRAMES

_OURS: Final = UUID("9b0f7a52-3f1c-5d86-a5c4-6b2f0f3e7d10")


def theme_guid(study: str, theme: str) -> str:
    """The guid of a theme of that study."""
    return str(uuid5(_OURS, f"study/{study}/theme/{theme}"))


def set_guid(study: str, level: str) -> str:
    """The guid of the set of a level's themes."""
    return str(uuid5(_OURS, f"study/{study}/level/{level}"))


def frames_guid(vocabulary: str) -> str:
    """The guid of the code that keeps a vocabulary of frames together: the same in every study."""
    return str(uuid5(_OURS, f"frames/{vocabulary}"))


def frame_guid(vocabulary: str, frame: str) -> str:
    """The guid of a frame: the same in every study."""
    return str(uuid5(_OURS, f"frames/{vocabulary}/{frame}"))


def guids_of_frames() -> frozenset[str]:
    """Every code that this project gives to frames."""
    own = {frame_guid(vocabulary, frame) for vocabulary, ids in FRAMES.items() for frame in ids}
    return frozenset(own | {frames_guid(vocabulary) for vocabulary in FRAMES})
