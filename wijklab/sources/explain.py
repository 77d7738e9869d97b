"""What pydantic finds in a study, said as a user needs it: which key, on which line, what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from wijklab.contract.cells import canonical
from wijklab.contract.study import Study
from wijklab.contract.study_values import LINE_PATTERN, LOCATION_PATTERN
from wijklab.contract.vocabulary import SPELLINGS
from wijklab.errors import Problem
from wijklab.sources.yaml_text import Keys, Tree, key_path

Said = tuple[str, str]

_PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and hyphens, such as ruwaard-2024",
        r"^(WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})$": "a CBS code of a wijk or buurt with its zeros, such as WK082806",
        r"^(GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}|NL\d{2})$": "a CBS area code, such as GM0828 or WK082806",
        r"^[^\\:\x00]+$": "a path from the root of the study with forward slashes, such as params/ruwaard",
        LOCATION_PATTERN: "a path from the root of the study with forward slashes, such as params/ruwaard, or a URL "
        "(s3, gs, abfs, https) without a user, a password, ? or #",
        LINE_PATTERN: "one line, without signs that cannot be seen",
        r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$": "small letters, digits and dots, such as wellbeing.proeftuin",
    }
)


def explain(detail: Mapping[str, Any], tree: Tree) -> Iterator[Problem]:
    """One of pydantic's errors as problems; a contradiction may hold several, each on the line of its own key."""
    keys = _keys(detail["loc"], tree)
    if detail["type"] == "value_error":
        said = str(detail["ctx"]["error"])
        yield from (_contradiction(part, keys, tree) for part in ([said] if keys else said.split("; ")))
        return
    if detail["type"] == "too_short" and detail["input"]:
        return  # emptied by pydantic: what stood in it was wrong, and is told by itself
    what, todo = _nothing(detail) if detail["input"] is None else _said(detail)
    yield Problem(tree.where(keys), f"{key_path(keys)} {what}".strip(), todo)


def contradictions(tree: Tree, error: ValidationError) -> Iterator[Problem]:
    """Contradictions between the parts of the study in which nothing else is wrong: pydantic hides them until then."""
    wrong = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}
    if not wrong:
        return
    sound = {key: value for key, value in tree.value.items() if key not in wrong}
    try:
        Study.model_validate(_FILLED | sound)
    except ValidationError as second:
        found = [problem for detail in second.errors() if not detail["loc"] for problem in explain(detail, tree)]
        yield from (problem for problem in found if not any(f"{key}." in problem.what for key in wrong))


_FILLED: Final[dict[str, Any]] = {
    "id": "x",
    "title": "x",
    "edition": "x",
    "period": {"from": "2000-01-01", "to": "2000-01-01"},
    "cutoff": "2000-01-01",
}
"""What a study cannot do without and what contradicts nothing: it stands in for parts that are wrong."""


def _keys(loc: tuple[str | int, ...], tree: Tree) -> Keys:
    """Pydantic's place as a path of keys: without its mark for a key that is wrong itself."""
    return tuple(part for part in loc if part != "[key]")


def _contradiction(text: str, keys: Keys, tree: Tree) -> Problem:
    place = tree.where(keys or _named(text))
    what = text if not keys else f"{key_path(keys)}: {text}"
    return Problem(place, what, "make the two agree, or add what is missing")


def _named(text: str) -> Keys:
    """The key that a contradiction of the whole study begins with: `arms.proeftuin needs ...` -> arms, proeftuin."""
    word = text.split(" ", 1)[0]
    return tuple(word.split(".")) if "." in word else ()


def _said(detail: Mapping[str, Any]) -> Said:
    return _SAYINGS.get(str(detail["type"]), _otherwise)(detail)


def _otherwise(detail: Mapping[str, Any]) -> Said:
    message = str(detail["msg"])
    return f"is not right: {message[0].lower()}{message[1:]}", "correct it, or remove the key"


def _nothing(detail: Mapping[str, Any]) -> Said:
    return "has no value", "give it a value, or remove the key"


def _missing(detail: Mapping[str, Any]) -> Said:
    return "is missing", f"add `{detail['loc'][-1]}:` with its value"


