from __future__ import annotations

from pathlib import Path

import pytest

import personac
from personac.diagnostics.model import PersonacError
from personac.driver.build_folder import BuildFolder, build_of_source, find_build, read_build, read_file
from personac.storage.writer import write_outputs

SOURCES = {"b/x.md": b"- One rule\n", "a/x.md": b"- Another rule\n"}


@pytest.fixture
def built(here: Path) -> BuildFolder:
    write_outputs(here / "build", personac.build(SOURCES, name="x").outputs)
    for path, data in SOURCES.items():
        (here / path).parent.mkdir()
        (here / path).write_bytes(data)
    return read_build(here / "build")


def test_personas_are_known_by_the_lock_alone(built: BuildFolder) -> None:
    assert built.paths() == {"a-x": "a/x.md", "b-x": "b/x.md"}
    assert built.canonical == built.folder / "x.md"
    assert not built.is_edited(built.canonical.read_bytes())
    assert built.is_edited(b"")


def test_only_what_is_as_it_was_is_read(built: BuildFolder, here: Path) -> None:
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


def test_sources_are_found_from_beside_the_build_too(
    built: BuildFolder, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    assert set(built.sources()) == {"a-x", "b-x"}


def test_a_build_is_found_wherever_it_ran(
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


def test_a_source_leads_to_its_build(built: BuildFolder, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here / "a")
    for output in (Path("build"), built.folder):
        found = build_of_source(Path("x.md"), output)
        assert found is not None
        assert found.folder.samefile(built.folder)
    assert build_of_source(Path("y.md"), Path("build")) is None
    assert build_of_source(Path("x.md"), here / "none") is None


def test_a_map_that_is_none_is_not_used(built: BuildFolder) -> None:
    path = built.canonical.with_suffix(".map.json")
    path.write_bytes(b"{}")
    lock = built.lock
    outputs = {**lock.outputs, "x.map.json": __import__("hashlib").sha256(b"{}").hexdigest()}
    edited = type(lock)(
        version=lock.version,
        agent=lock.agent,
        sources=lock.sources,
        rules=lock.rules,
        options=lock.options,
        outputs=outputs,
    )
    assert BuildFolder(built.folder, edited, built.canonical).provenance() is None


def test_no_build(here: Path) -> None:
    assert find_build(here) is None
    with pytest.raises(PersonacError, match="no build here"):
        read_build(here)
    with pytest.raises(PersonacError, match="cannot read"):
        read_file(here / "x", "a way out")
