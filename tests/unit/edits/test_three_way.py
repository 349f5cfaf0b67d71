from __future__ import annotations

import shutil

import pytest

from personac.diagnostics.model import PersonacError
from personac.edits.hand_edit import find_edit
from personac.edits.three_way import merge_edit

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git on PATH")
NAMES = ("build/x.md", "agents/a.md")
BASE = b"one\ntwo\nthree\nfour\nfive\n"


@needs_git
def test_an_edit_is_merged() -> None:
    edit = find_edit(BASE, BASE.replace(b"one", b"ONE"))
    merged = merge_edit(edit, None, "a", BASE.replace(b"five", b"FIVE"), NAMES)
    assert merged.data == b"ONE\ntwo\nthree\nfour\nFIVE\n"
    assert merged.conflicts == ()


@needs_git
def test_a_conflict_is_marked_with_all_three_sides() -> None:
    edit = find_edit(BASE, BASE.replace(b"three", b"3"))
    merged = merge_edit(edit, None, "a", BASE.replace(b"three", b"trois"), NAMES)
    assert merged.conflicts == (3,)
    assert merged.data == (
        b"one\ntwo\n<<<<<<< build/x.md, edited\n3\n||||||| build/x.md, as built\nthree\n"
        b"=======\ntrois\n>>>>>>> agents/a.md\nfour\nfive\n"
    )


@needs_git
def test_a_source_with_markers_of_its_own_is_in_no_conflict() -> None:
    source = b"<<<<<<< mine\n" + BASE
    merged = merge_edit(find_edit(BASE, BASE.replace(b"five", b"5")), None, "a", source, NAMES)
    assert merged.data == source.replace(b"five", b"5")
    assert merged.conflicts == ()


def test_without_git_it_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PersonacError, match="needs git") as caught:
        merge_edit(find_edit(b"a\n", b"b\n"), None, "a", b"a\n", NAMES)
    (found,) = caught.value.diagnostics
    assert (found.code, found.path) == ("PC521", "agents/a.md")
    assert "install git" in found.hint


@needs_git
def test_what_git_refuses_is_told() -> None:
    with pytest.raises(PersonacError, match="git merge-file failed"):
        merge_edit(find_edit(b"a\n", b"b\0\n"), None, "a", b"a\n", NAMES)
