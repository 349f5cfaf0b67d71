from __future__ import annotations

import shutil

import pytest

from personac.diagnostics.model import PersonacError
from personac.edits.edit_propagation import Sides, without_map
from personac.edits.hand_edit import find_edit
from personac.edits.three_way import Merged, merge_edit

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git on PATH")
NAMES = ("build/x.md", "agents/a.md")
BASE = b"one\ntwo\nthree\nfour\nfive\n"


def merge(old: bytes, new: bytes, source: bytes) -> Merged:
    sides: Sides = without_map(find_edit(old, new), source)
    return merge_edit(sides, *NAMES)


@needs_git
def test_an_edit_is_merged() -> None:
    merged = merge(BASE, BASE.replace(b"one", b"ONE"), BASE.replace(b"five", b"FIVE"))
    assert merged.data == b"ONE\ntwo\nthree\nfour\nFIVE\n"
    assert merged.conflicts == ()


@needs_git
def test_a_conflict_is_marked_with_all_three_sides() -> None:
    merged = merge(BASE, BASE.replace(b"three", b"3"), BASE.replace(b"three", b"trois"))
    assert merged.conflicts == (3,)
    assert merged.data == (
        b"one\ntwo\n<<<<<<< build/x.md, edited\n3\n||||||| build/x.md, as built\nthree\n"
        b"=======\ntrois\n>>>>>>> agents/a.md\nfour\nfive\n"
    )


@needs_git
def test_markers_in_a_source_are_no_conflict() -> None:
    source = b"<<<<<<< mine\n" + BASE
    merged = merge(BASE, BASE.replace(b"five", b"5"), source)
    assert merged.data == source.replace(b"five", b"5")
    assert merged.conflicts == ()


def test_missing_git_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PersonacError, match="needs git") as caught:
        merge(b"a\n", b"b\n", b"a\n")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("PC521", "agents/a.md")
    assert "install git" in diagnostic.hint


@needs_git
def test_failures_of_git_are_reported() -> None:
    with pytest.raises(PersonacError, match="git merge-file failed"):
        merge(b"a\n", b"b\0\n", b"a\n")
