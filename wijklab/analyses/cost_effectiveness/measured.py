"""What is weighed: how costs changed among all residents, and how an effect changed among those who were measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.answering import has_tables
from wijklab.analyses.arms.amounts import asked_amounts
from wijklab.analyses.arms.investments import invested, investing_years
from wijklab.analyses.arms.ladder_people import ladder_people
from wijklab.analyses.arms.outcomes import wellbeing_change
from wijklab.analyses.arms.panel import Measure, Panel, make_panel, measure
from wijklab.analyses.arms.residents import every_resident
from wijklab.analyses.cost_effectiveness.withheld import arms_withheld
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS
from wijklab.stats.decision.few import JointSums, joint_sums
from wijklab.stats.sums import Floats


@dataclass(frozen=True, slots=True, repr=False)
class Money:
    """Euro per resident per year: the change in costs of help as on the page on costs, and what the way of working
    itself cost per resident, shape (n_areas,); None where no investments were delivered. `withheld` are the arms
    of which the page on costs hides a sum."""

    change: Measure
    invested: Floats | None
    withheld: frozenset[str]

    def whole(self) -> Measure:
        """The change with the investments in it. What is invested is one amount per neighbourhood: it has no spread
        among people."""
        if self.invested is None:
            return self.change
        sums = self.change.sums
        return replace(self.change, sums=replace(sums, mean=sums.mean + self.invested))


@dataclass(frozen=True, slots=True, repr=False)
class Both:
    """Effect and cost of the neighbourhoods that have both. `elsewhere` are those that have only one of them."""

    name: str
    effect: Measure
    cost: Measure
    help_only: Measure
    joint: JointSums
    elsewhere: tuple[str, ...]

    @property
    def panel(self) -> Panel:
        """The people in whom the effect was measured."""
        return self.effect.panel

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every new way beside the traditional one; where that takes no part, the comparisons that are left."""
        found = self.panel.pairs()
        return tuple(pair for pair in found if pair[1] == ARMS[-1]) or found

    def of(self, arm: str) -> JointSums:
        """The neighbourhoods of an arm."""
        return self.joint.of(self.panel.areas_of(arm))

    def people(self, arms: tuple[str, str]) -> int:
        """How many people the smallest group behind a comparison of these arms has."""
        return min(min(self.effect.people(arm), self.cost.people(arm)) for arm in arms)


def cost_change(study: OpenStudy) -> Money | None:
    """Euro per year by which each resident's costs changed; None where costs are not asked or were not delivered."""
    asked = study.asked.outcomes.costs
    if asked is None or not has_tables(study, "residents", "costs"):
        return None
    amounts = asked_amounts(study, asked)
    panel = every_resident(study, amounts)
    if not panel.codes:
        return None
    own = invested(study, panel.codes, investing_years(asked))
    withheld = arms_withheld(panel, amounts, study.asked.privacy)
    return Money(measure(panel, panel.after - panel.before, "eur"), None if own is None else own.total, withheld)


def rung_change(study: OpenStudy) -> Measure | None:
    """Rungs by which each resident moved on the ladder; None as above. A mean of it takes all steps to be equal."""
    asked = study.asked.outcomes.ladder
    if asked is None or not has_tables(study, "residents", "ladder"):
        return None
    people = ladder_people(study, asked)
    panel = make_panel(study, people.before, people.after)
    return measure(panel, panel.after - panel.before, "rungs") if panel.codes else None


EFFECTS: Final[Mapping[str, Callable[[OpenStudy], Measure | None]]] = MappingProxyType(
    {"wellbeing": wellbeing_change, "ladder": rung_change}
)
"""How each effect is measured, by the name under which a study asks for it."""


def measured_both(study: OpenStudy, money: Money, name: str) -> Both | None:
    """An effect beside the costs; None where it was not measured, or in no neighbourhood that has costs."""
    effect = EFFECTS[name](study)
    if effect is None:
        return None
    codes = tuple(code for code in effect.panel.codes if code in money.change.panel.codes)
    if not codes:
        return None
    gain, euro, help_only = only(effect, codes), only(money.whole(), codes), only(money.change, codes)
    elsewhere = tuple(sorted(set(effect.panel.codes) ^ set(money.change.panel.codes)))
    return Both(name, gain, euro, help_only, _together(gain, euro), elsewhere)


def only(of: Measure, codes: tuple[str, ...]) -> Measure:
    """The same measure in some of its neighbourhoods."""
    panel = of.panel
    places = np.array([panel.codes.index(code) for code in codes], dtype=np.int64)
    new = np.full(len(panel.codes), -1, dtype=np.int64)
    new[places] = np.arange(places.size)
    stay = new[panel.area] >= 0
    part = replace(
        panel,
        codes=codes,
        arms=tuple(panel.arms[i] for i in places),
        resident=panel.resident[stay],
        area=new[panel.area[stay]],
        before=panel.before[stay],
        after=panel.after[stay],
    )
    return Measure(part, of.sums.of(places), of.unit)


def _together(effect: Measure, cost: Measure) -> JointSums:
    """The sums of both with the products of those who have both: their changes less the mean change around them."""
    place = pd.Index(cost.panel.resident).get_indexer(pd.Index(effect.panel.resident))
    both = place >= 0
    away = [_away(effect)[both], _away(cost)[place[both]]]
    return joint_sums(effect.sums, cost.sums, away[0] * away[1], effect.panel.area[both])


def _away(of: Measure) -> Floats:
    step, panel = of.panel.after - of.panel.before, of.panel
    return step - measure(panel, step, of.unit).means[panel.area]
