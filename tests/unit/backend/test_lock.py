"""The lock's bytes, what a damaged one is, and which outputs were edited."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.backend.lock import Lock, decode_lock, edited_outputs, encode_lock, read_lock
from personac.backend.names import LOCK_NAME
from personac.diagnostics.model import PersonacError
from personac.diagnostics.row import DiagnosticRow

LOCK = Lock(
    version="0.1.0",
    agent="backend",
    sources={"agents/b.md": "2", "agents/a.md": "1"},
    rules={},
    options={"name": "backend"},
    outputs={"backend.md": hashlib.sha256(b"text").hexdigest()},
    folder="build",
    findings=(DiagnosticRow("PC112", "warning", "agents/a.md", 2, 1, "two", "one"),),
)


def test_the_lock_is_sorted_and_indented_json() -> None:
    assert encode_lock(LOCK).decode() == (
        "{\n"
        '  "agent": "backend",\n'
        '  "findings": [\n    {\n      "code": "PC112",\n      "column": 1,\n      "hint": "one",\n'
        '      "line": 2,\n      "message": "two",\n      "path": "agents/a.md",\n'
        '      "severity": "warning"\n    }\n  ],\n'
        '  "folder": "build",\n'
        '  "options": {\n    "name": "backend"\n  },\n'
        '  "outputs": {\n'
        '    "backend.md": "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"\n'
        "  },\n"
        '  "rules": {},\n'
        '  "schema": "personac-lock/1",\n'
        '  "sources": {\n    "agents/a.md": "1",\n    "agents/b.md": "2"\n  },\n'
        '  "version": "0.1.0"\n'
        "}\n"
    )


NAMES = st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))


@given(NAMES, NAMES)
def test_what_is_encoded_can_be_decoded(some: dict[str, str], more: dict[str, str]) -> None:
    lock = Lock(version="1", agent="é", sources=some, rules=more, options=more, outputs=some)
    assert decode_lock(encode_lock(lock), "x") == lock
    backwards = dict(reversed(some.items()))
    assert encode_lock(lock) == encode_lock(
        Lock(version="1", agent="é", sources=backwards, rules=more, options=more, outputs=backwards)
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b"{",
        b'"\xff"',
        b"[" * 100_000,
        encode_lock(LOCK).replace(b"lock/1", b"lock/2"),
        encode_lock(LOCK)[:-20],
    ],
)
def test_a_damaged_lock_is_a_warning_with_a_way_out(data: bytes) -> None:
    with pytest.raises(PersonacError) as caught:
        decode_lock(data, "build/personac.lock")
    (found,) = caught.value.diagnostics
    assert (found.code, found.severity, found.path) == ("PC505", "warning", "build/personac.lock")
    assert "cannot be read" in found.message
    assert "build again" in found.hint


def test_a_merge_conflict_is_named_with_its_line() -> None:
    with pytest.raises(PersonacError) as caught:
        decode_lock(b'{\n  "agent": "x",\n<<<<<<< HEAD\n', "build/personac.lock")
    (found,) = caught.value.diagnostics
    assert (found.line, found.message) == (3, "the lock holds an unresolved merge conflict")


@given(st.binary())
def test_any_bytes_are_a_lock_or_explained(data: bytes) -> None:
    with pytest.raises(PersonacError):
        decode_lock(data, "x")


def test_reading_the_lock_of_a_directory(tmp_path: Path) -> None:
    assert read_lock(tmp_path) == (None, ())
    (tmp_path / LOCK_NAME).write_bytes(encode_lock(LOCK))
    assert read_lock(tmp_path) == (decode_lock(encode_lock(LOCK), "x"), ())
    (tmp_path / LOCK_NAME).write_bytes(b"?")
    lock, (found,) = read_lock(tmp_path)
    assert (lock, found.code, found.path) == (None, "PC505", (tmp_path / LOCK_NAME).as_posix())
    (tmp_path / LOCK_NAME).unlink()
    (tmp_path / LOCK_NAME).mkdir()
    lock, (found,) = read_lock(tmp_path)
    assert (lock, found.code, "directory" in found.message) == (None, "PC505", True)


def test_edited_outputs_are_those_that_differ_and_are_there(tmp_path: Path) -> None:
    written = hashlib.sha256(b"text").hexdigest()
    names = ("same.md", "edited.md", "sub/edited.md", "gone.md", "folder.md", "link.md", "../outside.md")
    lock = Lock(
        version="1", agent="x", sources={}, rules={}, options={}, outputs=dict.fromkeys(names, written)
    )
    build = tmp_path / "build"
    (build / "sub").mkdir(parents=True)
    (build / "same.md").write_bytes(b"text")
    for name in ("edited.md", "sub/edited.md", "../outside.md"):
        (build / name).write_bytes(b"other")
    (build / "folder.md").mkdir()
    (build / "link.md").symlink_to("edited.md")
    assert edited_outputs(build, lock) == ("edited.md", "sub/edited.md")
    assert edited_outputs(tmp_path / "nowhere", lock) == ()
