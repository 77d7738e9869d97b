"""The benchmarks still find what they measure: nobody runs them every day, so a name that moved would go unseen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "benchmarks"


IMPORT_EACH = """
import importlib, sys, traceback
sys.path[:0] = sys.argv[1:3]
for script in sys.argv[3:]:
    try:
        importlib.import_module(script)
    except Exception:
        print(script, traceback.format_exc())
"""


def test_every_benchmark_finds_what_it_imports() -> None:
    """One process for all of them, of its own: what they import is slow, and some set what numpy may use."""
    scripts = sorted(path.stem for path in FOLDER.glob("*.py"))
    command = [sys.executable, "-c", IMPORT_EACH, str(FOLDER), str(FOLDER.parent), *scripts]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert scripts
    assert not done.stdout
