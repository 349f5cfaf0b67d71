"""What a dead build noted down tells torn outputs from edited ones."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from personac.backend.disk import Disk
from personac.backend.journal import Journal, Manifest, discard, encode, parents, read, torn_digests
from personac.backend.write import write_outputs
from personac.emit.lock_entries import digest, digest_of, is_inside
from personac.emit.lockfile import Lock, edited_outputs


class DeathError(BaseException):
    """The process is gone."""


def half_way(build: Path, files: dict[str, bytes]) -> None:
    """Let a build that goes file by file die behind its first file."""
    done: list[Path] = []

    def rename(old: Path, new: Path) -> None:
        if done:
            raise DeathError
        done.append(old.replace(new))

    def die(_path: Path) -> None:
        raise DeathError

    with pytest.raises(DeathError):
        write_outputs(build, files, list(files), replace(Disk(), rename=rename, unlink=die))


def test_files_of_a_dead_build_are_not_taken_for_edited(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / ".git").mkdir(parents=True)
    old = {"a.md": b"1", "b.md": b"1", "personac.lock": b"1"}
    write_outputs(build, old, ())
    lock = Lock(
        version="1",
        agent="x",
        sources={},
        rules={},
        options={},
        outputs={name: digest(data) for name, data in old.items()},
    )
    half_way(build, {"a.md": b"2", "b.md": b"2", "personac.lock": b"2"})
    assert {name: (build / name).read_bytes() for name in old} == {**old, "a.md": b"2"}
    assert edited_outputs(build, lock, torn_digests(build)) == ()
    (build / "b.md").write_bytes(b"mine")
    assert edited_outputs(build, lock, torn_digests(build)) == ("b.md",)
    write_outputs(build, {"a.md": b"3"}, list(old))
    assert sorted(path.name for path in build.iterdir()) == [".git", "a.md"]


def test_a_new_output_of_a_dead_build_goes_unless_somebody_changed_it(tmp_path: Path) -> None:
    for name in ("untouched", "changed"):
        build = tmp_path / name
        (build / ".git").mkdir(parents=True)
        half_way(build, {"sub/a.md": b"2", "sub/b.md": b"2"})
        assert (build / "sub" / "a.md").read_bytes() == b"2"
    (tmp_path / "changed" / "sub" / "a.md").write_bytes(b"mine")
    for name in ("untouched", "changed"):
        write_outputs(tmp_path / name, {"c.md": b"3"}, ())
    assert sorted(path.name for path in (tmp_path / "untouched").iterdir()) == [".git", "c.md"]
    assert (tmp_path / "changed" / "sub" / "a.md").read_bytes() == b"mine"


def test_a_journal_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / ".git").mkdir(parents=True)
    half_way(build, {"a.md": b"2", "b.md": b"2"})
    for path in list(build.glob(".personac-*")):
        path.rename(build / path.name.replace(str(os.getpid()), "1"))
    before = sorted(path.name for path in build.glob(".personac-1-*"))
    write_outputs(build, {"a.md": b"3"}, ["a.md", "b.md"])
    assert sorted(path.name for path in build.glob(".personac-*")) == before != []


def test_a_journal_s_names_cannot_lead_outside(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    (tmp_path / "empty").mkdir()
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / ".personac-999999999-00000000.0").write_bytes(b"mine")
    names = {"../victim": digest(b"mine")}
    journal = Journal(files=names, created=tuple(names), directories=("../empty",))
    (build / ".personac-999999999-00000000.journal").write_bytes(encode(journal))
    write_outputs(build, {"a.md": b"1"}, ())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".personac-999999999-00000000.0",
        "build",
        "empty",
        "victim",
    ]
    assert [path.name for path in build.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    "record",
    [
        Manifest(tree=1, outputs=("a",), foreign={"b": 2}),
        Journal(files={"a": "0"}, created=("a",), directories=()),
    ],
)
def test_only_records_are_discarded_whole_or_cut_off(record: Manifest | Journal, tmp_path: Path) -> None:
    kind: type[Any] = type(record)
    path = tmp_path / "record"
    path.write_bytes(encode(record))
    assert read(path, kind) == record
    for length in range(len(encode(record)) + 1):
        path.write_bytes(encode(record)[:length])
        discard(path, kind, Disk())
        assert not path.exists()
    path.write_bytes(b"{}")
    discard(path, kind, Disk())
    assert path.exists()
    assert read(path, kind) is None


def test_names() -> None:
    assert [
        name
        for name in ("a", "a/b.c", "..a", "/a", "a/", "a/../b", "..", "", "./a", "a\0")
        if is_inside(name)
    ] == [
        "a",
        "a/b.c",
        "..a",
    ]
    assert parents("a/b/c.md") == ["a", "a/b"]
    assert parents("c.md") == []


def test_the_digest_of_what_cannot_be_read_is_like_no_other(tmp_path: Path) -> None:
    assert digest_of(tmp_path) == digest_of(tmp_path / "nothing") == ""
