"""Where a learning history plays: the area that the study looks at, by name."""

from __future__ import annotations

from wijklab.contract.tables import OpenStudy


def area_of(study: OpenStudy) -> str:
    """The name of the area of the wijkfoto; without one those of the first way of working; may be empty."""
    asked = study.asked
    if asked.outcomes.wijkfoto:
        codes: tuple[str, ...] = (asked.outcomes.wijkfoto.area,)
    else:
        codes = next((tuple(arm.neighbourhoods) for arm in asked.arms.values()), ())
    return ", ".join(study.card.areas.get(code, code) for code in codes)
