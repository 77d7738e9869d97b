"""Why a question has no page, in the words of a reader."""

from __future__ import annotations

from wijklab.batch.jobs import LeftOut
from wijklab.contract.columns import TABLES
from wijklab.text import phrase


def why_left_out(step: LeftOut, language: str) -> str:
    """Why a question was not run; tables by the names that a reader of that language knows."""
    names = [TABLES[name].dutch if language == "nl" and name in TABLES else name for name in step.names]
    return phrase(language, f"batch.left_out.{step.why}", names=", ".join(names))
