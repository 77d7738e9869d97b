"""Published files are parsed once for many studies, and never taken for what they were."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from wijklab.errors import SourceError
from wijklab.sources import published
from wijklab.sources.published import Kept, figures, know, names

AREAS = "Key,Title\nWK000101  ,Noord\nWK000102  ,Zuid\n"
HEALTH = "Leeftijd;Marges;WijkenEnBuurten;Perioden;Gemeentenaam;SoortRegio;ErvarenGezondheidGoedZeerGoed_1\n"
ROWS = "20300;MW00000;WK000101;2022JJ00;Voorbeeld;Wijk;{}\n20300;MW00000;GM0001;2022JJ00;Voorbeeld;Gemeente;70.5\n"


@pytest.fixture
def health(tmp_path: Path) -> Path:
    """A file as RIVM gives it, of two areas."""
    file = tmp_path / "health.csv"
    file.write_text(HEALTH + ROWS.format("61.2"), "utf-8")
    return file


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which reader parsed, each time that one did."""
    parsed, real = [], published._parsed

    def parse(reader: str, path: Path) -> published.Read:
        made = real(reader, path)
        parsed.append(reader)
        return made

    monkeypatch.setattr(published, "_parsed", parse)
    return parsed


def every(areas: pd.Series) -> pd.Series:
    return areas.notna()


def only_the_wijk(areas: pd.Series) -> pd.Series:
    return areas == "WK000101"


def test_a_file_is_parsed_once_for_all_who_ask(health: Path, counted: list[str]) -> None:
    kept = Kept()
    first = figures("rivm_50120ned", health, only_the_wijk, kept)
    second = figures("rivm_50120ned", health, every, kept)
    assert counted == ["rivm_50120ned"]
    assert (first["value"].tolist(), second["value"].tolist()) == ([61.2], [61.2, 70.5])
    assert second.index.tolist() == [2, 3]  # the rows of the file, as messages name them


@pytest.mark.parametrize("keep_time", [False, True], ids=["written again", "of the same size and the same time"])
def test_a_changed_file_is_read_again(health: Path, counted: list[str], keep_time: bool) -> None:
    kept, stood = Kept(), health.stat()
    figures("rivm_50120ned", health, every, kept)
    health.write_text(HEALTH + ROWS.format("99.9"), "utf-8")
    if keep_time:
        os.utime(health, ns=(stood.st_atime_ns, stood.st_mtime_ns))
        assert (health.stat().st_size, health.stat().st_mtime_ns) == (stood.st_size, stood.st_mtime_ns)
    assert figures("rivm_50120ned", health, only_the_wijk, kept)["value"].tolist() == [99.9]
    assert len(counted) == 2


def test_the_same_bytes_elsewhere_are_the_same_file(health: Path, counted: list[str], tmp_path: Path) -> None:
    kept, copy = Kept(), tmp_path / "copy.csv"
    copy.write_bytes(health.read_bytes())
    figures("rivm_50120ned", health, every, kept)
    figures("rivm_50120ned", copy, every, kept)
    assert counted == ["rivm_50120ned"]


def test_what_stands_beside_a_file_counts_with_it(tmp_path: Path, shared: Path, counted: list[str]) -> None:
    folder, kept = tmp_path / "kwb", Kept()
    folder.mkdir()
    for file in (shared / "data" / "kwb2024_85984NED").glob("*.json"):
        (folder / file.name).write_bytes(file.read_bytes())
    main = folder / "gemeenten_en_wijken_8_kolommen.json"
    figures("cbs_kwb_2024", main, every, kept)
    properties = folder / "DataProperties.json"
    properties.write_bytes(properties.read_bytes() + b"\n")
    figures("cbs_kwb_2024", main, every, kept)
    assert len(counted) == 2


