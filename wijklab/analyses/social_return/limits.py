"""What the social return may not be taken for, and how it was reckoned."""

from __future__ import annotations

from wijklab.analyses.social_return.reckoning import EXTENTS, Reckoning
from wijklab.contract.answers import Finding, Label
from wijklab.contract.tables import OpenStudy


def social_return_limits(study: OpenStudy, found: Reckoning) -> list[Finding]:
    """All notes: that it is no proof, what is not in it, and then prices, investments and discounting."""
    return [
        Finding("social_return.finding.no_cause"),
        Finding("social_return.finding.no_margin"),
        Finding("social_return.finding.not_all"),
        *([Finding("social_return.finding.beside_costs")] if study.asked.outcomes.costs else []),
        Finding("social_return.finding.invested", {"invested": "social_return.invested.together"}, _years(found)),
        *_prices(study, found),
        *_discounting(study, found),
    ]


def _years(found: Reckoning) -> dict[str, Label]:
    first, last = (Label("text", str(year)) for year in found.years)
    return {"first": first, "last": last, "arm": Label("arm", found.arm)}


def _prices(study: OpenStudy, found: Reckoning) -> list[Finding]:
    """Of which year, and by which index amounts of other years were made so."""
    year, index = study.asked.price_year, study.asked.economics.price_index
    if year is None:
        return [Finding("social_return.finding.one_price_year")]
    says = [Finding("social_return.finding.price_year", names={"year": Label("text", str(year))})]
    if found.converted and index:
        says.append(Finding("social_return.finding.indexed", names={"index": Label("text", index)}))
    return says


def _discounting(study: OpenStudy, found: Reckoning) -> list[Finding]:
    """At which rate, whose, and what it would be where the first year counts for less as well."""
    declared = study.asked.economics.discount
    if declared is None or not found.valued.rate:
        return [Finding("social_return.finding.not_discounted")]
    names = {"source": Label("text", declared.source), "date": Label("day", declared.date.isoformat())}
    guide = {extent: f"social_return.guide.together.{extent}" for extent in EXTENTS}
    return [
        Finding("social_return.finding.discounted", {"rate": "social_return.rate.together"}, names),
        Finding("social_return.finding.guide", guide),
    ]
