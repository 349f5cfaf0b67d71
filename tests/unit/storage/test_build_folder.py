from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import personac
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import digest
from personac.storage.build_folder import BuildFolder, build_of_source, find_build, read_build, read_file
from personac.storage.writer import write_outputs

SOURCES = {"b/x.md": b"- One rule\n", "a/x.md": b"- Another rule\n"}


@pytest.fixture
def built(here: Path) -> BuildFolder:
    write_outputs(here / "build", personac.build(SOURCES, name="x").outputs)
    for path, data in SOURCES.items():
        (here / path).parent.mkdir()
        (here / path).write_bytes(data)
    return read_build(here / "build")


def test_the_lock_names_the_personas(built: BuildFolder) -> None:
    assert built.paths() == {"a-x": "a/x.md", "b-x": "b/x.md"}
    assert built.canonical == built.folder / "x.md"
    assert not built.is_edited(built.canonical.read_bytes())
    assert built.is_edited(b"")


def test_changed_files_are_not_read(built: BuildFolder, here: Path) -> None:
    assert built.sources() == {"a-x": SOURCES["a/x.md"], "b-x": SOURCES["b/x.md"]}
    assert set(built.patches()) == {"a-x", "b-x"}
    assert built.provenance() is not None
    (here / "a" / "x.md").write_bytes(b"- Edited\n")
    (here / "b" / "x.md").unlink()
    built.patch_path("a-x").write_bytes(b"")
    built.patch_path("b-x").unlink()
    built.canonical.with_suffix(".map.json").write_bytes(b"{}")
    assert built.sources() == {}
    assert built.patches() == {}
    assert built.provenance() is None


def test_sources_are_searched_from_the_build_folder_too(
    built: BuildFolder, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    assert set(built.sources()) == {"a-x", "b-x"}


def test_the_folder_where_a_build_ran(
    built: BuildFolder, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert built.base() == Path()
    (here / "out" / "deep").mkdir(parents=True)
    built.folder.rename(here / "out" / "deep" / "build")
    monkeypatch.chdir(here / "out")
    moved = read_build(here / "out" / "deep" / "build")
    assert moved.base() == here
    assert set(moved.sources()) == {"a-x", "b-x"}
    assert (moved.path_of(here / "b" / "x.md"), moved.path_of(here / "c.md")) == ("b/x.md", "")
    (here / "b" / "x.md").unlink()
    assert moved.base() is None


def test_the_build_of_a_source(built: BuildFolder, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here / "a")
    for output in (Path("build"), built.folder):
        build = build_of_source(Path("x.md"), output)
        assert build is not None
        assert build.folder.samefile(built.folder)
    assert build_of_source(Path("y.md"), Path("build")) is None
    assert build_of_source(Path("x.md"), here / "none") is None


def test_an_invalid_map_is_ignored(built: BuildFolder) -> None:
    path = built.canonical.with_suffix(".map.json")
    path.write_bytes(b"{}")
    lock = built.lock
    outputs = {**lock.outputs, "x.map.json": digest(b"{}")}
    edited = msgspec.structs.replace(lock, outputs=outputs)
    assert BuildFolder(built.folder, edited, built.canonical).provenance() is None


def test_a_folder_without_a_build(here: Path) -> None:
    assert find_build(here) is None
    with pytest.raises(PersonacError, match="no build here"):
        read_build(here)
    with pytest.raises(PersonacError, match="cannot read"):
        read_file(here / "x", "a hint")
