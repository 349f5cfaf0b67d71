"""Runs commands in folders, each in a fork of one process, and records what they open, change and run.

`python -m tests.security.file_call_recorder [--fast]` reads JSON from stdin: for each run its folder, the
environment to set, and commands. It answers with the calls and the exit codes of each. Python reports
calls itself (`sys.addaudithook`); what it does not report is replaced here by functions that do. Paths are
real ones: relative to descriptors, and with links followed where the call follows them.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing.connection
import os
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click.testing import CliRunner

import personac
from personac.building.watch import FileWatcher
from personac.cli import main as run_personac
from personac.storage import filesystem
from tests.loaded_once import loaded_once

_ITSELF = {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink"}
"""Events of calls that do not follow a link which is the last part of the path."""
_PATHS: Mapping[str, Sequence[tuple[int, int | None]]] = {
    "os.rename": [(0, 2), (1, 3)], "os.link": [(0, 2), (1, 3)], "os.symlink": [(1, 2)],
    "os.remove": [(0, 1)], "os.rmdir": [(0, 1)], "os.mkdir": [(0, 2)], "os.chmod": [(0, 2)],
    "os.chown": [(0, 3)], "os.utime": [(0, 3)],
    "os.truncate": [(0, None)], "os.setxattr": [(0, None)], "os.removexattr": [(0, None)],
    "os.mkfifo": [(0, 2)], "os.mknod": [(0, 2)], "sqlite3.connect": [(0, None)],
}  # fmt: skip
"""Which arguments are paths that the call changes, and which are open folders that these start at."""
_LISTS = {"os.listdir", "os.scandir"}
_PROGRAMS = {
    "subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.spawn",
}  # fmt: skip
_NET = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
_SECONDS = 60
_MEMORY = 8 * 2**30
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

Call = tuple[int, str, str, str]
"""Number of the command; `write`, `read`, `list`, `run`, `net` or `code`; the event; what it is about."""


class Recorder:
    """The calls of one process, command by command."""

    def __init__(self) -> None:
        """Record nothing yet."""
        self.calls: list[Call] = []
        self.command = -1
        self.folder = threading.local()

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Record an event of `sys.addaudithook`."""
        if self.command < 0 or getattr(self.folder, "is_busy", False):
            return
        self.folder.is_busy = True  # looking at paths is no call of the command
        try:
            for kind, what in self._of(event, arguments):
                self.calls.append((self.command, kind, event, what))
        finally:
            self.folder.is_busy = False

    def _of(self, event: str, arguments: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
        if event == "open":
            yield from self._opened(*arguments)
        elif event in _LISTS:
            yield "list", _real(arguments[0] or ".", None, is_followed=True)
        elif event in _PATHS:
            yield from _changed(event, arguments)
        elif event in _PROGRAMS:
            yield "run", repr(arguments[:2])
        elif event in _NET:
            yield "net", repr(arguments[1:])
        else:
            yield from _code(event, arguments)

    def _opened(self, path: object, _mode: object, flags: int) -> Iterator[tuple[str, str]]:
        start = getattr(self.folder, "start", None)
        if isinstance(path, (str, bytes)):  # not an open file
            place = _real(path, start, is_followed=not flags & os.O_NOFOLLOW)
            yield "write" if flags & _WRITES else "read", place

    def replace_unreported(self) -> None:
        """Let functions that Python does not report, or only in part, report themselves."""
        for name in ("mkfifo", "mknod"):
            setattr(os, name, self._reporting(f"os.{name}", getattr(os, name)))
        setattr(os, "open", self._opening(os.open))  # noqa: B010 - it has the same arguments
        exchange = filesystem.exchange_call

        def recorded(system: str, library: object, machine: str) -> Callable[[bytes, bytes], int] | None:
            call = exchange(system, library, machine)

            def exchanged(one: bytes, other: bytes) -> int:
                self.hook("os.rename", (one, other, -1, -1))
                return call(one, other) if call else -1

            return call and exchanged

        filesystem.exchange_call = recorded

    def _reporting(self, event: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def reported(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as the function has them
            self.hook(event, (arguments[0], 0, options.get("dir_fd"), options.get("dir_fd")))
            return call(*arguments, **options)

        return reported

    def _opening(self, call: Callable[..., int]) -> Callable[..., int]:
        """Remember the folder of `os.open`, which its event lacks."""

        def opened(*arguments: Any, dir_fd: int | None = None, **options: Any) -> int:  # noqa: ANN401
            self.folder.start = dir_fd
            try:
                return call(*arguments, dir_fd=dir_fd, **options)
            finally:
                self.folder.start = None

        return opened


def _changed(event: str, arguments: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Yield the paths that a call changes; a folder that is there already is not made."""
    for at, of_start in _PATHS[event]:
        start = None if of_start is None else arguments[of_start]
        place = _real(arguments[at], start, is_followed=event not in _ITSELF)
        if event != "os.mkdir" or not os.path.lexists(place):
            yield "write", place


def _code(event: str, arguments: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Yield where code comes from; bytecode that Python's own import loads is left out."""
    if event == "exec":
        yield "code", arguments[0].co_filename
    elif event == "compile" and isinstance(arguments[1], str):
        yield "code", arguments[1]
    elif event == "import" and arguments[1]:
        yield "code", str(arguments[1])
    elif event == "pickle.find_class":
        yield "code", f"pickle {arguments}"
    elif event in {"marshal.load", "marshal.loads"} and "importlib" not in _caller():
        yield "code", "bytecode"


def _caller() -> str:
    """Return the file of the code that made the call, or the name of a frozen module."""
    frame = sys._getframe()  # noqa: SLF001 - the only way
    while frame.f_back and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame.f_code.co_filename


def _real(path: Any, start: int | None, *, is_followed: bool) -> str:  # noqa: ANN401 - what calls take
    """Return the real path of a path, or of an open file."""
    if isinstance(path, int):
        return os.path.realpath(f"/proc/self/fd/{path}")
    name = os.fsdecode(path)
    if name.startswith("file:"):  # as SQLite may be told to open one
        name = urlsplit(name).path
    if start is not None and start >= 0:
        name = os.path.join(os.path.realpath(f"/proc/self/fd/{start}"), name)  # noqa: PTH118
    with contextlib.suppress(ValueError, OSError):
        if is_followed:
            return os.path.realpath(name)
        folder, last = os.path.split(name.rstrip("/"))
        return os.path.join(os.path.realpath(folder or "."), last)  # noqa: PTH118
    return name


def record(folder: str, environment: dict[str, str], commands: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Run the commands in this process."""
    setattr(FileWatcher, "wait", _interrupt)  # noqa: B010 - so `--watch` builds once
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    os.environ.update(environment)
    os.chdir(folder)
    recorder, codes = Recorder(), []
    recorder.replace_unreported()
    sys.addaudithook(recorder.hook)
    for number, command in enumerate(commands):
        recorder.command = number
        with _bounded():
            result = CliRunner().invoke(run_personac, command)
        recorder.command = -1
        error = result.exception
        is_fault = error is not None and not isinstance(error, SystemExit)
        codes.append("".join(traceback.format_exception(error)) if is_fault else result.exit_code)
    return {"calls": recorder.calls, "codes": codes}


def _interrupt(_watcher: FileWatcher) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """End a command that waits for a pipe, or reads a device for ever."""

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def _in_fork(run: dict[str, Any]) -> dict[str, Any]:
    receiving, sending = multiprocessing.connection.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        try:
            sending.send(record(**run))
        except BaseException:  # noqa: BLE001 - the test has to see it
            sending.send({"calls": [], "codes": [traceback.format_exc()]})
        os._exit(0)
    sending.close()
    result: dict[str, Any] = receiving.recv()
    os.waitpid(child, 0)
    return result


def _import_everything() -> None:
    """Import what commands import, so that not every fork does; nothing is built, so no thread runs."""
    root = Path(personac.__path__[0])
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        if parts[-1] not in {"__init__", "__main__"}:
            import_module(".".join(parts))


def main() -> None:
    """Answer with a list, in the order of the runs; with `--fast` all of them share what builds load."""
    _import_everything()
    with loaded_once() if "--fast" in sys.argv else contextlib.nullcontext():
        if "--fast" in sys.argv:
            personac.build(
                {"agents/x.md": "- Read the gauge\n"}, {"rules/x.toml": "[matching]\njudge = false\n"}
            )
        json.dump([_in_fork(run) for run in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
