"""What is known of each return and of what was invested, as arrays in the order of the returns' ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijklab.analyses.money import discount_rate, price_factors
from wijklab.contract.cells import slug
from wijklab.contract.economics import SocialReturnOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS
from wijklab.stats.social_return import INPUTS, Valued, left_after, worst_and_best
from wijklab.stats.sums import Bools, Floats

EXTENTS = ("lowest", "highest")
"""Everything at the end at which least is left, and everything at the end at which most is."""


@dataclass(frozen=True, slots=True, repr=False)
class Reckoning:
    """Returns and investments of one arm, in prices of the study's year.

    `low`, `high` and `stated` (whether it was given) have shape (n_inputs, n_returns); `left` has shape
    (2, n_steps, n_returns), first the lowest.
    `invested` is euro by bearer over all of `years` (first and last), not discounted; `paid_from` names its sources.
    `sources` are those of the number and of the price of each return.
    """

    arm: str
    slugs: tuple[str, ...]
    names: tuple[str, ...]
    bearers: tuple[str, ...]
    bases: tuple[str, ...]
    sources: tuple[str, ...]
    paid_from: str
    low: Floats
    high: Floats
    stated: Bools
    valued: Valued
    left: Floats
    invested: dict[str, float]
    years: tuple[int, int]
    converted: bool

    @property
    def total_invested(self) -> float:
        """Of all bearers together."""
        return sum(self.invested.values())

    @property
    def worth(self) -> Floats:
        """Euro of each return after all that is taken off, shape (2, n_returns)."""
        return self.left[:, -1]

    def gainers(self) -> tuple[str, ...]:
        """Who gains anything, in the order of the vocabulary."""
        return tuple(bearer for bearer in BEARERS if bearer in self.bearers)

    def parties(self) -> tuple[str, ...]:
        """Who gains or invests."""
        return tuple(bearer for bearer in BEARERS if bearer in self.bearers or self.invested.get(bearer))

    def of(self, bearer: str) -> list[int]:
        """The places of the returns that this party gains."""
        return [place for place, own in enumerate(self.bearers) if own == bearer]


def reckon(study: OpenStudy, asked: SocialReturnOutcome) -> Reckoning | None:
    """The returns against the investments of the arm; None where nothing was invested or prices do not compare."""
    paid = _of_arm(study, asked.arm)
    rows = study.tables["social_returns"].sort_values("return", kind="stable")
    prices = study.tables["prices"].set_index("code").loc[rows["price"]]
    given = np.concatenate([_numbers(paid, "price_year"), _numbers(prices, "price_year")])
    factors = price_factors(study, given)
    euro = _numbers(paid, "amount_eur") * factors[: len(paid)]
    if np.isnan(factors).any() or not euro.sum() > 0:
        return None
    given_low, given_high = (_inputs(rows, end) for end in ("low", "high"))
    low, high = np.nan_to_num(given_low), np.nan_to_num(given_high)
    valued = Valued(
        _numbers(prices, "amount_eur") * factors[len(paid) :], _numbers(rows, "years"), discount_rate(study, "costs")
    )
    return Reckoning(
        arm=asked.arm,
        slugs=tuple(map(slug, rows["return"])),
        names=tuple(rows["description"]),
        bearers=tuple(rows["bearer"]),
        bases=tuple(rows["basis"]),
        sources=tuple(_listed(pair) for pair in zip(rows["source"], prices["source"], strict=True)),
        paid_from=_listed(sorted(paid["source"])),
        low=low,
        high=high,
        stated=~np.isnan(given_low),
        valued=valued,
        left=np.stack([left_after(end, valued) for end in worst_and_best(low, high)]),
        invested=pd.Series(euro).groupby(paid["bearer"].to_numpy()).sum().to_dict(),
        years=(int(paid["year"].min()), int(paid["year"].max())),
        converted=bool((factors != 1).any()),
    )


def _of_arm(study: OpenStudy, arm: str) -> pd.DataFrame:
    """The investments in its neighbourhoods, sorted, so that the order of delivery changes no sum."""
    declared = study.asked.arms.get(arm)  # type: ignore[call-overload]
    rows = study.tables["investments"]
    rows = rows[rows["neighbourhood"].isin(declared.neighbourhoods if declared else ())]
    return rows.sort_values(["neighbourhood", "year", "bearer", "description"], kind="stable")


def _listed(sources: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(sources))


def _inputs(rows: pd.DataFrame, end: str) -> Floats:
    """Low or high of each input, shape (n_inputs, n_returns), nan where none was asked: there nothing is taken off."""
    return np.vstack([_numbers(rows, f"{name}_{end}") for name in INPUTS])


def _numbers(rows: pd.DataFrame, column: str) -> Floats:
    return rows[column].to_numpy(dtype=float, na_value=np.nan)
