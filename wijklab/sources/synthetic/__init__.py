"""Residents made by a seeded generator, for a study that declares `synthetic:`; `docs/synthetic-data.md` tells how.

Residents' measurements do not exist in the open, so the example study is made, with a truth that is known: `TRUTH`. The
tables come out as a delivered CSV would, text in every cell, and go through the same check. Every mean is exact by
construction: a score is 1 plus a binomial draw out of 9, so the ceiling at ten needs no clipping and moves no mean.
"""

from __future__ import annotations

import pandas as pd

from wijklab.contract.study import Study
from wijklab.contract.tables import RawTable
from wijklab.sources.synthetic.amounts import make_costs
from wijklab.sources.synthetic.measurements import make_ladder, make_wellbeing
from wijklab.sources.synthetic.people import make_crowd, make_neighbourhoods, make_residents
from wijklab.sources.synthetic.survey import make_survey
from wijklab.sources.synthetic.truth import TRUTH

__all__ = ["TRUTH", "make_tables"]


def make_tables(study: Study) -> list[RawTable]:
    """Neighbourhoods, residents and the tables that the study's outcomes ask for; one study, always the same bytes."""
    crowd = make_crowd(study)
    frames = {"neighbourhoods": make_neighbourhoods(crowd), "residents": make_residents(crowd)}
    if study.outcomes.wellbeing:
        frames["wellbeing"] = make_wellbeing(crowd)
        frames["survey"] = make_survey(crowd)
    if study.outcomes.ladder:
        frames["ladder"] = make_ladder(crowd)
    if study.outcomes.costs:
        frames["costs"] = make_costs(crowd, study.outcomes.costs)
    return [_raw(name, frame) for name, frame in frames.items()]


def _raw(name: str, frame: pd.DataFrame) -> RawTable:
    return RawTable(name, f"synthetic {name}", frame.astype(object), tuple(range(2, len(frame) + 2)))
