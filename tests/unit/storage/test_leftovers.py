"""What killed builds leave is removed if their user's record names it, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from personac.storage.filesystem import Filesystem
from personac.storage.leftovers import (
    WriteRecord,
    discard_records,
    has_leftovers,
    new_record,
    records_of_dead_writes,
    remove_leftovers,
    save_record,
    unknown_leftovers,
)
from personac.storage.writer import WriteOptions, clear_leftovers, write_outputs
from tests.unit.storage.conftest import names, snapshot

DEAD = 999_999_999


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "build").mkdir()
    return tmp_path / "build"


def dead_write(build: Path, records: Path) -> WriteRecord:
    """Return the record of a write of a dead process, which left a staging folder."""
    record = new_record(build, records)
    discard_records([record])
    write_id = f"{DEAD}-0123456789abcdef"
    record = save_record(record._replace(write_id=write_id, path=records / f"{write_id}.json"))
    (record.staging_folder / "tree" / "sub").mkdir(parents=True)
    (record.staging_folder / "tree" / "sub" / "a.md").write_bytes(b"A")
    return record


def unknown(build: Path, records: Path | None = None) -> list[str]:
    found = list(unknown_leftovers(build, records_of_dead_writes(build, records)))
    assert {diagnostic.code for diagnostic in found} <= {"PC534"}
    return [Path(diagnostic.path).name for diagnostic in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (".build.personac-1-00000000", True),
        (".build.personac-lock", True),
        ("build/.personac-1-00000000.1", True),
        (".other.personac-1-00000000", False),
        ("build/personac.lock", False),
        (".build.personal", False),
    ],
)
def test_leftovers_are_noticed_by_name(name: str, expected: bool, tmp_path: Path) -> None:  # noqa: FBT001
    assert not has_leftovers(tmp_path / "build")
    (tmp_path / "build").mkdir()
    (tmp_path / "link").symlink_to("build")
    assert not has_leftovers(tmp_path / "build")
    (tmp_path / name).touch()
    assert has_leftovers(tmp_path / "build") is has_leftovers(tmp_path / "link") is expected


def test_a_recorded_leftover_of_a_dead_process_is_removed(build: Path, records: Path) -> None:
    dead_write(build, records)
    write_outputs(build, {"a.md": b"1"}, (), WriteOptions(records=records))
    assert names(build.parent) == ["build"]
    assert names(records) == []


def test_it_is_removed_without_a_write_as_well(build: Path, records: Path) -> None:
    dead_write(build, records)
    assert clear_leftovers(build, records) == ()
    assert names(build.parent) == ["build"]
    assert names(records) == []


def test_an_unrecorded_leftover_is_reported_and_stays(build: Path, records: Path) -> None:
    record = dead_write(build, records)
    (build / f".personac-{DEAD}-00000000.0").write_bytes(b"mine")
    (build / f".personac-{DEAD}-00000000.1").write_bytes(b"mine")
    discard_records([record])
    before = snapshot(record.staging_folder)
    expected = [record.staging_folder.name, f".personac-{DEAD}-00000000.0"]
    assert unknown(build, records) == expected
    warnings = write_outputs(build, {"a.md": b"1"}, (), WriteOptions(records=records))
    assert [Path(diagnostic.path).name for diagnostic in warnings] == expected
    assert snapshot(record.staging_folder) == before


def test_the_leftover_of_a_running_process_is_not_touched_and_not_reported(
    build: Path, records: Path
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        record = dead_write(build, records)
        running = record._replace(write_id=f"{other.pid}-0123456789abcdef")
        record.staging_folder.rename(running.staging_folder)
        save_record(running._replace(path=records / f"{running.write_id}.json"))
        discard_records([record])
        write_outputs(build, {"a.md": b"1"}, (), WriteOptions(records=records))
        assert unknown(build) == []
        assert running.staging_folder.is_dir()
        assert other.stdin
        other.stdin.close()
    clear_leftovers(build, records)
    assert not running.staging_folder.exists()


def test_a_process_of_another_user_is_running(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: int, _signal: int) -> None:
        raise PermissionError

    (build.parent / f".build.personac-{DEAD}-00000000").mkdir()
    assert unknown(build) != []
    monkeypatch.setattr(os, "kill", refuse)
    assert unknown(build) == []


def test_names_that_only_resemble_leftovers_are_not_reported(build: Path) -> None:
    for name in (".build.personac-x-00000000", ".build.personac-1", f".other.personac-{DEAD}-00000000"):
        (build.parent / name).mkdir()
    assert unknown(build) == []


def test_a_committed_leftover_leads_nowhere(build: Path, records: Path) -> None:
    """A stranger's repository has a manifest, as an earlier personac wrote it, and a link to a folder."""
    outside = build.parent / "outside"
    outside.mkdir()
    (outside / "precious").write_bytes(b"mine")
    leftover = build.parent / ".build.personac-999999999-deadbeef"
    leftover.mkdir()
    (leftover / "manifest.json").write_text(
        '{"schema":"personac-manifest/1","tree":1,"outputs":["precious"],"foreign":{}}'
    )
    (leftover / "tree").symlink_to("../outside")
    for content in (b"1", b"2"):
        write_outputs(build, {"a.md": content}, ["a.md"], WriteOptions(records=records))
        clear_leftovers(build, records)
    assert (outside / "precious").read_bytes() == b"mine"
    assert names(outside) == ["precious"]
    assert names(leftover) == ["manifest.json", "tree"]


