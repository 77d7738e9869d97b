"""Amounts where they lie, as the check reads them: which costs there are, which stand twice, and who cost how much.

Nothing is added up in an order that threads could change: each cost stands there once, so that what is handed over are
the amounts themselves, by resident.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from wijklab.contract.large_shapes import LargePart, Lookup, Notations, Rows
from wijklab.sources.large.forms import euro, form
from wijklab.sources.large.scan import Beside, Scan, answers, batches, row_numbers

KEY: Final = ("resident", "year", "category", "bearer")
"""What names a cost once."""

KIND: Final = (*KEY, "price_year")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DeliveredAmounts:
    """A table of amounts in its file, after the check (`contract.large_shapes.LargeAmounts`). `out` are left out."""

    scan: Scan
    lookups: Mapping[str, Lookup]
    notations: Notations
    length: int
    out: Rows = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return self.length

    def __repr__(self) -> str:
        return f"DeliveredAmounts({self.length} rows in their file)"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.length, len(KIND) + 1

    @property
    def residents(self) -> NDArray[np.object_]:
        """The pseudonyms that occur, sorted, shape (n_residents,)."""
        return self.lookups["resident"].values

    @property
    def price_years(self) -> tuple[int, ...]:
        """The price years that occur, sorted."""
        return tuple(sorted(set(self.lookups["price_year"].codes.values())))

    def kinds(self, alike: NDArray[np.int64]) -> pd.DataFrame:
        """One row for all rows that are alike; see `LargeAmounts.kinds`."""
        named = ", ".join(("alike", *KIND[1:]))
        sums = "min(euro), max(euro), count(*) - count(euro)"
        sql = f"SELECT {named}, {sums} FROM coded LEFT JOIN alikes USING (resident) GROUP BY ALL"
        found = answers(self._asked(sql), self._beside(alike))
        columns = [*KIND, "least", "most", "unread"]
        kinds = pd.DataFrame(found, columns=columns, dtype=object).sort_values(list(KIND), ignore_index=True)
        return kinds.astype({"least": float, "most": float, "unread": "int64"})

    def rows_of(self, alike: NDArray[np.int64], kinds: pd.DataFrame) -> Rows:
        """The rows that those rows of `kinds` stand for."""
        wanted = pa.table({name: pa.array([_code(cell) for cell in kinds[name]], pa.int64()) for name in KIND})
        same = " AND ".join(
            f"w.{name} IS NOT DISTINCT FROM {'alike' if name == 'resident' else f'c.{name}'}" for name in KIND
        )
        sql = f"SELECT row FROM coded c LEFT JOIN alikes USING (resident) SEMI JOIN wanted w ON {same}"
        return row_numbers(self._asked(sql), self._beside(alike, wanted=wanted))

    def residents_with(self, costs: pd.DataFrame) -> NDArray[np.int64]:
        """Who has one of these costs, counting into `residents`."""
        known = {name: pd.Index(self.lookups[name].values) for name in ("resident", "category", "bearer")}
        rows = costs[list(KEY)].dropna().drop_duplicates()
        codes = {name: index.get_indexer(rows[name].to_numpy(dtype=object)) for name, index in known.items()}
        wanted = pa.table({"year": rows["year"].to_numpy(dtype=np.int64), **codes})
        sql = f"SELECT DISTINCT resident FROM coded SEMI JOIN wanted USING ({', '.join(KEY)})"
        return row_numbers(self._asked(sql), self._beside(wanted=wanted))

    def rows_outside(self, least: float, below: float) -> Rows:
        """The rows whose amount is less than `least`, or not less than `below`."""
        low, high = (f"CAST('{bound!r}' AS DOUBLE)" for bound in (float(least), float(below)))
        return row_numbers(self._asked(f"SELECT row FROM coded WHERE euro < {low} OR euro >= {high}"), self._beside())

    def double(self) -> Rows:
        """The rows of every cost that stands there more than once."""
        complete = " AND ".join(f"{name} IS NOT NULL" for name in KEY)
        keys = self._keys(self._asked(f"SELECT {self._key()} FROM coded WHERE {complete}"))
        keys.sort()
        twice = np.unique(keys[1:][keys[1:] == keys[:-1]])
        if not len(twice):
            return np.empty(0, np.int64)
        sql = f"SELECT row FROM coded SEMI JOIN twice ON {self._key()} = twice.key WHERE {complete}"
        return row_numbers(self._asked(sql), self._beside(twice=pa.table({"key": twice})))

    def without(self, rows: Rows) -> DeliveredAmounts:
        """The table without these rows."""
        out = np.union1d(self.out, rows)
        return replace(self, out=out, length=self.length - (len(out) - len(self.out)))

    def parts(self, years: Collection[int]) -> Iterator[LargePart]:
        """The amounts of these years, in the order of year, category, bearer and price year."""
        wanted = ", ".join(str(int(year)) for year in sorted(years))
        sql = self._asked(f"SELECT resident, euro, {', '.join(KIND[1:])} FROM coded WHERE year IN ({wanted})")
        found: dict[tuple[int, ...], list[tuple[NDArray[np.int32], NDArray[np.float64]]]] = {}
        for batch in batches(sql, self._beside(), in_order=self._numbered):
            for key, who, each in _divided(batch):
                found.setdefault(key, []).append((who, each))
        for key in sorted(found):
            several = found.pop(key)
            yield self._part(key, *(np.concatenate(arrays) for arrays in zip(*several, strict=True)))

    def _part(self, key: tuple[int, ...], who: NDArray[np.int32], each: NDArray[np.float64]) -> LargePart:
        year, category, bearer, price_year = key
        order = np.argsort(who, kind="stable")
        names = (self.lookups[name].values[code] for name, code in (("category", category), ("bearer", bearer)))
        return LargePart(year, *names, price_year, who[order], each[order])

    def _keys(self, sql: str) -> NDArray[np.int64]:
        keys, filled = np.empty(self.length, np.int64), 0
        for batch in batches(sql, self._beside(), in_order=self._numbered):
            keys[filled : filled + batch.num_rows] = batch.column(0).to_numpy(zero_copy_only=False)
            filled += batch.num_rows
        return keys[:filled]

    @property
    def _numbered(self) -> bool:
        """Whether rows must be counted to know which are left out."""
        return len(self.out) > 0

    def _key(self) -> str:
        """SQL of one whole number for each cost."""
        categories, bearers = (len(self.lookups[name].values) for name in ("category", "bearer"))
        return f"((CAST(resident AS BIGINT) * 10000 + year) * {categories} + category) * {bearers} + bearer"

    def _asked(self, sql: str) -> str:
        """The question, on rows in which every cell is the code that the check gave it."""
        scan, marked = self.scan, self.notations.sole is None
        texts = ", ".join(f"{scan.text(self.lookups[name].place)} AS t_{name}" for name in KIND)
        shape = form(scan, self.notations.place, self.notations.codes) if marked else "NULL"
        amount = f"{scan.columns[self.notations.place]}"
        cells = f"SELECT {scan.row} AS row, {texts}, {shape} AS form, {amount} FROM {scan.source}"
        kept = "SELECT * FROM cells" + (" ANTI JOIN out USING (row)" if len(self.out) else "")
        codes = ", ".join(f"m_{name}.code AS {name}" for name in KIND)
        joined = " ".join(f"LEFT JOIN m_{name} ON t_{name} = m_{name}.text" for name in KIND)
        joined += " LEFT JOIN marks USING (form)" if marked else ""
        coded = f"SELECT row, {codes}, {euro(scan, self.notations, 'marks.mark')} AS euro FROM kept {joined}"
        return f"WITH cells AS ({cells}), kept AS ({kept}), coded AS ({coded}) {sql}"

    def _beside(self, alike: NDArray[np.int64] | None = None, **more: pa.Table) -> Beside:
        tables = {f"m_{name}": _codes(lookup) for name, lookup in self.lookups.items()} | more
        tables["marks"] = _texts("form", "mark", self.notations.marks)
        if alike is not None:
            tables["alikes"] = pa.table({"resident": np.arange(len(alike), dtype=np.int64), "alike": alike})
        return tables | ({"out": pa.table({"row": self.out})} if len(self.out) else {})


def _codes(lookup: Lookup) -> pa.Table:
    codes = np.fromiter(lookup.codes.values(), np.int64, len(lookup.codes))
    return pa.table({"text": pa.array(list(lookup.codes), pa.string()), "code": codes})


def _texts(key: str, value: str, pairs: Mapping[str, str]) -> pa.Table:
    return pa.table({key: pa.array(list(pairs), pa.string()), value: pa.array(list(pairs.values()), pa.string())})


def _code(cell: object) -> int | None:
    return None if pd.isna(cell) else int(cell)  # type: ignore[call-overload]


def _divided(
    batch: pa.RecordBatch,
) -> Iterator[tuple[tuple[int, ...], NDArray[np.int32], NDArray[np.float64]]]:
    """The rows of a batch by year, category, bearer and price year."""
    who, each, *key = (column.to_numpy(zero_copy_only=False) for column in batch.columns)
    distinct = [np.unique(part, return_inverse=True) for part in key]
    shape = tuple(len(values) for values, _ in distinct)
    place = np.ravel_multi_index([inverse for _, inverse in distinct], shape)
    order = np.argsort(place, kind="stable")
    found, first = np.unique(place[order], return_index=True)
    for at, rows in zip(found, np.split(order, first[1:]), strict=True):
        codes = np.unravel_index(at, shape)
        named = tuple(int(values[code]) for (values, _), code in zip(distinct, codes, strict=True))
        yield named, who[rows].astype(np.int32), each[rows]
