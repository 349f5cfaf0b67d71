"""Only a lock that a build wrote as a whole is believed."""

from __future__ import annotations

import pytest

from personac.backend.seal import read_sealed
from personac.emit.lockfile import Lock, encode_lock

LOCK = Lock(
    version="1",
    agent="x",
    sources={"a.md": "0", "seal": "1" * 64},
    rules={},
    options={},
    outputs={"x.md": "2"},
)
DATA = encode_lock(LOCK)


def test_a_lock_is_read_as_it_was_written() -> None:
    said = read_sealed(DATA)
    assert said is not None
    assert (said["version"], said["sources"]) == ("1", {"a.md": "0", "seal": "1" * 64})


def test_writing_what_was_read_writes_the_same() -> None:
    assert encode_lock(LOCK) == DATA


@pytest.mark.parametrize(
    "data",
    [
        b"",
        DATA[:-1],
        DATA.replace(b'"2"', b'"3"'),
        DATA.replace(b"\n", b"\r\n"),
        DATA.replace(b'  "agent"', b'<<<<<<< ours\n  "agent"'),
        DATA.replace(b'    "a.md": "0",\n', b""),
        b"\n".join(line for line in DATA.split(b"\n") if not line.startswith(b'  "seal"')),
    ],
)
def test_a_lock_that_was_changed_since_is_not_believed(data: bytes) -> None:
    assert read_sealed(data) is None
