"""Notes of reviewers, which no build reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.review.notes import Notes

KEY = "0f3a9c21b7de"


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notes:
    monkeypatch.chdir(tmp_path)
    return Notes.beside(Path("decisions/harbour"), "ada")


def test_a_note_is_a_file_beside_the_decisions(notes: Notes) -> None:
    notes.put(KEY, "  Ask the captain.\n\n")
    assert Path(f"notes/harbour/{KEY}.ada.md").read_text() == "Ask the captain.\n"
    assert notes.own() == {KEY: "Ask the captain."}


def test_an_empty_note_is_removed_and_its_folder_with_the_last(notes: Notes) -> None:
    notes.put(KEY, "Ask the captain.")
    notes.put(KEY, "")
    notes.put(KEY, "")
    assert not Path("notes/harbour").exists()


def test_other_files_are_no_notes(notes: Notes) -> None:
    notes.put(KEY, "Ask the captain.")
    for name in ("README.md", f"{KEY}.Ben.md", f"{KEY}.ben.txt"):
        (notes.folder / name).write_text("x")
    (notes.folder / f"{KEY}.cleo.md").write_bytes(b"caf\xe9")
    assert notes.own() == {KEY: "Ask the captain."}
    assert notes.of_others() == {KEY: {"cleo": "caf\ufffd"}}


def test_a_folder_behind_a_link_that_leads_out_is_left_alone(notes: Notes, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    Path("notes").symlink_to(outside)
    with pytest.raises(PersonacError, match="leads out of the working directory"):
        notes.put(KEY, "Ask the captain.")
    assert [*outside.iterdir()] == []


def test_a_folder_that_cannot_be_made_is_an_error_with_its_path(notes: Notes) -> None:
    Path("notes").write_text("a file")
    with pytest.raises(PersonacError, match="cannot be written") as raised:
        notes.put(KEY, "Ask the captain.")
    assert raised.value.diagnostics[0].path == f"notes/harbour/{KEY}.ada.md"
