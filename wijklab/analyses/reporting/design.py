"""Numbers of the design that the checklists cite: neighbourhoods, what could be found, the privacy policy."""

from __future__ import annotations

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.planning import make_plan
from wijklab.analyses.planning.assumed import designed
from wijklab.analyses.reporting.told import declared_arms
from wijklab.contract.answers import Finding, Label, Quantity
from wijklab.contract.tables import OpenStudy
from wijklab.stats.planning.power import detectable


def design_quantities(study: OpenStudy) -> list[Quantity]:
    """Every number that rests on the design alone."""
    asked = study.asked
    counted = [
        designed(f"reporting.{table}", len(study.tables[table]), "count")
        for table in ("events", "sessions")
        if table in study.tables
    ]
    return [
        designed("reporting.threshold", asked.privacy.threshold, "count"),
        *(
            designed(f"reporting.areas.{arm}", len(asked.arms[arm].neighbourhoods), "neighbourhoods")
            for arm in declared_arms(study)
        ),
        *counted,
        *_detectable(study),
    ]


def detectable_says(study: OpenStudy) -> list[Finding]:
    """A sentence per pair of arms on the smallest difference in wellbeing that could be found."""
    if study.asked.outcomes.wellbeing is None:
        return []
    return [
        Finding(
            "reporting.trend.7.detectable",
            {"detectable": f"reporting.detectable.{pair_id(pair)}", "power": "reporting.power"},
            {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])},
        )
        for pair in make_plan(study.asked).pairs()
    ]


def _detectable(study: OpenStudy) -> list[Quantity]:
    plan = make_plan(study.asked)
    found = [
        designed(
            f"reporting.detectable.{pair_id(pair)}",
            detectable(plan.sampling, *plan.sizes(pair), plan.demand),
            "points",
            method="noncentral_t",
        )
        for pair in plan.pairs()
    ]
    return [designed("reporting.power", 100 * plan.demand.power, "percent"), *found]
