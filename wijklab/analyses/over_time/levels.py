"""How high the score stood in each year, per arm: the mean of its neighbourhoods that were measured that year."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.parts import Parts
from wijklab.analyses.over_time.shocks import shaken_years
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy


def level_parts(study: OpenStudy, panel: YearPanel) -> Parts:
    """The score of each arm by year, with the years in which arms began and those of shocks marked."""
    years = [int(year) for year in panel.years if np.isfinite(panel.means[:, panel.years == year]).any()]
    quantities = [quantity for arm in panel.present() for quantity in _levels(panel, arm, years)]
    rows = tuple(
        Row(Label("arm", arm), tuple(f"over_time.level.{arm}.{year}" for year in years)) for arm in panel.present()
    )
    says = [_finding(arm, years) for arm in panel.present()]
    says += [Finding("over_time.finding.course_reading")] if np.isin(panel.starts, panel.years).any() else []
    columns = tuple(Label("text", str(year)) for year in years)
    return Parts(
        quantities, (Exhibit("over_time-course", "course", columns, rows, tuple(says), _marked(study, panel)),)
    )


def _levels(panel: YearPanel, arm: str, years: list[int]) -> list[Quantity]:
    own = panel.areas_of(arm)
    return [_level(f"over_time.level.{arm}.{year}", panel, own & _measured(panel, year), year) for year in years]


def _measured(panel: YearPanel, year: int) -> np.ndarray:
    return np.isfinite(panel.means[:, panel.years == year]).all(axis=1)


def _level(id: str, panel: YearPanel, rows: np.ndarray, year: int) -> Quantity:
    if not rows.any():
        return Quantity(id, None, "grade", "people", missing="not_measured")
    at = panel.years == year
    return Quantity(
        id=id,
        value=float(panel.means[rows][:, at].mean()),
        unit="grade",
        basis="people",
        n=int(panel.people[rows][:, at].sum()),
        method="mean_of_neighbourhood_means",
        period=str(year),
    )


def _finding(arm: str, years: list[int]) -> Finding:
    facts = {"first": f"over_time.level.{arm}.{years[0]}", "last": f"over_time.level.{arm}.{years[-1]}"}
    names = {"from": Label("text", str(years[0])), "to": Label("text", str(years[-1]))}
    return Finding("over_time.finding.course", facts, {"arm": Label("arm", arm), **names})


def _marked(study: OpenStudy, panel: YearPanel) -> dict[str, str]:
    """The years in which neighbourhoods began, and those that a shock touches, for the figure."""
    starts = sorted({int(start) for start in panel.starts if start in panel.years})
    shaken = shaken_years(study, panel)
    texts = {"start": ",".join(map(str, starts)), "shaded": ",".join(map(str, shaken))}
    named = ", ".join(shock.name for shock in study.asked.shocks) if shaken else ""
    return {name: text for name, text in {**texts, "shaded_name": named}.items() if text}
