"""A study for every neighbourhood of the Netherlands that CBS counts in 2024: its wijkfoto, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from made_studies import MadeStudy
from open_data import OPEN_DATA, copy_open_data

STUDY: Final = """\
id: wijk-{id}
title: Wijkfoto {area}
edition: "2024"
period: {{from: 2022-01-01, to: 2024-12-31}}
cutoff: 2024-12-31
data:
  context:
    - {{reader: rivm_50120ned, file: {health}}}
    - {{reader: cbs_kwb_2024, file: {people}}}
outcomes:
  wijkfoto: {{area: {area}, municipality: GM{municipality}}}
notebooks: [wijkfoto]
"""


def write_wijkfotos(root: Path, count: int) -> tuple[MadeStudy, ...]:
    """Studies of the first `count` neighbourhoods, in the order of the file; 3,393 is all there are."""
    copy_open_data(root)
    (root / "params").mkdir(parents=True)
    areas = [code for code in json.loads((root / OPEN_DATA["cbs_kwb_2024"]).read_text("utf-8")) if code[:2] == "WK"]
    return tuple(_write(root, number, area) for number, area in enumerate(areas[:count], start=1))


def _write(root: Path, number: int, area: str) -> MadeStudy:
    file = root / "params" / f"wijk-{area.lower()}.yaml"
    health, people = OPEN_DATA["rivm_50120ned"], OPEN_DATA["cbs_kwb_2024"]
    text = STUDY.format(id=area.lower(), area=area, municipality=area[2:6], health=health, people=people)
    file.write_text(text, "utf-8")
    return MadeStudy(number, "wijkfoto", file, ("wijkfoto",))
