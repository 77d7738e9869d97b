"""What do residents cost society per year, who bears it, and did that change more in one way of working than another?

Estimand: mean cost per resident per year in prices of one year. The denominator is every resident of the table
`residents`; who has no row in a year had no costs in that year, unless nothing of that year was delivered for the whole
neighbourhood: then it takes no part. Each neighbourhood counts once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from wijklab.analyses.arms import (
    Measure,
    Panel,
    arm_row,
    by_id,
    compared_in,
    difference_quantity,
    dot_quantities,
    has_tables,
    make_panel,
    mean_quantity,
    measure,
    neighbourhood_of,
    no_data,
    pair_id,
    pair_row,
    top_two,
)
from wijklab.analyses.limits import calendar_years, design_limits, method_limits, shock_limits
from wijklab.contract.answers import Estimates, Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.study import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS, COST_CATEGORIES
from wijklab.stats.areas import Floats

QUESTION = "costs"
WHEN = ("baseline", "follow_up")
_DOTS = "costs.neighbourhood"
_SPLITS = {"category": COST_CATEGORIES, "bearer": BEARERS}


@dataclass(frozen=True, slots=True, repr=False)
class Amounts:
    """Cost rows of the two years, of the bearers asked for, ordered so that delivery cannot change a sum."""

    frame: pd.DataFrame
    years: tuple[int, int]

    def per_resident(self, panel: Panel, year: int, column: str = "", value: str = "") -> Floats:
        """Euro per resident in one year, of one category or bearer if named, shape (n_people,); no row is 0 euro."""
        rows = self.frame[self.frame["year"] == year]
        rows = rows[rows[column] == value] if column else rows
        return (
            rows.groupby("resident")["amount_eur"].sum().reindex(panel.resident, fill_value=0.0).to_numpy(dtype=float)
        )

    def payers(self, category: str) -> tuple[str, ...]:
        """Who bears the costs of a category, sorted."""
        return tuple(sorted(set(self.frame.loc[self.frame["category"] == category, "bearer"])))

    def used(self, column: str) -> tuple[str, ...]:
        """The categories or bearers that occur, in the order of the vocabulary."""
        held = set(self.frame[column])
        return tuple(value for value in _SPLITS[column] if value in held)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cost of an arm at one time: that of one category or of one bearer (`column` says which)."""

    column: str
    value: str
    arm: str
    when: str


def compare_costs(study: OpenStudy) -> Estimates:
    """Mean cost per resident by category and bearer, before and after, and the change between arms."""
    asked = study.asked.outcomes.costs
    if asked is None or not has_tables(study, "residents", "costs"):
        return no_data(study, QUESTION)
    amounts = _amounts(study, asked)
    panel = _panel(study, amounts)
    if not panel.codes:
        return no_data(study, QUESTION)
    change = measure(panel, panel.after - panel.before, "eur")
    differences = [
        difference_quantity(f"costs.total_difference.{pair_id(pair)}", change, pair, study, dots=_DOTS)
        for pair in panel.pairs()
    ]
    parts = [quantity for column in _SPLITS for quantity in _split(panel, amounts, column)]
    quantities = by_id([*_totals(panel), *_changes(panel, change), *differences, *parts])
    notes = (
        Finding("costs.finding.prices", names={"year": Label("text", str(asked.price_year))}),
        Finding("costs.finding.no_row"),
        *(
            Finding("costs.finding.not_delivered", names={"area": Label("area", code)})
            for code in _not_delivered(study, amounts.years)
        ),
        *([] if set(asked.bearers) == set(BEARERS) else [Finding("costs.finding.some_bearers")]),
        *method_limits(panel, differences),
        *shock_limits(study, calendar_years(amounts.years)),
        *design_limits(study),
    )
    return Estimates(QUESTION, study.card, quantities, _exhibits(panel, amounts), notes)


def _amounts(study: OpenStudy, asked: CostsOutcome) -> Amounts:
    """The check has refused amounts in prices of another year: without an index they cannot be added up."""
    years = (asked.baseline_year, asked.follow_up_year)
    frame = study.tables["costs"]
    rows = frame[frame["year"].isin(years) & frame["bearer"].isin(asked.bearers)]
    rows = rows.astype({"amount_eur": float, "category": object, "bearer": object})
    return Amounts(rows.sort_values(["resident", "year", "category", "bearer"], kind="stable"), years)


def _panel(study: OpenStudy, amounts: Amounts) -> Panel:
    homes = neighbourhood_of(study)
    everyone = pd.Series(0.0, index=homes.index[~homes.isin(_not_delivered(study, amounts.years))])
    panel = make_panel(study, everyone, everyone)
    before, after = (amounts.per_resident(panel, year) for year in amounts.years)
    return replace(panel, before=before, after=after)


def _not_delivered(study: OpenStudy, years: tuple[int, int]) -> tuple[str, ...]:
    """Neighbourhoods in an arm without any amount in one of the years: nothing was delivered, which is not 0 euro."""
    homes, costs = neighbourhood_of(study), study.tables["costs"]
    delivered = [set(costs.loc[costs["year"] == year, "resident"].map(homes)) for year in years]
    compared = sorted(code for code in homes.dropna().unique() if study.asked.arm_of(code))
    return tuple(code for code in compared if not all(code in codes for codes in delivered))


