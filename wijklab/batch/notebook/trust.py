"""Jupyter's own `jupyter trust`, for notebooks that ran here: JupyterLab strips figures and tables of all others."""

from __future__ import annotations

import logging
import sqlite3
from hmac import HMAC
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary, signature_removed


def trust(notebook: NotebookNode) -> None:
    """Sign an executed notebook with the user's own key; without a place for that key it stays untrusted."""
    try:
        keys = Path(jupyter_data_dir())
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        notary = QuickNotary(data_dir=str(keys), log=logging.getLogger(__name__))
        notary.sign(notebook)
        notary.store.close()
    except (OSError, sqlite3.Error):
        return


class QuickNotary(NotebookNotary):  # type: ignore[misc]
    """Jupyter's notary. It signs the same in a third of the time: it hashes the words of a notebook at once, where
    Jupyter hashes them one by one."""

    def compute_signature(self, nb: NotebookNode) -> str:
        """What Jupyter will look for: the hash of all that stands in the notebook, but for a signature of old."""
        words: list[str] = []
        with signature_removed(nb):
            _gather(nb, words)
        return HMAC(self.secret, "".join(words).encode("utf-8"), self.digestmod).hexdigest()


def _gather(tree: Any, words: list[str]) -> None:
    """Keys in their order, each with what stands under it; numbers and such as Python writes them."""
    if isinstance(tree, str):
        words.append(tree)
    elif isinstance(tree, dict):
        for key in sorted(tree):
            words.append(key)
            _gather(tree[key], words)
    elif isinstance(tree, list | tuple):
        for item in tree:
            _gather(item, words)
    else:
        words.append(str(tree))
