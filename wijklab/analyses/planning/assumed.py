"""What planning takes for granted: the study's own numbers, and a stated assumption for each that it leaves open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from wijklab.analyses.arms.panel import PAIRS
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row, Unit
from wijklab.contract.study import Study
from wijklab.contract.study_parts import PowerPlan
from wijklab.contract.vocabulary import INSTRUMENTS
from wijklab.stats.planning.power import Demand, Sampling

SD_OF_SCALE: Final = 1 / 6
"""Without a measured spread: a sixth of the scale, 1.5 on a scale from 1 to 10."""

SMALLEST_IN_SD: Final = 0.5
"""Without a choice: half a standard deviation (Norman, Sloan & Wyrwich 2003)."""

_SOURCES: Final = MappingProxyType(
    {
        "icc": "Adams et al. (2004), Journal of Clinical Epidemiology 57:785",
        "correlation": "Walters et al. (2019), Trials 20:566",
        "smallest_difference_points": "Norman, Sloan & Wyrwich (2003), Medical Care 41:582",
    }
)
"""Where a number comes from that the study does not give itself."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that planning reckons with, nothing left open. `areas` holds the neighbourhoods of each declared arm.

    A neighbourhood with fewer than `least_people` takes no part in any comparison.
    `sampling` is for residents who are measured twice: those of the start, less the ones who are lost.
    """

    asked: PowerPlan
    areas: dict[str, int]
    sampling: Sampling
    demand: Demand
    wish: float
    with_ladder: bool
    least_people: int

    def pairs(self) -> tuple[Pair, ...]:
        """The comparisons that can be made."""
        return tuple(pair for pair in PAIRS if set(pair) <= set(self.areas))

    def sizes(self, pair: Pair) -> tuple[int, int]:
        """The neighbourhoods of the first and of the second arm."""
        return self.areas[pair[0]], self.areas[pair[1]]

    def with_people(self, people: float) -> Sampling:
        """The same residents, more or fewer of them in a neighbourhood."""
        return replace(self.sampling, people=max(2.0, people))

    def with_icc(self, icc: float) -> Sampling:
        """The same residents, neighbours more or less alike."""
        return replace(self.sampling, icc=icc)


def make_plan(study: Study) -> Plan:
    """The study's `power:` with every gap filled by the assumption that the page states."""
    asked = study.power or PowerPlan()
    sd = asked.sd if asked.sd is not None else _usual_sd(study)
    left = max(2, int(asked.residents_per_neighbourhood * (1 - asked.follow_up_loss) + 1e-9))
    between = asked.correlation if asked.neighbourhood_correlation is None else asked.neighbourhood_correlation
    wish = asked.smallest_difference_points
    return Plan(
        asked=asked,
        areas={arm: len(declared.neighbourhoods) for arm, declared in study.arms.items()},
        sampling=Sampling(left, sd, asked.icc, asked.correlation, between, asked.analysis),
        demand=Demand(asked.power, asked.confidence),
        wish=SMALLEST_IN_SD * sd if wish is None else wish,
        with_ladder=study.outcomes.ladder is not None,
        least_people=study.privacy.threshold,
    )


def _usual_sd(study: Study) -> float:
    asked = study.outcomes.wellbeing
    scale = INSTRUMENTS[asked.instrument if asked else "rapportcijfer"]
    return SD_OF_SCALE * (scale.high - scale.low)


def assumption_quantities(plan: Plan) -> list[Quantity]:
    """Every number that planning rests on, as it was given or assumed."""
    return [_assumption(name, value, unit, plan) for name, (value, unit) in _assumptions(plan).items()]


def assumption_exhibit(plan: Plan) -> Exhibit:
    """The numbers that planning rests on, and a sentence on each that the study left open."""
    rows = tuple(Row(Label("assumed", name), (f"power.assumed.{name}",)) for name in _assumptions(plan))
    known = _assumptions(plan)
    left = [name for name in known if name in type(plan.asked).model_fields and name not in plan.asked.model_fields_set]
    says = tuple(Finding(f"power.finding.assumed.{name}", {"value": f"power.assumed.{name}"}) for name in left)
    return Exhibit(
        "power-assumed", "values", (Label("measure", "value"),), rows, (Finding("power.finding.assumptions"), *says)
    )


def _assumptions(plan: Plan) -> dict[str, tuple[float, Unit]]:
    asked = plan.asked
    always: dict[str, tuple[float, Unit]] = {
        "sd": (plan.sampling.sd, "points"),
        "icc": (asked.icc, "index"),
        "residents_per_neighbourhood": (asked.residents_per_neighbourhood, "persons"),
        "follow_up_loss": (100 * asked.follow_up_loss, "percent"),
        "measured_twice": (plan.sampling.people, "persons"),
        "correlation": (asked.correlation, "index"),
        "power": (100 * asked.power, "percent"),
        "confidence": (100 * asked.confidence, "percent"),
        "smallest_difference_points": (plan.wish, "points"),
    }
    of_ladder: dict[str, tuple[float, Unit]] = {
        "share_rising": (100 * asked.share_rising, "percent"),
        "smallest_difference_share": (100 * asked.smallest_difference_share, "percentage_points"),
    }
    return always | (of_ladder if plan.with_ladder else {})


def _assumption(name: str, value: float, unit: Unit, plan: Plan) -> Quantity:
    source = "" if name in plan.asked.model_fields_set else _SOURCES.get(name, "")
    return designed(f"power.assumed.{name}", value, unit, source=source, method="assumed")


def designed(id: str, value: float | None, unit: Unit, **more: object) -> Quantity:
    """A number that rests on nobody's data; four decimals, so that it is the same on every machine."""
    rounded = None if value is None else round(value, 4) + 0.0
    missing = "not_computable" if value is None else None
    return Quantity(id, rounded, unit, "design", **({"missing": missing} | more))  # type: ignore[arg-type]
