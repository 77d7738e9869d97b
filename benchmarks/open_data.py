"""The open data that made studies read: copied beside them, real where the folder ../shared is there, else a few rows.

A study names its files from its own root, so that the copy makes it true on every machine.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared" / "data"

OPEN_DATA: Final = {
    "rivm_50120ned": "open-data/rivm_50120NED_ervaren_gezondheid_2022_nl_gemeente_wijk_buurt.csv",
    "cbs_kwb_2024": "open-data/kwb2024_85984NED/gemeenten_en_wijken_8_kolommen.json",
}
"""What small and middle studies and the wijkfoto's read, by reader, from the root of a study."""

COUNTED_AREAS: Final = ("WK082806", "WK082801", "WK082807", "WK034401", "WK001400", "WK026801", "WK015300")
"""Real neighbourhoods of which both files hold figures."""


class NoOpenDataError(SystemExit):
    """The folder with real open data is not here."""


def copy_open_data(root: Path) -> None:
    """Every file under ../shared/data into `open-data` of that root; what is read-only there is not so here."""
    if not SHARED.is_dir():
        raise NoOpenDataError("the folder ../shared/data with real open data is not here: nothing to measure on")
    for file in (path for path in SHARED.rglob("*") if path.is_file()):
        target = root / "open-data" / file.relative_to(SHARED)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
