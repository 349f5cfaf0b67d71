"""One writer at a time, and no lock file left afterwards."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.storage.output_lock import hold_output_lock, wait_until_unlocked
from tests.unit.storage.conftest import names

HOLDER = """
import sys, time
from pathlib import Path
from personac.storage.output_lock import hold_output_lock
with hold_output_lock(Path(sys.argv[1]), wait=True, on_wait=print):
    print("held", flush=True)
    time.sleep(600)
"""
NO_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root, who runs this")


@contextmanager
def held(folder: Path, on_wait: Callable[[], object] = tuple, *, wait: bool = True) -> Iterator[None]:
    with hold_output_lock(folder, wait=wait, on_wait=on_wait):
        yield


def code(folder: Path) -> str:
    """Return the code with which a build that does not wait is refused, empty if it gets the lock."""
    try:
        with held(folder, wait=False):
            return ""
    except PersonacError as error:
        (diagnostic,) = error.diagnostics
        assert diagnostic.hint
        return diagnostic.code


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return tmp_path / "build"


def test_a_second_writer_waits_for_the_first_and_reports_it_once(build: Path) -> None:
    events: list[str] = []

    def second() -> None:
        with held(build, lambda: events.append("waits")):
            events.append("second")

    thread = threading.Thread(target=second)
    with held(build):
        thread.start()
        thread.join(0.4)
        events.append("first")
    thread.join()
    assert events == ["waits", "first", "second"]
    assert names(build.parent) == []


def test_folders_have_locks_of_their_own(tmp_path: Path) -> None:
    with held(tmp_path / "a"):
        assert code(tmp_path / "b") == ""
        assert names(tmp_path) == [".a.personac-lock"]
    assert names(tmp_path) == []


def test_a_build_that_does_not_wait_is_refused(build: Path) -> None:
    with held(build):
        assert code(build) == "PC532"
    assert code(build) == ""


def test_a_link_and_its_folder_have_one_lock(build: Path) -> None:
    build.mkdir()
    (build.parent / "link").symlink_to("build")
    with held(build.parent / "link"):
        assert code(build) == "PC532"


def test_the_lock_of_a_killed_holder_is_free(build: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(build)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        assert code(build) == "PC532"
        holder.send_signal(signal.SIGKILL)
    assert names(build.parent) == [".build.personac-lock"]
    assert code(build) == ""
    assert names(build.parent) == []


def test_a_lock_on_a_removed_file_is_taken_again(build: Path) -> None:
    """The holder removes the file: who waited for it must not hold a lock that nobody else can see."""
    waits: list[str] = []
    entered, leave = threading.Event(), threading.Event()

    def wait_for_it() -> None:
        with held(build, lambda: waits.append("waits")):
            entered.set()
            leave.wait()

    thread = threading.Thread(target=wait_for_it)
    with held(build):
        thread.start()
        while not waits:
            thread.join(0.01)
    entered.wait()
    assert code(build) == "PC532"
    leave.set()
    thread.join()
    assert (waits, names(build.parent)) == (["waits"], [])


def test_missing_folders_are_made_and_removed_if_the_build_fails(tmp_path: Path) -> None:
    with held(tmp_path / "x" / "y" / "build"):
        assert names(tmp_path / "x" / "y") == [".build.personac-lock"]
    assert names(tmp_path / "x" / "y") == []
    with pytest.raises(KeyError), held(tmp_path / "a" / "b" / "build"):
        raise KeyError
    assert names(tmp_path) == ["x"]


def test_folders_that_cannot_be_made_are_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert code(tmp_path / "file" / "x" / "build") == "PC503"


def test_errors_of_the_build_itself_pass(build: Path) -> None:
    with pytest.raises(FileNotFoundError), held(build):
        (build / "nothing").read_bytes()
    assert names(build.parent) == []


@pytest.mark.parametrize("kind", ["link", "folder", "text"])
def test_another_file_of_the_name_is_not_followed_and_not_changed(kind: str, build: Path) -> None:
    lock = build.with_name(".build.personac-lock")
    if kind == "link":
        (build.parent / "victim").touch()
        lock.symlink_to("victim")
    elif kind == "folder":
        lock.mkdir()
    else:
        lock.write_bytes(b"mine")
    before = names(build.parent)
    assert code(build) == "PC504"
    assert names(build.parent) == before
    assert kind != "text" or lock.read_bytes() == b"mine"


def test_the_lock_of_a_folder_with_the_longest_name_is_in_it(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 255)
    folder.mkdir()
    with held(folder):
        assert names(folder) == [".personac-lock"]
        assert code(folder) == "PC532"
        with pytest.raises(PersonacError):
            wait_until_unlocked(folder, 0, tuple)
    assert names(folder) == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EIO])
def test_a_file_system_without_locks_is_written_without(
    number: int, build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    build.mkdir()
    assert code(build) == ""
    wait_until_unlocked(build, 0, tuple)
    assert names(build.parent) == ["build"]
    assert names(build) == []


def test_waiting_ends_after_a_time(build: Path) -> None:
    waits: list[str] = []
    wait_until_unlocked(build, 0, lambda: waits.append("no lock"))
    with held(build), pytest.raises(PersonacError) as caught:
        wait_until_unlocked(build, 0.1, lambda: waits.append("waits"))
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["PC532"]
    assert waits == ["waits"]


def test_waiting_for_another_process(build: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(build)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        waits: list[str] = []
        threading.Timer(0.3, holder.kill).start()
        wait_until_unlocked(build, 60, lambda: waits.append("waits"))
    assert waits == ["waits"]
    assert names(build.parent) == []


def test_a_lock_file_that_cannot_be_removed_is_no_failure(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(missing_ok)

    with held(build):
        monkeypatch.setattr(Path, "unlink", refuse)
    monkeypatch.undo()
    assert names(build.parent) == [".build.personac-lock"]
    with held(build), suppress(OSError):
        (build.parent / ".build.personac-lock").unlink()  # somebody tidies up
    assert names(build.parent) == []


@NO_ROOT
def test_the_lock_below_a_read_only_folder_is_in_the_output_folder(build: Path) -> None:
    build.mkdir()
    build.parent.chmod(0o555)
    with held(build):
        assert code(build) == "PC532"
    build.parent.chmod(0o755)
    assert names(build.parent) == ["build"]
    assert names(build) == []
