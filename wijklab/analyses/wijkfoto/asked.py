"""What a study asks of its wijkfoto, held against the figures that there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from wijklab.analyses.wijkfoto.figures import Figures, as_fact, fact_id, last_years, read_figures, value_of
from wijklab.contract.answers import Quantity
from wijklab.contract.outcomes import ProfileOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.errors import Problem, StudyError

THE_NETHERLANDS: Final = "NL01"

INDICATORS: Final = (
    "inhabitants",
    "density_per_km2",
    "dwellings",
    "health_good_percent",
    "income_per_inhabitant_eur_thousand",
    "households_lowest_40_percent",
    "households_highest_20_percent",
    "men",
    "women",
    "area_total_ha",
    "area_land_ha",
    "area_water_ha",
)
"""What is shown unless the study selects, in this order; indicators of the study's own tables come after them."""


@dataclass(frozen=True, slots=True)
class Wijkfoto:
    """What is asked and what there is: figures, period and unit of each indicator, and the rows and columns shown."""

    asked: ProfileOutcome
    figures: Figures
    years: Mapping[str, str]
    units: Mapping[str, str]
    indicators: tuple[str, ...]
    columns: tuple[str, ...]

    def fact(self, indicator: str, area: str) -> Quantity:
        """The figure of an area in the period in which this indicator is shown."""
        id = fact_id(indicator, area)
        return as_fact(self.figures, indicator, area, self.years[indicator], self.units[indicator], id)

    def fact_in(self, indicator: str, area: str, period: str) -> Quantity:
        """The figure of an area in one of several periods that are shown: its source is then that of all of them."""
        fact = as_fact(self.figures, indicator, area, period, self.units[indicator], fact_id(indicator, area, period))
        return replace(fact, source=fact.source.removesuffix(f", {period}"))

    def value(self, indicator: str, area: str) -> float | None:
        """The value in the period that is shown; None where it is missing."""
        return value_of(self.figures, indicator, area, self.years[indicator])

    def wijken(self, indicator: str) -> list[str]:
        """The wijken of the municipality, and those beside it, that have a row for this indicator: highest first,
        those without a value last."""
        begin, named = "WK" + self.asked.municipality[2:], (self.asked.area, *self.asked.beside)
        rows = [area for known, area, period in self.figures if (known, period) == (indicator, self.years[indicator])]
        values = {area: self.value(indicator, area) for area in rows if area.startswith(begin) or area in named}
        return sorted(values, key=lambda area: (values[area] is None, -(values[area] or 0), area))


def take(study: OpenStudy) -> Wijkfoto:
    """The wijkfoto that a study asks for; StudyError where it asks for what there are no figures of."""
    asked = study.asked.outcomes.wijkfoto
    if asked is None or "context" not in study.tables:
        todo = "give `outcomes.wijkfoto` and `data.context`, or take wijkfoto out of `notebooks`"
        raise _refusal(study, "not asked, or there are no area figures", todo)
    figures = read_figures(study.tables["context"])
    years = last_years(figures, asked.area)
    indicators = _selected(study, asked, figures)
    national = [i for i in indicators if (i, THE_NETHERLANDS, years[i]) in figures]
    mostly_known = 2 * len(national) >= len(indicators)
    columns = (asked.area, *asked.beside, asked.municipality, *([THE_NETHERLANDS] if mostly_known else []))
    units = {figure.indicator: figure.unit for figure in figures.values()}
    return Wijkfoto(asked, figures, years, units, indicators, columns)


def _selected(study: OpenStudy, asked: ProfileOutcome, figures: Figures) -> tuple[str, ...]:
    local = list(dict.fromkeys(indicator for indicator, area, _ in figures if area != THE_NETHERLANDS))
    unknown = [indicator for indicator in asked.indicators if indicator not in local]
    if unknown:
        raise _refusal(study, f"no figures for {', '.join(unknown)}", f"choose from {', '.join(local)}", ".indicators")
    if all(area != asked.area for _, area, _ in figures):
        raise _refusal(study, f"no figures for {asked.area}", "correct the code, or add its figures", ".area")
    return asked.indicators or (*(i for i in INDICATORS if i in local), *(i for i in local if i not in INDICATORS))


def _refusal(study: OpenStudy, what: str, todo: str, key: str = "") -> StudyError:
    return StudyError(Problem(f"{study.place.file.name}, outcomes.wijkfoto{key}", what, todo))
