"""The reference cases that a paper or another program produced: see the README beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def cases(shared: Path) -> Path:
    """The folder of the cases."""
    return shared / "cases"


@pytest.fixture(scope="session")
def expected(cases: Path) -> dict[str, Any]:
    """Call, figures and tolerance of each case."""
    return json.loads((cases / "expected.json").read_text("utf-8"))
