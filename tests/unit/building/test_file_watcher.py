from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchfiles

from personac.building.file_watcher import FileWatcher, FolderIdentity

PATIENCE = 60.0  # seconds; the machine may be busy


def identity(folder: Path) -> FolderIdentity:
    state = folder.stat()
    return (folder, state.st_dev, state.st_ino)


def watching(*folders: Path) -> FileWatcher:
    watcher = FileWatcher()
    watcher.watch([identity(folder) for folder in folders])
    return watcher


def notified_within(watcher: FileWatcher, change: threading.Timer) -> bool:
    """Wait until a change that comes a moment later ends the waiting; a timeout alone may end it before."""
    change.start()
    deadline = time.monotonic() + PATIENCE
    while not change.finished.is_set() and time.monotonic() < deadline:
        watcher.wait()
    return change.finished.is_set()


def test_a_change_ends_the_waiting(tmp_path: Path) -> None:
    watcher = watching(tmp_path)
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").touch))
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").unlink))


def test_waiting_ends_without_a_change_as_well(tmp_path: Path) -> None:
    watching(tmp_path).wait()


def test_the_documented_arguments_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[tuple[Path, ...], dict[str, object]]] = []

    def watch(*folders: Path, **options: object) -> Iterator[object]:
        calls.append((folders, options))
        return iter([set()])

    monkeypatch.setattr(watchfiles, "watch", watch)
    (tmp_path / "a").mkdir()
    watcher = watching(tmp_path, tmp_path / "a")
    watcher.watch([identity(tmp_path / "a"), identity(tmp_path)])  # the same folders
    watcher.wait()
    ((folders, options),) = calls
    assert folders == (tmp_path, tmp_path / "a")
    assert (options["recursive"], options["yield_on_timeout"], options["force_polling"]) == (
        False,
        True,
        None,
    )


def test_without_watches_of_the_system_folders_are_polled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, polling = watchfiles.watch, list[object]()

    def scarce(*folders: Path, **options: object) -> Iterator[object]:
        polling.append(options["force_polling"])
        if not options["force_polling"]:
            raise OSError(28, "OS file watch limit reached")
        yield from real(*folders, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", scarce)
    watcher = watching(tmp_path)
    watcher.wait()
    watcher.watch([identity(tmp_path)])
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").touch))
    assert polling == [None, True]


@pytest.mark.parametrize("polling", ["", "true"])
def test_a_folder_that_is_gone_ends_the_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, polling: str
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polling)
    (tmp_path / "gone").mkdir()
    watcher = watching(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    watcher.wait()
    watcher.watch([identity(tmp_path)])
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").touch))


def test_ctrl_c_ends_the_waiting(tmp_path: Path) -> None:
    run = (
        "import os, signal, sys; from pathlib import Path\n"
        "from personac.building.file_watcher import FileWatcher\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it\n"
        "watcher, state = FileWatcher(), os.stat(sys.argv[1])\n"
        "watcher.watch([(Path(sys.argv[1]), state.st_dev, state.st_ino)])\n"
        "try:\n"
        "    print('waiting', flush=True)\n"
        "    while True: watcher.wait()\n"
        "except KeyboardInterrupt: print('ended')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", run, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as waiter:
        assert waiter.stdout is not None
        assert waiter.stdout.readline() == "waiting\n"
        os.kill(waiter.pid, signal.SIGINT)
        assert waiter.stdout.read() == "ended\n"
    assert waiter.returncode == 0
