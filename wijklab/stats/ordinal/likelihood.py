"""The likelihood of cell counts under a cumulative link model, with its first and second derivatives.

A cell is a group of people who share their covariates. Its cumulative chances lie at `edges`, one per threshold:

    edge_j = (threshold_j - z . shift_j - x . coefficient) / exp(w . scale)

where x has one coefficient, z one for each threshold (partial proportional odds; Peterson & Harrell 1990) and w changes
the spread (Agresti 2010, section 5.4; ordinal::clm). Parameters stand in that order: thresholds, shifts, coefficients,
scales.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wijklab.stats.ordinal.links import Link, between

Floats = NDArray[np.float64]

LEAST_CHANCE: Final = 1e-150
"""A smaller chance of a level counts as this one: its inverse squared times a million people is still a number."""


WIDEST: Final = 50.0
"""The largest log scale that is reckoned with, either way: a step of the search may try any, and e^50 is beyond all."""


@dataclass(frozen=True, slots=True)
class CellModel:
    """`counts` (n_cells, n_levels); `sides` (n_cells, n_thresholds, n_location): how each edge moves with each
    parameter before scaling; `spread` (n_cells, n_scale), which may have no columns."""

    counts: Floats
    sides: Floats
    spread: Floats
    link: Link

    @property
    def n_location(self) -> int:
        """How many parameters are not scales."""
        return self.sides.shape[2]

    def edges(self, parameters: Floats) -> Floats:
        """Where each cell's thresholds lie, shape (n_cells, n_thresholds)."""
        return (self.sides @ parameters[: self.n_location]) * self._narrowing(parameters)[:, None]

    def chances(self, parameters: Floats) -> Floats:
        """P(Y = j) of each cell, shape (n_cells, n_levels); negative where thresholds cross."""
        return between(self.link, with_ends(self.edges(parameters)))

    def value(self, parameters: Floats) -> float:
        """Log-likelihood; minus infinity where someone is where nobody can be, such as between crossed thresholds."""
        chance, used = self.chances(parameters), self.counts > 0
        if not (chance[used] > 0).all():
            return -np.inf
        return float(self.counts[used] @ np.log(chance[used]))

    def scores(self, parameters: Floats) -> Floats:
        """The slope of the log-likelihood of each cell, shape (n_cells, n_parameters)."""
        edges = self.edges(parameters)
        pull, _ = edge_slopes(self.counts, edges, self.link)
        return np.einsum("cj,cjp->cp", pull, self._moves(parameters, edges))

    def slopes(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Gradient, shape (n_parameters,), and Hessian of the log-likelihood."""
        edges = self.edges(parameters)
        pull, bend = edge_slopes(self.counts, edges, self.link)
        moves = self._moves(parameters, edges)
        gradient = np.tensordot(pull, moves, axes=2)
        hessian = np.tensordot(moves, bend @ moves, axes=((0, 1), (0, 1)))
        return gradient, hessian + self._curvature(edges, pull, moves)

    def _moves(self, parameters: Floats, edges: Floats) -> Floats:
        """How each edge moves with each parameter, shape (n_cells, n_thresholds, n_parameters)."""
        if not self.spread.shape[1]:
            return self.sides
        narrowed = self.sides * self._narrowing(parameters)[:, None, None]
        return np.concatenate([narrowed, -edges[:, :, None] * self.spread[:, None, :]], axis=2)

    def _narrowing(self, parameters: Floats) -> Floats:
        """What each cell's edges are multiplied by, shape (n_cells,)."""
        scale = self.spread @ parameters[self.n_location :]
        return np.exp(-np.clip(scale, -WIDEST, WIDEST))

    def _curvature(self, edges: Floats, pull: Floats, moves: Floats) -> Floats:
        """What the edges' own second derivatives add to the Hessian: nothing but where there is a scale."""
        n, size = self.n_location, moves.shape[2]
        added = np.zeros((size, size))
        if size > n:
            added[:n, n:] = -np.einsum("cj,cjp,cq->pq", pull, moves[:, :, :n], self.spread)
            added[n:, :n] = added[:n, n:].T
            added[n:, n:] = np.einsum("cj,cj,cq,cr->qr", pull, edges, self.spread, self.spread)
        return added


def cell_model(counts: Floats, design: Floats, shifting: Floats, spread: Floats, link: Link) -> CellModel:
    """The model of cells with covariates `design`, `shifting` and `spread`, each of shape (n_cells, its columns)."""
    n_cells, n_thresholds = counts.shape[0], counts.shape[1] - 1
    own = np.broadcast_to(np.eye(n_thresholds), (n_cells, n_thresholds, n_thresholds))
    shifts = np.einsum("cz,jk->cjzk", -shifting, np.eye(n_thresholds)).reshape(n_cells, n_thresholds, -1)
    common = np.broadcast_to(-design[:, None, :], (n_cells, n_thresholds, design.shape[1]))
    return CellModel(counts, np.concatenate([own, shifts, common], axis=2), spread, link)


def with_ends(edges: Floats) -> Floats:
    """`edges`, shape (n_cells, n_thresholds), between minus and plus infinity."""
    end = np.full((len(edges), 1), np.inf)
    return np.hstack([-end, edges, end])


def edge_slopes(counts: Floats, edges: Floats, link: Link) -> tuple[Floats, Floats]:
    """First and second derivatives of the log-likelihood by edge: (n_cells, n_thresholds) and that by n_thresholds."""
    chance = np.maximum(between(link, with_ends(edges)), LEAST_CHANCE)
    ratio = counts / chance
    square = ratio / chance
    density = link.density(edges)
    pull = density * (ratio[:, :-1] - ratio[:, 1:])
    own = link.slope(edges) * (ratio[:, :-1] - ratio[:, 1:]) - density**2 * (square[:, :-1] + square[:, 1:])
    beside = density[:, :-1] * density[:, 1:] * square[:, 1:-1]
    bend, inner = np.zeros((*edges.shape, edges.shape[1])), np.arange(edges.shape[1])
    bend[:, inner, inner] = own
    bend[:, inner[:-1], inner[1:]] = bend[:, inner[1:], inner[:-1]] = beside
    return pull, bend
