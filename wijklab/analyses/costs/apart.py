"""Which categories and bearers may stand beside each other: those from which no amount over a few residents follows.

The lines of `parts.py` hold sums that must add up. Where several bearers pay one category more follows: what a bearer
pays less its other categories is what it pays of that one, which the page does not show and a few residents may have.
And what is hidden of a total may rest on a few residents all together. So of each arm and year the parts are let
through one by one, those over most residents first, as long as no such sum comes to lie in the span of what is shown:
in all arms and years in one order, so that the same ones go and differences stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from wijklab.analyses.arms.amounts import WHEN
from wijklab.analyses.arms.quantities import top_two
from wijklab.analyses.costs.blocks import Paid
from wijklab.analyses.costs.savings import Savings
from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure.gates import DOMINANCE_LIMIT, GATES, hidden
from wijklab.disclosure.release import safe_to_show
from wijklab.disclosure.solving import harmless, reduced
from wijklab.stats.sums import Floats

Page = Mapping[str, Quantity]


@dataclass(frozen=True, slots=True, repr=False)
class Moment:
    """What the residents of one arm have in one year: `euro` of each cell (category, bearer), shape
    (n_cells, n_people), and the cells that every category and bearer adds up, by the id of that number."""

    paid: tuple[Paid, ...]
    euro: Floats
    parts: Mapping[str, Floats]
    total: str

    def rests_on_few(self, weights: Floats, threshold: int) -> bool:
        """Whether a sum of cells is one of a few residents' costs, nobody's included, or of two of them."""
        having = int((self.euro[weights != 0] > 0).any(axis=0).sum())
        return having < threshold or top_two(weights @ self.euro) > DOMINANCE_LIMIT


def parts_apart(page: Page, savings: Savings) -> dict[str, Quantity]:
    """The page, with those categories and bearers hidden that would give an amount over a few residents away."""
    privacy = savings.study.asked.privacy
    released = safe_to_show(page, privacy)
    rank = _ranked(page)
    refused = {id for moment in _moments(savings) for id in _refused(moment, page, released, rank, privacy)}
    return {id: hidden(own, "suppressed_secondary") if id in refused else own for id, own in page.items()}


def _moments(savings: Savings) -> Iterator[Moment]:
    paid = tuple(savings.paid)
    for arm in savings.panel.present():
        own = savings.panel.in_arm(arm)
        for place, when in enumerate(WHEN):
            euro = np.array([savings.paid[pair][place][own] for pair in paid])
            parts = {
                f"costs.{column}.{arm}.{value}.{when}": np.array([float(pair[side] == value) for pair in paid])
                for side, column in enumerate(("category", "bearer"))
                for value in sorted({pair[side] for pair in paid})
            }
            yield Moment(paid, euro, parts, f"costs.total.{arm}.{when}")


def _ranked(page: Page) -> dict[str, tuple[int, str]]:
    """The place of every part, by its column and value: over how many residents it is where they are fewest."""
    names = {id: _name(id) for id in page if id.startswith(("costs.category.", "costs.bearer."))}
    found: dict[str, list[int]] = {}
    for id, name in names.items():
        found.setdefault(name, []).append(page[id].n or 0)
    return {id: (-min(found[name]), name) for id, name in names.items()}


def _name(id: str) -> str:
    """`costs.category.proeftuin.gp.baseline` -> `category.gp`."""
    _, column, _, value, _ = id.split(".")
    return f"{column}.{value}"


def _refused(
    moment: Moment, page: Page, released: Page, rank: Mapping[str, tuple[int, str]], privacy: Privacy
) -> set[str]:
    """The parts that pass the gate by themselves and may not be shown beside each other."""
    passed = {id for id in moment.parts if GATES["people"](page[id], privacy).value is not None}
    wanted = {id: moment.parts[id] for id in sorted(passed, key=lambda id: rank[id])}
    whole = np.ones(len(moment.paid))
    known = [whole] if released[moment.total].value is not None else []
    secret = [*([] if known else [whole]), *(vector for id, vector in moment.parts.items() if id not in passed)]
    secret += [cell for cell in np.eye(len(moment.paid)) if moment.rests_on_few(cell, privacy.threshold)]
    order = np.argsort(-(moment.euro > 0).sum(axis=1), kind="stable")
    while True:
        allowed = harmless(known, secret, wanted)
        shown = [*known, *(wanted[id] for id in wanted if id in allowed)]
        few = [sum for sum in reduced(shown, order) if _told(sum, moment, known, privacy)]
        if not few:
            return passed - allowed
        secret += few


def _told(sum: Floats, moment: Moment, known: list[Floats], privacy: Privacy) -> bool:
    """Whether a sum rests on a few residents, and is not the total itself."""
    return moment.rests_on_few(sum, privacy.threshold) and not (known and np.ptp(sum) == 0)
