"""Why people per euro changed: other help, or the same help for more or fewer people (Kitagawa 1955).

Collective help reaches more people per euro. So people per euro rise when money goes that way, also where neither kind
of help reaches more. The change is taken apart: shares of the money at the mean of both numbers per euro, and the rest.
"""

from __future__ import annotations

from wijklab.analyses.budget.people import helped
from wijklab.analyses.budget.spent import ALL
from wijklab.analyses.budget.term import Term
from wijklab.contract.answers import Quantity


def told_years(term: Term) -> tuple[int, ...]:
    """The years of which is told how many people were helped."""
    return tuple(year for year in term.known if helped(term, year) is not None)


def mix_quantities(term: Term, per_euro: dict[str, Quantity]) -> list[Quantity]:
    """The change in people per euro from the first told year to the last: in all, by another mix, and within each kind.

    None where there is one kind of help, or one year, or a kind that did not exist in one of them.
    """
    years, names = told_years(term), term.spent.provisions()
    ends = years[:1] + years[-1:]
    ids = [f"budget.per_euro.{name}.{year}" for name in (ALL, *names) for year in ends]
    if len(names) < 2 or len(years) < 2 or any(id not in per_euro or per_euro[id].value is None for id in ids):
        return []
    rates = {name: [per_euro[f"budget.per_euro.{name}.{year}"].value or 0.0 for year in ends] for name in (ALL, *names)}
    whole = rates[ALL][1] - rates[ALL][0]
    mix = sum(_shift(term, name, ends) * sum(rates[name]) / 2 for name in names)
    spent = tuple(f"budget.spent.{name}.{year}" for name in (ALL, *names) for year in ends)
    n = min(per_euro[id].n or 0 for id in ids)
    return [
        Quantity(f"budget.change.{part}", value, "persons", "people", n=n, method="kitagawa", rests_on=(*ids, *spent))
        for part, value in (("whole", whole), ("mix", mix), ("within", whole - mix))
    ]


def _shift(term: Term, provision: str, ends: tuple[int, ...]) -> float:
    """By how much the share (0-1) of a provision in the euro of a year changed from the first end to the last."""
    shares = [
        round(term.spent.total(term.spent.where(year, provision))) / round(term.spent.total(term.spent.where(year)))
        for year in ends
    ]
    return shares[1] - shares[0]
