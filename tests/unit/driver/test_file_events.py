from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from watchfiles._rust_notify import RustNotify

from personac.driver import file_events as module
from personac.driver.file_events import FileEvents

LONG = 60_000


def test_a_change_ends_the_waiting(tmp_path: Path) -> None:
    with closing(FileEvents([tmp_path])) as events:
        assert not events.wait(1)
        (tmp_path / "new").write_bytes(b"")
        assert events.wait(LONG)
        (tmp_path / "new").rename(tmp_path / "other")
        assert events.wait(LONG)
        (tmp_path / "other").unlink()
        assert events.wait(LONG)
        assert not events.wait(1)


def test_where_the_system_has_no_watches_it_is_looked_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def scarce(paths: list[str], debug: bool, polling: bool, *others: object) -> RustNotify:  # noqa: FBT001
        asked.append(polling)
        if not polling:
            raise OSError(28, "OS file watch limit reached")
        return RustNotify(paths, debug, polling, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "RustNotify", scarce)
    with closing(FileEvents([tmp_path])) as events:
        (tmp_path / "new").write_bytes(b"")
        assert events.wait(LONG)
    assert asked == [False, True]


def test_a_signal_is_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RustNotify", lambda *_: Mock(watch=lambda *_: "signal"))
    with closing(FileEvents([tmp_path])) as events, pytest.raises(KeyboardInterrupt):
        events.wait()


def test_ctrl_c_ends_the_waiting(tmp_path: Path) -> None:
    run = (
        "import signal, sys; from pathlib import Path; from personac.driver.file_events import FileEvents\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # which jobs in the background have not\n"
        "events = FileEvents([Path(sys.argv[1])])\n"
        "try: print('waiting', flush=True); events.wait(60_000)\n"
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
