"""Personas for the promises: generated, the project's own, and the real ones."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

GROUP_SIZE = 5
Group = dict[str, bytes]


@pytest.fixture(scope="session")
def own_agents(root: Path) -> Group:
    return {path.name: path.read_bytes() for path in sorted((root / "agents").glob("*.md"))}


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Group:
    return {path.name: path.read_bytes() for path in sorted((shared / "seeds").glob("*.md"))}


@pytest.fixture(scope="session")
def wild_groups(shared: Path) -> list[Group]:
    """Every real agent file once, in random groups of five; the seed is fixed."""
    paths = [p for p in sorted((shared / "wild").rglob("*.md")) if p.name != "SOURCES.md"]
    random.Random(2026).shuffle(paths)  # noqa: S311 - a reproducible shuffle, no secret
    chunks = [paths[i : i + GROUP_SIZE] for i in range(0, len(paths), GROUP_SIZE)]
    return [
        {path.relative_to(shared / "wild").as_posix(): path.read_bytes() for path in chunk}
        for chunk in chunks
    ]
