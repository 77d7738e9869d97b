"""Why a question has no page because something went wrong, in the words of a reader: by the kind of error alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from wijklab.text import has_phrase, phrase

OF_THE_RUN: Final = frozenset({"KernelError", "NotebookError"})
"""Kinds of which the words tell of a notebook that was running."""


@cache
def why_failed(kind: str, language: str, *, ran: bool = True) -> str:
    """What kind of thing went wrong, without a word of what stood in the data; `kind` is the name of the error, and an
    unknown one is something that went wrong. `ran`: its notebook had begun."""
    key = "batch.failed." + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    why = phrase(language, key if has_phrase(language, key) else "batch.failed.wijklab_error")
    if ran:
        return why
    return phrase(language, f"batch.never_began.{'alone' if kind in OF_THE_RUN else 'for'}", why=why)
