"""A project in two states, the user's own files among the outputs, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

STATES = ("a", "b")
REFUSED = 3
OWN = {
    "notes.txt": b"the user's own\n",
    "variants/mine.md": b"the user's too\n",
    "deep/down/here.txt": b"and this\n",
}
_PERSONA = """---
name: {name}
description: Looks after {name}
---

# Rules

- Drain the oldest queue first
- {line}
"""
_LINES = {
    "a": {"one": "Only one says bananas", "two": "Trains are late", "gone": "Close the valves at night"},
    "b": {"one": "Only one says apples", "two": "Trains are early", "new": "Open the windows at noon"},
}


def put_sources(project: Path, state: str) -> None:
    """Make `agents/` be in this state: two personas differ, one is there in this state only."""
    agents = project / "agents"
    agents.mkdir(exist_ok=True)
    for path in agents.iterdir():
        if path.stem not in _LINES[state]:
            path.unlink()
    for name, line in _LINES[state].items():
        (agents / f"{name}.md").write_text(_PERSONA.format(name=name, line=line))


def put_own(project: Path) -> None:
    """Put the user's own files into `build/`, and beside it."""
    for name, data in OWN.items():
        path = project / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (project / ".build.personal").write_bytes(b"mine")


def files(project: Path) -> dict[str, bytes]:
    """Return what is in `build/` by name, without temporaries."""
    folder = project / "build"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".personac-" not in path.name
    }


def litter(project: Path) -> list[str]:
    """Return what is neither an output nor the user's."""
    inside = [path for path in (project / "build").rglob("*") if ".personac-" in path.name]
    beside = [path for path in project.iterdir() if path.name not in {"agents", "build", ".build.personal"}]
    return [path.as_posix() for path in (*inside, *beside)]


def is_untouched(project: Path) -> bool:
    """Return whether the user's own files are as they were."""
    present = files(project)
    own = {name: present.get(name) for name in OWN}
    return own == OWN and (project / ".build.personal").read_bytes() == b"mine"


def outputs(project: Path) -> dict[str, bytes]:
    """Return the files in `build/` that are not the user's own."""
    return {name: data for name, data in files(project).items() if name not in OWN}


def mixture(present: Mapping[str, bytes], old: Mapping[str, bytes], new: Mapping[str, bytes]) -> str:
    """Return what is wrong with outputs that were replaced one by one; empty if it is as promised."""
    halves = [name for name, data in present.items() if data not in {old.get(name), new.get(name)}]
    lost = [name for name in {*old} & {*new} if name not in present]
    lock = "personac.lock"
    early = present.get(lock) == new[lock] and present != new
    return f"half: {halves}, lost: {lost}, lock too early: {early}" if halves or lost or early else ""
