"""How strong a claim a comparison of arms may be: the rule in one place, from the design that the study declares.

`descriptive` where no interval can be given, and for anything about one arm alone. `causal` where lots were drawn among
enough neighbourhoods for the draw to be a test of its own, or where the authors declare every one of `ASSUMPTIONS`, so
that the page can name them. `comparative` otherwise. The sentences of a finding are chosen by it.
"""

from __future__ import annotations

from wijklab.contract.answers import Strength
from wijklab.contract.study_parts import Design
from wijklab.contract.vocabulary import ASSUMPTIONS
from wijklab.stats.few.method import HIGHEST_FLOOR


def strength_of(design: Design, *, has_interval: bool, p_floor: float | None) -> Strength:
    """The strength of a difference; `p_floor` is the smallest p that randomisation could have reached."""
    if not has_interval:
        return "descriptive"
    drawn = design.assignment == "drawn" and p_floor is not None and p_floor <= HIGHEST_FLOOR
    return "causal" if drawn or all_assumed(design) else "comparative"


def all_assumed(design: Design) -> bool:
    """Whether everything is declared that a difference in changes needs to be an effect."""
    return set(ASSUMPTIONS) <= set(design.assumptions)
