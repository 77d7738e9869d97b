"""JupyterLab shows figures only of notebooks that are trusted: those that ran here are, and no others."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output

from wijklab.batch.notebook.trust import QuickNotary, trust


def notebook(path: Path, html: str) -> Path:
    shown = new_output("display_data", data={"text/html": html})
    nbformat.write(new_notebook(cells=[new_code_cell("wl.show(shown)", outputs=[shown])]), path)
    return path


def is_trusted(path: Path, keys: Path) -> bool:
    notary = NotebookNotary(data_dir=str(keys))
    trusted = notary.check_signature(nbformat.read(path, as_version=4))
    notary.store.close()
    return trusted


def test_what_ran_here_is_trusted_until_it_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "keys"))
    ours = notebook(tmp_path / "ours.ipynb", "<svg></svg>")
    trust(nbformat.read(ours, as_version=4))
    assert is_trusted(ours, tmp_path / "keys")
    assert not is_trusted(notebook(ours, "<svg><script></script></svg>"), tmp_path / "keys")


def test_the_signature_is_the_one_that_jupyter_looks_for(tmp_path: Path) -> None:
    written = {"b": [1, 2.5, None, True, {"z": "é\u2028", "a": []}], "a": ("x", {})}
    shown = new_output("display_data", data={"text/plain": ["a", "b"], "application/json": written})
    made = new_notebook(cells=[new_code_cell("1 + 1", outputs=[shown])], metadata={"signature": "old"})
    notaries = [kind(data_dir=str(tmp_path)) for kind in (NotebookNotary, QuickNotary)]
    theirs, ours = (notary.compute_signature(made) for notary in notaries)
    for notary in notaries:
        notary.store.close()
    assert ours == theirs


def test_without_a_place_for_the_key_a_run_still_ends_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "file" / "keys"))
    trust(nbformat.read(notebook(tmp_path / "ours.ipynb", "<svg></svg>"), as_version=4))
