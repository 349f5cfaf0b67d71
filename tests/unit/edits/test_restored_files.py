from __future__ import annotations

from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.edits.restore import Restored
from personac.edits.restored_files import conflicts, put, save, save_all, target_name

BOTH = (Restored("agents/a.md", b"a"), Restored("team/agents/a.md", b"other a"))


def test_existing_files_are_replaced_only_by_force(here: Path) -> None:
    save(here / "b.md", b"1", force=False)
    save(here / "b.md", b"1", force=False)
    with pytest.raises(PersonacError, match="with other content"):
        save(here / "b.md", b"2", force=False)
    save(here / "b.md", b"2", force=True)
    assert (here / "b.md").read_bytes() == b"2"
    with pytest.raises(PersonacError, match="is a folder"):
        save(here, b"2", force=True)
    assert [path.name for path in here.iterdir()] == ["b.md"]


def test_sources_are_written_by_their_paths(here: Path) -> None:
    assert save_all(here / "out", BOTH, force=False) == ("agents/a.md", "team/agents/a.md")
    assert (here / "out" / "agents" / "a.md").read_bytes() == b"a"
    assert (here / "out" / "team" / "agents" / "a.md").read_bytes() == b"other a"


def test_files_with_the_right_content_are_not_touched(here: Path) -> None:
    save_all(here / "out", BOTH[:1], force=False)
    before = (here / "out" / "agents" / "a.md").stat()
    assert save_all(here / "out", BOTH, force=False) == ("team/agents/a.md",)
    assert save_all(here / "out", BOTH, force=False) == ()
    after = (here / "out" / "agents" / "a.md").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_nothing_is_written_where_one_file_differs(here: Path) -> None:
    mine = here / "out" / "team" / "agents" / "a.md"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    with pytest.raises(PersonacError, match="with other content") as caught:
        save_all(here / "out", BOTH, force=False)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["PC504"]
    assert not (here / "out" / "agents").exists()
    save_all(here / "out", BOTH, force=True)
    assert mine.read_bytes() == b"other a"


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.md", "a.md"), ("../x/a.md", "parent/x/a.md"), ("../../a.md", "parent/parent/a.md")],
)
def test_parent_folders_are_replaced(path: str, name: str) -> None:
    assert target_name(path) == name


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/agent.md", "not a path below this folder"),
        ("", "not a path below this folder"),
        ("a\0.md", "not a path below this folder"),
        (".git/config", "'.git' is hidden"),
        ("x/.git/hooks/a.md", "'.git' is hidden"),
        (".GIT/a.md", "'.GIT' is hidden"),
        ("../.ssh/a.md", "'.ssh' is hidden"),
        ("agents/.hidden.md", "'.hidden.md' is hidden"),
        (".github/workflows/x.md", "'.github' is hidden"),
        (".claude/a.md", "'.claude' is hidden"),
        (".claude/agents/.git/a.md", "'.git' is hidden"),
        ("git~1/hooks/a.md", "'git~1' is hidden"),
        ("a\\b.md", "characters that are no part"),
        ("a\x1b[2J.md", "characters that are no part"),
        ("a\u202eb.md", "characters that are no part"),
        (f"{'x' * 253}.md", "too long for a file name"),
        ("Makefile", "not a markdown file"),
        ("agents/a.py", "not a markdown file"),
        ("rules/a.toml", "nor TOML in .codex/agents"),
        (".codex/config.toml", "'.codex' is hidden"),
        (".codex/agents/deep/a.toml", "nor TOML in .codex/agents"),
    ],
)
def test_only_agent_files_below_the_folder_are_written(here: Path, path: str, reason: str) -> None:
    sources = [Restored(path, b"data"), Restored("agents/a.md", b"a")]
    with pytest.raises(PersonacError, match=reason) as caught:
        save_all(here / "out", sources, force=True)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("PC503", (here / "out").as_posix())
    assert "restore it alone" in diagnostic.hint
    assert not (here / "out").exists()


def test_the_folders_of_agent_tools_are_written(here: Path) -> None:
    sources = [
        Restored(".claude/agents/a.md", b"a"), Restored(".github/agents/b.agent.md", b"b"),
        Restored("x/.codex/agents/c.toml", b"c"), Restored(".cursor/agents/deep/d.mdc", b"d"),
    ]  # fmt: skip
    assert len(save_all(here / "out", sources, force=False)) == 4
    assert (here / "out" / ".claude" / "agents" / "a.md").read_bytes() == b"a"


@pytest.mark.parametrize("link", ["agents", "agents/a.md"])
def test_links_are_not_followed(here: Path, link: str) -> None:
    elsewhere = here / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.md").write_bytes(b"not yours")
    path = here / "out" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(elsewhere if link == "agents" else elsewhere / "a.md")
    with pytest.raises(PersonacError, match="not written through links") as caught:
        save_all(here / "out", BOTH, force=True)
    assert [diagnostic.path for diagnostic in caught.value.diagnostics] == [path.as_posix()]
    assert (elsewhere / "a.md").read_bytes() == b"not yours"
    assert not (here / "out" / "team").exists()


def test_the_chosen_folder_may_be_a_link(here: Path) -> None:
    (here / "elsewhere").mkdir()
    (here / "out").symlink_to(here / "elsewhere")
    assert len(save_all(here / "out", BOTH, force=False)) == 2
    assert (here / "elsewhere" / "agents" / "a.md").read_bytes() == b"a"


def test_two_sources_of_one_name_are_refused(here: Path) -> None:
    with pytest.raises(PersonacError, match="two sources would both be written"):
        save_all(here / "out", [Restored("../a.md", b""), Restored("parent/a.md", b"")], force=True)


@pytest.mark.usefixtures("here")
def test_the_summary_of_a_write() -> None:
    assert put(BOTH[:1], Path("a.md"), is_all=False, force=False) == ""
    assert put(BOTH, Path("out"), is_all=True, force=False) == "out: 2 sources"
    assert put(BOTH, Path("out"), is_all=True, force=False) == "out: 2 sources (unchanged)"


def test_conflicts_are_reported_where_they_were_written() -> None:
    restored = [Restored("agents/a.md", b"", conflicts=(3, 9))]
    alone, one, every = (
        [(diagnostic.path, diagnostic.line) for diagnostic in conflicts(restored, output, is_all=is_all)]
        for output, is_all in ((None, False), (Path("x.md"), False), (Path("out"), True))
    )
    assert alone == [("agents/a.md", 3), ("agents/a.md", 9)]
    assert one == [("x.md", 3), ("x.md", 9)]
    assert every == [("out/agents/a.md", 3), ("out/agents/a.md", 9)]
