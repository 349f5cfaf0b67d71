from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from personac.building import watched_files
from personac.building.request import Request
from personac.building.watched_files import (
    WrittenOutputs,
    changes,
    folders_to_watch,
    inputs_state,
    output_folder_state,
    written_outputs,
)
from personac.emit.lockfile import Lock, encode_lock
from personac.paths import digest_of


@pytest.fixture
def team(here: Path) -> Path:
    """A folder with sources at two depths, hidden ones and the outputs."""
    for name in ("a.md", "deep/b.md", ".git/c.md", "build/d.md"):
        path = here / "team" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"text\n")
    return here / "team"


def watched(request: Request, here: Path, *, with_outputs: bool = False) -> set[str]:
    folders = folders_to_watch(request, with_outputs=with_outputs)
    return {os.path.relpath(folder, here) for folder, *_ in folders}


def test_the_state_is_that_of_sources_and_rules(here: Path, team: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "r.toml").write_bytes(b"")
    assert set(inputs_state(Request((team,), team / "build"))) == {
        "team/a.md",
        "team/deep/b.md",
        "rules/r.toml",
    }


def test_an_edit_in_place_or_by_another_file_is_a_change(team: Path) -> None:
    request = Request((team,), team / "build")
    before = inputs_state(request)
    assert inputs_state(request) == before
    os.utime(team / "a.md", (1, 1))
    assert changes(before, inputs_state(request)) == ("team/a.md changed",)
    before = inputs_state(request)
    (team / "new").write_bytes(b"text\n")
    os.utime(team / "new", (1, 1))
    (team / "new").rename(team / "a.md")
    assert changes(before, inputs_state(request)) == ("team/a.md changed",)


def test_added_and_removed_sources_are_changes_and_outputs_are_not(team: Path) -> None:
    request = Request((team,), team / "build")
    before = inputs_state(request)
    (team / "c.md").write_bytes(b"")
    (team / "a.md").unlink()
    (team / "build" / "e.md").write_bytes(b"")
    (team / ".git" / "f.md").write_bytes(b"")
    assert changes(before, inputs_state(request)) == ("team/a.md removed", "team/c.md added")


def test_missing_sources_are_a_state_too(here: Path) -> None:
    state = inputs_state(Request())
    assert [place.partition(":")[0] for place in state] == ["agents"]
    assert changes({}, state) == tuple(state)
    (here / "agents").mkdir()
    (here / "agents" / "a.md").symlink_to("nowhere")
    assert inputs_state(Request()) == {"agents/a.md": ()}


def test_outputs_have_a_state_of_their_own(here: Path, team: Path) -> None:
    request = Request((team,), team / "build")
    assert set(output_folder_state(request)) == {"team/build/d.md"}
    assert output_folder_state(Request(output=here / "none")) == {}


def test_a_file_that_vanishes_after_its_folder_was_listed_has_no_state(
    here: Path, team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request((team,), team / "build")
    gone = here / "gone.md"
    monkeypatch.setattr(watched_files, "find_inputs", lambda *_: SimpleNamespace(all={"gone.md": gone}))
    monkeypatch.setattr(Path, "glob", lambda *_: [gone])
    assert inputs_state(request) == output_folder_state(request) == {}


def test_a_link_that_becomes_dangling_is_a_removed_file() -> None:
    there, dangling = {"a.md": (1, 2)}, {"a.md": ()}
    assert changes(there, dangling) == ("a.md removed",)
    assert changes(dangling, there) == ("a.md added",)
    assert changes(dangling, {}) == ("a.md removed",)
    assert changes({}, dangling) == ("a.md",)


def test_outputs_count_as_long_as_they_exist(here: Path) -> None:
    lock = here / "personac.lock"
    assert written_outputs(here) == WrittenOutputs((lock,))
    outputs = {"a.md": "1", "variants/a.md": "2", "../a.md": "3"}
    lock.write_bytes(
        encode_lock(Lock(version="1", agent="a", sources={}, rules={}, options={}, outputs=outputs))
    )
    (here / "a.md").write_bytes(b"")
    written = written_outputs(here)
    assert written.paths == (lock, here / "a.md", here / "variants" / "a.md")
    assert set(written.complete) == {"personac.lock", "a.md", "variants/a.md"}
    before = written.existing()
    assert set(before) == {"personac.lock", "a.md"}
    (here / "a.md").write_bytes(b"edited")
    assert written.existing() == before
    (here / "a.md").unlink()
    assert changes(before, written.existing()) == ("a.md removed",)
    assert WrittenOutputs().existing() == {}


def test_outputs_that_another_build_has_removed_are_not_missed(here: Path) -> None:
    lock = here / "personac.lock"
    lock.write_bytes(b"ours")
    written = WrittenOutputs((lock, here / "a.md"), digest_of(lock))
    assert written.existing() == {"personac.lock": (1,)}
    lock.write_bytes(b"theirs")
    assert written.existing() == written.complete
    lock.unlink()
    assert written.existing() == {}


def test_folders_with_sources_and_their_parents_are_watched(here: Path, team: Path) -> None:
    request = Request((team,), team / "build")
    assert watched(request, here) == {".", "team", "team/deep"}
    assert watched(request, here, with_outputs=True) == {".", "team", "team/deep", "team/build"}


def test_the_folders_of_named_files_are_watched(here: Path, team: Path) -> None:
    assert watched(Request((team / "deep" / "b.md",)), here) == {".", "team/deep"}
    (here / "rules").mkdir()
    assert watched(Request((team / "a.md",)), here) == {".", "team", "rules"}


def test_the_nearest_parent_of_a_missing_folder_is_watched(here: Path) -> None:
    assert watched(Request(), here) == {"."}
    assert watched(Request((here / "not" / "there",), rules=here / "no" / "rules"), here) == {"."}


def test_a_folder_that_was_made_again_is_another_one(here: Path) -> None:
    (here / "agents").mkdir()
    before = folders_to_watch(Request())
    assert folders_to_watch(Request()) == before
    (here / "agents").rename(here / "old")
    (here / "agents").mkdir()
    assert folders_to_watch(Request()) != before
