"""What a micro-analysis cost and may have avoided, row by row, in euro of one price year; and what that is worth now.

An amount is for one of `number`, once. Where `years` is given it is the period over which the row falls, evenly; what
the source says it cost is told as it stands, and what it is worth now, at the study's rate, beside it. A row without
price year is taken in the prices of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wijklab.analyses.money import discount_rate, price_factors
from wijklab.contract.tables import OpenStudy
from wijklab.stats.returns import Return, micro_return, present_share, saving
from wijklab.stats.sums import Bools, Floats

NOBODY = "not_stated"
"""Who pays or gains where the source names nobody."""


@dataclass(frozen=True, slots=True, repr=False)
class Amounts:
    """Rows of cost and avoided cost; every array has shape (n_rows,), with nan for what a source does not state.

    `now` is the part for which each amount counts now. `price_year` is the year of all prices, None where no row states
    one; `converted` where an index brought any there.
    """

    descriptions: tuple[str, ...]
    bearers: tuple[str, ...]
    once: tuple[str, ...]
    avoided: Bools
    euro: Floats
    euro_ends: tuple[Floats, Floats]
    chance: Floats
    chance_ends: tuple[Floats, Floats]
    now: Floats
    number: Floats
    years: Floats
    price_year: int | None
    converted: bool

    @property
    def result(self) -> Return:
        """What it all adds up to."""
        return micro_return(self.euro[~self.avoided], self.euro[self.avoided], self.chance[self.avoided])

    @property
    def unstated(self) -> Bools:
        """The avoided rows to which the source gives no chance."""
        return self.avoided & np.isnan(self.chance)

    @property
    def has_later(self) -> bool:
        """Whether any amount counts for less now, since it falls later."""
        return bool((self.now < 1).any())

    def discounted(self) -> Amounts:
        """The same rows in what they are worth now."""
        low, high = self.euro_ends
        return replace(self, euro=self.euro * self.now, euro_ends=(low * self.now, high * self.now))

    def saving(self, euro: Floats | None = None, chance: Floats | None = None) -> float:
        """What is left at other amounts or chances than its own; a chance that is not stated counts as certain."""
        return saving(self.euro if euro is None else euro, self.chance if chance is None else chance, self.avoided)

    def by_bearer(self, bearers: tuple[str, ...]) -> tuple[Floats, Floats]:
        """What each pays, and what each may keep by the stated chances (certain where none is), in that order."""
        counted = np.where(self.unstated, 1.0, self.chance)
        worth = np.where(self.avoided, self.euro * counted, self.euro)
        own = np.array([[name == bearer for name in self.bearers] for bearer in bearers], dtype=bool)
        own = own.reshape(len(bearers), self.euro.size)
        paid, kept = np.where(self.avoided, 0.0, worth), np.where(self.avoided, worth, 0.0)
        return own.astype(float) @ paid, own.astype(float) @ kept


def amounts_of(study: OpenStudy, rows: pd.DataFrame) -> Amounts | None:
    """The rows of a case in a fixed order; None where they stand in prices that cannot be brought to one year."""
    rows = _priced(study, rows.sort_values(["what", "description"], kind="stable"))
    level = _price_level(study, numbers(rows, "price_year"))
    if level is None:
        return None
    factors, year, converted = level
    number = numbers(rows, "number")
    times = np.where(np.isnan(number), 1.0, number) * factors
    euro, low, high = (numbers(rows, f"amount_{end}") * times for end in ("eur", "low", "high"))
    avoided = (rows["what"] == "avoided").to_numpy(dtype=bool)
    chance, *ends = (numbers(rows, name) for name in ("probability", "probability_low", "probability_high"))
    least, most = (np.where(avoided, end, np.nan) for end in ends)  # what was spent was spent, whatever its chance
    bearers, once = rows["bearer"].fillna(NOBODY), rows["once"].fillna("")
    return Amounts(
        descriptions=tuple(map(str, rows["description"])),
        bearers=tuple(map(str, bearers)),
        once=tuple(map(str, once)),
        avoided=avoided,
        euro=euro,
        euro_ends=(low, high),
        chance=chance,
        chance_ends=(least, most),
        now=present_share(numbers(rows, "years"), discount_rate(study, "costs")),
        number=number,
        years=numbers(rows, "years"),
        price_year=year,
        converted=converted,
    )


def added_up(parts: list[Amounts]) -> tuple[Amounts, float]:
    """The rows of several cases after each other, those with one code for `once` a single time; and what else would
    have counted again, in euro. All are in prices of one year."""
    codes = np.array([code for part in parts for code in part.once], dtype=object)
    first = np.zeros(codes.size, dtype=bool)
    first[np.unique(codes.astype(str), return_index=True)[1]] = True
    kept = first | (codes == "")
    euro = np.concatenate([part.euro for part in parts])
    low, high = (np.concatenate([part.euro_ends[end] for part in parts])[kept] for end in (0, 1))
    least, most = (np.concatenate([part.chance_ends[end] for part in parts])[kept] for end in (0, 1))
    together = Amounts(
        descriptions=_kept([part.descriptions for part in parts], kept),
        bearers=_kept([part.bearers for part in parts], kept),
        once=_kept([part.once for part in parts], kept),
        avoided=np.concatenate([part.avoided for part in parts])[kept],
        euro=euro[kept],
        euro_ends=(low, high),
        chance=np.concatenate([part.chance for part in parts])[kept],
        chance_ends=(least, most),
        now=np.concatenate([part.now for part in parts])[kept],
        number=np.concatenate([part.number for part in parts])[kept],
        years=np.concatenate([part.years for part in parts])[kept],
        price_year=parts[0].price_year,
        converted=any(part.converted for part in parts),
    )
    return together, float(euro[~kept].sum())


def numbers(frame: pd.DataFrame, column: str) -> Floats:
    """A column as numbers, nan where a cell is empty."""
    return pd.to_numeric(frame[column]).to_numpy(dtype=float, na_value=np.nan)


def _kept(texts: list[tuple[str, ...]], kept: Bools) -> tuple[str, ...]:
    words = [word for part in texts for word in part]
    return tuple(word for word, stays in zip(words, kept, strict=True) if stays)


def _priced(study: OpenStudy, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the amount and the price year of the user's price list where they name a code of it."""
    if "prices" not in study.tables or rows["price"].isna().all():
        return rows
    listed = study.tables["prices"].set_index("code")
    own = rows["price"].isna().to_numpy(dtype=bool)
    found = listed.reindex(rows["price"])
    return rows.assign(
        **{
            column: np.where(own, numbers(rows, column), numbers(found, column))
            for column in ("amount_eur", "price_year")
        }
    )


def _price_level(study: OpenStudy, years: Floats) -> tuple[Floats, int | None, bool] | None:
    """By what each amount is multiplied, the year of the prices that come of it, and whether any was converted."""
    stated = ~np.isnan(years)
    known = {int(year) for year in years[stated]}
    to, same = study.asked.price_year, np.ones(years.size)
    if not known:
        return same, None, False
    others = min(known) if len(known) == 1 else to or np.nan
    factors = price_factors(study, np.where(stated, years, others))
    if to is not None and not np.isnan(factors).any():
        return factors, to, known != {to}
    return (same, known.pop(), False) if len(known) == 1 else None
