"""What was spent: in each year of the term, on whom and on what, and what was left of the budget.

An amount that paid for individual help says what few people cost where it helped few. So every amount knows how many
people are behind it at the least: those of its largest row, as one person may stand in several. Where the number was
not delivered, individual help is hidden; a collective provision is what an organisation paid, and rests on nobody.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from wijklab.analyses.budget.few import behind, give_away, rows_of
from wijklab.analyses.budget.spent import ALL
from wijklab.analyses.budget.term import Term
from wijklab.contract.answers import Quantity
from wijklab.contract.study_parts import Privacy

Hiding = tuple[str, ...]
"""What is hidden as a whole: amounts by category (`on`), those over all years (`sums`), by provision (`part`)."""

_HIDING: Final[tuple[Hiding, ...]] = ((), ("on",), ("on", "sums"), ("on", "part"), ("on", "part", "sums"))
"""From nothing to all but the total of each year, which tells of no other."""


def spending_quantities(term: Term, privacy: Privacy) -> list[Quantity]:
    """The budget of each year, what was spent of it in all, by provision and by category, and what was left.

    As much of it as can be shown together: hidden amounts may follow from others where a category or provision has no
    row in some years. Then categories are hidden, and if need be provisions as well.
    """
    for hiding in _HIDING:
        amounts = [*_yearly(term, hiding), *_by_category(term, hiding)]
        if not give_away(amounts, term, privacy):
            break
    return [*_budgets(term), *amounts, *_left(term)]


def _budgets(term: Term) -> list[Quantity]:
    asked = term.asked
    values = zip(term.years, term.amounts(term.years).round(2), strict=True)
    method = "indexed" if asked.price_index else "as_declared"
    each = [
        Quantity(f"budget.amount.{year}", float(euro), "eur", "organisation", method=method, source=asked.source)
        for year, euro in values
    ]
    both = {"all": term.years, "so_far": term.known}
    sums = [
        Quantity(
            f"budget.amount.{name}", float(term.amounts(years).sum().round(2)), "eur", "organisation", method=method
        )
        for name, years in both.items()
    ]
    return [*each, *sums]


def _yearly(term: Term, hiding: Hiding) -> list[Quantity]:
    """Of each year the total and its provisions, and all of them over the years: every sum is a line."""
    names = (ALL, *term.spent.provisions())
    each = [
        _amount(f"budget.spent.{name}.{year}", term, _hides(name, hiding), year, years)
        for name in names
        for years in [f"budget.years.{name}"]
        for year in map(str, term.known)
        if _there(f"budget.spent.{name}.{year}", term)
    ]
    sums = [
        _amount(f"budget.spent.{name}.so_far", term, _hides(name, hiding) or "sums" in hiding, "so_far", *lines)
        for name in names
        for lines in [(f"budget.years.{name}", *([] if name == ALL else [f"budget.on.{name}"]))]
    ]
    return [*each, *sums]


def _by_category(term: Term, hiding: Hiding) -> list[Quantity]:
    """What each provision spent on each category over the years."""
    ids = [
        (f"budget.on.{provision}.{category}", f"budget.on.{provision}")
        for provision in term.spent.provisions()
        for category in term.spent.categories()
    ]
    return [_amount(id, term, "on" in hiding, "", line) for id, line in ids if _there(id, term)]


def _hides(name: str, hiding: Hiding) -> bool:
    return name != ALL and "part" in hiding


def _there(id: str, term: Term) -> bool:
    return bool(rows_of(id, term).any())


def _amount(id: str, term: Term, hide: bool, when: str, *lines: str) -> Quantity:
    """The sum of the rows that an id is about, with how many people are behind it at the least."""
    sums_in = (*([f"budget.{when}"] if when else []), *lines)
    if hide:
        return Quantity(id, None, "eur", "people", missing="suppressed_secondary", sums_in=sums_in)
    rows = rows_of(id, term)
    basis, n = behind(rows, term)
    source = term.spent.sources(rows)
    return Quantity(id, term.spent.total(rows), "eur", basis, n=n, source=source, sums_in=sums_in)


def _left(term: Term) -> list[Quantity]:
    """What was left of each year's budget, and of all budgets up to that year; both follow from what was spent."""
    spent = {year: round(term.spent.total(term.spent.where(year))) for year in term.known}
    left = {year: float(euro) - spent[year] for year, euro in zip(term.known, term.amounts(term.known), strict=True)}
    own = [_reckoned(f"budget.left.{year}", left[year], (year,), term) for year in term.known]
    sums = [
        _reckoned(f"budget.left_so_far.{year}", sum(left[earlier] for earlier in until), until, term)
        for at, year in enumerate(term.unbroken)
        for until in [term.unbroken[: at + 1]]
    ]
    total = float(term.amounts(term.known).sum()) - round(float(term.spent.euro.sum()))
    return [*own, *sums, _reckoned("budget.left.so_far", total, ("so_far",), term)]


def _reckoned(id: str, value: float, when: tuple[int | str, ...], term: Term) -> Quantity:
    """What follows from what was spent then, over the people who are behind that."""
    rests_on = tuple(f"budget.spent.{ALL}.{year}" for year in when)
    basis, n = behind(np.any([rows_of(spent, term) for spent in rests_on], axis=0), term)
    return Quantity(id, value, "eur", basis, n=n, method="budget_less_spending", rests_on=rests_on)
