"""How many people are behind an amount, and whether amounts over few people follow from those that are shown.

The gate hides an amount over few people, and one more of each sum that it stands in. Where a category or a provision
has no row in some years, sums that look apart are the same, and more may follow. So all of them are looked at together,
after the gate, as somebody would who has the page and knows which rows there are: by linear algebra.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from wijklab.analyses.answering import by_id
from wijklab.analyses.budget.term import Term
from wijklab.contract.answers import Basis, Quantity
from wijklab.contract.study_parts import Privacy
from wijklab.disclosure import safe_to_show
from wijklab.stats.margins import follow
from wijklab.stats.sums import Bools


def behind(rows: Bools, term: Term) -> tuple[Basis, int | None]:
    """What an amount rests on. n is the number of people helped in the year with most of them, once the largest row
    alone is enough; else that of the largest row, which alone is sure to be different people."""
    spent, told = term.spent, rows & ~np.isnan(term.spent.people)
    if not told.any():
        return ("people", None) if "individual" in spent.provision[rows] else ("organisation", None)
    if (largest := spent.people[told].max()) < term.threshold:
        return "people", int(largest)
    return "people", int(max(spent.people[told & (spent.year == year)].sum() for year in term.known))


def rows_of(id: str, term: Term) -> Bools:
    """The rows that an amount adds up, from its id: those of a provision, in a year (`spent`) or by category (`on`)."""
    _, what, provision, last = id.split(".")
    if what == "on":
        return term.spent.where(None, provision, last)
    return term.spent.where(None if last == "so_far" else int(last), provision)


def give_away(amounts: list[Quantity], term: Term, privacy: Privacy) -> bool:
    """Whether a row or an amount over few people, or hidden ones that are so together, follow from what is shown."""
    passed = safe_to_show(by_id(amounts), privacy)
    members = {id: rows_of(id, term) for id in passed}
    shown = [members[id] for id, amount in passed.items() if amount.value is not None]
    each = np.eye(term.spent.year.size, dtype=bool)
    secret = [*each, *members.values(), *_hidden_together(passed, members)]
    few = [own for own in secret if own.any() and not _enough(own, term)]
    return bool(shown and few and follow(np.array(shown, dtype=float), np.array(few, dtype=float)).any())


def _hidden_together(passed: Mapping[str, Quantity], members: Mapping[str, Bools]) -> list[Bools]:
    """For each line the rows of all its hidden parts; the total of a line is no part of it."""
    lines = {line for amount in passed.values() for line in amount.sums_in}
    found = []
    for line in sorted(lines):
        own = [id for id, amount in passed.items() if line in amount.sums_in]
        whole = max(members[id].sum() for id in own)
        hidden = [members[id] for id in own if passed[id].value is None and members[id].sum() < whole]
        found.append(np.any([np.zeros_like(members[own[0]]), *hidden], axis=0))
    return found


def _enough(rows: Bools, term: Term) -> bool:
    basis, n = behind(rows, term)
    return basis == "organisation" or (n is not None and n >= term.threshold)
