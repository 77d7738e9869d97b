"""Figures of others about the areas of a study: which published files are read, and how much of them is kept."""

from __future__ import annotations

from typing import Final

import pandas as pd

from wijklab.contract.outcomes import ProfileOutcome
from wijklab.contract.study import Study, StudyPlace
from wijklab.contract.study_parts import ContextSource
from wijklab.contract.tables import InputFile, RawTable
from wijklab.errors import Problem, SourceError
from wijklab.sources import published
from wijklab.sources.files import input_file, read_table
from wijklab.sources.open_data import NAMES, READ_BESIDE
from wijklab.sources.remote import on_disk

THE_NETHERLANDS: Final = "NL01"


def read_context(study: Study, place: StudyPlace) -> tuple[list[RawTable], list[InputFile], list[Problem]]:
    """The area figures that the wijkfoto of a study needs, the files they came from, and what is worth knowing.

    Where a listed file is absent, the study's `context_fallback` serves instead of all of them, with a notice. A study
    without wijkfoto needs none. SourceError with everything that is wrong in any of the files.
    """
    asked, sources = study.outcomes.wijkfoto, study.data.context
    if asked is None or not (sources or study.data.context_fallback):
        return [], [], []
    absent = [source.file for source in sources if not on_disk(source.file, place).is_file()]
    if absent or not sources:
        return _published_figures(study, place, absent)
    tables, names = _all_or_refuse(sources, place, asked)
    return _named(tables, names), [file for source in sources for file in _files(source, place)], []


def areas_needed(areas: pd.Series, asked: ProfileOutcome) -> pd.Series:
    """Which areas a wijkfoto is about: those it names, all wijken of the municipality, and the Netherlands."""
    named = areas.isin((asked.area, *asked.beside, asked.municipality, THE_NETHERLANDS))
    return named | areas.str.startswith("WK" + asked.municipality[2:])


def _published_figures(
    study: Study, place: StudyPlace, absent: list[str]
) -> tuple[list[RawTable], list[InputFile], list[Problem]]:
    fallback = study.data.context_fallback
    if fallback is None or not on_disk(fallback, place).is_file():
        raise SourceError([_absent(file) for file in (*absent, *([fallback] if fallback else []))])
    notices = [_replaced(file, fallback) for file in absent]
    source = ContextSource(reader="table", file=fallback)
    return [_table(source, place)], _files(source, place), notices


def _all_or_refuse(
    sources: tuple[ContextSource, ...], place: StudyPlace, asked: ProfileOutcome
) -> tuple[list[RawTable], dict[str, str]]:
    """The tables with figures, and the names of areas; SourceError with what is wrong in any of the files."""
    tables: list[RawTable] = []
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for source in sources:
        try:
            if source.reader == NAMES:
                names |= published.names(on_disk(source.file, place))
            else:
                tables.append(_table(source, place) if source.reader == "table" else _published(source, place, asked))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return tables, names


def _published(source: ContextSource, place: StudyPlace, asked: ProfileOutcome) -> RawTable:
    table = published.figures(source.reader, on_disk(source.file, place), lambda areas: areas_needed(areas, asked))
    return RawTable("context", source.file, _as_delivered(table), tuple(int(row) for row in table.index))


def _table(source: ContextSource, place: StudyPlace) -> RawTable:
    return read_table(on_disk(source.file, place), "context", source.file)


def _as_delivered(table: pd.DataFrame) -> pd.DataFrame:
    """As any file gives it: cells of dtype object, None where there is nothing."""
    return pd.DataFrame({name: pd.Series(_cells(column), dtype=object) for name, column in table.items()})


def _cells(column: pd.Series) -> list[object]:
    """Python's own values, None where there is nothing."""
    return [value if there else None for value, there in zip(column.tolist(), column.notna(), strict=True)]


def _named(tables: list[RawTable], names: dict[str, str]) -> list[RawTable]:
    """A file that gives codes only takes its names from the others; an area without a name anywhere keeps none."""
    for table in tables:
        if {"area", "name"} <= set(table.frame.columns):
            known = table.frame[table.frame["name"].notna()]
            names = names | dict(zip(known["area"], known["name"], strict=True))
    return [_with_names(table, names) for table in tables]


def _with_names(table: RawTable, names: dict[str, str]) -> RawTable:
    if not {"area", "name"} <= set(table.frame.columns):
        return table
    pairs = zip(table.frame["area"].tolist(), _cells(table.frame["name"]), strict=True)
    named = [names.get(area) if name is None else name for area, name in pairs]
    name = pd.Series(named, index=table.frame.index, dtype=object)
    return RawTable(table.name, table.where, table.frame.assign(name=name), table.rows, table.notices)


def _files(source: ContextSource, place: StudyPlace) -> list[InputFile]:
    path = on_disk(source.file, place)
    beside = [path.with_name(name) for name in READ_BESIDE.get(source.reader, ())]
    return [input_file(file, place) for file in (path, *beside)]


def _absent(file: str) -> Problem:
    return Problem(
        where=file,
        what="this file with area figures is absent",
        todo="put it there (docs/open-data.md tells where to find it), or correct its path under `data:`",
    )


def _replaced(file: str, fallback: str) -> Problem:
    return Problem(
        where=file,
        what=f"this file is absent; the published figures in {fallback} serve instead of all open data",
        todo="nothing, if these few figures are enough; else put the file there (docs/open-data.md)",
        severity="notice",
    )
