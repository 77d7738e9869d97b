"""What this process makes its reports with: wijklab's own files, Python and the installed packages, as fingerprints."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from types import MappingProxyType
from typing import Final

PACKAGE: Final = Path(__file__).parents[2]
NAMED: Final = ("duckdb", "numpy", "pandas", "papermill", "pyarrow", "scipy", "statsmodels")
"""The packages that numbers rest on most: a change in one is told by its name, one in any other is told of together."""

OTHERS: Final = "other packages"


@cache
def made_with() -> Mapping[str, str]:
    """By name: the version of Python and of each package of NAMED, and the SHA-256 of all versions of the others and
    of wijklab's own files. Reckoned once a process: what it has loaded stays loaded, whatever is written meanwhile."""
    versions = installed()
    named = {name: versions.pop(name) for name in NAMED if name in versions}
    told = {"wijklab": own_sources(), "Python": platform.python_version(), **named, OTHERS: _digest(versions)}
    return MappingProxyType(told)


def installed() -> dict[str, str]:
    """The version of every package that is installed, by name; read once a process, for that takes a while."""
    return dict(_installed())


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(filter(None, map(_name_and_version, distributions()))))


def _name_and_version(found: Distribution) -> tuple[str, str] | None:
    """Two lines of its metadata, sought as text: to take all of them apart takes ten times as long."""
    text = found.read_text("METADATA") or found.read_text("PKG-INFO") or ""
    name, version = (re.search(rf"^{key}: *(.*\S)", text, re.MULTILINE) for key in ("Name", "Version"))
    return (name[1], version[1]) if name and version else None


def own_sources() -> str:
    """The SHA-256 of wijklab's own files: code, words, templates; notebooks and studies are not among them."""
    digest = hashlib.sha256()
    for file in _own_files():
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _own_files() -> list[Path]:
    return sorted(
        file
        for file in PACKAGE.rglob("*")
        if not {"__pycache__", "_resources"}.intersection(file.relative_to(PACKAGE).parts)
        and not file.name.startswith(".")
        and file.is_file()
    )


def _digest(tree: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(tree.items())).encode()).hexdigest()
