"""The tables of the contract as data: one row per column, no `if` per column.

`check.py` turns these rows into pandera schemas; `wijklab init` turns them into empty tables with Dutch headers;
`docs/` turns them into the description of what may be delivered.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wijklab.contract import tables_counted as counted
from wijklab.contract import tables_money as money
from wijklab.contract import tables_told as told
from wijklab.contract.table_shapes import Table

_IN_ORDER: Final = (
    counted.NEIGHBOURHOODS,
    counted.RESIDENTS,
    counted.WELLBEING,
    counted.SURVEY,
    counted.LADDER,
    money.COSTS,
    money.SERVICE_USE,
    money.INVESTMENTS,
    money.SOCIAL_RETURNS,
    money.AREA_SPENDING,
    money.PRICES,
    money.PRICE_INDEX,
    told.CASES,
    told.CASE_MEASUREMENTS,
    told.CASE_COSTS,
    counted.CONTEXT,
    told.FRAGMENTS,
    told.QUOTE_LIFE,
    told.EVENTS,
    told.SESSIONS,
    told.SESSION_NOTES,
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType({table.name: table for table in _IN_ORDER})
