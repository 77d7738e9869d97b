"""Which scores are compared: those of one instrument, at the moments that the study declares."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wijklab.analyses.arms.panel import at_moment
from wijklab.contract.answers import Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import INSTRUMENTS, MOMENTS, Instrument


@dataclass(frozen=True, slots=True)
class WellbeingSpec:
    """The choices behind one comparison of wellbeing."""

    instrument: Instrument
    baseline: str
    follow_up: str
    moments: tuple[str, ...]


def asked_spec(study: OpenStudy) -> WellbeingSpec | None:
    """What the study asks about wellbeing; None where it asks nothing."""
    asked = study.asked.outcomes.wellbeing
    if asked is None:
        return None
    moments = tuple(moment for moment in MOMENTS if moment in study.asked.moments)
    return WellbeingSpec(INSTRUMENTS[asked.instrument], asked.baseline, asked.follow_up, moments)


def scores_by_moment(study: OpenStudy, spec: WellbeingSpec) -> dict[str, pd.Series]:
    """Scores on the instrument at each moment, indexed by resident."""
    own = own_rows(study, spec)
    return {moment: at_moment(own, moment, "score") for moment in spec.moments}


def own_rows(study: OpenStudy, spec: WellbeingSpec) -> pd.DataFrame:
    """The rows of the table `wellbeing` that were measured with the instrument."""
    frame = study.tables["wellbeing"]
    return frame[frame["instrument"] == spec.instrument.id]


def other_instrument(study: OpenStudy, spec: WellbeingSpec) -> list[Quantity]:
    """How many residents have a score on another instrument, which is left out; nothing where nobody has."""
    frame = study.tables["wellbeing"]
    others = frame.loc[frame["instrument"] != spec.instrument.id, "resident"].nunique()
    return [Quantity("wellbeing.other_instrument", float(others), "persons", "count")] if others else []
