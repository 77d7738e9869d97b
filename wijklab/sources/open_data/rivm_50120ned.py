"""RIVM and GGD'en, StatLine 50120NED: perceived health by municipality, wijk and buurt.

`;` between cells, UTF-8 with BOM, codes and names padded with spaces, values right-aligned, `.` for what is secret.
The figures below the municipality are model estimates: context for a story, never an outcome.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from wijklab.sources.open_data.cells import areas, figures, long_table, not_this_file, read_cells, years

SOURCE: Final = "RIVM en GGD'en, StatLine 50120NED (Gezondheid per wijk en buurt)"
_ADULTS: Final = "20300"
_ESTIMATE: Final = "MW00000"
_HEALTH: Final = "ErvarenGezondheidGoedZeerGoed"
_STEMS: Final = ("Leeftijd", "Marges", "WijkenEnBuurten", "Perioden", "Gemeentenaam", "SoortRegio", _HEALTH)


def read_rivm_50120ned(path: Path) -> pd.DataFrame:
    """Indicator `health_good_percent`: adults (18+) who call their own health good or very good, in percent.

    Long table with the columns of `context`. The file names the municipality on every row, so a wijk or buurt comes
    without a name. SourceError where it is another file.
    """
    table = read_cells(path, ";", _STEMS)
    table = table[(table["Leeftijd"] == _ADULTS) & (table["Marges"] == _ESTIMATE)]
    if table.empty:
        raise not_this_file(
            path,
            f"has no row for adults (Leeftijd {_ADULTS}) with the estimate itself (Marges {_ESTIMATE})",
            "download 50120NED again with both of them selected",
        )
    whole = table["SoortRegio"].isin(("Land", "Gemeente"))
    return long_table(
        areas(table["WijkenEnBuurten"], path),
        "health_good_percent",
        years(table["Perioden"], path),
        figures(table[_HEALTH], path),
        "percent",
        SOURCE,
        table["Gemeentenaam"].astype(object).where(whole, None),
    )
