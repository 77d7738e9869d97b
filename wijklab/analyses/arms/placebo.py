"""One neighbourhood against many: the difference, among those of neighbourhoods in which nothing was done.

Each comparison neighbourhood takes its turn as if it were the one. All of it is reckoned from the means of the
neighbourhoods, and is hidden with any of them.
"""

from __future__ import annotations

from wijklab.analyses.arms.panel import Measure, pair_id
from wijklab.analyses.arms.quantities import difference_unit
from wijklab.contract.answers import Exhibit, Finding, Label, Quantity, Row
from wijklab.stats.few.placebo import Placebo, one_against_many


def placebo_quantities(prefix: str, of: Measure, *, dots: str) -> list[Quantity]:
    """`<prefix>.<pair>.<neighbourhood>` for every comparison neighbourhood of each pair of one against many.

    The rank of the real difference, and the number of differences, are `<prefix>_rank.<pair>` and `_places`.
    """
    return [
        quantity
        for pair, found in _found(of).items()
        for quantity in _of_pair(prefix, of, pair, found, tuple(f"{dots}.{code}" for code in _all(of, pair)))
    ]


def placebo_exhibit(prefix: str, of: Measure, *, id: str, facts: str) -> tuple[Exhibit, ...]:
    """The real difference as a mark and the placebo differences as dots, for each pair of one against many."""
    pairs = list(_found(of))
    rows = tuple(
        Row(
            Label("pair", pair_id(pair)),
            (f"{facts}.{pair_id(pair)}",),
            tuple(f"{prefix}.{pair_id(pair)}.{code}" for code in of.panel.codes_of(_many(of, pair))),
        )
        for pair in pairs
    )
    says = tuple(_finding(prefix, pair) for pair in pairs)
    return (Exhibit(id, "intervals", (Label("measure", "difference"),), rows, says),) if rows else ()


def _finding(prefix: str, pair: tuple[str, str]) -> Finding:
    stem, _, name = prefix.rpartition(".")
    facts = {part: f"{stem}.{name}_{part}.{pair_id(pair)}" for part in ("rank", "places")}
    return Finding(f"{stem}.finding.{name}", facts, {"pair": Label("pair", pair_id(pair))})


def _found(of: Measure) -> dict[tuple[str, str], Placebo]:
    tried = {pair: one_against_many(of.of(pair[0]), of.of(pair[1])) for pair in of.panel.pairs()}
    return {pair: found for pair, found in tried.items() if found is not None}


def _of_pair(
    prefix: str, of: Measure, pair: tuple[str, str], found: Placebo, rests_on: tuple[str, ...]
) -> list[Quantity]:
    n, name = min(of.people(arm) for arm in pair), pair_id(pair)
    dots = [
        Quantity(
            f"{prefix}.{name}.{code}",
            float(value),
            difference_unit(of.unit),
            "people",
            n=n,
            method="placebo_neighbourhood_against_the_others",
            rests_on=rests_on,
        )
        for code, value in zip(of.panel.codes_of(_many(of, pair)), found.differences, strict=True)
    ]
    counts = (("rank", found.rank), ("places", found.differences.size + 1))
    ranks = [
        Quantity(f"{prefix}_{part}.{name}", float(count), "count", "people", n=n, method="rank", rests_on=rests_on)
        for part, count in counts
    ]
    return [*dots, *ranks]


def _many(of: Measure, pair: tuple[str, str]) -> str:
    return max(pair, key=lambda arm: len(of.panel.codes_of(arm)))


def _all(of: Measure, pair: tuple[str, str]) -> tuple[str, ...]:
    return tuple(code for arm in pair for code in of.panel.codes_of(arm))
