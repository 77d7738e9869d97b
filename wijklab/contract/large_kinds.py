"""Which rows of a table that stays in its file no rule can tell apart, and the one row that stands for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.columns import TABLES
from wijklab.contract.delivered import Delivered
from wijklab.contract.large_shapes import LargeAmounts, Lookup
from wijklab.contract.values import DTYPES


def alike_to_rules(amounts: LargeAmounts, others: Mapping[str, Delivered]) -> NDArray[np.int64]:
    """For each resident the number of one who stands for all whom no rule can tell apart, shape (n_residents,)."""
    own = np.arange(len(amounts.residents), dtype=np.int64)
    homes, told = _homes(pd.Series(amounts.residents), others)
    first = pd.Series(own).groupby([homes.fillna(""), told]).transform("min").to_numpy(dtype=np.int64)
    if "service_use" in others:
        apart = amounts.residents_with(others["service_use"].frame)
        first = np.where(np.isin(own, apart), own, _first_of_others(first, own, apart))
    return first


def _first_of_others(first: NDArray[np.int64], own: NDArray[np.int64], apart: NDArray[np.int64]) -> NDArray[np.int64]:
    """The groups again, without those who stand apart: one of them may have stood for the others."""
    shared = pd.Series(own).where(~np.isin(own, apart))
    return shared.groupby(first).transform("min").fillna(pd.Series(own)).to_numpy(dtype=np.int64)


def _homes(residents: pd.Series, others: Mapping[str, Delivered]) -> tuple[pd.Series, pd.Series]:
    """The neighbourhood of each resident, and whether the row that tells it is refused."""
    if "residents" not in others:
        return pd.Series(None, index=residents.index, dtype="object"), pd.Series(False, index=residents.index)
    people = others["residents"]
    frame = people.frame.dropna(subset=["resident"])
    refused = frame.index.isin([row for problem in people.refused for row in problem.rows])
    told = residents.isin(frame["resident"][refused])
    homes = frame.drop_duplicates("resident").set_index("resident")["neighbourhood"].astype(object)
    return residents.map(homes), told


def standing_frame(kinds: pd.DataFrame, lookups: Mapping[str, Lookup]) -> pd.DataFrame:
    """The kinds as the table that rules see, with the values of the contract; a refused cell is missing."""
    columns = {}
    for column in TABLES["costs"].columns:
        if column.name == "amount_eur":
            values: list[Any] = list(kinds["least"])
        elif column.kind == "year":
            values = [None if pd.isna(cell) else int(cell) for cell in kinds[column.name]]
        else:
            named = lookups[column.name].values
            values = [None if pd.isna(cell) else named[int(cell)] for cell in kinds[column.name]]
        columns[column.name] = pd.Series(values, dtype=DTYPES[column.kind])
    return pd.DataFrame(columns).set_axis(kinds.index, axis=0)