def _totals(panel: Panel) -> list[Quantity]:
    return [
        mean_quantity(
            f"costs.total.{arm}.{when}",
            measure(panel, euro, "eur"),
            arm,
            dominance=top_two(euro[panel.in_arm(arm)]),
            sums_in=(_change_line(arm), *(f"costs.{column}.{arm}.{when}" for column in _SPLITS)),
        )
        for when, euro in zip(WHEN, (panel.before, panel.after), strict=True)
        for arm in panel.present()
    ]


def _changes(panel: Panel, change: Measure) -> list[Quantity]:
    arms, step = panel.present(), panel.after - panel.before
    means = [
        mean_quantity(
            f"costs.total_change.{arm}",
            change,
            arm,
            dots=_DOTS,
            dominance=top_two(step[panel.in_arm(arm)]),
            sums_in=(_change_line(arm), *compared_in("costs.total_difference", panel, arm)),
        )
        for arm in arms
    ]
    return [*means, *(dot for arm in arms for dot in dot_quantities(_DOTS, change, arm, per_person=step))]


def _change_line(arm: str) -> str:
    """The line of a change: itself, the total before and the total after."""
    return f"line.costs.total_change.{arm}"


def _split(panel: Panel, amounts: Amounts, column: str) -> list[Quantity]:
    """Euro per resident of each category or bearer, per arm and year."""
    return [
        _cell(panel, amounts, Part(column, value, arm, when))
        for value in amounts.used(column)
        for when in WHEN
        for arm in panel.present()
    ]


def _cell(panel: Panel, amounts: Amounts, part: Part) -> Quantity:
    """n is the number of residents who have such a cost, so that a cell that rests on a few people is hidden, however
    many neighbours they have."""
    euro = amounts.per_resident(panel, amounts.years[WHEN.index(part.when)], part.column, part.value)
    return Quantity(
        id=f"costs.{part.column}.{part.arm}.{part.value}.{part.when}",
        value=float(measure(panel, euro, "eur").of(part.arm).mean()),
        unit="eur",
        basis="people",
        n=int((euro[panel.in_arm(part.arm)] > 0).sum()),
        method="mean_of_neighbourhood_means",
        sums_in=_sums(amounts, part),
        dominance=top_two(euro[panel.in_arm(part.arm)]),
    )


def _sums(amounts: Amounts, part: Part) -> tuple[str, ...]:
    """The lines of a part: the total of its arm, and that of a bearer with the categories that only this one pays."""
    total = f"costs.{part.column}.{part.arm}.{part.when}"
    payers = amounts.payers(part.value) if part.column == "category" else (part.value,)
    return (total, f"costs.bearer.{part.arm}.{payers[0]}.{part.when}") if len(payers) == 1 else (total,)


def _exhibits(panel: Panel, amounts: Amounts) -> tuple[Exhibit, ...]:
    arms = panel.present()
    change = (
        _change_exhibit(panel),
        *((_difference_exhibit(panel),) if panel.pairs() else ()),
        Exhibit(
            "costs-total",
            "bars",
            _years(amounts),
            tuple(Row(Label("arm", arm), tuple(f"costs.total.{arm}.{when}" for when in WHEN)) for arm in arms),
            _total_findings(arms),
        ),
    )
    return (*change, *(_split_exhibit(amounts, column, arm) for column in _SPLITS for arm in arms))


def _change_exhibit(panel: Panel) -> Exhibit:
    rows = tuple(
        arm_row("costs.total_change", arm, (f"costs.neighbourhood.{code}" for code in panel.codes_of(arm)))
        for arm in panel.present()
    )
    says = tuple(
        Finding("costs.finding.change", {"change": f"costs.total_change.{arm}"}, {"arm": Label("arm", arm)})
        for arm in panel.present()
    )
    return Exhibit("costs-change", "intervals", (Label("measure", "change"),), rows, says)


def _difference_exhibit(panel: Panel) -> Exhibit:
    rows = tuple(pair_row("costs.total_difference", pair) for pair in panel.pairs())
    says = tuple(
        Finding(
            "costs.finding.difference",
            {"difference": f"costs.total_difference.{pair_id(pair)}"},
            {"first": Label("arm", pair[0]), "second": Label("arm", pair[1])},
        )
        for pair in panel.pairs()
    )
    return Exhibit("costs-difference", "intervals", (Label("measure", "difference"),), rows, says)


def _split_exhibit(amounts: Amounts, column: str, arm: str) -> Exhibit:
    rows = tuple(
        Row(Label(column, value), tuple(f"costs.{column}.{arm}.{value}.{when}" for when in WHEN))
        for value in amounts.used(column)
    )
    return Exhibit(f"costs-{column}-{arm}", "bars", _years(amounts), rows, (Finding(f"costs.finding.{column}"),))


def _total_findings(arms: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            "costs.finding.total",
            {"after": f"costs.total.{arm}.follow_up", "before": f"costs.total.{arm}.baseline"},
            {"arm": Label("arm", arm)},
        )
        for arm in arms
    )


def _years(amounts: Amounts) -> tuple[Label, ...]:
    return tuple(Label("text", str(year)) for year in amounts.years)
