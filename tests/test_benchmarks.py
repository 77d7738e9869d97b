"""The benchmarks still find what they measure: nobody runs them every day, so a name that moved would go unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

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

WRITE_STUDIES = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from made_studies import write_studies
from made_wijkfotos import write_wijkfotos
write_studies(Path(sys.argv[3]), 10)
write_wijkfotos(Path(sys.argv[4]), 2)
"""
"""Ten studies hold every size."""


def test_every_benchmark_finds_what_it_imports() -> None:
    """One process for all of them, of its own: what they import is slow, and some set what numpy may use."""
    scripts = sorted(path.stem for path in FOLDER.glob("*.py"))
    command = [sys.executable, "-c", IMPORT_EACH, str(FOLDER), str(FOLDER.parent), *scripts]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert scripts
    assert not done.stdout


@pytest.fixture(scope="module")
def made(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of ten generated studies and two wijkfoto's."""
    roots = [tmp_path_factory.mktemp(name) for name in ("studies", "wijkfotos")]
    subprocess.run([sys.executable, "-c", WRITE_STUDIES, str(FOLDER), str(FOLDER.parent), *map(str, roots)], check=True)
    return [file for root in roots for file in sorted((root / "params").glob("*.yaml"))]


def test_nothing_is_wrong_with_generated_studies(made: list[Path]) -> None:
    command = [sys.executable, "-m", "wijklab", "check", *map(str, made), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(made)) == (0, 12), done.stdout + done.stderr
    assert [one["problems"] for one in told if one["event"] == "checked"] == [[]] * 12


def test_no_two_generated_studies_are_alike(made: list[Path]) -> None:
    files = [file.with_suffix("") / "residents.csv" for file in made]
    tables = [file.with_name("wellbeing.csv").read_bytes() for file in files if file.exists()]
    assert (len(set(tables)), len({file.read_bytes() for file in made})) == (10, 12)


def test_generated_studies_are_delivered_and_not_synthetic(made: list[Path]) -> None:
    assert not [file.name for file in made if "\nsynthetic:" in file.read_text("utf-8")]
