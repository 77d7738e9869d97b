"""The table `context` as figures by indicator, area and period, and as facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, get_args

import pandas as pd

from wijklab.contract.answers import Quantity, Unit
from wijklab.errors import Problem, SourceError

MODELLED: Final = "health_good_percent"
"""Below the municipality RIVM does not measure it: a model estimates it from who lives there."""


@dataclass(frozen=True, slots=True)
class AreaFigure:
    """One published figure; `missing` is the reason why there is no value."""

    indicator: str
    area: str
    period: str
    value: float | None
    unit: str
    missing: str | None
    source: str


Figures: TypeAlias = Mapping[tuple[str, str, str], AreaFigure]
"""By indicator, area and period."""


def read_figures(context: pd.DataFrame) -> Figures:
    """Every row of the checked table `context`; SourceError for a unit in which wijklab cannot show a number."""
    found = [_figure(row) for row in context.to_dict("records")]
    strange = sorted({figure.unit for figure in found} - set(get_args(Unit)))
    if strange:
        todo = f"give one of {', '.join(get_args(Unit))}"
        raise SourceError(Problem("context", f"unknown unit {', '.join(strange)}", todo, column="unit"))
    return {(figure.indicator, figure.area, figure.period): figure for figure in found}


def last_years(figures: Figures, area: str) -> dict[str, str]:
    """The last period of each indicator, of those in which `area` has a value where there are any.

    All areas are shown in that one period, so that a row compares like with like.
    """
    last: dict[str, tuple[bool, str]] = {}
    for figure in figures.values():
        candidate = (figure.area == area and figure.value is not None, figure.period)
        last[figure.indicator] = max(candidate, last.get(figure.indicator, candidate))
    return {indicator: period for indicator, (_, period) in last.items()}


def fact_id(indicator: str, area: str, period: str = "") -> str:
    """`wijkfoto.inhabitants.WK082806`; with its period only where an indicator is shown for several."""
    return ".".join(filter(None, ("wijkfoto", indicator, area, period)))


def as_fact(figures: Figures, indicator: str, area: str, period: str, unit: str, id: str) -> Quantity:
    """A figure as a fact, with the ends of its 95 % interval where the publisher gives them (`_low`, `_high`).

    What no source gives for that area is missing as `not_stated`. The source is named with its year.
    """
    figure = figures.get((indicator, area, period))
    return Quantity(
        id=id,
        value=figure.value if figure else None,
        unit=unit,  # type: ignore[arg-type]
        basis="area",
        low=value_of(figures, f"{indicator}_low", area, period),
        high=value_of(figures, f"{indicator}_high", area, period),
        method="model_estimate" if indicator == MODELLED else "observed",
        missing=figure.missing if figure else "not_stated",
        source=_dated(figure) if figure else "",
        period=period,
    )


def value_of(figures: Figures, indicator: str, area: str, period: str) -> float | None:
    """The value of that figure; None where it is missing or not given at all."""
    figure = figures.get((indicator, area, period))
    return figure.value if figure else None


def _figure(row: Mapping[str, object]) -> AreaFigure:
    missing = pd.isna(row["value"])  # type: ignore[call-overload]
    reasons = (row.get("missing_reason"), row.get("value_missing"), "not_given")
    return AreaFigure(
        indicator=str(row["indicator"]),
        area=str(row["area"]),
        period=str(row["period"]),
        value=None if missing else float(row["value"]),  # type: ignore[arg-type]
        unit=str(row["unit"]),
        missing=next(reason for reason in reasons if isinstance(reason, str) and reason) if missing else None,
        source=str(row["source"]),
    )


def _dated(figure: AreaFigure) -> str:
    """The source with its year, unless the source names that year itself."""
    return figure.source if figure.period in figure.source else f"{figure.source}, {figure.period}"
