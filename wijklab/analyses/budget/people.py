"""How many people were helped, how many per euro, and how much went to collective help: all from released numbers.

Who had two kinds of help in a year stands in both rows, and counts twice in their sum. Numbers per euro and shares are
reckoned from counts that are rounded already, so that they cannot undo the rounding; they are hidden with what they
rest on.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.budget.spent import ALL
from wijklab.analyses.budget.term import Term
from wijklab.contract.answers import Quantity
from wijklab.disclosure.gates import round_to

PER_EUR: Final = 100_000
"""Of how many euro it is said how many people they helped: so many that it is a number of people."""


def people_quantities(term: Term, rounding: int) -> list[Quantity]:
    """Per known year: people helped by each provision and in all, per so many euro, and the share of the collective."""
    counts = {count.id: count for year in term.known for count in _counts(term, year)}
    per_euro = [_per_euro(count, term, rounding) for count in counts.values()]
    shares = [share for year in term.known for share in _shares(term, year, counts)]
    return [*counts.values(), *per_euro, *shares]


def helped(term: Term, year: int, provision: str = ALL) -> float | None:
    """How many people were helped in a year; None where one of its rows does not tell."""
    people = term.spent.people[term.spent.where(year, provision)]
    return None if np.isnan(people).any() or not people.size else float(people.sum())


def _in(term: Term, year: int) -> tuple[str, ...]:
    """All together, and the provisions that have a row in that year."""
    return (ALL, *(name for name in term.spent.provisions() if term.spent.where(year, name).any()))


def _counts(term: Term, year: int) -> list[Quantity]:
    line = (f"budget.people.{year}",)
    return [
        Quantity(
            f"budget.people.{name}.{year}",
            found := helped(term, year, name),
            "persons",
            "count",
            missing="not_given" if found is None else None,
            sums_in=line,
        )
        for name in _in(term, year)
    ]


def _per_euro(count: Quantity, term: Term, rounding: int) -> Quantity:
    """People per `PER_EUR` euro in prices of the first year of the term."""
    *_, name, written = count.id.split(".")
    year = int(written)
    euro = round(term.spent.total(term.spent.where(year, name))) / float(term.level([year])[0])
    people = None if count.value is None else round_to(count.value, rounding)
    value = people / euro * PER_EUR if people is not None and euro > 0 else None
    return Quantity(
        f"budget.per_euro.{name}.{year}",
        value,
        "persons",
        "people",
        n=people,
        method=f"per_{PER_EUR}_eur_in_prices_of_{term.asked.first_year}",
        missing=None if value is not None else "not_given" if people is None else "not_computable",
        rests_on=(count.id, f"budget.spent.{name}.{year}"),
    )


def _shares(term: Term, year: int, counts: dict[str, Quantity]) -> list[Quantity]:
    """How much of the euro and of the people of a year is collective; a provision without a row had none."""
    rests_on = tuple(f"budget.spent.{name}.{year}" for name in _in(term, year))
    euro = [round(term.spent.total(term.spent.where(year, name))) for name in (ALL, "collective")]
    share = round(100 * euro[1] / euro[0], 1) if euro[0] else None
    missing = None if share is not None else "not_computable"
    money = Quantity(
        f"budget.collective_euro.{year}", share, "percent", "organisation", rests_on=rests_on, missing=missing
    )
    ids = (f"budget.people.collective.{year}", f"budget.people.all.{year}")
    if any(id not in counts or counts[id].value is None for id in ids):
        return [money]
    return [money, Quantity(f"budget.collective_people.{year}", 0.0, "percent", "people", share_of=ids)]
