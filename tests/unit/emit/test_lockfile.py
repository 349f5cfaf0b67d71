"""A diagnostic as files store it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import LOCK_NAME, MAX_LOCK_BYTES, listed_outputs, lock_digest
from personac.emit.lockfile import DiagnosticRow, Lock, decode_lock, encode_lock, read_lock

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


def test_the_lock_is_sorted_json_with_all_outputs_in_one_line() -> None:
    assert encode_lock(LOCK).decode() == (
        "{\n"
        '  "agent": "backend",\n'
        '  "findings": [\n    {"code": "PC112", "column": 1, "hint": "one", "line": 2, "message": "two", '
        '"path": "agents/a.md", "severity": "warning"}\n  ],\n'
        '  "folder": "build",\n'
        '  "options": {"name": "backend"},\n'
        '  "outputs": {'
        '"backend.md": "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"'
        "},\n"
        '  "rules": {},\n'
        '  "schema": "personac-lock/1",\n'
        '  "sources": {\n    "agents/a.md": "1",\n    "agents/b.md": "2"\n  },\n'
        '  "tokens_saved": 0,\n'
        '  "version": "0.1.0"\n'
        "}\n"
    )


TEXT = st.text(st.characters(codec="utf-8"))
NAMES = st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), TEXT)


@given(NAMES, NAMES)
def test_encoding_and_decoding(some: dict[str, str], more: dict[str, str]) -> None:
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
def test_a_damaged_lock_is_a_warning_with_a_hint(data: bytes) -> None:
    with pytest.raises(PersonacError) as caught:
        decode_lock(data, "build/personac.lock")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.severity, diagnostic.path) == (
        "PC505",
        "warning",
        "build/personac.lock",
    )
    assert "cannot be read" in diagnostic.message
    assert "build again" in diagnostic.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"agent": "backend"', b'"agent": "../backend"'),
        (b'"agent": "backend"', b'"agent": "back\\u0000end"'),
        (b'"agents/a.md"', b'"agents/a\\u0000.md"'),
        (b'"backend.md"', b'"backend\\u0000.md"'),
    ],
)
def test_a_lock_with_unsafe_names_is_unreadable(old: bytes, new: bytes) -> None:
    data = encode_lock(LOCK)
    assert old in data
    with pytest.raises(PersonacError, match="cannot be read"):
        decode_lock(data.replace(old, new), "build/personac.lock")


def test_a_merge_conflict_is_reported_with_its_line() -> None:
    with pytest.raises(PersonacError) as caught:
        decode_lock(b'{\n  "agent": "x",\n<<<<<<< HEAD\n', "build/personac.lock")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.line, diagnostic.message) == (3, "the lock holds an unresolved merge conflict")


@given(st.binary())
def test_arbitrary_bytes_are_reported(data: bytes) -> None:
    with pytest.raises(PersonacError):
        decode_lock(data, "x")


def test_reading_the_lock_of_a_folder(tmp_path: Path) -> None:
    assert read_lock(tmp_path) == (None, ())
    (tmp_path / LOCK_NAME).write_bytes(encode_lock(LOCK))
    assert read_lock(tmp_path) == (decode_lock(encode_lock(LOCK), "x"), ())
    (tmp_path / LOCK_NAME).write_bytes(b"?")
    lock, (diagnostic,) = read_lock(tmp_path)
    assert (lock, diagnostic.code, diagnostic.path) == (None, "PC505", (tmp_path / LOCK_NAME).as_posix())
    (tmp_path / LOCK_NAME).unlink()
    (tmp_path / LOCK_NAME).mkdir()
    lock, (diagnostic,) = read_lock(tmp_path)
    assert (lock, diagnostic.code, "it is a folder" in diagnostic.message) == (None, "PC505", True)


@pytest.mark.skipif(os.name != "posix", reason="needs devices and links")
def test_a_link_or_a_huge_file_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(encode_lock(LOCK))
    for target in ("elsewhere", "/dev/zero", "gone"):
        (tmp_path / LOCK_NAME).unlink(missing_ok=True)
        (tmp_path / LOCK_NAME).symlink_to(target)
        lock, (diagnostic,) = read_lock(tmp_path)
        assert (lock, diagnostic.code, "symbolic link" in diagnostic.message) == (None, "PC505", True)
    (tmp_path / LOCK_NAME).unlink()
    with (tmp_path / LOCK_NAME).open("wb") as file:
        file.truncate(MAX_LOCK_BYTES + 1)  # takes no space
    lock, (diagnostic,) = read_lock(tmp_path)
    assert (lock, diagnostic.code, "larger than 64 MiB" in diagnostic.message) == (None, "PC505", True)


@pytest.mark.skipif(os.name != "posix", reason="needs pipes")
def test_a_pipe_is_no_lock_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / LOCK_NAME)
    lock, (diagnostic,) = read_lock(tmp_path)
    assert (lock, diagnostic.code) == (None, "PC505")
    assert listed_outputs(tmp_path) == []
    assert lock_digest(tmp_path) == ""


def test_the_listed_outputs_are_those_inside_the_folder(tmp_path: Path) -> None:
    assert listed_outputs(tmp_path) == []
    (tmp_path / LOCK_NAME).write_bytes(b'{"outputs": {"b/c.md": "2", "a.md": "1", "../x": "3"}}')
    assert listed_outputs(tmp_path) == ["a.md", "b/c.md"]
    (tmp_path / LOCK_NAME).write_bytes(b'{"outputs": 5}')
    assert listed_outputs(tmp_path) == []


_ROW = DiagnosticRow("PC101", "error", "a.md", 2, 1, "what", "how")


def test_json_round_trip() -> None:
    assert msgspec.json.decode(msgspec.json.encode(_ROW), type=DiagnosticRow) == _ROW


def test_an_unknown_severity_is_rejected() -> None:
    data = msgspec.json.encode(_ROW).replace(b'"error"', b'"bad"')
    with pytest.raises(msgspec.ValidationError, match="severity"):
        msgspec.json.decode(data, type=DiagnosticRow)
