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


def _heed_ctrl_c() -> None:
    """Undo what a shell does to jobs in the background: they ignore it, and so would all below them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watcher:
    """A watching build in `folder`, and what it says on stderr."""

    def __init__(self, folder: Path, *options: str) -> None:
        command = [sys.executable, "-m", "personac", "build", "--watch", "--name", "x", *options]
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            preexec_fn=_heed_ctrl_c,  # noqa: PLW1509 - a single call, and no lock is taken
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def told(self) -> str:
        """All that is said up to the next status line."""
        said = [self._lines.get(timeout=PATIENCE)]
        while not re.match(r"\d\d:\d\d:\d\d ", said[-1]):
            said.append(self._lines.get(timeout=PATIENCE))
        return "".join(said)

    def ended(self) -> tuple[int, str, bytes]:
        """Press Ctrl-C; return the exit code, what else was said, and what came on stdout."""
        self._process.send_signal(signal.SIGINT)
        stdout = self._process.stdout.read() if self._process.stdout else b""
        code = self._process.wait(PATIENCE)
        said = ""
        while not self._lines.empty():
            said += self._lines.get()
        return code, said, stdout

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
    found = Watcher(team.parent, "team", "-o", "team/out")
    yield found
    found.kill()


def _save(path: Path, data: bytes) -> None:
    """Put a file there in one step: emptied and filled, it may be told of twice."""
    unseen = path.with_name(f".{path.name}.swp")
    unseen.write_bytes(data)
    unseen.rename(path)


def test_a_day_of_editing(team: Path, watcher: Watcher) -> None:
    agent = team / "out" / "x.md"
    assert "team/out: 2 personas" in watcher.told()

    with (team / "cache.md").open("a") as file:
        file.write("- Say when a key expires\n")
    assert "team/cache.md changed; team/out: 2 personas with 3 bullets" in watcher.told()
    assert "Say when a key expires" in agent.read_text()

    _save(team / "cache.md", SOURCE.format("cache").encode() + b"- Saved as editors do\n")
    assert "team/cache.md changed; " in watcher.told()
    assert "Saved as editors do" in agent.read_text()

    (team / "deep").mkdir()
    _save(team / "deep" / "token.md", SOURCE.format("token").encode())
    assert "team/deep/token.md added; team/out: 3 personas" in watcher.told()

    _save(team / "deep" / "token.md", b"\xff\xfe")
    assert re.search(r"error\[PC001\](.|\n)*token.md changed; not built: see above", watcher.told())

    (team / "deep" / "token.md").unlink()
    assert "team/deep/token.md removed; team/out: 2 personas" in watcher.told()

    (team.parent / "rules").mkdir()
    _save(team.parent / "rules" / "broken.toml", b"[")
    assert "rules/broken.toml added; not built" in watcher.told()
    (team.parent / "rules" / "broken.toml").unlink()
    assert "rules/broken.toml removed; " in watcher.told()

    _save(agent, b"edited by hand\n")
    _save(team / "queue.md", SOURCE.format("queue").encode() + b"- One more\n")
    assert re.search(r"error\[PC506\](.|\n)*team/queue.md changed; not built", watcher.told())
    assert agent.read_text() == "edited by hand\n"
    agent.unlink()
    assert "team/out/x.md removed; team/out: 2 personas" in watcher.told()
    assert "One more" in agent.read_text()

    assert watcher.ended() == (0, "\nno longer watching\n", b"")


def test_ctrl_c_ends_it_at_once_while_it_builds(team: Path) -> None:
    watcher = Watcher(team.parent, "team")
    watcher.told()
    (team / "queue.md").write_text(SOURCE.format("queue") + "- One more\n")
    code, said, _ = watcher.ended()
    watcher.kill()
    assert code == 0
    assert "Traceback" not in said
