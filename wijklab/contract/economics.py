"""How a study reckons with money: prices of which year, by which index, discounted how, over how many years."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from wijklab.contract.study_values import Arm, Day, Line, NeighbourhoodCode, Once, Part
from wijklab.contract.vocabulary import BEARERS, COST_CATEGORIES

Bearer = Literal[BEARERS]  # type: ignore[valid-type]
Category = Literal[COST_CATEGORIES]  # type: ignore[valid-type]
Effect = Literal["wellbeing", "ladder"]
Year = Annotated[int, Field(ge=2000, le=2100)]
IndexName = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class Discount(Part):
    """Yearly rates (0.03 is 3 %) at which later euro and later effects count for less; a guideline, with its date.

    Zorginstituut Nederland and the guideline for social cost-benefit analysis give different rates, and both change.
    """

    costs: float = Field(ge=0, le=0.2)
    effects: float = Field(ge=0, le=0.2)
    source: Line
    date: Day


class Economics(Part):
    """What all pages with euro have in common. `price_index` names a series of the table `price_index`.

    Without `price_year` it is that of `outcomes.costs`. Without `discount` nothing is discounted, and the page says so.
    `horizon_years` is how long a yearly saving is taken to last where a page looks ahead.
    """

    price_year: Year | None = None
    price_index: IndexName | None = None
    discount: Discount | None = None
    horizon_years: int | None = Field(default=None, ge=1, le=50)


class SharingKey(Part):
    """Who keeps a saving that one bearer makes: `among` holds parts, such as {residents: 1, municipality: 1}.

    Without `categories` it is about all that the bearer pays.
    """

    bearer: Bearer
    categories: Annotated[tuple[Category, ...], Once] = ()
    among: dict[Bearer, Annotated[float, Field(gt=0, le=1000)]] = Field(min_length=1)


class Willingness(Part):
    """From which to which amount in euro one unit of effect may be worth: nobody but the user can say."""

    lowest: float = Field(default=0, ge=0, le=1e9)
    highest: float = Field(gt=0, le=1e9)
    steps: int = Field(default=10, ge=2, le=40)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError("lowest must be less than highest")
        return self


class CostEffectivenessOutcome(Part):
    """Euro per point of wellbeing and per rung of the ladder, as far as those outcomes are asked."""

    effects: Annotated[tuple[Effect, ...], Once] = Field(default=("wellbeing", "ladder"), min_length=1)
    willingness: dict[Effect, Willingness] = Field(default={})

    @model_validator(mode="after")
    def _of_asked_effects(self) -> Self:
        stray = next((effect for effect in self.willingness if effect not in self.effects), None)
        if stray is not None:
            raise ValueError(f"willingness is given for {stray}, which does not stand under effects")
        return self


class SocialReturnOutcome(Part):
    """What the investments of an arm brought, in euro (SROI): a range, from the table `social_returns`."""

    arm: Arm = "proeftuin"


class BudgetOutcome(Part):
    """A (virtual) budget of one area over some years: `amount_eur` in the first year, indexed in those after it."""

    area: NeighbourhoodCode
    first_year: Year
    last_year: Year
    amount_eur: float = Field(gt=0, le=1e12)
    price_index: IndexName | None = None
    source: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first_year > self.last_year:
            raise ValueError("first_year must not come after last_year")
        return self
