"""The large size of generated studies: the example study with another name, seed and number of residents."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLE: Final = ROOT / "params" / "ruwaard.yaml"


def as_example(number: int, residents: int, folder: Path) -> str:
    """The text of a study whose tables stand in that folder; those of the example and its story are copied to it."""
    id = folder.name
    beside = EXAMPLE.with_suffix("")
    shutil.copytree(beside / "tabellen", folder, dirs_exist_ok=True)
    shutil.copytree(beside / "verhaal", folder / "verhaal")
    for kept in (folder / "verhaal" / "editions").glob("*.json"):
        kept.write_text(_edited(kept.read_text("utf-8"), [('"ruwaard"', f'"{id}"')]), "utf-8")
    edits = (
        ("id: ruwaard ", f"id: {id} "),
        ("title: Leergeschiedenis Proeftuin Ruwaard", f"title: Gemaakt onderzoek {number}"),
        ("folder: params/ruwaard/tabellen", f"folder: params/{id}"),
        ("folder: params/ruwaard/verhaal", f"folder: params/{id}/verhaal"),
        ("  context_fallback: ", "  # context_fallback: "),
        ("../shared/data/", "open-data/"),
        ("seed: 2016 ", f"seed: {number} "),
        ("residents_per_neighbourhood: 150", f"residents_per_neighbourhood: {residents}"),
    )
    return _edited(EXAMPLE.read_text("utf-8"), edits)


def _edited(text: str, edits: Sequence[tuple[str, str]]) -> str:
    for old, new in edits:
        if old not in text:
            raise ValueError(f"the example study no longer holds {old!r}")
        text = text.replace(old, new)
    return text
