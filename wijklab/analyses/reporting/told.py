"""What a study says of one item of a checklist, and how far that fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from wijklab.contract.answers import Finding, Label
from wijklab.contract.study_values import Arm
from wijklab.contract.tables import OpenStudy
from wijklab.contract.vocabulary import ARMS, CHEERS_ITEMS, TIDIER_ITEMS, TREND_ITEMS

CHECKLISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"trend": TREND_ITEMS, "tidier": TIDIER_ITEMS, "cheers": CHEERS_ITEMS}
)
"""The checklists, and the numbers of their items; their words stand in `text/*/reporting.toml`."""

STATUSES: Final = ("study", "authors", "part", "open")
"""Filled from the study, filled by the authors, filled in part and still to be completed, or still open."""


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences on one item, the pages that say more, and whether the item is answered by them as a whole."""

    says: tuple[Finding, ...] = ()
    see: tuple[str, ...] = ()
    whole: bool = False

    def status(self, authors: str) -> str:
        """One of `STATUSES`; what the authors add themselves always completes an item."""
        if authors:
            return "authors"
        if not self.says:
            return "open"
        return "study" if self.whole else "part"


Tell = Callable[[OpenStudy], Told]
"""How an item is told of a study."""


def told(says: Iterable[Finding], *see: str, whole: bool = False) -> Told:
    """Sentences on an item; whole only where there are any."""
    found = tuple(says)
    return Told(found, see, whole and bool(found))


def pages(study: OpenStudy, *wished: str) -> tuple[str, ...]:
    """Those of the wished pages that the study has."""
    return tuple(page for page in wished if page in study.card.pages)


def declared_arms(study: OpenStudy) -> tuple[Arm, ...]:
    """The ways of working of the study, in the order of the vocabulary."""
    return tuple(arm for arm in ARMS if arm in study.asked.arms)


def areas_of(study: OpenStudy, arm: Arm) -> Label:
    """The neighbourhoods of an arm as one name: a list."""
    return Label("areas", " ".join(study.asked.arms[arm].neighbourhoods))


def areas_says(study: OpenStudy, key: str) -> list[Finding]:
    """A sentence per way of working, with its neighbourhoods by number and by name."""
    return [
        Finding(key, {"areas": f"reporting.areas.{arm}"}, {"arm": Label("arm", arm), "names": areas_of(study, arm)})
        for arm in declared_arms(study)
    ]
