"""Which codes of another program are themes or frames of the study already: by guid, else by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wijklab.contract.study import Study
from wijklab.contract.vocabulary import FRAMES
from wijklab.desk.coding.guids import guids_of_frames, theme_guid
from wijklab.desk.coding.themes import SINGULAR
from wijklab.sources.refi_qda.shapes import Code
from wijklab.story.frontmatter import ThemeFront
from wijklab.text import phrase


@dataclass(frozen=True, slots=True)
class Known:
    """The themes of a study by the guids and names of their codes, and the frames, which are no themes."""

    themes: Mapping[str, str]
    frames: frozenset[str]

    def theme(self, line: Sequence[Code]) -> str:
        """The theme that a code belongs to: its own, else that of the nearest code around it; empty where none is."""
        found = (self.themes.get(code.guid) or self.themes.get(plain(code.name)) for code in reversed(line))
        return next((theme for theme in found if theme), "")

    def is_frame(self, code: Code) -> bool:
        """Whether a code is a goal, a principle or another frame, or keeps these together."""
        return code.guid in self.frames or plain(code.name) in self.frames


def known_to(study: Study, themes: Iterable[ThemeFront]) -> Known:
    """What the study knows. A code is a theme where its guid is the theme's, or its name is the theme's title or id."""
    found: dict[str, str] = {}
    for theme in themes:
        for key in (theme_guid(study.id, theme.id), plain(theme.title), plain(theme.id)):
            found.setdefault(key, theme.id)
    return Known(found, guids_of_frames() | frozenset(map(plain, _names_of_frames(study))))


def _names_of_frames(study: Study) -> Iterable[str]:
    for vocabulary, ids in FRAMES.items():
        yield phrase(study.language, f"history.frames_{vocabulary}")
        yield from (phrase(study.language, f"labels.{SINGULAR[vocabulary]}.{id}") for id in ids)


def plain(name: str) -> str:
    """A name as an id could be: letters without accents and digits, with dashes between; capitals do not matter."""
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-")
