"""What is installed: the wheel carries what it needs, the pins are complete, conda gets the same packages."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import distributions, entry_points, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from tests.conftest import ROOT
from wijklab.resources import notebooks_folder, params_folder

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNS_ON = [Requirement(line) for line in PROJECT["dependencies"]]
PDF_NEEDS = [Requirement(line) for line in PROJECT["optional-dependencies"]["pdf"]]
CLUSTER_NEEDS = [Requirement(line) for line in PROJECT["optional-dependencies"]["cluster"]]
TESTS_NEED = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]

CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "jupyter-client": "jupyter_client",
    "jupyter-core": "jupyter_core",
    "playwright": "playwright-python",
}
"""Where conda-forge calls a package something else than the package index does."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(folder / done.stdout.split()[-1]) as archive:
        yield archive


def test_the_wheel_carries_all_that_a_report_needs(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = ROOT / "wijklab"
    data = [
        path for path in package.rglob("*") if path.suffix in {".toml", ".css", ".j2", ".js", ".json", ".yaml", ".md"}
    ]
    assert data
    assert {path.relative_to(ROOT).as_posix() for path in data} <= names


@pytest.mark.parametrize("folder", ["notebooks", "params"])
def test_the_wheel_carries_notebooks_and_the_example(wheel: zipfile.ZipFile, folder: str) -> None:
    here = [path for path in (ROOT / folder).rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    assert {f"wijklab/_resources/{path.relative_to(ROOT).as_posix()}" for path in here} <= set(wheel.namelist())


def test_the_wheel_carries_no_tests_and_no_outputs(wheel: zipfile.ZipFile) -> None:
    own = f"wijklab-{PROJECT['version']}"
    assert {name.split("/")[0] for name in wheel.namelist()} == {"wijklab", f"{own}.data", f"{own}.dist-info"}


def test_the_wheel_lays_the_warm_kernel_where_jupyter_looks(wheel: zipfile.ZipFile) -> None:
    data = f"wijklab-{PROJECT['version']}.data/"
    laid = {name.removeprefix(data) for name in wheel.namelist() if name.startswith(data)}
    assert laid == {"data/share/jupyter/kernels/wijklab/kernel.json"}


def test_jupyter_finds_the_warm_kernel_of_an_installed_wheel(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    data = tmp_path / f"wijklab-{PROJECT['version']}.data" / "data" / "share" / "jupyter"
    script = (
        "from jupyter_client.kernelspec import KernelSpecManager as Specs\n"
        "from jupyter_client.provisioning import KernelProvisionerFactory as Factory\n"
        "spec = Specs().get_kernel_spec('wijklab')\n"
        "print(type(Factory.instance().create_provisioner_instance('1', spec, None)).__name__)"
    )
    places = {"PYTHONPATH": str(tmp_path), "JUPYTER_PATH": str(data), "JUPYTER_PLATFORM_DIRS": "1"}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, **places},
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.split() == ["WarmProvisioner"]


def test_the_command_the_exporter_and_the_provisioner_are_registered(wheel: zipfile.ZipFile) -> None:
    text = wheel.read(f"wijklab-{PROJECT['version']}.dist-info/entry_points.txt").decode()
    assert "wijklab = wijklab.cli:main" in text
    assert "leergeschiedenis = wijklab.report.exporter:LearningHistoryExporter" in text
    assert "wijklab = wijklab.batch.warm.provisioner:WarmProvisioner" in text


def test_the_resources_are_found_in_a_checkout_and_in_a_wheel(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    assert notebooks_folder() == ROOT / "notebooks"
    assert params_folder() == ROOT / "params"
    wheel.extractall(tmp_path)
    script = "from wijklab.resources import *; print(notebooks_folder(), params_folder(), sep='\\n')"
    done = subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {script}"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    packaged = tmp_path / "wijklab" / "_resources"
    assert done.stdout.split() == [str(packaged / "notebooks"), str(packaged / "params")]


def test_constraints_pin_names_and_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(
        re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._!+-]+( ; python_version [<>=]+ '3\.\d+')?", line) for line in lines
    )


@pytest.mark.parametrize("needed", RUNS_ON + TESTS_NEED, ids=str)
def test_every_requirement_is_pinned_within_what_it_asks(needed: Requirement) -> None:
    pins = [Requirement(line) for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()]
    mine = [pin for pin in pins if canonicalize_name(pin.name) == canonicalize_name(needed.name)]
    assert mine, f"{needed.name} stands in pyproject.toml and not in constraints.txt"
    for pin in mine:
        assert next(iter(pin.specifier)).version in needed.specifier


def test_conda_gets_the_same_packages_within_the_same_bounds() -> None:
    listed = YAML(typ="safe").load(ROOT / "environment.yml")["dependencies"]
    through_pip = next(line["pip"] for line in listed if not isinstance(line, str))
    lines = [*(line for line in listed if isinstance(line, str)), *through_pip]
    conda = {
        Requirement(line.replace("=1", "==1") if re.search(r"[a-z]=\d", line) else line)
        for line in lines
        if line != "-e ."
    }
    found = {(need.name, str(need.specifier)) for need in conda if need.name not in {"python", "pip"}}
    wanted = {(CONDA_NAMES.get(need.name, need.name), str(need.specifier)) for need in RUNS_ON + TESTS_NEED}
    assert found == wanted
    python = next(need for need in conda if need.name == "python")
    assert str(python.specifier) == str(Requirement(f"python{PROJECT['requires-python']}").specifier)


def test_every_import_is_of_a_declared_package() -> None:
    declared = {canonicalize_name(need.name) for need in RUNS_ON + PDF_NEEDS + CLUSTER_NEEDS}
    homes = packages_distributions()
    for name, path in _imports(ROOT / "wijklab"):
        if name in sys.stdlib_module_names or name == "wijklab":
            continue
        assert {canonicalize_name(home) for home in homes[name]} & declared, (
            f"{path.name} imports {name}: not in pyproject.toml"
        )


def test_the_entry_points_that_papermill_loads_are_light() -> None:
    """Installing wijklab adds no papermill engine: `import papermill` loads every one there is."""
    assert not [point for point in entry_points(group="papermill.engine") if point.value.startswith("wijklab")]


def test_the_provisioner_is_light_to_load() -> None:
    """Any program that starts a kernel loads it, whatever that kernel is for."""
    script = "import sys, wijklab.batch.warm.provisioner; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"numpy", "pandas", "pyarrow", "scipy", "IPython", "ipykernel", "papermill", "nbformat", "rich"}
    assert heavy & set(done.stdout.split()) == set()


def _imports(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.partition(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                yield node.module.partition(".")[0], path


def test_every_pin_installs_on_the_python_of_debian_12() -> None:
    """Debian 12 has Python 3.11.2: a pin that wants a later 3.11 would leave a new user without an environment."""
    pinned = {canonicalize_name(Requirement(line).name) for line in (ROOT / "constraints.txt").read_text().splitlines()}
    wants = {
        found.name: found.metadata.get("Requires-Python") or ""
        for found in distributions()
        if found.name and canonicalize_name(found.name) in pinned
    }
    assert {name: want for name, want in wants.items() if "3.11.2" not in SpecifierSet(want)} == {}
