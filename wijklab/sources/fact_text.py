"""Pieces of facts put together as text: each fact stands in its piece as it will stand in `facts.json`, byte for byte.

Reading a thousand facts into objects and writing them again takes a hundred times as long as sorting their lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from wijklab.errors import OutputError, Problem

_HEAD: Final = b'{\n "facts": {\n  "'
_TAIL: Final = b"\n }\n}\n"
_NEXT: Final = b',\n  "'
"""What stands between two facts. Within a fact a line begins with three spaces, and a text holds no line break."""

_text: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def together(pieces: Mapping[str, bytes]) -> bytes:
    """All facts of these files, by name, as the text of one file, in the order of their ids.

    OutputError where one of them is not a file of facts.
    """
    facts: dict[str, bytes] = {}
    for name, piece in pieces.items():
        facts |= _parted(piece if piece.startswith(_HEAD) and piece.endswith(_TAIL) else _written_again(name, piece))
    if not facts:
        return facts_bytes({})
    return _HEAD + _NEXT.join(facts[id] for id in sorted(facts)) + _TAIL


def facts_bytes(facts: Mapping[str, Any]) -> bytes:
    """Plain values by id as the text of a file of facts: sorted, indented by one space, as `json` would lay it out."""
    if not facts or any(_is_deep(fact) for fact in facts.values()):
        tree = {"facts": dict(facts)}
        return (json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode("utf-8")
    lines = (f"{_text(id)[1:]}: {_fact(facts[id])}" for id in sorted(facts))
    return _HEAD + _NEXT.join(line.encode("utf-8") for line in lines) + _TAIL


def _is_deep(fact: Any) -> bool:
    return not isinstance(fact, dict) or not fact or any(isinstance(value, dict | list) for value in fact.values())


def _fact(fact: Mapping[str, Any]) -> str:
    """A flat fact, a value a line. Value by value, for `json` is slow where it indents."""
    return "{\n   " + ",\n   ".join(f"{_text(name)}: {_text(fact[name])}" for name in sorted(fact)) + "\n  }"


def _parted(piece: bytes) -> dict[str, bytes]:
    """The text of each fact by its id, without the quotation mark that it begins with."""
    if not piece.startswith(_HEAD):
        return {}
    facts = piece[len(_HEAD) : -len(_TAIL)].split(_NEXT)
    return {fact[: fact.index(b'": ')].decode("utf-8"): fact for fact in facts}


def _written_again(name: str, piece: bytes) -> bytes:
    """A piece that another program laid out in its own way, as we lay it out."""
    try:
        return facts_bytes(json.loads(piece)["facts"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OutputError(
            Problem(f"facts/{name}", "is not a file of facts", "delete it and run its notebook again")
        ) from error
