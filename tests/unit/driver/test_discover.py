from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.driver.discover import find_files, find_rules, find_sources, shown


def _make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"- x\n")


@pytest.mark.usefixtures("here")
def test_sources_are_sorted_shown_once_and_no_outputs() -> None:
    _make("t/b.md", "t/deep/a.md", "t/build/a.md", "t/.git/x.md", "t/x.txt")
    found = find_sources([Path("t"), Path("t/../t/b.md")], Path("t/build"))
    assert list(found) == ["t/b.md", "t/deep/a.md"]


@pytest.mark.usefixtures("here")
def test_where_nothing_is_named() -> None:
    _make(
        "agents/b.md",
        "agents/a.md",
        "agents/deep/c.md",
        "rules/b.toml",
        "rules/a.toml",
        "rules/background.npz",
    )
    assert list(find_sources([])) == ["agents/a.md", "agents/b.md"]
    assert [path.name for path in find_rules(None)] == ["a.toml", "b.toml", "background.npz"]


@pytest.mark.usefixtures("here")
def test_a_folder_that_cannot_be_listed_is_told_unless_it_is_not_for_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _make("t/a.md", "t/deep/b.md")
    list_all = os.scandir

    def refuse(number: int) -> None:
        def scandir(path: str) -> Iterator[os.DirEntry[str]]:
            if path.endswith("deep"):
                raise OSError(number, os.strerror(number))
            return list_all(path)

        monkeypatch.setattr(os, "scandir", scandir)

    refuse(errno.EACCES)
    assert list(find_sources([Path("t")])) == ["t/a.md"]
    refuse(errno.EMFILE)
    with pytest.raises(PersonacError, match="cannot be listed: Too many open files") as caught:
        find_sources([Path("t")])
    assert caught.value.diagnostics[0].path == "t/deep"


@pytest.mark.usefixtures("here")
def test_what_is_not_there_is_told() -> None:
    Path("empty").mkdir()
    with pytest.raises(PersonacError, match=r"no \*\.md file"):
        find_sources([Path("empty")])
    with pytest.raises(PersonacError, match="no personas"):
        find_sources([])
    with pytest.raises(PersonacError, match="no such folder"):
        find_rules(Path("x"))
    assert find_rules(None) == []


@pytest.mark.usefixtures("here")
def test_paths_are_shown_from_here_with_slashes() -> None:
    assert shown(Path.cwd() / "a" / ".." / "b.md") == "b.md"


@pytest.mark.usefixtures("here")
def test_links_lead_to_files_and_never_into_folders_or_outputs() -> None:
    _make("t/a.md", "t/build/x.md", "elsewhere/deep/e.md")
    for name, target in (
        ("t/folder", "../elsewhere"),
        ("t/folder.md", "../elsewhere"),
        ("t/file.md", "../elsewhere/deep/e.md"),
        ("t/output.md", "build/x.md"),
        ("t/gone.md", "nowhere"),
        ("t/itself.md", "itself.md"),
        ("all", "t"),
    ):
        Path(name).symlink_to(target)
    inside = ["a.md", "file.md", "gone.md", "itself.md"]  # reading says what is wrong with the last two
    assert list(find_sources([Path("t")], Path("t/build"))) == [f"t/{name}" for name in inside]
    assert list(find_sources([Path("all")], Path("t/build"))) == [f"all/{name}" for name in inside]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("outputs", ["t", "t/deep", "."])
def test_a_folder_of_outputs_holds_no_sources(outputs: str) -> None:
    _make("t/deep/er/a.md")
    with pytest.raises(PersonacError, match=r"no \*\.md file"):
        find_sources([Path("t")], Path(outputs))
    assert list(find_sources([Path("t")], Path("t/dee"))) == ["t/deep/er/a.md"]


@pytest.mark.usefixtures("here")
def test_all_that_is_read_is_found_at_once() -> None:
    _make("agents/a.md", "rules/a.toml", "rules/a.txt", "agents/folder.md/x")
    found = find_files([], None)
    assert (list(found.sources), list(found.rules)) == (["agents/a.md"], ["rules/a.toml"])
    assert found.all == {name: Path(name) for name in ("agents/a.md", "rules/a.toml")}
