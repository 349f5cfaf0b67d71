"""A small project that a stranger may have put anything into, and the command in it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.seams import main

_PERSONA = (
    "---\nname: keeper\ndescription: Keeps {0}\n---\n\n# Rules\n\n- Drain the oldest queue first\n- {0}\n"
)


@dataclass(frozen=True)
class Checkout:
    """A cloned repository, and a folder of the user outside of it."""

    root: Path
    outside: Path

    def run(self, *arguments: str) -> Result:
        """Run personac; whatever happens, there is no traceback."""
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def build(self, *arguments: str, code: int = 0) -> str:
        """Build, expect an exit code, and return what is printed."""
        result = self.run("build", "--name", "keeper", *arguments)
        assert result.exit_code == code, result.output
        return result.output

    def edit_lock(self, edit: Callable[[dict[str, dict[str, str]]], object]) -> None:
        """Change the lock as a stranger can."""
        path = self.root / "build" / "personac.lock"
        lock = json.loads(path.read_bytes())
        edit(lock)
        path.write_text(json.dumps(lock))


def tree(folder: Path) -> dict[str, bytes | str]:
    """Return everything below a folder: the content of files, where links lead, other entries."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = f"mode {path.stat().st_mode:o}"
    return found


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    root, outside = tmp_path / "checkout", tmp_path / "outside"
    (root / "agents").mkdir(parents=True)
    (root / ".git" / "hooks").mkdir(parents=True)
    (root / ".git" / "config").write_bytes(b"[core]\n")
    outside.mkdir()
    (outside / "precious").write_bytes(b"mine")
    for name in ("one", "two"):
        (root / "agents" / f"{name}.md").write_text(_PERSONA.format(f"the {name} valves closed at night"))
    monkeypatch.chdir(root)
    monkeypatch.setenv("PERSONAC_CACHE_DIR", os.fspath(tmp_path / "cache"))
    return Checkout(root, outside)
