"""CBS StatLine 85542NED "Welzijn; kerncijfers, persoonskenmerken": how the Dutch mark their own life, by year.

`,` between cells, no BOM. `Kenmerken` T009002 is the whole population of 18 and older; `Marges` tells the figure from
the two ends of its 95 % interval. National only: a yardstick, 7.5 to 7.7 in every year from 2013 to 2024.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from wijklab.sources.open_data.cells import figures, long_table, not_this_file, read_cells, stacked, years

SOURCE: Final = "CBS, StatLine 85542NED (Welzijn; kerncijfers, persoonskenmerken)"
_EVERYONE: Final = "T009002"
_MARGINS: Final = (("MW00000", ""), ("MOG0095", "_low"), ("MBG0095", "_high"))
_SCORES: Final = (
    ("ScoreTevredenheidMetHetLeven", "life_satisfaction_score"),
    ("ScoreGeluk", "happiness_score"),
)
_STEMS: Final = ("Kenmerken", "Marges", "Perioden", *(header for header, _ in _SCORES))


def read_cbs_85542ned(path: Path) -> pd.DataFrame:
    """National `life_satisfaction_score` and `happiness_score`, means of marks from 1 to 10, area NL01, by year.

    The ends of CBS's 95 % interval come as indicators of their own that end in `_low` and `_high`.
    Long table with the columns of `context`. SourceError where it is another file.
    """
    table = read_cells(path, ",", _STEMS)
    table = table[table["Kenmerken"] == _EVERYONE]
    if not (table["Marges"] == _MARGINS[0][0]).any():
        raise not_this_file(
            path,
            f"has no row for everyone (Kenmerken {_EVERYONE}) with the figure itself (Marges {_MARGINS[0][0]})",
            "download 85542NED again with both of them selected",
        )
    return stacked(
        _series(table[table["Marges"] == margin], header, indicator + ending, path)
        for header, indicator in _SCORES
        for margin, ending in _MARGINS
    )


def _series(rows: pd.DataFrame, header: str, indicator: str, path: Path) -> pd.DataFrame:
    netherlands = pd.Series("NL01", index=rows.index, dtype=object)
    name = pd.Series("Nederland", index=rows.index, dtype=object)
    return long_table(
        netherlands, indicator, years(rows["Perioden"], path), figures(rows[header], path), "grade", SOURCE, name
    )
