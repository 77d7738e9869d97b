"""The check: delivered tables in, `Tables` out, or every problem of all of them together.

Table by table first (`delivered.py`), then between tables and study (`rules/`). A refused row stops the study, or is
left out and counted where the study says `refused_rows: leave_out`, together with the rows that refer to it. What is
wrong with a table as a whole always stops the study.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wijklab.contract.columns import TABLES
from wijklab.contract.delivered import Delivered, read_delivery
from wijklab.contract.finishing import finished_tables, none_left, refused_rows, rows_gone, table_name
from wijklab.contract.large import LargeDelivered, read_large
from wijklab.contract.large_shapes import LargeTable
from wijklab.contract.leaving_out import Refused, left_out, located, nothing_left
from wijklab.contract.rules import RULES
from wijklab.contract.rules.found import Found, Frames
from wijklab.contract.rules.places import REFERENCES
from wijklab.contract.study import Study
from wijklab.contract.tables import InputFile, RawTable, Tables
from wijklab.contract.unanswered import unanswered
from wijklab.errors import Problem, SourceError

NEEDS: Final = (
    ("residents", "neighbourhoods"),
    ("wellbeing", "residents"),
    ("survey", "neighbourhoods"),
    ("ladder", "residents"),
    ("costs", "residents"),
    ("service_use", "residents"),
    ("service_use", "prices"),
    ("social_returns", "prices"),
    ("case_costs", "cases"),
    ("case_measurements", "cases"),
    ("quote_life", "fragments"),
    ("session_notes", "sessions"),
)
"""A table, and the table that its rows refer to: the one is refused without the other."""


@dataclass(frozen=True, slots=True)
class Examined:
    """The outcome of the check: all that is wrong or worth knowing. `tables` is None where anything stops the study."""

    tables: Tables | None
    problems: tuple[Problem, ...]
    refused: tuple[Refused, ...]


def check_tables(study: Study, raw_tables: Sequence[RawTable | LargeTable], inputs: Sequence[InputFile] = ()) -> Tables:
    """The checked tables; SourceError with every problem of all of them. `inputs` are kept for the manifest."""
    examined = examine(study, raw_tables, inputs)
    if examined.tables is None:
        raise SourceError(problem for problem in examined.problems if problem.severity == "refusal")
    return examined.tables


def examine(
    study: Study,
    raw_tables: Sequence[RawTable | LargeTable],
    inputs: Sequence[InputFile] = (),
    known: Sequence[Problem] = (),
) -> Examined:
    """Check everything and raise nothing: what is wrong, which rows are refused, and the tables where they may be used.

    `known` is what was wrong with or worth knowing of the files already: it counts with the rest.
    """
    delivered, large = _read(study, _parts(raw_tables))
    usable = {name: part.frame for name, part in delivered.items() if not part.problems}
    found = [item for rule in RULES for item in rule(study, usable) if not _of_absent(item, usable, delivered)]
    refused = [*_own_refusals(delivered), *_refusals(found, delivered)]
    problems = [*known, *_of_tables(delivered), *_absent(delivered), *_structural(found, delivered)]
    problems += _notices(study, delivered, found)
    frames = usable
    if study.data.refused_rows == "leave_out":
        frames, cascade = left_out(usable, refused)
        refused += [Refused(item.table, located(item, delivered)) for item in cascade]
        problems += nothing_left(study, usable, frames, delivered)
    told = [*_spread(refused, large), *(Refused(name, item) for name, part in large.items() for item in part.refused)]
    if study.data.refused_rows != "leave_out":
        problems += [item.problem for item in told]
    problems += _twice_across_files(frames, delivered)
    kept = {name: part.left(frames[name]) for name, part in large.items() if name in frames}
    if study.data.refused_rows == "leave_out":
        problems += [none_left(delivered[name]) for name in kept if not len(kept[name]) and len(frames[name])]
    stopped = any(problem.severity == "refusal" for problem in problems)
    counts = refused_rows([item for item in told if item.table not in kept]) | rows_gone(large, kept)
    tables = None if stopped else finished_tables({**frames, **kept}, problems, counts, inputs)
    return Examined(tables, tuple(problems), tuple(Refused(table_name(item.table), item.problem) for item in told))


def _read(
    study: Study, parts: Mapping[str, RawTable | LargeTable]
) -> tuple[dict[str, Delivered], dict[str, LargeDelivered]]:
    """Every table after its own check, in the order of delivery; of a large one what stands for its rows."""
    small = {name: read_delivery(study, raw) for name, raw in parts.items() if isinstance(raw, RawTable)}
    large = {name: read_large(study, raw, small) for name, raw in parts.items() if not isinstance(raw, RawTable)}
    return {name: small[name] if name in small else large[name].standing for name in parts}, large


def _spread(refused: Sequence[Refused], large: Mapping[str, LargeDelivered]) -> Iterator[Refused]:
    """What was refused, with the rows of the file where a row stood for many."""
    for item in refused:
        yield Refused(item.table, large[item.table].spread(item.problem)) if item.table in large else item


def _parts(raw_tables: Sequence[RawTable | LargeTable]) -> dict[str, RawTable | LargeTable]:
    """Tables by name. Area figures may come from several files: `context`, `context 2`, ... until they are joined."""
    parts: dict[str, RawTable | LargeTable] = {}
    for raw in raw_tables:
        earlier = sum(1 for name in parts if table_name(name) == raw.name)
        if not earlier or raw.name == "context":
            parts[f"{raw.name} {earlier + 1}" if earlier else raw.name] = raw
    return parts


def _twice_across_files(frames: Frames, delivered: Mapping[str, Delivered]) -> Iterator[Problem]:
    """An area figure that two files both give: nobody can tell which one counts."""
    key = list(TABLES["context"].key)
    seen: set[tuple[str, ...]] = set()
    for name, frame in frames.items():
        if table_name(name) == "context":
            keys = [tuple(row) for row in frame[key].itertuples(index=False)]
            rows = tuple(int(row) for row, figure in zip(frame.index, keys, strict=True) if figure in seen)
            if rows:
                what = "gives an area figure that an earlier file under data.context gives too"
                yield Problem(delivered[name].where, what, "name one source for each figure", rows=rows)
            seen.update(keys)


def _of_tables(delivered: Mapping[str, Delivered]) -> Iterator[Problem]:
    for part in delivered.values():
        yield from part.problems


def _absent(delivered: Mapping[str, Delivered]) -> Iterator[Problem]:
    for name, needed in NEEDS:
        if name in delivered and needed not in delivered:
            what = f"needs the table {needed}, which was not delivered"
            yield Problem(delivered[name].where, what, f"deliver {TABLES[needed].dutch} beside it")


def _own_refusals(delivered: Mapping[str, Delivered]) -> Iterator[Refused]:
    for name, part in delivered.items():
        yield from (Refused(name, problem) for problem in part.refused)


def _refusals(found: Sequence[Found], delivered: Mapping[str, Delivered]) -> Iterator[Refused]:
    """Rows that a rule refused."""
    for item in found:
        if item.severity == "refusal" and item.rows:
            yield Refused(item.table, located(item, delivered))


def _of_absent(item: Found, usable: Frames, delivered: Mapping[str, Delivered]) -> bool:
    """Whether rows refer to a table that is absent or wrong as a whole: that is told once, not row by row."""
    targets = {(reference.table, reference.column): reference.target for reference in REFERENCES}
    target = targets.get((item.table, item.column))
    told = (item.table, target) in NEEDS or target in delivered
    return target is not None and told and target not in usable


def _structural(found: Sequence[Found], delivered: Mapping[str, Delivered]) -> Iterator[Problem]:
    yield from (located(item, delivered) for item in found if item.severity == "refusal" and not item.rows)


def _notices(study: Study, delivered: Mapping[str, Delivered], found: Sequence[Found]) -> Iterator[Problem]:
    for part in delivered.values():
        yield from part.notices
        if part.frame.empty and not part.problems and not part.refused:
            yield Problem(part.where, "has no rows: taken as not delivered", "fill it, or leave it", severity="notice")
    yield from (located(item, delivered) for item in found if item.severity == "notice")
    # A table that is refused as a whole was delivered: its own problem tells why it cannot be used.
    filled = {name for name, part in delivered.items() if not part.frame.empty or part.problems or part.refused}
    for question, lack in unanswered(study, dict.fromkeys(filled)):
        todo = "deliver what it needs, or take it out of `notebooks`"
        yield Problem(f"question {question}", f"is left out: {lack}", todo, severity="notice")
