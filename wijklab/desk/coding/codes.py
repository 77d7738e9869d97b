"""Codes of another program as new themes: a file each, filled in as far as the codebook goes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.vocabulary import LEVELS, SPELLINGS
from wijklab.desk.coding.guids import set_guid
from wijklab.desk.coding.known import Known, known_to, plain
from wijklab.desk.coding.themes import set_name, themes_of
from wijklab.errors import Problem, SourceError, StoryError
from wijklab.sources.files import from_root
from wijklab.sources.refi_qda.codebook import read_codebook
from wijklab.sources.refi_qda.shapes import Code, Codebook
from wijklab.sources.replacing import replace_file
from wijklab.sources.study_file import read_study
from wijklab.story.markdown import REFUSED_LINES
from wijklab.text import phrase


@dataclass(frozen=True, slots=True)
class NewThemes:
    """The files that were written, and how many codes were known as themes or frames already."""

    files: tuple[Path, ...]
    known: int


def add_codes(params: Path, codebook: Path, *, level: str) -> NewThemes:
    """A new theme for each outermost code that is neither a theme nor a frame yet; codes within it become its moments.

    `level` is that of codes that lie in the set of no level.
    Nothing that exists is ever written over. SourceError where the codebook is wrong, StoryError where a theme is.
    """
    study, place = read_study(params)
    if study.story is None:
        raise StoryError(Problem(params.name, "no key 'story'", "add 'story: {folder: params/<id>/verhaal}'"))
    themes = themes_of(study, place)
    known = known_to(study, themes)
    book = read_codebook(codebook, codebook.name)
    fresh = [code for code in book.codes if not _is_known(code, known)]
    levels = _levels(book, study)
    first = max((theme.order for theme in themes), default=0) + 1
    pages = [
        (_id(code, codebook), _page(code, study, levels.get(code.guid, level), order))
        for order, code in enumerate(fresh, first)
    ]
    files = tuple(_write(place, study, id, page) for id, page in _each_its_own(pages, place, study))
    return NewThemes(files, len(book.codes) - len(fresh))


def _levels(book: Codebook, study: Study) -> dict[str, str]:
    """The level of each code that lies in the set of a level, by its guid."""
    sets = {set_guid(study.id, level): level for level in LEVELS} | {set_name(study, level): level for level in LEVELS}
    found = ((group, sets.get(group.guid) or sets.get(group.name)) for group in book.sets)
    return {member: level for group, level in found if level for member in group.members}


def _is_known(code: Code, known: Known) -> bool:
    return bool(known.theme([code])) or known.is_frame(code)


def _id(code: Code, codebook: Path) -> str:
    id = plain(code.name)
    if not id:
        what = "has a code whose name holds no letters or digits"
        raise SourceError(Problem(f"{codebook.name}, code {code.guid}", what, "give it a name in your program"))
    return id


def _each_its_own(pages: Sequence[tuple[str, str]], place: StudyPlace, study: Study) -> Iterator[tuple[str, str]]:
    """Every page under a name that no file has yet: a second one of the same name gets a number."""
    taken = {file.stem.lower() for file in _folder(place, study).glob("*")}
    for id, page in pages:
        own = next(name for name in _names(id) if name not in taken)
        taken.add(own)
        yield own, page


def _names(id: str) -> Iterator[str]:
    yield id
    yield from (f"{id[:56].strip('-')}-{number}" for number in range(2, 10_000))


def _folder(place: StudyPlace, study: Study) -> Path:
    return place.root / study.story.folder / "themes"  # type: ignore[union-attr]


def _write(place: StudyPlace, study: Study, id: str, page: str) -> Path:
    file = _folder(place, study) / f"{id}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, None, page.encode("utf-8"), from_root(file, place))
    return file


def _page(code: Code, study: Study, level: str, order: int) -> str:
    say = {name: phrase(study.language, f"qda.skeleton.{name}") for name in ("level", "valence", "moment", "question")}
    spelled = {"level": level, "valence": "mixed"}
    if study.language == "nl":
        spelled = {name: SPELLINGS[name].get(id, (id,))[0] for name, id in spelled.items()}
    front = (
        f"title: {json.dumps(code.name, ensure_ascii=False)}",
        f"level: {spelled['level']}        # {say['level']}",
        f"valence: {spelled['valence']}        # {say['valence']}",
        f"order: {order}",
    )
    opening = code.description or phrase(study.language, "qda.skeleton.opening", title=code.name)
    moments = [(under.name, under.description) for under in code.codes] or [(say["moment"], "")]
    told = (_moment(title, text, say["question"]) for title, text in moments)
    return "\n".join(("---", *front, "---", "", _prose(opening), "", "\n\n".join(told), ""))


def _moment(title: str, text: str, question: str) -> str:
    parts = (f"## {_heading(title)}", _prose(text), f"? {question}")
    return "\n\n".join(part for part in parts if part)


def _heading(title: str) -> str:
    return _tame(title).strip("# ") or "-"


def _prose(text: str) -> str:
    return "\n".join(_tame(line) for line in text.splitlines())


def _tame(line: str) -> str:
    """A line of someone's description as a line of a story: what a story may not hold loses its special signs."""
    tamed = re.sub(r"<(?=[A-Za-z/!])", "< ", line.replace("{{", "{").replace("}}", "}").replace("[[fact:", "[fact:"))
    tamed = re.sub(r"^\s*(?:[#>?]+\s*)+", "", tamed)
    return "" if any(pattern.search(tamed) for pattern, _, _ in REFUSED_LINES) else tamed
