"""A build over an earlier one leaves what a build into an empty folder writes, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, SHARED
from tests.properties.edits import sequence
from tests.properties.finished_build import write
from tests.seams import main


def _run(*arguments: str) -> None:
    """Run a command that succeeds, or ends with findings at error level."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in {0, 1}, result.output


def _outputs(folder: Path) -> Mapping[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _check_edits(personas: Path, count: int, seed: int) -> None:
    """Make edits in the working directory, and build after each of them twice."""
    group = {f"agents/{path.name}": path.read_bytes().decode() for path in sorted(personas.glob("*.md"))}
    for number, edited in enumerate([group, *sequence(group, count, seed)]):
        shutil.rmtree("agents", ignore_errors=True)
        write(Path(), {name: text.encode() for name, text in edited.items()})
        _run("build", "agents", "-o", "out", "--name", "x", "-q")
        before = _outputs(Path("out"))
        shutil.move("out", "kept")
        _run("build", "agents", "-o", "out", "--name", "x", "-q")
        assert before == _outputs(Path("out")), f"after edit {number} of seed {seed}"
        shutil.rmtree("out")
        shutil.move("kept", "out")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_few_edits() -> None:
    _check_edits(ROOT / "agents", count=3, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("personas", [ROOT / "agents", SHARED / "seeds"], ids=lambda folder: folder.name)
def test_many_edits(shared: Path, personas: Path, seed: int) -> None:
    assert shared == SHARED
    _check_edits(personas, count=30, seed=seed)
