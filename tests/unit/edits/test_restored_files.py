from __future__ import annotations

from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.edits.restore import Restored
from personac.edits.restored_files import conflicts, put, save, save_all, target_name

BOTH = (Restored("agents/a.md", b"a"), Restored("team/agents/a.md", b"other a"))


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


def test_all_are_written_by_their_paths(here: Path) -> None:
    assert save_all(here / "out", BOTH, force=False) == ("agents/a.md", "team/agents/a.md")
    assert (here / "out" / "agents" / "a.md").read_bytes() == b"a"
    assert (here / "out" / "team" / "agents" / "a.md").read_bytes() == b"other a"


def test_what_is_there_as_it_should_be_stays_the_same_file(here: Path) -> None:
    save_all(here / "out", BOTH[:1], force=False)
    before = (here / "out" / "agents" / "a.md").stat()
    assert save_all(here / "out", BOTH, force=False) == ("team/agents/a.md",)
    assert save_all(here / "out", BOTH, force=False) == ()
    after = (here / "out" / "agents" / "a.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_nothing_is_written_where_one_file_would_be_lost(here: Path) -> None:
    mine = here / "out" / "team" / "agents" / "a.md"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    with pytest.raises(PersonacError, match="says something else") as caught:
        save_all(here / "out", BOTH, force=False)
    assert [found.code for found in caught.value.diagnostics] == ["PC504"]
    assert not (here / "out" / "agents").exists()
    save_all(here / "out", BOTH, force=True)
    assert mine.read_bytes() == b"other a"


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.md", "a.md"), ("../x/a.md", "parent/x/a.md"), ("../../a.md", "parent/parent/a.md")],
)
def test_no_path_climbs_out(path: str, name: str) -> None:
    assert target_name(path) == name


@pytest.mark.parametrize("path", ["/etc/passwd", ""])
def test_a_path_of_a_strange_lock_is_refused(here: Path, path: str) -> None:
    with pytest.raises(PersonacError, match="no place below this folder"):
        save_all(here / "out", [Restored(path, b"")], force=True)
    assert not (here / "out").exists()


def test_two_sources_of_one_name_are_refused(here: Path) -> None:
    with pytest.raises(PersonacError, match="two sources would both be written"):
        save_all(here / "out", [Restored("../a.md", b""), Restored("parent/a.md", b"")], force=True)


def test_what_is_told_of_a_write(here: Path) -> None:
    assert put(BOTH[:1], here / "a.md", is_all=False, force=False) == ""
    assert put(BOTH, here / "out", is_all=True, force=False) == "out: 2 sources"
    assert put(BOTH, here / "out", is_all=True, force=False) == "out: 2 sources (unchanged)"


def test_conflicts_are_told_where_they_were_written() -> None:
    found = [Restored("agents/a.md", b"", conflicts=(3, 9))]
    alone, one, every = (
        [(told.path, told.line) for told in conflicts(found, output, is_all=is_all)]
        for output, is_all in ((None, False), (Path("x.md"), False), (Path("out"), True))
    )
    assert alone == [("agents/a.md", 3), ("agents/a.md", 9)]
    assert one == [("x.md", 3), ("x.md", 9)]
    assert every == [("out/agents/a.md", 3), ("out/agents/a.md", 9)]
