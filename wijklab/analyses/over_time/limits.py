"""What the years cannot tell: who answered, neighbourhoods with too few answers, shocks, and how few there are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wijklab.analyses.answering import has_tables
from wijklab.analyses.over_time.pairs import pairs_of
from wijklab.analyses.over_time.panel import YearPanel
from wijklab.analyses.over_time.shocks import shaken_years
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy


def year_limits(study: OpenStudy, panel: YearPanel, quantities: Mapping[str, Quantity]) -> list[Finding]:
    """All limits of the page that follow from its own data, in the order in which they are read."""
    asked = "other_people" if has_tables(study, "survey") else "same_people"
    nobody = [] if pairs_of(panel) else [Finding("over_time.finding.no_comparison")]
    overall = [quantity for id, quantity in quantities.items() if id.startswith("over_time.overall.")]
    no_p = [Finding("over_time.finding.no_p")] if any(quantity.p is None for quantity in overall) else []
    dealt = [Finding("over_time.finding.p_given")] if any(quantity.p is not None for quantity in overall) else []
    return [
        Finding(f"over_time.finding.{asked}"),
        Finding("limits.method"),
        *nobody,
        *no_p,
        *dealt,
        *_small_years(panel),
        *_shaken(
            study, panel, "shock" if any(id.startswith("over_time.calm.") for id in quantities) else "shock_stays"
        ),
    ]


def _small_years(panel: YearPanel) -> list[Finding]:
    """Each neighbourhood with the years in which too few people answered, or nobody."""
    measured = np.isfinite(panel.means).any(axis=0)
    lacking = {
        code: [str(year) for year in panel.years[measured & ~np.isfinite(row)]]
        for code, row in zip(panel.codes, panel.means, strict=True)
    }
    return [
        Finding("over_time.finding.too_small", names={"area": Label("area", code), "years": _listed(years)})
        for code, years in lacking.items()
        if years
    ]


def _shaken(study: OpenStudy, panel: YearPanel, key: str) -> list[Finding]:
    years = [str(year) for year in shaken_years(study, panel)]
    named = Label("text", ", ".join(shock.name for shock in study.asked.shocks))
    return [Finding(f"over_time.finding.{key}", names={"years": _listed(years), "shock": named})] if years else []


def _listed(years: list[str]) -> Label:
    return Label("listed", ",".join(years))