def test_a_file_that_was_written_to_while_it_was_read_is_not_kept(
    health: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, real = Kept(), published._parsed

    def parse(reader: str, path: Path) -> published.Read:
        made = real(reader, path)
        health.write_text(HEALTH + ROWS.format("99.9"), "utf-8")
        return made

    monkeypatch.setattr(published, "_parsed", parse)
    assert figures("rivm_50120ned", health, only_the_wijk, kept)["value"].tolist() == [61.2]
    assert not kept.read


def test_nobody_can_change_what_is_kept(health: Path, tmp_path: Path) -> None:
    kept, areas = Kept(), tmp_path / "areas.csv"
    areas.write_text(AREAS, "utf-8")
    for wanted in (every, only_the_wijk):
        mine = figures("rivm_50120ned", health, wanted, kept)
        mine.loc[:, "value"] = 0.0
        mine["name"].array[:] = "spoiled"
        mine["new"] = 1
        mine.index = mine.index + 100
    names(areas, kept).clear()
    again = figures("rivm_50120ned", health, every, kept)
    assert (again["value"].tolist(), again["name"].tolist()) == ([61.2, 70.5], [None, "Voorbeeld"])
    assert (again.index.tolist(), "new" in again) == ([2, 3], False)
    assert names(areas, kept) == {"WK000101": "Noord", "WK000102": "Zuid"}


def test_memory_is_bounded_and_the_last_used_stays(health: Path, tmp_path: Path, counted: list[str]) -> None:
    one = Kept()
    figures("rivm_50120ned", health, every, one)
    kept = Kept(most=int(2.5 * one.held()))
    others = [tmp_path / f"other {number}.csv" for number in range(2)]
    for number, file in enumerate(others):
        file.write_text(HEALTH + ROWS.format(f"{number}.5"), "utf-8")
    counted.clear()
    for file in (health, others[0], health, others[1], health):
        figures("rivm_50120ned", file, every, kept)
        assert kept.held() <= kept.most
    assert len(counted) == 3  # the first was used last each time, so it never went
    figures("rivm_50120ned", others[0], every, kept)
    assert len(counted) == 4


def test_what_alone_is_too_large_is_read_and_not_kept(health: Path) -> None:
    kept = Kept(most=10)
    assert len(figures("rivm_50120ned", health, every, kept)) == 2
    assert (kept.held(), len(kept.read)) == (0, 0)


def test_what_is_too_large_drives_nothing_out(health: Path, tmp_path: Path) -> None:
    kept, large = Kept(), tmp_path / "large.csv"
    figures("rivm_50120ned", health, every, kept)
    tight = Kept(most=kept.held(), read=kept.read)
    large.write_text(HEALTH + 9 * ROWS.format("61.2"), "utf-8")
    figures("rivm_50120ned", large, every, tight)
    assert len(tight.read) == 1


def test_files_can_be_known_beforehand(health: Path, tmp_path: Path, counted: list[str]) -> None:
    kept, areas, other = Kept(), tmp_path / "areas.csv", tmp_path / "other.csv"
    areas.write_text(AREAS, "utf-8")
    other.write_bytes(b"\x00not a table")
    know([health, other, tmp_path / "absent.csv", tmp_path, areas], kept)
    assert counted == ["rivm_50120ned", "cbs_area_names"]
    figures("rivm_50120ned", health, every, kept)
    names(areas, kept)
    assert len(counted) == 2


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"{}", b"[1]", b"null", b'{"a": 1}'])
def test_a_file_of_another_kind_is_passed_over_and_refused_where_it_is_asked_for(
    tmp_path: Path, content: bytes
) -> None:
    kept, file = Kept(), tmp_path / "other.json"
    file.write_bytes(content)
    know([file], kept)
    assert not kept.read
    with pytest.raises(SourceError) as refused:
        figures("rivm_50120ned", file, every, kept)
    assert refused.value.problems[0].where == "other.json"


def test_an_absent_file_is_told_as_its_reader_tells_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        figures("rivm_50120ned", tmp_path / "absent.csv", every, Kept())