def _unknown(detail: Mapping[str, Any]) -> Said:
    loc = detail["loc"]
    known = _known_keys(loc[:-1])
    near = get_close_matches(str(loc[-1]), known, n=1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    return "is not a key of a study", f"{hint}known here: {', '.join(known)}"


def _choice(detail: Mapping[str, Any]) -> Said:
    choices = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
    given = str(detail["input"])
    near = _meant_in_dutch(given, choices) or get_close_matches(given, choices, n=1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    return "is not one of the choices", f"{hint}choose from {', '.join(choices)}"


def _meant_in_dutch(given: str, choices: list[str]) -> list[str]:
    """The choice of which that is the Dutch spelling: tables are written in it, a study in ids."""
    known = ((id, ways) for spellings in SPELLINGS.values() for id, ways in spellings.items() if id in choices)
    return [id for id, ways in known if canonical(given) in map(canonical, ways)][:1]


def _pattern(detail: Mapping[str, Any]) -> Said:
    pattern = detail["ctx"]["pattern"]
    return "is not written as it should be", f"write {_PATTERNS.get(pattern, pattern)}"


def _date(detail: Mapping[str, Any]) -> Said:
    return "is not a date", "write year-month-day, such as 2017-12-31"


def _too_small(detail: Mapping[str, Any]) -> Said:
    return "is too small", f"give a number of at least {detail['ctx']['ge']:.12g}"


def _too_large(detail: Mapping[str, Any]) -> Said:
    most = detail["ctx"]["le"]
    example = "; 0.03 is 3 %" if most < 1 else ""
    return "is too large", f"give a number of at most {most:.12g}{example}"


def _not_above(detail: Mapping[str, Any]) -> Said:
    return "is too small", f"give a number above {detail['ctx']['gt']:.12g}"


def _number(detail: Mapping[str, Any]) -> Said:
    if str(detail["input"]).rstrip().endswith("%"):
        return "is a percentage", "write a part of one, such as 0.03 for 3 %"
    return "is not a number", "write digits, with a point for decimals, such as 4.5"


def _too_long(detail: Mapping[str, Any]) -> Said:
    return "is too long", f"use at most {detail['ctx']['max_length']} characters"


def _is(what: str, todo: str) -> Callable[[Mapping[str, Any]], Said]:
    return lambda detail: (what, todo)


_LIST = _is("is not a list", "write a list: [a, b], or one item per line after a hyphen")
_KEYS = _is("is not a set of keys and values", "write keys under it, indented by two spaces")
_TEXT = _is("is not a text", "write one line of text; put it between quotes if it holds a colon")
_WHOLE = _is("is not a whole number", "write digits only, such as 12")
_EMPTY = _is("is empty", "give at least one")
_BLANK = _is("is empty", "write something, or remove the key")

_SAYINGS: Final[Mapping[str, Callable[[Mapping[str, Any]], Said]]] = MappingProxyType(
    {
        "missing": _missing,
        "extra_forbidden": _unknown,
        "literal_error": _choice,
        "string_pattern_mismatch": _pattern,
        "string_type": _TEXT,
        "string_too_short": _BLANK,
        "too_short": _EMPTY,
        "string_too_long": _too_long,
        "tuple_type": _LIST,
        "dict_type": _KEYS,
        "model_type": _KEYS,
        "model_attributes_type": _KEYS,
        "int_parsing": _WHOLE,
        "int_type": _WHOLE,
        "int_from_float": _WHOLE,
        "float_parsing": _number,
        "float_type": _number,
        "finite_number": _number,
        "date_type": _date,
        "date_parsing": _date,
        "date_from_datetime_parsing": _date,
        "date_from_datetime_inexact": _date,
        "greater_than": _not_above,
        "greater_than_equal": _too_small,
        "less_than_equal": _too_large,
    }
)


def _known_keys(keys: Keys) -> list[str]:
    """The keys that a study knows under that path, as they are written in YAML."""
    model: Any = Study
    for key in keys:
        fields = getattr(model, "model_fields", None)
        field = fields.get(key) if fields else None
        model = _model_in(field.annotation) if field else model
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The part of a study inside an annotation such as `dict[Arm, ArmDeclaration]` or `Synthetic | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
