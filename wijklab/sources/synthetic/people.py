"""The made people and the neighbourhoods they live in, all with invented names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wijklab.contract.study import Study
from wijklab.sources.synthetic.chance import Floats, Ints, stream
from wijklab.sources.synthetic.truth import TRUTH

MUNICIPALITY: Final = "Voorbeeldstad"
_FIRST: Final = ("Kersen", "Otter", "Regen", "Zilver", "Klaver", "Merel", "Wolken", "Honing", "Pauwen")
_LAST: Final = ("hout", "kreek", "dreef", "horst", "akker")
_AGE_BANDS: Final = ("18-26", "27-44", "45-66")


@dataclass(frozen=True, slots=True, repr=False)
class Crowd:
    """The made residents: pseudonyms, and for each the place of its neighbourhood in `codes`, shape (n_residents,)."""

    study: Study
    codes: tuple[str, ...]
    names: NDArray[np.object_]
    area: Ints

    def truth(self, of: str) -> Floats:
        """A truth of each neighbourhood's arm, shape (n_areas,)."""
        return np.array([getattr(TRUTH[self.study.arm_of(code) or "traditional"], of) for code in self.codes])


def make_crowd(study: Study) -> Crowd:
    """As many residents in every neighbourhood of the study."""
    codes = tuple(code for declared in study.arms.values() for code in declared.neighbourhoods)
    each = study.synthetic.residents_per_neighbourhood if study.synthetic else 150
    n = len(codes) * each
    names = np.array([f"s{number:06d}" for number in range(1, n + 1)], dtype=object)
    return Crowd(study, codes, names, np.repeat(np.arange(len(codes)), each))


def make_neighbourhoods(crowd: Crowd) -> pd.DataFrame:
    """The table `neighbourhoods`: invented names, and a number of inhabitants between 4,000 and 16,000."""
    inhabitants = 100 * stream(crowd.study, "inhabitants").integers(40, 160, len(crowd.codes))
    starts = [crowd.study.start_of(code) for code in crowd.codes]
    return pd.DataFrame(
        {
            "code": crowd.codes,
            "name": [_name(place) for place in range(len(crowd.codes))],
            "municipality": MUNICIPALITY,
            "arm": [crowd.study.arm_of(code) for code in crowd.codes],
            "start": [start.isoformat() if start else "" for start in starts],
            "inhabitants": [str(n) for n in inhabitants],
        }
    )


def _name(place: int) -> str:
    """Invented names, each once: Kersenhout, Otterkreek, Regendreef, ..."""
    names = [first + last for shift in range(len(_LAST)) for first, last in zip(_FIRST, _turned(shift), strict=False)]
    again, which = divmod(place, len(names))
    return names[which] if again == 0 else f"{names[which]} {again + 1}"


def _turned(shift: int) -> tuple[str, ...]:
    turned = _LAST[shift:] + _LAST[:shift]
    return turned * 2


def make_residents(crowd: Crowd) -> pd.DataFrame:
    """The table `residents`: where each lives, and an age band."""
    band = stream(crowd.study, "age_band").choice(3, crowd.area.size, p=(0.2, 0.4, 0.4))
    return pd.DataFrame(
        {
            "resident": crowd.names,
            "neighbourhood": np.array(crowd.codes, dtype=object)[crowd.area],
            "case": "nee",
            "age_band": np.array(_AGE_BANDS, dtype=object)[band],
        }
    )
