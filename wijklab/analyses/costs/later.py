"""What a yearly difference is worth over more years, if it stays as it is: its present value at the declared rate."""

from __future__ import annotations

from wijklab.analyses.arms.panel import Panel, pair_id
from wijklab.analyses.costs.totals import DOTS
from wijklab.analyses.money import discount_rate
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.disclosure.precision import at_released_precision
from wijklab.disclosure.secondary import TOLD
from wijklab.stats.discounting import annuity

RATE = "costs.rate"


def later_quantities(study: OpenStudy, panel: Panel, differences: list[Quantity]) -> list[Quantity]:
    """`costs.later.<pair>` for the years of the study's horizon, and the rate; none without a horizon.

    Reckoned from the difference as it is released, in whole euro: whoever has that one learns nothing more from this.
    """
    years = study.asked.economics.horizon_years
    if years is None or not differences:
        return []
    worth = annuity(discount_rate(study, "costs"), years)
    pairs = zip(panel.pairs(), differences, strict=True)
    return [*_rate(study), *(_later(pair, at_released_precision(one), worth) for pair, one in pairs)]


def _later(pair: tuple[str, str], yearly: Quantity, worth: float) -> Quantity:
    value, low, high = (None if end is None else end * worth for end in (yearly.value, yearly.low, yearly.high))
    return Quantity(
        id=f"costs.later.{pair_id(pair)}",
        value=value,
        unit="eur",
        basis="people",
        n=yearly.n,
        low=low,
        high=high,
        method="present_value_of_a_constant_difference",
        strength=yearly.strength,
        sums_in=tuple(f"{TOLD}{DOTS}.{arm}" for arm in pair),
        rests_on=(yearly.id,),
    )


def _rate(study: OpenStudy) -> list[Quantity]:
    discount = study.asked.economics.discount
    if discount is None:
        return []
    return [Quantity(RATE, 100 * discount.costs, "percent", "design", method="assumed", source=discount.source)]


def later_exhibit(study: OpenStudy, panel: Panel) -> tuple[Exhibit, ...]:
    """A row and a sentence per pair of arms, and how was reckoned; nothing without a horizon."""
    years = study.asked.economics.horizon_years
    if years is None or not panel.pairs():
        return ()
    rows = tuple(Row(Label("pair", pair_id(pair)), (f"costs.later.{pair_id(pair)}",)) for pair in panel.pairs())
    says = (*(_finding(pair, years) for pair in panel.pairs()), *_reckoned(study))
    return (Exhibit("costs-later", "intervals", (Label("measure", "difference"),), rows, says),)


def _finding(pair: tuple[str, str], years: int) -> Finding:
    names = {"first": Label("arm", pair[0]), "second": Label("arm", pair[1]), "years": Label("text", str(years))}
    return Finding("costs.finding.later", {"later": f"costs.later.{pair_id(pair)}"}, names)


def _reckoned(study: OpenStudy) -> tuple[Finding, ...]:
    discount = study.asked.economics.discount
    if discount is None:
        return (Finding("costs.finding.not_discounted"), Finding("costs.finding.stays"))
    names = {"source": Label("text", discount.source), "date": Label("day", discount.date.isoformat())}
    return (Finding("costs.finding.discounted", {"rate": RATE}, names), Finding("costs.finding.stays"))
