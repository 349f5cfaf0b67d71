"""`personac build --watch` as a process of its own, with real edits; nothing is timed."""

from __future__ import annotations

import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 300.0  # seconds; the machine may be busy
SOURCE = "---\nname: {0}\ndescription: d\n---\n\n# Rules\n\n- Drain the oldest {0} first\n"


def _accept_ctrl_c() -> None:
    """Undo what a shell does to background jobs: they and their children ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watcher:
    """A watching build in `folder`, and what it prints on stderr."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "personac", "build", "--watch", "--name", "x", *options]
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=_accept_ctrl_c,  # noqa: PLW1509 - a single call, and no lock is taken
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def next_report(self) -> str:
        """Return what is printed up to and with the next status line."""
        lines = [self._lines.get(timeout=PATIENCE)]
        while not re.match(r"\d\d:\d\d:\d\d ", lines[-1]):
            lines.append(self._lines.get(timeout=PATIENCE))
        return "".join(lines)

    def stop(self) -> tuple[int, str, bytes]:
        """Press Ctrl-C; return the exit code, the rest of stderr, and stdout."""
        self._process.send_signal(signal.SIGINT)
        stdout = self._process.stdout.read() if self._process.stdout else b""
        code = self._process.wait(PATIENCE)
        rest = ""
        while not self._lines.empty():
            rest += self._lines.get()
        return code, rest, stdout

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.put(line.decode())


@pytest.fixture
def team(tmp_path: Path) -> Path:
    (tmp_path / "team").mkdir()
    for name in ("queue", "cache"):
        (tmp_path / "team" / f"{name}.md").write_text(SOURCE.format(name))
    return tmp_path / "team"


@pytest.fixture
def watcher(team: Path) -> Iterator[Watcher]:
    """The outputs go into the folder that is watched."""
    watcher = Watcher(team.parent, "team", "-o", "team/out")
    yield watcher
    watcher.kill()


def _save(path: Path, data: bytes) -> None:
    """Replace a file in one step: emptied and then filled, it may be reported twice."""
    hidden = path.with_name(f".{path.name}.swp")
    hidden.write_bytes(data)
    hidden.rename(path)


def test_a_day_of_editing(team: Path, watcher: Watcher) -> None:
    agent = team / "out" / "x.md"
    assert "team/out: 2 personas" in watcher.next_report()

    with (team / "cache.md").open("a") as file:
        file.write("- Name the time when a key expires\n")
    assert "team/cache.md changed; team/out: 2 personas with 3 bullets" in watcher.next_report()
    assert "Name the time when a key expires" in agent.read_text()

    _save(team / "cache.md", SOURCE.format("cache").encode() + b"- Saved as editors do\n")
    assert "team/cache.md changed; " in watcher.next_report()
    assert "Saved as editors do" in agent.read_text()

    (team / "deep").mkdir()
    _save(team / "deep" / "token.md", SOURCE.format("token").encode())
    assert "team/deep/token.md added; team/out: 3 personas" in watcher.next_report()

    _save(team / "deep" / "token.md", b"\xff\xfe")
    assert re.search(r"error\[PC001\](.|\n)*token.md changed; not built: see above", watcher.next_report())

    (team / "deep" / "token.md").unlink()
    assert "team/deep/token.md removed; team/out: 2 personas" in watcher.next_report()

    (team.parent / "rules").mkdir()
    _save(team.parent / "rules" / "broken.toml", b"[")
    assert "rules/broken.toml added; not built" in watcher.next_report()
    (team.parent / "rules" / "broken.toml").unlink()
    assert "rules/broken.toml removed; " in watcher.next_report()

    _save(agent, b"edited by hand\n")
    _save(team / "queue.md", SOURCE.format("queue").encode() + b"- One more\n")
    assert re.search(r"error\[PC506\](.|\n)*team/queue.md changed; not built", watcher.next_report())
    assert agent.read_text() == "edited by hand\n"
    agent.unlink()
    assert "team/out/x.md removed; team/out: 2 personas" in watcher.next_report()
    assert "One more" in agent.read_text()

    assert watcher.stop() == (130, "\nno longer watching\n", b"")


def test_ctrl_c_stops_it_while_it_builds(team: Path) -> None:
    watcher = Watcher(team.parent, "team")
    watcher.next_report()
    (team / "queue.md").write_text(SOURCE.format("queue") + "- One more\n")
    code, rest, _ = watcher.stop()
    watcher.kill()
    assert code == 130
    assert "Traceback" not in rest
