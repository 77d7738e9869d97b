"""What each part of the page hands over: its numbers, its exhibits and what it has to say about limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from wijklab.contract.answers import Exhibit, Finding, Quantity


@dataclass(frozen=True, slots=True, repr=False)
class Parts:
    """Quantities by list, the exhibits that show them, and notes under the page."""

    quantities: list[Quantity] = field(default_factory=list)
    exhibits: tuple[Exhibit, ...] = ()
    notes: list[Finding] = field(default_factory=list)
