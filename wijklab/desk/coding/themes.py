"""The themes of a study and its frames as a codebook for another program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.tables import OpenStudy, Tables
from wijklab.contract.vocabulary import FRAMES, LEVELS
from wijklab.desk.coding.guids import frame_guid, frames_guid, set_guid, theme_guid
from wijklab.errors import OutputError, Problem, StoryError
from wijklab.sources.opening import card_of
from wijklab.sources.refi_qda.codebook import codebook_bytes
from wijklab.sources.refi_qda.shapes import Code, Codebook, CodeSet
from wijklab.sources.replacing import replace_file
from wijklab.sources.study_file import read_study
from wijklab.story.frontmatter import ThemeFront
from wijklab.story.script import read_script
from wijklab.text import phrase

SINGULAR = {
    "goals": "goal",
    "principles": "principle",
    "challenges": "challenge",
    "domains": "domain",
    "development": "development",
    "rooms": "room",
    "lessons": "lesson",
}
"""Under which name the labels of a vocabulary of frames stand in the catalogue."""


def write_themes(params: Path, to: Path) -> tuple[Path, int]:
    """Write the codebook of a study as a new file; the file, and how many themes it holds.

    StoryError where a theme is wrong or there is none, OutputError where the file exists or cannot be written.
    """
    study, place = read_study(params)
    themes = themes_of(study, place)
    if not themes:
        raise StoryError(Problem(str(params), "has no themes yet", "write one, or bring codes in: wijklab qda codes"))
    if os.path.lexists(to):
        raise OutputError(Problem(str(to), "exists already", "name a file that does not exist yet"))
    replace_file(to, None, codebook_bytes(codebook_of(study, themes)), str(to))
    return to, len(themes)


def themes_of(study: Study, place: StudyPlace) -> tuple[ThemeFront, ...]:
    """What the themes of a study say of themselves; StoryError with every one that is wrong. None is not wrong here."""
    script = read_script(OpenStudy(study, Tables({}), place, card_of(study, {})))
    wrong = [problem for problem in script.problems if "/themes/" in problem.where]
    if wrong:
        raise StoryError(wrong)
    return tuple(page.front for page in script.themes if page.front)


def codebook_of(study: Study, themes: Sequence[ThemeFront]) -> Codebook:
    """Themes first, each a code; then the frames, nested by vocabulary; and a set for every level with themes."""
    codes = (*(_theme(study, theme) for theme in themes), *(_frames(study, name) for name in FRAMES))
    sets = (_set(study, level, [theme for theme in themes if theme.level == level]) for level in LEVELS)
    return Codebook(codes, tuple(group for group in sets if group.members), "wijklab")


def _theme(study: Study, theme: ThemeFront) -> Code:
    words = {name: phrase(study.language, f"labels.{name}.{getattr(theme, name)}") for name in ("level", "valence")}
    return Code(
        theme_guid(study.id, theme.id), theme.title, phrase(study.language, "qda.theme_code", id=theme.id, **words)
    )


def _frames(study: Study, vocabulary: str) -> Code:
    return Code(
        frames_guid(vocabulary),
        phrase(study.language, f"history.frames_{vocabulary}"),
        codable=False,
        codes=tuple(
            Code(frame_guid(vocabulary, id), phrase(study.language, f"labels.{SINGULAR[vocabulary]}.{id}"))
            for id in FRAMES[vocabulary]
        ),
    )


def _set(study: Study, level: str, themes: Sequence[ThemeFront]) -> CodeSet:
    members = tuple(theme_guid(study.id, theme.id) for theme in themes)
    return CodeSet(set_guid(study.id, level), set_name(study, level), members)


def set_name(study: Study, level: str) -> str:
    """What the set of a level's themes is called."""
    return phrase(study.language, "qda.level_set", level=phrase(study.language, f"labels.level.{level}"))
