"""Among three ways of working: the chance that each has the most left, at every amount."""

from __future__ import annotations

import numpy as np

from wijklab.analyses.arms.panel import pair_id
from wijklab.analyses.cost_effectiveness.behind import behind_pair, cost_stem
from wijklab.analyses.cost_effectiveness.measured import Both, Money
from wijklab.analyses.cost_effectiveness.places import FINDING, Shown
from wijklab.analyses.cost_effectiveness.plane import plane_id
from wijklab.analyses.cost_effectiveness.worth import nearly_sure, written
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.contract.tables import OpenStudy
from wijklab.stats.decision.several import chances_best, make_noise

_SEED = 80


def best_quantities(study: OpenStudy, both: Both, money: Money, amounts: tuple[float, ...]) -> list[Quantity]:
    """A chance per arm and amount; none with two arms only, where the chance of the pair says it already."""
    arms = both.panel.present()
    if len(arms) < 3:
        return []
    joints = [both.of(arm) for arm in arms]
    noise = make_noise(joints, np.random.default_rng(np.random.SeedSequence([study.asked.seed, _SEED])))
    found = {at: chances_best(joints, at, noise) for at in amounts}
    return [
        _chance(both, money, (arm, at), None if shares is None else float(shares[i]))
        for at, shares in found.items()
        for i, arm in enumerate(arms)
    ]


def _chance(both: Both, money: Money, place: tuple[str, float], share: float | None) -> Quantity:
    """Hidden with everything that any comparison of these arms rests on. Like all chances it stands for nobody."""
    pairs = both.pairs()
    own = (id for pair in pairs for id in (plane_id("effect", both, pair), f"{cost_stem(both.name)}.{pair_id(pair)}"))
    rests = dict.fromkeys((*own, *(id for pair in pairs for id in behind_pair(money.change, pair))))
    people = min(both.people(pair) for pair in pairs)
    value, bound = nearly_sure(share, people)
    method = f"chance_of_most_net_benefit_t{both.joint.size - len(both.panel.present())}"
    return Quantity(
        best_id(both, *place),
        value,
        "percent",
        "people",
        n=people,
        part=people // 2,
        bound=bound,
        method=method,
        rests_on=tuple(rests),
    )


def best_id(both: Both, arm: str, amount: float) -> str:
    """`cost_effectiveness.best.wellbeing.proeftuin.500`, a point in the amount as `_`."""
    return f"cost_effectiveness.best.{both.name}.{arm}.{written(amount).replace('.', '_')}"


def best_exhibit(both: Both, shown: Shown, amounts: tuple[float, ...]) -> tuple[Exhibit, ...]:
    """The three chances over the amounts, and which is the largest at the highest amount."""
    arms = both.panel.present()
    if len(arms) < 3 or not amounts:
        return ()
    columns = tuple(Label("eur_each", written(amount)) for amount in amounts)
    rows = tuple(Row(Label("arm", arm), tuple(best_id(both, arm, at) for at in amounts)) for arm in arms)
    says = (Finding(f"{FINDING}.best"), *_largest(both, shown, arms, amounts[-1]))
    return (Exhibit(f"cost_effectiveness-best-{both.name}", "course", columns, rows, says, {"span": "0,100"}),)


def _largest(both: Both, shown: Shown, arms: tuple[str, ...], amount: float) -> tuple[Finding, ...]:
    """The way of working with the largest chance; nothing where any of them may not be shown."""
    chances = {arm: shown[best_id(both, arm, amount)].value for arm in arms}
    known = {arm: chance for arm, chance in chances.items() if chance is not None}
    if len(known) < len(arms):
        return ()
    arm = max(known, key=known.__getitem__)
    names = {
        "arm": Label("arm", arm),
        "one": Label("one_more", both.name),
        "highest": Label("eur_each", written(amount)),
    }
    return (Finding(f"{FINDING}.best_at", {"chance": best_id(both, arm, amount)}, names),)
