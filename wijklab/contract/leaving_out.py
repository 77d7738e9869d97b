"""Rows left out: the refused ones, and then the rows that refer to them, so that nothing hangs in the air."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from wijklab.contract.delivered import Delivered
from wijklab.contract.rules.found import Found, Frames
from wijklab.contract.rules.places import REFERENCES, Reference
from wijklab.contract.study import Study
from wijklab.errors import Problem

_NEIGHBOURHOODS_FIRST: Final = tuple(
    Reference(table, "neighbourhood", "neighbourhoods", "code") for table in ("residents", "survey")
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Rows of one table that were refused, as `refused.csv` lists them."""

    table: str
    problem: Problem


def located(item: Found, delivered: Mapping[str, Delivered]) -> Problem:
    """What a rule found, with the file and the header that its deliverer knows."""
    part = delivered[item.table]
    return Problem(part.where, item.what, item.todo, part.header(item.column), item.rows, item.severity)


def left_out(usable: Frames, refused: Sequence[Refused]) -> tuple[dict[str, pd.DataFrame], list[Found]]:
    """The tables without refused rows and without the rows that refer to them, and what was found on the way."""
    frames = {name: _without(frame, name, refused) for name, frame in usable.items()}
    cascade = []
    for reference in (*_NEIGHBOURHOODS_FIRST, *REFERENCES):
        orphans = _orphans(reference, usable, frames)
        if orphans:
            frames[reference.table] = frames[reference.table].drop(index=list(orphans))
            what = f"refers to a row of {reference.target} that was refused"
            cascade.append(Found(reference.table, what, f"correct {reference.target}", reference.column, orphans))
    return frames, cascade


def _without(frame: pd.DataFrame, name: str, refused: Sequence[Refused]) -> pd.DataFrame:
    rows = {row for item in refused if item.table == name for row in item.problem.rows}
    return frame[~frame.index.isin(list(rows))]


def _orphans(reference: Reference, whole: Frames, frames: Frames) -> tuple[int, ...]:
    """Rows still there whose referent was delivered but did not survive."""
    if reference.table not in frames or reference.target not in frames:
        return ()
    cells = frames[reference.table][reference.column]
    lost = set(whole[reference.target][reference.key].dropna()) - set(frames[reference.target][reference.key].dropna())
    return tuple(int(row) for row in cells.index[cells.isin(lost)])


def nothing_left(study: Study, whole: Frames, frames: Frames, delivered: Mapping[str, Delivered]) -> Iterator[Problem]:
    """Leaving rows out may not take away a whole table, or a neighbourhood that the study compares."""
    for name, frame in frames.items():
        if frame.empty and not whole[name].empty:
            yield Problem(
                delivered[name].where, "has no row that can be used", "correct the rows that refused.csv lists"
            )
    if "neighbourhoods" in frames and not frames["neighbourhoods"].empty:
        kept, there = set(frames["neighbourhoods"]["code"]), set(whole["neighbourhoods"]["code"].dropna())
        lost = sorted(code for code in there - kept if study.arm_of(code))
        if lost:
            what = f"the row of {', '.join(lost)} is refused, and the study compares that neighbourhood"
            part = delivered["neighbourhoods"]
            yield Problem(part.where, what, "correct the row: it cannot be left out", part.header("code"))
