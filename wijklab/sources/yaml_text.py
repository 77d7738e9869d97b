"""YAML 1.2 as a tree of text: a code 0363 stays "0363", NO stays "NO", 12:30 stays "12:30".

Only a plain `null`, `~` or nothing becomes None. Refused, all together: a key that stands twice, tags such as
`!!python/object`, keys that are not text, merge keys, aliases that expand without bound, more than one document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent, Event, ScalarEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.parser import Parser

from wijklab.errors import Problem, StudyError

MOST_BYTES: Final = 1_000_000
MOST_NODES: Final = 10_000
MOST_LEVELS: Final = 30
_NOTHING: Final = ("", "~", "null", "Null", "NULL")

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """A study file as dicts, lists and text, and the line on which each key stands."""

    file: str
    value: Any
    lines: dict[Keys, int] = field(default_factory=dict)

    def at(self, keys: Keys) -> Any:
        """The value under that path of keys, or None where there is none."""
        found = self.value
        for key in keys:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def where(self, keys: Keys) -> str:
        """`params/x.yaml, line 12`: the line of that key, or of the nearest key above it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return f"{self.file}, line {self.lines.get(keys, 1)}"


def key_path(keys: Keys) -> str:
    """As users write it: `outcomes.wellbeing.follow_up`, `shocks[2].period.from` (the second shock)."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def read_tree(file: Path) -> tuple[Tree, list[Problem]]:
    """The tree of a file and what is wrong with its form; StudyError where there is no tree to be had."""
    return parse_tree(_text(file), str(file))


def parse_tree(text: str, where: str) -> tuple[Tree, list[Problem]]:
    """As `read_tree`, of text that stands in the file `where`, such as the front matter of a theme."""
    try:
        problems: list[Problem] = []
        root = _composed(text, where, problems)
        builder = _Builder(where, {}, problems)
        value = builder.build(root, ()) if root is not None else None
    except (YAMLError, RecursionError, _Unbounded) as error:
        raise StudyError(_not_yaml(where, error)) from None
    if not isinstance(value, dict):
        problems.append(Problem(where, "holds no keys and values", "start from the example: `wijklab init FOLDER`"))
    return Tree(where, value, builder.lines), problems


def _text(file: Path) -> str:
    try:
        size = file.stat().st_size
        raw = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError:
        raise StudyError(
            Problem(str(file), "cannot be read as a file", "give the path of a study, params/NAME.yaml")
        ) from None
    if size > MOST_BYTES:
        raise StudyError(Problem(str(file), f"is larger than {MOST_BYTES:,} bytes", "keep data out of the study file"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(f"{file}, line {line}", "is not UTF-8 text", "save the file again, with encoding UTF-8")
        raise StudyError(problem) from None


class _Unbounded(Exception):
    """Aliases or nesting that would not end."""


@dataclass(slots=True)
class _Builder:
    """Walks the nodes once; keeps the lines and the problems that it meets."""

    file: str
    lines: dict[Keys, int]
    problems: list[Problem]
    nodes: int = 0

    def build(self, node: Node, keys: Keys) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES or len(keys) > MOST_LEVELS:
            raise _Unbounded
        self.lines.setdefault(keys, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self._mapping(node, keys)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*keys, place)) for place, item in enumerate(node.value)]
        return None if _is_nothing(node) else str(node.value)

    def _mapping(self, node: MappingNode, keys: Keys) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, keys)
            if key is None:
                continue
            line = key_node.start_mark.line + 1
            if key in built:
                self._refuse(line, f"the key {key_path((*keys, key))} stands twice", _first(self.lines[(*keys, key)]))
                continue
            self.lines[(*keys, key)] = line
            built[key] = self.build(value_node, (*keys, key))
        return built

    def _key(self, node: Node, keys: Keys) -> str | None:
        """The key as text; None, and a problem, where it is a list, a mapping, nothing or a merge."""
        merge = isinstance(node, ScalarNode) and node.style is None and node.value == "<<"
        if isinstance(node, ScalarNode) and not merge and not _is_nothing(node):
            return str(node.value)
        under = f" under {key_path(keys)}" if keys else ""
        self._refuse(
            node.start_mark.line + 1, f"a key{under} is not text", "write each key as a word, followed by a colon"
        )
        return None

    def _refuse(self, line: int, what: str, todo: str) -> None:
        self.problems.append(Problem(f"{self.file}, line {line}", what, todo))


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style is None and node.value in _NOTHING


def _first(line: int) -> str:
    return f"keep one of the two; the first stands on line {line}"


def _composed(text: str, file: str, problems: list[Problem]) -> Node | None:
    """The nodes of a file. Every event is watched as it comes, so that a file without bound is left as soon as that
    shows; the tags that are met are added to the problems."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Parser = partial(_Watched, _Watch(file, problems))
    yaml.composer.warn_double_anchors = False  # the watch refuses them
    return yaml.compose(text)


@dataclass(slots=True)
class _Watch:
    """Sees every event of a file once, in its order."""

    file: str
    problems: list[Problem]
    events: int = 0
    level: int = 0
    anchors: set[str] = field(default_factory=set)

    def see(self, event: Event) -> None:
        self.level += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if self.events > 2 * MOST_NODES or self.level > MOST_LEVELS:
            raise _Unbounded
        self.events += 1
        line = f"{self.file}, line {event.start_mark.line + 1}"
        if isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.anchor:
            if event.anchor in self.anchors:
                raise StudyError(_reused(line, event.anchor))
            self.anchors.add(event.anchor)
        tag = getattr(event, "ctag", None)
        if tag is not None and str(tag):
            self.problems.append(_tagged(line, str(tag)))


class _Watched(Parser):  # type: ignore[misc]
    """ruamel's parser, of which each event is seen when it is taken."""

    def __init__(self, watch: _Watch, loader: YAML) -> None:
        self.watch = watch
        super().__init__(loader)

    def get_event(self) -> Event:
        """The next event, once it was seen."""
        event = super().get_event()
        self.watch.see(event)
        return event


def _tagged(line: str, tag: str) -> Problem:
    written = tag.replace("tag:yaml.org,2002:", "!!")
    return Problem(
        where=line,
        what=f"the tag {written} is not accepted: a study holds text, numbers and lists only",
        todo="remove the tag; put the value between quotes if it begins with an exclamation mark",
    )


def _reused(where: str, anchor: str) -> Problem:
    return Problem(where, f"the name &{anchor} is given twice", "give each & a name of its own")


def _not_yaml(file: str, error: Exception) -> Problem:
    if isinstance(error, (RecursionError, _Unbounded)):
        what = f"expands to more than {MOST_NODES:,} values or {MOST_LEVELS} levels"
        return Problem(file, what, "write the values out instead of repeating them with & and *")
    mark = getattr(error, "problem_mark", None)
    where = f"{file}, line {mark.line + 1}" if mark else file
    if "another document" in str(error):
        return Problem(where, "holds more than one document", "remove the line of three dashes: one file is one study")
    what = error.problem if isinstance(error, MarkedYAMLError) else "it holds a control character"
    return Problem(
        where,
        f"is not valid YAML: {what}",
        "check the indentation (spaces, no tabs), colons and quotes on and above this line",
    )