def test_links_in_a_recorded_leftover_are_removed_and_not_followed(build: Path, records: Path) -> None:
    outside = build.parent / "outside"
    outside.mkdir()
    (outside / "precious").write_bytes(b"mine")
    record = dead_write(build, records)
    (record.staging_folder / "tree" / "link").symlink_to("../../outside")
    clear_leftovers(build, records)
    assert names(build.parent) == ["build", "outside"]
    assert names(outside) == ["precious"]


@pytest.mark.parametrize("kind", ["link", "file", "of another user"])
def test_only_a_real_folder_of_the_user_is_removed(
    kind: str, build: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = dead_write(build, records)
    staging = record.staging_folder
    if kind == "of another user":
        monkeypatch.setattr(os, "geteuid", lambda: 54321)
    else:
        staging.rename(build.parent / "outside")
        if kind == "link":
            staging.symlink_to("outside")
        else:
            staging.write_bytes(b"mine")
    remove_leftovers(records_of_dead_writes(build, records), Filesystem())
    assert os.path.lexists(staging)
    assert kind != "link" or (build.parent / "outside" / "tree").is_dir()


def test_a_read_only_folder_in_a_leftover_is_removed(build: Path, records: Path) -> None:
    record = dead_write(build, records)
    (record.staging_folder / "tree" / "sub").chmod(0o555)
    clear_leftovers(build, records)
    assert names(build.parent) == ["build"]


def test_a_leftover_that_cannot_be_removed_keeps_its_record(
    build: Path, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = dead_write(build, records)
    with monkeypatch.context() as patch:
        patch.setattr(Filesystem, "remove_folder", lambda *_: (_ for _ in ()).throw(PermissionError()))
        assert clear_leftovers(build, records) == ()
    assert records_of_dead_writes(build, records) == (record,)
    clear_leftovers(build, records)
    assert names(build.parent) == ["build"]


def test_temporary_files_are_removed_below_the_folder_only(build: Path, records: Path) -> None:
    outputs = {"a.md": "0", "../x.md": "0", "linked/x.md": "0", "sub/b.md": "0"}
    record = save_record(new_record(build, records)._replace(outputs=outputs))
    (build / "linked").symlink_to("..")
    (build / "sub").mkdir()
    for path in record.temporary_files().values():
        path.touch()
    remove_leftovers([record], Filesystem())
    assert names(build / "sub") == []
    assert names(build) == ["linked", "sub"]
    assert sorted(path.suffix for path in build.parent.glob(".personac-*")) == [".1", ".2"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"outputs": 1}', b'{"schema": "x", "target": "/", "outputs": {}}', b"[" * 10**5],
)
def test_damaged_records_are_ignored(content: bytes, build: Path, records: Path) -> None:
    records.mkdir()
    (records / f"{DEAD}-0123456789abcdef.json").write_bytes(content)
    (records / "other.json").write_bytes(content)
    assert records_of_dead_writes(build, records) == ()


def test_without_a_place_for_records_a_write_goes_on(build: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert new_record(build, None).path is None
    assert new_record(build, tmp_path / "file" / "writes").path is None
    write_outputs(build, {"a.md": b"1"}, (), WriteOptions(records=tmp_path / "file" / "writes"))
    assert names(build) == ["a.md"]


def test_records_are_private_and_go_with_the_write(build: Path, records: Path) -> None:
    record = new_record(build, records)
    assert records.stat().st_mode & 0o077 == 0
    assert records_of_dead_writes(build, records) == (record,)
    assert records_of_dead_writes(build.parent, records) == ()
    discard_records([record, record])
    assert names(records) == []
