"""Of which ways of working the page on costs hides a sum: nothing of their costs may stand here either."""

from __future__ import annotations

from collections.abc import Iterator

from wijklab.analyses.arms.amounts import SPLITS, WHEN, Amounts
from wijklab.analyses.arms.panel import Panel, measure
from wijklab.analyses.arms.quantities import mean_quantity, of_those_with, top_two
from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import safe_to_show


def arms_withheld(panel: Panel, amounts: Amounts, privacy: Privacy) -> frozenset[str]:
    """The arms of which the change in cost, or a total that it is the difference of, is hidden beside its parts: by
    category and by bearer, with the people and the largest contributors that the page on costs gives them."""
    sums = {arm: list(_sums(panel, arm)) for arm in panel.present()}
    beside = {number.id: number for number in _parts(panel, amounts)}
    safe = safe_to_show(beside | {number.id: number for own in sums.values() for number in own}, privacy)
    return frozenset(arm for arm, own in sums.items() if any(safe[number.id].value is None for number in own))


def _sums(panel: Panel, arm: str) -> Iterator[Quantity]:
    """The two totals of an arm and the change between them, in one line."""
    years = {**dict(zip(WHEN, (panel.before, panel.after), strict=True)), "change": panel.after - panel.before}
    for name, euro in years.items():
        lines = (f"change.{arm}", *(f"{column}.{arm}.{name}" for column in SPLITS if name in WHEN))
        mean = mean_quantity(f"{name}.{arm}", measure(panel, euro, "eur"), arm, sums_in=lines)
        yield of_those_with(mean, euro[panel.in_arm(arm)])


def _parts(panel: Panel, amounts: Amounts) -> Iterator[Quantity]:
    """What the totals consist of; n is how many people have such a cost."""
    for column in SPLITS:
        for value in amounts.used(column):
            for when, year in zip(WHEN, amounts.years, strict=True):
                euro = amounts.per_resident(panel, year, column, value)
                for arm in panel.present():
                    own, mean = euro[panel.in_arm(arm)], float(measure(panel, euro, "eur").of(arm).mean())
                    id, lines = f"{column}.{value}.{when}.{arm}", (f"{column}.{arm}.{when}",)
                    paid, most = int((own > 0).sum()), top_two(own)
                    yield Quantity(id, mean, "eur", "people", n=paid, sums_in=lines, dominance=most)
