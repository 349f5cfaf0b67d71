"""One writer at a time, and what is left of the lock afterwards: nothing."""

from __future__ import annotations

import builtins
import errno
import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from personac.backend import turns as module
from personac.backend.turns import BusyError, lock_path, turns, wait_until_idle

HOLDER = """
import sys, time
from pathlib import Path
from personac.backend.turns import turns
with turns(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    time.sleep(600)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_two_writers_take_turns_and_the_second_is_told_once(tmp_path: Path) -> None:
    seen: list[str] = []

    def second() -> None:
        with turns(tmp_path / "build", tell=lambda: seen.append("told")) as alone:
            assert alone
            seen.append("second")

    thread = threading.Thread(target=second)
    with ExitStack() as stack:
        stack.enter_context(turns(tmp_path / "build"))
        thread.start()
        thread.join(0.3)
        seen.append("first")
    thread.join()
    assert seen == ["told", "first", "second"]
    assert names(tmp_path) == []


def test_other_folders_are_nobody_s_business(tmp_path: Path) -> None:
    with turns(tmp_path / "a"), turns(tmp_path / "b", wait=False) as alone:
        assert alone
        assert names(tmp_path) == [".a.personac-lock", ".b.personac-lock"]
    assert names(tmp_path) == []


def test_a_link_and_the_folder_itself_are_one(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "link").symlink_to("build")
    with turns(tmp_path / "link"), pytest.raises(BusyError), turns(tmp_path / "build", wait=False):
        pass


def test_a_dead_holder_holds_nobody_up(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "build")], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        with pytest.raises(BusyError), turns(tmp_path / "build", wait=False):
            pass
        holder.send_signal(signal.SIGKILL)
    assert names(tmp_path) == [".build.personac-lock"]
    with turns(tmp_path / "build", wait=False) as alone:
        assert alone
    assert names(tmp_path) == []


def test_a_lock_whose_file_was_removed_meanwhile_is_taken_again(tmp_path: Path) -> None:
    """The holder removes the file; one that waited on it would hold what nobody else can see."""
    told: list[int] = []
    entered, leave = threading.Event(), threading.Event()

    def wait_for_it() -> None:
        with turns(tmp_path / "build", tell=lambda: told.append(1)):
            entered.set()
            leave.wait()

    thread = threading.Thread(target=wait_for_it)
    with turns(tmp_path / "build"):
        thread.start()
        while not told:
            thread.join(0.01)
    entered.wait()
    with pytest.raises(BusyError), turns(tmp_path / "build", wait=False):
        pass
    leave.set()
    thread.join()
    assert (told, names(tmp_path)) == ([1], [])


def test_folders_above_are_made_and_go_again_when_all_fails(tmp_path: Path) -> None:
    with turns(tmp_path / "x" / "y" / "build"):
        assert names(tmp_path / "x" / "y") == [".build.personac-lock"]
    assert names(tmp_path / "x" / "y") == []
    with pytest.raises(KeyError), turns(tmp_path / "a" / "b" / "build"):
        raise KeyError
    assert names(tmp_path) == ["x"]
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError), turns(tmp_path / "file" / "x" / "build"):
        pass


def test_a_folder_is_its_own_lock_where_none_can_be_beside_it(tmp_path: Path) -> None:
    (tmp_path / ".build.personac-lock").mkdir()
    (tmp_path / "build").mkdir()
    with turns(tmp_path / "build") as alone:
        assert alone
        with pytest.raises(BusyError):
            wait_until_idle(tmp_path / "build", 0)
        with pytest.raises(BusyError), turns(tmp_path / "build", wait=False):
            pass
    assert names(tmp_path) == [".build.personac-lock", "build"]
    with turns(tmp_path / "build", wait=False):
        pass
    with turns(Path("/"), wait=False):
        assert lock_path(Path("/")) == Path("/")


def test_where_nothing_can_be_locked_nobody_is_sure(tmp_path: Path) -> None:
    (tmp_path / ".build.personac-lock").symlink_to("nowhere")
    with turns(tmp_path / "build") as first, turns(tmp_path / "build", wait=False) as second:
        assert (first, second) == (False, False)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EBADF, errno.EOPNOTSUPP, errno.EIO])
def test_a_file_system_without_locks(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int, _operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with turns(tmp_path / "build", wait=False) as alone:
        assert not alone
    assert not wait_until_idle(tmp_path, 0)
    assert names(tmp_path) == []


def test_a_platform_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *more: Any, **options: Any) -> Any:  # noqa: ANN401 - as `__import__` is
        if name == "fcntl":
            raise ImportError
        return real(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with turns(tmp_path / "build") as alone:
        assert not alone
    assert not wait_until_idle(tmp_path, 0)


def test_who_is_stopped_while_waiting_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_descriptor: int, operation: int) -> None:
        if operation & fcntl.LOCK_NB:
            raise BlockingIOError(errno.EAGAIN, "held")
        raise KeyboardInterrupt

    before = len(os.listdir("/dev/fd"))  # noqa: PTH208 - names only
    monkeypatch.setattr(fcntl, "flock", interrupt)
    with pytest.raises(KeyboardInterrupt), turns(tmp_path / "x" / "build"):
        pass
    assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208


def test_a_user_s_own_file_of_that_name_is_locked_and_left(tmp_path: Path) -> None:
    lock = tmp_path / ".build.personac-lock"
    lock.write_bytes(b"mine")
    with turns(tmp_path / "build") as alone:
        assert alone
    assert lock.read_bytes() == b"mine"


def test_who_looks_waits_for_the_end_but_not_for_ever(tmp_path: Path) -> None:
    told: list[str] = []
    assert not wait_until_idle(tmp_path / "build", 0)
    with turns(tmp_path / "build"), pytest.raises(BusyError):
        wait_until_idle(tmp_path / "build", 0.1, lambda: told.append("busy"))
    assert told == ["busy"]
    held = ExitStack()
    held.enter_context(turns(tmp_path / "build"))
    timer = threading.Timer(0.2, held.close)
    timer.start()
    assert wait_until_idle(tmp_path / "build", 60)
    timer.join()
    assert names(tmp_path) == []


def test_a_lock_that_cannot_be_put_away_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    with turns(tmp_path / "build"):
        pass
    monkeypatch.undo()
    assert names(tmp_path) == [".build.personac-lock"]
    with turns(tmp_path / "build", wait=False), suppress(OSError):
        (tmp_path / ".build.personac-lock").unlink()  # somebody tidies up
    assert names(tmp_path) == []


def test_the_path_of_something_else_is_not_in_place(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    descriptor = os.open(tmp_path / "a", os.O_RDONLY)
    held = module._Held(descriptor, tmp_path / "a")  # noqa: SLF001 - a moment that cannot be hit from outside
    assert held.is_in_place()
    (tmp_path / "a").rename(tmp_path / "b")
    assert not held.is_in_place()
    (tmp_path / "a").touch()
    assert not held.is_in_place()
    os.close(descriptor)


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root, who runs this")
def test_below_a_read_only_parent_the_folder_itself_is_locked(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    tmp_path.chmod(0o555)
    with turns(tmp_path / "build") as alone:
        assert alone
        with pytest.raises(BusyError), turns(tmp_path / "build", wait=False):
            pass
    tmp_path.chmod(0o755)
    assert names(tmp_path) == ["build"]
