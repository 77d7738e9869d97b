"""The truth of the made residents: what is true of each way of working, and of the people it works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class ArmTruth:
    """What is true of an arm: change of the score from start to long term (points), the chance to climb the ladder, and
    what is left of the yearly cost (1 is all of it)."""

    wellbeing_change: float
    climbs: float
    cost_left: float


@dataclass(frozen=True, slots=True)
class CostKind:
    """A kind of cost: who bears it, the share of residents who have it in a year, and its mean amount in euro."""

    category: str
    bearer: str
    share: float
    mean_eur: float


TRUTH: Final[Mapping[str, ArmTruth]] = MappingProxyType(
    {
        "proeftuin": ArmTruth(wellbeing_change=4.0, climbs=0.45, cost_left=0.85),
        "samenwerkwijze": ArmTruth(wellbeing_change=3.0, climbs=0.35, cost_left=0.91),
        "traditional": ArmTruth(wellbeing_change=1.8, climbs=0.22, cost_left=0.98),
    }
)

START: Final = 3.4
START_SPREAD: Final = 0.10
CHANGE_SPREAD: Final = 0.25
PERSISTENCE: Final = 0.3
SHORT_TERM_PART: Final = 0.6
SHOCK_DIP: Final = 0.5
DROP_OUT: Final = {"baseline": 0.0, "short_term": 0.20, "long_term": 0.14}
DROP_PER_POINT: Final = 0.02

SURVEY_PEOPLE: Final = 40
SURVEY_DIP: Final = 0.3
PHASE_YEARS: Final = 4
YEARS_BEFORE: Final = 2

LADDER_START: Final = (0.30, 0.34, 0.22, 0.10, 0.04, 0.0)
FALLS: Final = 0.07
TWO_STEPS: Final = 0.2
LADDER_SPREAD: Final = 0.03

COSTS: Final = (
    CostKind("gp", "health_insurer", 0.85, 220),
    CostKind("wmo_support", "municipality", 0.30, 3600),
    CostKind("wmo_day_care", "municipality", 0.14, 5200),
    CostKind("mental_health", "health_insurer", 0.22, 2900),
    CostKind("youth_care", "municipality", 0.12, 4800),
    CostKind("social_assistance", "municipality", 0.26, 9500),
    CostKind("debt_support", "municipality", 0.15, 1800),
    CostKind("rent_arrears", "housing_corporation", 0.18, 900),
    CostKind("police", "state", 0.06, 2400),
)
COST_SPREAD: Final = 0.02
STAYS_IN_CARE: Final = 0.7
