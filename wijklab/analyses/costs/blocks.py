"""Whose a saving is: costs in blocks that are kept or shared in one way, by the key that the study declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wijklab.analyses.arms.amounts import Amounts
from wijklab.analyses.arms.panel import Panel
from wijklab.contract.economics import SharingKey
from wijklab.stats.sums import Floats

Paid = tuple[str, str]
"""A category and the bearer who pays it."""

Years = tuple[Floats, Floats]
"""Euro of each resident in the first and in the last year, each of shape (n_people,)."""


@dataclass(frozen=True, slots=True)
class Block:
    """Costs of one bearer, of some categories, and which part (0-1) of a saving on them each party keeps.

    `shared` where a key of the study is about them.
    """

    bearer: str
    categories: tuple[str, ...]
    parts: Mapping[str, float]
    shared: bool

    def paid(self) -> tuple[Paid, ...]:
        """What the block consists of."""
        return tuple((category, self.bearer) for category in self.categories)


@dataclass(frozen=True, slots=True, repr=False)
class Flow:
    """The euro of each resident in a block."""

    block: Block
    years: Years

    @property
    def less(self) -> Floats:
        """How much lower the costs of each resident are in the last year, shape (n_people,)."""
        return self.years[0] - self.years[1]


def euro_paid(panel: Panel, amounts: Amounts) -> dict[Paid, Years]:
    """The euro of each resident by category and bearer, in a fixed order."""
    paid = sorted((category, bearer) for category, own in amounts.payers().items() for bearer in own)
    return {pair: _both_years(panel, amounts, pair) for pair in paid}


def _both_years(panel: Panel, amounts: Amounts, pair: Paid) -> Years:
    first, last = (np.asarray(amounts.weighted(panel, year, {pair: 1.0})) for year in amounts.years)
    return first, last


def together(paid: Mapping[Paid, Years], of: tuple[Paid, ...]) -> Years:
    """The euro of each resident of several of them."""
    first, last = (np.sum([paid[pair][when] for pair in of], axis=0) for when in (0, 1))
    return first, last


def flows(paid: Mapping[Paid, Years], sharing: tuple[SharingKey, ...]) -> tuple[Flow, ...]:
    """All costs, block by block: together they are the total of each resident."""
    return tuple(Flow(block, together(paid, block.paid())) for block in cost_blocks(tuple(paid), sharing))


def cost_blocks(paid: tuple[Paid, ...], sharing: tuple[SharingKey, ...]) -> tuple[Block, ...]:
    """The blocks of every bearer that occurs; each category of a bearer stands in exactly one."""
    of: dict[str, list[str]] = {}
    for category, bearer in paid:
        of.setdefault(bearer, []).append(category)
    return tuple(block for bearer in sorted(of) for block in _blocks_of(bearer, tuple(of[bearer]), sharing))


def kept_by(party: str, flowing: tuple[Flow, ...]) -> tuple[tuple[Flow, float], ...]:
    """The blocks of which a party keeps a part, each with that part."""
    own = ((flow, flow.block.parts.get(party, 0.0)) for flow in flowing)
    return tuple((flow, part) for flow, part in own if part)


def _blocks_of(bearer: str, paid: tuple[str, ...], sharing: tuple[SharingKey, ...]) -> list[Block]:
    """A key that names categories goes before one that is about all: that one is about all others."""
    keys = [key for key in sharing if key.bearer == bearer]
    named = {category for key in keys for category in key.categories}
    pools = [
        (key, tuple(c for c in paid if (c in key.categories if key.categories else c not in named))) for key in keys
    ]
    blocks = [Block(bearer, pool, _parts(key), True) for key, pool in pools if pool]
    rest = tuple(name for name in paid if not any(name in block.categories for block in blocks))
    return [*blocks, Block(bearer, rest, {bearer: 1.0}, False)] if rest else blocks


def _parts(key: SharingKey) -> dict[str, float]:
    total = sum(key.among.values())
    return {party: part / total for party, part in key.among.items()}
