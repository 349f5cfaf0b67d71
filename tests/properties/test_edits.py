"""A build that remembers the builds before it says what one says that remembers nothing, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from personac.driver.build import Request, build
from personac.driver.remembering import open_memory
from personac.storage.cache_folder import VARIABLE
from tests.effort import THOROUGH
from tests.properties.edits import Group, sequence

_EDITS = 60 if THOROUGH else 12


def check_edits(group: Group, folder: Path, count: int, seed: int) -> None:
    """Make edits in `folder`, and build after each with one memory, and with none."""
    memory = open_memory(cached=True)
    for number, edited in enumerate([dict(group), *sequence(group, count, seed)]):
        for path in folder.rglob("*.md"):
            path.unlink()
        for name, text in edited.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="")
        warm = build(Request((folder,), Path("out"), name="x"), memory)
        cold = build(Request((folder,), Path("out"), name="x", cached=False))
        assert dict(warm.outputs) == dict(cold.outputs), f"after edit {number} of seed {seed}"
        memory.forget_unused()


def _group(files: dict[str, bytes]) -> dict[str, str]:
    return {f"agents/{name}": data.decode("utf-8") for name, data in files.items()}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "sources").mkdir()
    return Path("sources")


def test_own_agents_edited_by_chance(here: Path, own_agents: dict[str, bytes]) -> None:
    check_edits(_group(own_agents), here, _EDITS, 1)


def test_seeds_edited_by_chance(here: Path, seeds: dict[str, bytes]) -> None:
    check_edits(_group(seeds), here, _EDITS, 2)


@pytest.mark.parametrize("number", range(0, 30, 3 if THOROUGH else 15))
def test_real_personas_edited_by_chance(here: Path, wild_groups: list[dict[str, bytes]], number: int) -> None:
    check_edits(_group(wild_groups[number]), here, _EDITS // 3, number)
