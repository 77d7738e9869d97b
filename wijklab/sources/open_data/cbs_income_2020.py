"""CBS maatwerk "Inkomen per gemeente en wijk, 2020": income by municipality and wijk.

`;` between cells, Latin-1, decimal comma, `.` for what is secret. A municipality has its code on its row "Totaal" only;
the rows of its wijken below leave that column empty and give a wijk code.

The short headers are not explained in the file. What they mean was checked: weighted by dwellings, the 342
municipalities average 39.9 in "40% huishoudens" and 20.0 in "20% huishoudens", and Amsterdam (50.4 and 17.7) continues
CBS's own 2019 series for households (50.9 and 17.5) and not that for persons (39.3 and 24.4).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from wijklab.sources.open_data.cells import areas, figures, long_table, read_cells, stacked

SOURCE: Final = "CBS, Inkomen per gemeente en wijk, 2020 (maatwerk)"
_PERIOD: Final = "2020"
_MEASURES: Final = (
    ("Gemiddeld", "income_per_inhabitant_eur_thousand", "eur_thousand"),
    ("40% huishoudens", "households_lowest_40_percent", "percent"),
    ("20% huishoudens", "households_highest_20_percent", "percent"),
)
_STEMS: Final = ("Gemeentecode", "Wijkcode", "Regionaam", *(header for header, _, _ in _MEASURES))


def read_cbs_income_2020(path: Path) -> pd.DataFrame:
    """Mean income per inhabitant (x 1,000 euro) and the shares of households with a low and a high income (percent).

    `households_lowest_40_percent` is the share of an area's households that belong to the 40 % of Dutch households with
    the lowest income, so 40 is the national figure; `households_highest_20_percent` likewise for the highest 20 %.
    Long table with the columns of `context`. SourceError where it is another file.
    """
    table = read_cells(path, ";", _STEMS)
    municipality = table["Wijkcode"] == "Totaal"
    area = areas(table["Gemeentecode"].where(municipality, table["Wijkcode"]).rename("Wijkcode"), path)
    return stacked(
        long_table(area, indicator, _PERIOD, figures(table[header], path, ","), unit, SOURCE, table["Regionaam"])
        for header, indicator, unit in _MEASURES
    )
