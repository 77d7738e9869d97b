"""CBS StatLine, the list `WijkenEnBuurten` of a table "Kerncijfers wijken en buurten": what each area is called.

`,` between quoted cells, codes padded to ten characters. Needed because the figures often come with codes only.
"""

from __future__ import annotations

from pathlib import Path

from wijklab.sources.open_data.cells import areas, read_cells


def read_cbs_area_names(path: Path) -> dict[str, str]:
    """The name of each municipality, wijk and buurt by its code. SourceError where it is another file."""
    table = read_cells(path, ",", ("Key", "Title"))
    return dict(zip(areas(table["Key"], path), table["Title"], strict=True))
