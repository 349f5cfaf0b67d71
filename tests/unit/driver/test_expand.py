from __future__ import annotations

from pathlib import Path

import pytest

import personac
from personac.backend.write import write_outputs
from personac.diagnostics.model import PersonacError
from personac.driver.expand import restore, save

SOURCE = b"\xef\xbb\xbf---\r\nname: a\r\n---\r\n\r\n- One rule"


@pytest.fixture
def folder(here: Path) -> Path:
    write_outputs(here / "build", personac.build({"agents/a.md": SOURCE}, name="x").outputs, ())
    return here / "build"


def test_a_patch_finds_its_canonical_by_the_lock(folder: Path) -> None:
    assert restore(folder / "variants" / "a.patch") == SOURCE
    assert restore(Path("build/variants/a.patch")) == SOURCE


def test_another_canonical(folder: Path, here: Path) -> None:
    (folder / "x.md").rename(here / "y.md")
    assert restore(folder / "variants" / "a.patch", here / "y.md") == SOURCE
    with pytest.raises(PersonacError):
        restore(folder / "variants" / "a.patch")


def test_a_canonical_changed_where_the_patch_does_not_look(here: Path) -> None:
    rules = "".join(f"- Rule number {number} is about {'x' * number}\n" for number in range(30))
    sources = {"agents/a.md": rules.encode(), "agents/b.md": rules.replace("number 0", "nought").encode()}
    write_outputs(here / "build", personac.build(sources, name="x").outputs, ())
    agent = here / "build" / "x.md"
    agent.write_bytes(agent.read_bytes() + b"\nMore.\n")
    for name in "ab":
        with pytest.raises(PersonacError) as caught:
            restore(here / "build" / "variants" / f"{name}.patch")
        assert [found.code for found in caught.value.diagnostics] == ["PC501"]
        assert all(found.hint for found in caught.value.diagnostics)


def test_saving(here: Path) -> None:
    save(here / "b.md", b"1", force=False)
    save(here / "b.md", b"1", force=False)
    with pytest.raises(PersonacError, match="says something else"):
        save(here / "b.md", b"2", force=False)
    save(here / "b.md", b"2", force=True)
    assert (here / "b.md").read_bytes() == b"2"
    with pytest.raises(PersonacError, match="is a folder"):
        save(here, b"2", force=True)
    assert [path.name for path in here.iterdir()] == ["b.md"]
