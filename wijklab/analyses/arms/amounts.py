"""The amounts that a study asks for, as euro per resident by year, category and bearer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from wijklab.analyses.arms.cost_parts import CostPart, cost_parts, residents_of_costs
from wijklab.analyses.arms.panel import Panel
from wijklab.contract.outcomes import CostsOutcome
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import BEARERS, COST_CATEGORIES
from wijklab.stats.few.areas import Floats

WHEN: Final = ("baseline", "follow_up")
"""The two years, as fact ids write them."""

SPLITS: Final = {"category": COST_CATEGORIES, "bearer": BEARERS}
"""What amounts are split by, and the parts in the order of the vocabulary."""


@dataclass(frozen=True, slots=True, repr=False)
class Amounts:
    """What was spent in the two years by the bearers asked for, on the residents of the study.

    Sums run over `parts` in their own order, so that neither the order of delivery nor threads can change a number.
    """

    residents: pd.Index
    parts: tuple[CostPart, ...]
    years: tuple[int, int]

    def per_resident(self, panel: Panel, year: int, column: str = "", value: str = "") -> Floats:
        """Euro per resident in one year, of one category or bearer if named, shape (n_people,); no row is 0 euro."""
        named = [part for part in self.parts if not column or getattr(part, column) == value]
        return self._sum(panel, {part: 1.0 for part in named if part.year == year})

    def weighted(self, panel: Panel, year: int, weights: Mapping[tuple[str, str], float]) -> Floats:
        """Euro per resident in one year, shape (n_people,), each amount times the weight of its (category, bearer)."""
        own = {part: weights.get((part.category, part.bearer), 0.0) for part in self.parts if part.year == year}
        return self._sum(panel, {part: weight for part, weight in own.items() if weight})

    def payers(self) -> dict[str, tuple[str, ...]]:
        """Who bears the costs of each category, sorted."""
        pairs = sorted({(part.category, part.bearer) for part in self.parts})
        return {category: tuple(bearer for own, bearer in pairs if own == category) for category, _ in pairs}

    def used(self, column: str) -> tuple[str, ...]:
        """The categories or bearers that occur, in the order of the vocabulary."""
        held = {getattr(part, column) for part in self.parts}
        return tuple(value for value in SPLITS[column] if value in held)

    def _sum(self, panel: Panel, weights: Mapping[CostPart, float]) -> Floats:
        """The parts times their weights, added up in their order, shape (n_people,)."""
        total = np.zeros(len(self.residents))
        for part, weight in weights.items():
            np.add.at(total, part.who, weight * part.euro)
        return total[self.residents.get_indexer(panel.resident)]


def asked_amounts(study: OpenStudy, asked: CostsOutcome) -> Amounts:
    """The amounts of the two years and the bearers asked for, in prices of the study's year.

    Delivered as amounts (`costs`), as help that was used times its price (`service_use`), or both. The check has
    refused prices that no index of the study turns into those of its year.
    """
    return Amounts(residents_of_costs(study), cost_parts(study, asked), (asked.baseline_year, asked.follow_up_year))
