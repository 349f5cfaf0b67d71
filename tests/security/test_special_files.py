"""Files that a user names: no link, device, pipe or socket there is replaced, followed or waited for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.conftest import Checkout, tree

WRITERS = {
    "timings": ("build", "--force", "--timings-json", "{}"),
    "baseline": ("report", "--write-baseline", "{}"),
    "graph": ("report", "--graph", "{}"),
    "source": ("expand", "build/variants/one.patch", "--force", "-o", "{}"),
    "new source": ("expand", "build/variants/one.patch", "-o", "{}"),
}


def arguments(writer: str, path: str) -> list[str]:
    return [one.format(path) for one in WRITERS[writer]]


def put(path: Path, kind: str, outside: Path) -> None:
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    elif kind == "device":
        try:
            os.mknod(path, 0o020666, os.makedev(1, 3))
        except PermissionError:
            pytest.skip("only root makes devices")
    else:
        path.symlink_to(outside / ("precious" if kind == "link" else "new"))


def state(path: Path) -> tuple[int, int, int]:
    status = path.lstat()
    return status.st_ino, status.st_mode, status.st_mtime_ns


@pytest.mark.parametrize("kind", ["fifo", "socket", "device", "link", "dangling link"])
@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_no_regular_file_is_left_as_it_is(checkout: Checkout, writer: str, kind: str) -> None:
    checkout.build()
    path = checkout.root / "x.dot"
    put(path, kind, checkout.outside)
    before = state(path)
    result = checkout.run(*arguments(writer, "x.dot"))
    assert (result.exit_code, "PC504" in result.output) == (2, True), result.output
    assert state(path) == before
    assert tree(checkout.outside) == {"precious": b"mine"}


def test_standard_output_and_the_null_device_are_written_to(checkout: Checkout, root: Path) -> None:
    checkout.build()
    environment = {**os.environ, "PYTHONPATH": os.fspath(root / "src")}
    for place, expected in (("/dev/stdout", b"name: keeper"), ("/dev/null", b"")):
        command = [sys.executable, "-m", "personac", *arguments("new source", place)]
        result = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert expected in result.stdout
    assert Path("/dev/null").is_char_device()
