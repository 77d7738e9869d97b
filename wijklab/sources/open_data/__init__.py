"""Published files with figures per area, each read as its publisher makes it: one module per format.

Every reader is a function from a path to a long table with the columns of contract table `context`, one row per area,
indicator and period; its index is the row number in the file, as a spreadsheet shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from wijklab.sources.open_data.cbs_85542ned import read_cbs_85542ned
from wijklab.sources.open_data.cbs_area_names import read_cbs_area_names
from wijklab.sources.open_data.cbs_income_2020 import read_cbs_income_2020
from wijklab.sources.open_data.cbs_kwb_2024 import COMPANIONS, read_cbs_kwb_2024
from wijklab.sources.open_data.rivm_50120ned import read_rivm_50120ned

READERS: Final[Mapping[str, Callable[[Path], pd.DataFrame]]] = MappingProxyType(
    {
        "rivm_50120ned": read_rivm_50120ned,
        "cbs_income_2020": read_cbs_income_2020,
        "cbs_kwb_2024": read_cbs_kwb_2024,
        "cbs_85542ned": read_cbs_85542ned,
    }
)
"""By the key that a study gives under `data.context[].reader`."""

READ_BESIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"cbs_kwb_2024": COMPANIONS})
"""Files that a reader takes from the same folder, by reader."""

NAMES: Final = "cbs_area_names"
"""The reader of a list of areas: it gives names, and no figures."""

__all__ = ["NAMES", "READERS", "READ_BESIDE", "read_cbs_area_names"]
