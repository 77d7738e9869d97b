"""The documentation says what the code does: every table and column of the contract, every module of the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wijklab.contract.columns import TABLES

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_the_contract_is_described(name: str) -> None:
    table = TABLES[name]
    section = (ROOT / "docs" / "eigen-gegevens.md").read_text("utf-8").split(f"(`{name}`)")[1].split("\n### ")[0]
    described = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", section, flags=re.MULTILINE)
    assert described == [(column.dutch, column.name) for column in table.columns]


def test_the_architecture_names_every_module_and_no_other() -> None:
    inventory = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("## Inventory")[1]
    named = set(re.findall(r"^\| `([\w/]+\.py)` \|", inventory, flags=re.MULTILINE))
    package = ROOT / "wijklab"
    assert named == {str(path.relative_to(package)) for path in package.rglob("*.py") if _holds_code(path)}


def _holds_code(path: Path) -> bool:
    """An `__init__.py` that only says what its folder is for is named by the heading of that folder."""
    return path.name != "__init__.py" or ("\ndef " in path.read_text("utf-8") and path.parent.name != "wijklab")
