"""The words that every page explains: at its foot, and in a learning history where they are first used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wijklab.text.catalogue import load


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its meaning; `id` is its anchor at the foot of the page."""

    id: str
    word: str
    meaning: str

    def forms(self) -> tuple[str, ...]:
        """How the word may stand in a sentence; none for a single letter, which would be found everywhere."""
        names = [name.strip() for name in re.split(r"[()]", self.word) if len(name.strip()) > 2]
        return tuple(form for name in names for form in (name, f"{name}en", f"{name}s"))


@cache
def glossary(language: str) -> tuple[Word, ...]:
    """The glossary in the order of the catalogue."""
    words = load(language, "page")
    ids = [key.split(".")[2] for key in words if key.startswith("page.glossary.") and key.endswith(".word")]
    return tuple(Word(id, words[f"page.glossary.{id}.word"], words[f"page.glossary.{id}.meaning"]) for id in ids)
