"""What later euro are worth now: discount factors, and the present value of amounts that come year by year.

The first year is not discounted: an amount t years later counts for 1 / (1 + rate)^t.
"""

from __future__ import annotations

import numpy as np

from wijklab.stats.sums import Floats


def discount_factors(years: Floats, rate: float) -> Floats:
    """For how much an amount so many years from now counts, shape as `years`; `rate` per year, 0.03 is 3 %."""
    return (1.0 + rate) ** -np.asarray(years, dtype=float)


def present_value(stream: Floats, rate: float) -> float:
    """The present value of amounts in years 0, 1, 2, ..., shape (n_years,)."""
    return float(stream @ discount_factors(np.arange(stream.size), rate))


def annuity(rate: float, years: float) -> float:
    """The present value of 1 a year in years 0 up to `years`; a last part of a year counts for that part."""
    whole = int(years)
    return present_value(np.ones(whole), rate) + (years - whole) * float(discount_factors(np.array(whole), rate))
