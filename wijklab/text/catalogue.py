"""Phrases by key. `nl/wellbeing.toml` holds the keys that start with `wellbeing.`; `en/` holds the same keys.

A phrase may name values in braces, `{value}`, and nothing else: no attribute, index or format code, so a catalogue is
data and never code. A key that does not exist is a defect of the program, hence KeyError and not a user's error.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("nl", "en")


def phrase(language: str, key: str, /, **values: str) -> str:
    """The phrase of that key in that language, with its values filled in; KeyError where there is none."""
    template = _lookup(language, key)
    if template is None:
        raise KeyError(f"no phrase '{key}' in the {language} catalogue")
    return template.format(**values)


def has_phrase(language: str, key: str) -> bool:
    """Whether the catalogue holds that key."""
    return _lookup(language, key) is not None


@cache
def load(language: str, namespace: str) -> dict[str, str]:
    """All phrases of one file, by full key (`wellbeing.change.title`); empty where the file is absent."""
    file = _folder(language) / f"{namespace}.toml"
    if not file.is_file():
        return {}
    return dict(_flat(tomllib.loads(file.read_text("utf-8")), namespace))


def namespaces(language: str) -> tuple[str, ...]:
    """The names of the files of a language, in order: what a key may begin with."""
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in _folder(language).iterdir() if file.name.endswith(".toml"))
    )


def _lookup(language: str, key: str) -> str | None:
    return load(language, key.partition(".")[0]).get(key)


def _folder(language: str) -> Any:
    if language not in LANGUAGES:
        raise KeyError(f"no catalogue in '{language}'; there are {', '.join(LANGUAGES)}")
    return files("wijklab.text") / language


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in tree.items():
        pairs += _flat(value, f"{prefix}.{name}") if isinstance(value, dict) else [(f"{prefix}.{name}", value.strip())]
    return pairs
