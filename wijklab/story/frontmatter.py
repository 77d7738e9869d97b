"""The historian's files: front matter that says what a theme is, and a body that tells it.

Front matter is YAML between two lines of three dashes, read as text and checked by the models here; every fault names
the file and the line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, ValidationError

from wijklab.contract.study_values import Line, Part, Slug
from wijklab.contract.vocabulary import FRAMES, LEVELS, SPELLINGS, VALENCES
from wijklab.errors import Problem, StoryError, StudyError
from wijklab.sources.explain import explain
from wijklab.sources.yaml_text import Keys, Tree, key_path, parse_tree

FENCE: Final = "---"
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file in two parts. `body_line` is the number of the body's first line, counted from 1."""

    where: str
    front: str
    body: str
    body_line: int

    def place(self, line: int) -> str:
        """Where a line of this file stands, as an error names it."""
        return f"{self.where}, line {line}"


def _canonical(vocabulary: str) -> BeforeValidator:
    """A Dutch spelling becomes its id (`uitvoerder` -> `practitioner`); an id stays what it is."""
    ids = {dutch: id for id, spellings in SPELLINGS[vocabulary].items() for dutch in spellings}
    return BeforeValidator(lambda value: ids.get(str(value).strip().lower(), value))


def _yes_or_no() -> BeforeValidator:
    """`ja` and `nee` beside `yes` and `no`."""
    words = {"ja": "yes", "nee": "no"}
    return BeforeValidator(lambda value: words.get(str(value).strip().lower(), value))


class Noticed(Part):
    """A noticeable result: the fact, and what may not be concluded from it."""

    fact: Line
    may_not_conclude: Sentence


class HistoryFront(Part):
    """Front matter of `history.md`. `quotes: invented` is for examples: every page then says that nobody spoke them."""

    noticeable: tuple[Noticed, ...] = Field(default=(), max_length=7)
    quotes: Literal["spoken", "invented"] = "spoken"


class ThemeFront(Part):
    """Front matter of a theme. Without `id` the name of its file is its id.

    `climbs` says whether it feeds the session of the level above; without it, what people are stuck on or
    proud of does.
    """

    id: Slug
    title: Line
    level: Annotated[Literal[LEVELS], _canonical("level")]  # type: ignore[valid-type]
    valence: Annotated[Literal[VALENCES], _canonical("valence")]  # type: ignore[valid-type]
    goals: tuple[Literal[FRAMES["goals"]], ...] = ()  # type: ignore[valid-type]
    principles: tuple[Literal[FRAMES["principles"]], ...] = ()  # type: ignore[valid-type]
    challenges: tuple[Literal[FRAMES["challenges"]], ...] = ()  # type: ignore[valid-type]
    domains: tuple[Literal[FRAMES["domains"]], ...] = ()  # type: ignore[valid-type]
    development: tuple[Literal[FRAMES["development"]], ...] = ()  # type: ignore[valid-type]
    rooms: tuple[Literal[FRAMES["rooms"]], ...] = ()  # type: ignore[valid-type]
    lessons: tuple[Literal[FRAMES["lessons"]], ...] = ()  # type: ignore[valid-type]
    climbs: Annotated[bool, _yes_or_no()] | None = None
    order: int = Field(default=0, ge=0)

    @property
    def frames(self) -> dict[str, tuple[str, ...]]:
        """The frames that the theme hangs on, by vocabulary; those without any are left out."""
        return {name: ids for name in FRAMES if (ids := getattr(self, name))}

    @property
    def feeds_above(self) -> bool:
        """Whether the theme climbs to the session of the level above."""
        return self.valence in ("stuck", "proud") if self.climbs is None else self.climbs


def read_document(file: Path, root: Path) -> Document:
    """A Markdown file as front matter and body; StoryError where it cannot be read or has no front matter."""
    where = file.relative_to(root).as_posix()
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise StoryError(
            Problem(where, "this file is missing", "make it: docs/leergeschiedenis.md shows how")
        ) from None
    except OSError:
        raise StoryError(
            Problem(where, "this file cannot be read", "look whether it is a file that you may read")
        ) from None
    except UnicodeDecodeError:
        raise StoryError(Problem(where, "this file is not UTF-8 text", "save it as UTF-8 in your editor")) from None
    return split(text, where)


def split(text: str, where: str) -> Document:
    """Text as front matter and body; StoryError where the two lines of three dashes are not there."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise StoryError(
            Problem(f"{where}, line 1", "no front matter", "begin the file with a line of three dashes: ---")
        )
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise StoryError(
            Problem(f"{where}, line 1", "the front matter never ends", "close it with a line of three dashes: ---")
        )
    return Document(where, "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2)


def tree_of(document: Document) -> Tree:
    """The front matter as a tree of text with the line of each key; StoryError where it is not YAML."""
    try:
        # The opening dashes are line 1: an empty line in their place makes the parser's line numbers those of the file.
        tree, problems = parse_tree("\n" + document.front, document.where)
    except StudyError as fault:
        raise StoryError(fault.problems) from None
    if problems:
        raise StoryError(problems)
    return tree


def read_front(document: Document, model: type[Model], defaults: dict[str, Any] | None = None) -> Model:
    """The checked front matter; StoryError with every fault, each with its line."""
    tree = tree_of(document)
    try:
        return model.model_validate({**(defaults or {}), **tree.value})
    except ValidationError as fault:
        raise StoryError([problem for detail in fault.errors() for problem in _problems(detail, tree, model)]) from None


def _problems(detail: Any, tree: Tree, model: type[BaseModel]) -> Iterator[Problem]:
    if detail["type"] != "extra_forbidden":
        yield from explain(detail, tree)
        return
    keys = detail["loc"]
    yield Problem(tree.where(keys), f"{key_path(keys)} is not a key of this front matter", _known(keys, model))


def _known(keys: Keys, model: type[BaseModel]) -> str:
    known = list((model if len(keys) == 1 else Noticed).model_fields)
    near = get_close_matches(str(keys[-1]), known, n=1)
    return f"{f'did you mean `{near[0]}`? ' if near else ''}known here: {', '.join(known)}"
