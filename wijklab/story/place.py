"""Where a learning history plays: the area that the study looks at, by name."""

from __future__ import annotations

from typing import Final

from wijklab.contract.tables import OpenStudy
from wijklab.text import phrase

NAMED: Final = 3
"""How many areas a cover names; of more it says how many there are besides."""


def area_of(study: OpenStudy) -> str:
    """The name of the area of the wijkfoto; without one the first of the first way of working; may be empty."""
    asked = study.asked
    if asked.outcomes.wijkfoto:
        codes: tuple[str, ...] = (asked.outcomes.wijkfoto.area,)
    else:
        codes = next((tuple(arm.neighbourhoods) for arm in asked.arms.values()), ())
    names = ", ".join(study.card.areas.get(code, code) for code in codes[:NAMED])
    left = len(codes) - NAMED
    return phrase(study.card.language, "history.areas_many", names=names, count=str(left)) if left > 0 else names
