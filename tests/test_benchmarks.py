"""The benchmarks still find what they measure: nobody runs them every day, so a name that moved would go unseen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.mark.parametrize("script", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_every_benchmark_finds_what_it_imports(script: str) -> None:
    code = f"import sys; sys.path[:0] = [{str(FOLDER)!r}, {str(FOLDER.parent)!r}]; import {script}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
