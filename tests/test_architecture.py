"""The house, held by import-linter itself: imports point down only, nothing stands outside the layers."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_imports_point_down_only() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
