"""What a study asks to compare: one part for each outcome; an outcome that is not named is not asked."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wijklab.contract.economics import BudgetOutcome, CostEffectivenessOutcome, SharingKey, SocialReturnOutcome
from wijklab.contract.study_values import AreaCode, IndicatorId, InstrumentId, MomentId, NeighbourhoodCode, Once, Part
from wijklab.contract.vocabulary import BEARERS


class WellbeingOutcome(Part):
    """Change in wellbeing from one moment to another, on one instrument.

    `placebo_instrument` measures something that the way of working should not touch: a difference there is no effect.
    """

    instrument: InstrumentId = "rapportcijfer"
    baseline: MomentId = "baseline"
    follow_up: MomentId = "long_term"
    placebo_instrument: InstrumentId | None = None

    @model_validator(mode="after")
    def _no_contradictions(self) -> Self:
        if self.placebo_instrument == self.instrument:
            raise ValueError("placebo_instrument is the instrument itself")
        if self.baseline == self.follow_up:
            raise ValueError("baseline and follow_up are the same moment")
        return self


class LadderOutcome(Part):
    """Change on the participation ladder (VNG, six levels) from one moment to another.

    The ladder was made for people who can work: `pensioners` declares whether pensioners count (`include`), do not
    (`leave_out`), or are shown by themselves beside the comparison (`apart`). A pensioner is who has an `age_band` of
    which the lowest age is at least `pension_age`.
    """

    baseline: MomentId = "baseline"
    follow_up: MomentId = "long_term"
    pensioners: Literal["include", "leave_out", "apart"] = "leave_out"
    pension_age: int = Field(default=67, ge=50, le=80)

    @model_validator(mode="after")
    def _two_moments(self) -> Self:
        if self.baseline == self.follow_up:
            raise ValueError("baseline and follow_up are the same moment")
        return self


class CostsOutcome(Part):
    """Change in societal cost per resident per year, in prices of one year.

    The denominator is every resident of the table `residents`; who has no row in a year had no costs in that year.
    A neighbourhood without any row in one of the years takes no part: nothing was delivered.
    `residents_are` says whom the table `residents` holds: everyone whom the way of working is for (then what it costs
    is divided by them, and a total is theirs), or a sample of all inhabitants (then by and for all inhabitants).
    `sharing` says who keeps a saving, as where a municipality shares what it saves with residents and providers.
    """

    baseline_year: int = Field(ge=2000, le=2100)
    follow_up_year: int = Field(ge=2000, le=2100)
    price_year: int = Field(ge=2000, le=2100)
    bearers: Annotated[tuple[Literal[BEARERS], ...], Once] = Field(default=BEARERS, min_length=1)  # type: ignore[valid-type]
    sharing: tuple[SharingKey, ...] = ()
    residents_are: Literal["everyone", "sample"] = "everyone"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.baseline_year >= self.follow_up_year:
            raise ValueError("baseline_year must come before follow_up_year")
        return self

    @model_validator(mode="after")
    def _one_key_each(self) -> Self:
        shared = [(key.bearer, category) for key in self.sharing for category in key.categories or ("all costs",)]
        double = next((pair for place, pair in enumerate(shared) if pair in shared[:place]), None)
        if double is not None:
            raise ValueError(f"sharing says twice who keeps what {double[0]} saves on {double[1]}")
        return self

    @model_validator(mode="after")
    def _shared_by_who_counts(self) -> Self:
        stray = next((key.bearer for key in self.sharing if key.bearer not in self.bearers), None)
        if stray is not None:
            raise ValueError(f"sharing is about {stray}, whose costs do not count under bearers")
        return self


class ProfileOutcome(Part):
    """The wijkfoto: one area beside others, and the municipality they lie in."""

    area: NeighbourhoodCode
    beside: Annotated[tuple[NeighbourhoodCode, ...], Once] = ()
    municipality: AreaCode
    indicators: Annotated[tuple[IndicatorId, ...], Once] = ()


class Outcomes(Part):
    """What is compared; an outcome that is not named is not asked."""

    wellbeing: WellbeingOutcome | None = None
    ladder: LadderOutcome | None = None
    costs: CostsOutcome | None = None
    cost_effectiveness: CostEffectivenessOutcome | None = None
    social_return: SocialReturnOutcome | None = None
    budget: BudgetOutcome | None = None
    wijkfoto: ProfileOutcome | None = None
