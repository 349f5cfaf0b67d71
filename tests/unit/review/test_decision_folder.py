"""Decision files are written whole, as steps that can be taken back."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.review.answers import Change
from personac.review.decision_folder import DecisionFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DecisionFolder:
    monkeypatch.chdir(tmp_path)
    return DecisionFolder(Path("decisions") / "harbour")


def names(folder: DecisionFolder) -> list[str]:
    return sorted(path.name for path in folder.folder.iterdir())


def test_folders_that_a_step_made_go_with_it(folder: DecisionFolder) -> None:
    assert folder.write("one", [Change("a.ada.toml", b"1")])
    assert names(folder) == ["a.ada.toml"]
    folder.undo()
    assert not Path("decisions").exists()


def test_a_folder_that_was_there_stays(folder: DecisionFolder) -> None:
    folder.folder.mkdir(parents=True)
    folder.write("one", [Change("a.ada.toml", b"1")])
    folder.undo()
    assert names(folder) == []


def test_a_folder_with_a_file_of_others_stays(folder: DecisionFolder) -> None:
    folder.write("one", [Change("a.ada.toml", b"1")])
    (folder.folder / "b.ben.toml").write_bytes(b"2")
    folder.undo()
    assert names(folder) == ["b.ben.toml"]


def test_a_step_writes_and_removes_and_takes_both_back(folder: DecisionFolder) -> None:
    folder.write("one", [Change("a.ada.toml", b"1")])
    folder.write("two", [Change("b.ada.toml", b"2"), Change("a.ada.toml", None)])
    assert names(folder) == ["b.ada.toml"]
    folder.undo()
    assert names(folder) == ["a.ada.toml"]
    folder.redo()
    assert names(folder) == ["b.ada.toml"]


def test_equal_files_are_no_step(folder: DecisionFolder) -> None:
    folder.write("one", [Change("a.ada.toml", b"1")])
    assert not folder.write("again", [Change("a.ada.toml", b"1"), Change("gone.ada.toml", None)])
    assert [step.title for step in folder.done] == ["one"]


def test_a_step_that_fails_leaves_no_file(folder: DecisionFolder) -> None:
    folder.write("one", [Change("a.ada.toml", b"1")])
    (folder.folder / "c.ada.toml").mkdir()
    with pytest.raises(PersonacError):
        folder.write(
            "two", [Change("a.ada.toml", b"new"), Change("b.ada.toml", b"2"), Change("c.ada.toml", b"3")]
        )
    assert (folder.folder / "a.ada.toml").read_bytes() == b"1"
    assert names(folder) == ["a.ada.toml", "c.ada.toml"]


def test_a_link_is_not_written_through(folder: DecisionFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_bytes(b"kept")
    folder.folder.mkdir(parents=True)
    (folder.folder / "a.ada.toml").symlink_to(outside)
    with pytest.raises(PersonacError):
        folder.write("one", [Change("a.ada.toml", b"1")])
    assert outside.read_bytes() == b"kept"


def test_a_folder_behind_a_link_that_leads_out_is_left_alone(folder: DecisionFolder, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    Path("decisions").symlink_to(outside)
    with pytest.raises(PersonacError, match="leads out of the working directory"):
        folder.write("one", [Change("a.ada.toml", b"1")])
    assert [*outside.iterdir()] == []


def test_there_is_nothing_to_undo_at_first(folder: DecisionFolder) -> None:
    with pytest.raises(PersonacError, match="nothing to undo"):
        folder.undo()


def test_redo_refuses_what_was_changed_underneath(folder: DecisionFolder) -> None:
    folder.write("one", [Change("a.ada.toml", b"1")])
    folder.undo()
    folder.folder.mkdir(parents=True)
    (folder.folder / "a.ada.toml").write_bytes(b"of others")
    with pytest.raises(PersonacError, match="changed since"):
        folder.redo()


def test_decisions_after_a_change_are_known_before_it_is_made(folder: DecisionFolder) -> None:
    files = (("decisions/harbour/a.ada.toml", b"1"), ("decisions/harbour/b.ben.toml", b"2"))
    after = folder.with_changes(files, [Change("a.ada.toml", None), Change("c.ada.toml", b"3")])
    assert after == (("decisions/harbour/b.ben.toml", b"2"), ("decisions/harbour/c.ada.toml", b"3"))


_WRITER = """
from pathlib import Path
from personac.review.answers import Change
from personac.review.decision_folder import DecisionFolder
changes = [Change(f"{n:04}.ada.toml", b"x" * 20_000) for n in range(9000)]
DecisionFolder(Path("decisions/harbour")).write("all", changes)
"""


def test_a_session_that_is_killed_leaves_whole_files(folder: DecisionFolder) -> None:
    with subprocess.Popen([sys.executable, "-c", _WRITER]) as writer:
        while writer.poll() is None and not [*folder.folder.glob("*.toml")]:
            time.sleep(0.01)
        writer.kill()
    assert writer.returncode == -signal.SIGKILL
    written = [path.read_bytes() for path in folder.folder.glob("*.toml")]
    assert 0 < len(written) < 9000
    assert {*written} == {b"x" * 20_000}
