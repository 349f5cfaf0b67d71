"""A harbour with two keepers, its build kept in memory, and a review of it without decisions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from personac.building.live_build import LiveBuild
from personac.building.request import Request
from personac.report.report_schema import ReviewRow
from personac.review.session import Session

_KEEPER = """---
name: keeper
description: Keeps the harbour
tools: Read, Grep
---

# Keeper

## Lamp

- Oil the lamp before sunset
- Keep the log of ships for 30 days
- Tools: rope, lantern, bell
- Call the coast guard when a ship runs aground
- Trim the wick with scissors

## Stairs

- Sweep the stairs on Monday
"""
_WARDEN = """---
name: warden
description: Watches the harbour
tools: Read, Bash
---

# Warden

## Lamp

- Oil the lamp before sunset
- Keep the log of ships for 90 days
- Tools: rope, lantern, flare
- Call the coast guard immediately when any ship runs aground

## Boats

- Paint the hull of the boats in spring

Never row alone.
"""
SOURCES = {"keeper": _KEEPER, "warden": _WARDEN}
AGENT = "harbour"


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> LiveBuild:
    root = tmp_path_factory.mktemp("harbour")
    (root / "agents").mkdir()
    live = LiveBuild(Request(sources=(root / "agents",), name=AGENT, use_cache=False))
    restore(root)
    return live


def restore(root: Path) -> None:
    """Write the sources as they were, and remove what a review wrote."""
    for name, text in SOURCES.items():
        path = root / "agents" / f"{name}.md"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    for folder in ("decisions", "notes"):
        shutil.rmtree(root / folder, ignore_errors=True)


@pytest.fixture
def place(harbour: LiveBuild) -> Iterator[Path]:
    """The folder of the project, which is the working directory."""
    root = harbour.request.sources[0].parent
    with chdir(root):
        yield root
    restore(root)


Find = Callable[..., ReviewRow]


@pytest.fixture
def session(harbour: LiveBuild, place: Path) -> Session:
    assert place.is_dir()
    return Session(harbour, "ada")


@pytest.fixture
def ben(harbour: LiveBuild, place: Path) -> Session:
    assert place.is_dir()
    return Session(harbour, "ben")


@pytest.fixture
def item(session: Session) -> Find:
    """Find an item by words of one of its bullets, or by the key of the front matter."""

    def find(words: str) -> ReviewRow:
        report = session.snapshot().report
        texts = {bullet.id: bullet.text for bullet in report.bullets}
        return next(
            row
            for row in report.review
            if row.field == words or any(words in texts[one] for group in row.groups for one in group)
        )

    return find


@pytest.fixture
def files(place: Path) -> Callable[[], dict[str, bytes]]:
    """Return all files that a review wrote, by path."""

    def read() -> dict[str, bytes]:
        found = (path for folder in ("decisions", "notes") for path in (place / folder).rglob("*"))
        return {
            path.relative_to(place).as_posix(): path.read_bytes() if path.is_file() else b"" for path in found
        }

    return read
