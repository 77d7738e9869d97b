"""The historian's script: `history.md` and `themes/*.md` as they stand in the story folder of a study."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from wijklab.contract.study_values import Part
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, StoryError
from wijklab.story.frontmatter import Document, HistoryFront, ThemeFront, read_document, read_front, tree_of

Front = TypeVar("Front", bound=Part)


@dataclass(frozen=True, slots=True)
class Page(Generic[Front]):
    """One file: its text, and its front matter where that is right."""

    document: Document
    front: Front | None


@dataclass(frozen=True, slots=True)
class Script:
    """What the historian wrote, as far as it could be read, and every fault of reading it."""

    history: Page[HistoryFront] | None
    themes: tuple[Page[ThemeFront], ...]
    problems: tuple[Problem, ...]

    def documents(self) -> tuple[Document, ...]:
        """Every file that could be read, the introduction first."""
        first = (self.history,) if self.history else ()
        return tuple(page.document for page in (*first, *self.themes))


def read_script(study: OpenStudy) -> Script:
    """The story of a study; StoryError where the study names no story, or its folder is missing."""
    folder = _folder(study)
    problems: list[Problem] = []
    history = _read(folder / "history.md", study.place.root, HistoryFront, problems)
    found = [_read(file, study.place.root, ThemeFront, problems) for file in theme_files(folder / "themes")]
    themes = tuple(sorted((page for page in found if page), key=_order))
    problems += [*_double_ids(themes), *_too_few(found, study)]
    return Script(history, themes, tuple(problems))


def _folder(study: OpenStudy) -> Path:
    asked = study.asked.story
    if asked is None:
        where = study.place.file.name
        raise StoryError(
            Problem(where, "no key 'story'", "add 'story: {folder: params/<id>/verhaal}', or run other notebooks")
        )
    if not (study.place.root / asked.folder).is_dir():
        raise StoryError(
            Problem(asked.folder, "this story folder is missing", "make it: docs/leergeschiedenis.md shows how")
        )
    return study.place.root / asked.folder


def theme_files(folder: Path) -> list[Path]:
    """Every Markdown file of the folder, also one that Windows named `TUIN.MD`."""
    files = folder.iterdir() if folder.is_dir() else ()
    return sorted(file for file in files if file.suffix.lower() == ".md" and not file.name.startswith("."))


def _read(file: Path, root: Path, model: type[Front], problems: list[Problem]) -> Page[Front] | None:
    try:
        document = read_document(file, root)
    except StoryError as fault:
        problems += fault.problems
        return None
    try:
        return Page(document, read_front(document, model, {"id": file.stem} if model is ThemeFront else {}))
    except StoryError as fault:
        problems += fault.problems
        return Page(document, None)


def _order(page: Page[ThemeFront]) -> tuple[int, str]:
    return (page.front.order, page.front.id) if page.front else (0, "")


def _double_ids(themes: Iterable[Page[ThemeFront]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for page in themes:
        if page.front and page.front.id in seen:
            place = tree_of(page.document).where(("id",))
            what = f"theme id '{page.front.id}' stands in {seen[page.front.id]} too"
            yield Problem(place, what, "give each theme an id of its own")
        elif page.front:
            seen[page.front.id] = page.document.where


def _too_few(themes: list[Page[ThemeFront] | None], study: OpenStudy) -> Iterator[Problem]:
    if not themes and study.asked.story:
        yield Problem(f"{study.asked.story.folder}/themes", "no theme", "write at least one: themes/<name>.md")
