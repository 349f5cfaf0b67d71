"""Where a project keeps its personas, rules and outputs, for the files that are set up around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from personac.building.folder_walk import MARKDOWN
from personac.building.inputs import DEFAULT_RULES
from personac.building.output_folders import all_requests
from personac.building.project import Project
from personac.building.request import Request
from personac.building.source_files import AGENT_FOLDERS, Search, searched_folders

_NEEDS_QUOTES = re.compile(r"[\s\"\\]")


class Layout(NamedTuple):
    """The places of a project, relative to its root: `sources` are folders that are searched, and files."""

    sources: tuple[Path, ...]
    outputs: tuple[Path, ...]
    rules: Path = DEFAULT_RULES

    @property
    def filled(self) -> tuple[Path, ...]:
        """The sources that have personas."""
        return tuple(filter(has_personas, self.sources))

    @property
    def attributes(self) -> Iterator[str]:
        """The lines of .gitattributes that keep the line ends of all files; none for places elsewhere."""
        for source in self.sources:
            suffixes = [f"/**/*{suffix}" for suffix in MARKDOWN]
            yield from _unconverted(source, [""] if source.is_file() else suffixes)
        for folder in (self.rules, *self.outputs):
            yield from _unconverted(folder, ["/**"])


def layout_of(project: Project) -> Layout:
    """Return the layout by the settings of a project, or what is found. Raises `PersonacError`."""
    requests = all_requests(Request(output=project.output), project, each=False)
    named = tuple(dict.fromkeys(path for request in requests for path in request.sources))
    sources = searched_folders(Search(named)) if named else _found_folders()
    outputs = tuple(dict.fromkeys(request.output for request in requests))
    return Layout(sources, outputs, project.rules or DEFAULT_RULES)


def has_personas(place: Path) -> bool:
    """Return whether a place is a file, or a folder with files that may be personas. Raises `OSError`."""
    suffixes = (*MARKDOWN, ".toml") if ".codex" in place.parts else MARKDOWN
    return place.is_file() or any(path.suffix in suffixes for path in place.rglob("*"))


def _found_folders() -> tuple[Path, ...]:
    """Return the folders of agent tools with personas, `agents` where there are none."""
    return tuple(filter(has_personas, AGENT_FOLDERS)) or AGENT_FOLDERS[:1]


def _unconverted(place: Path, endings: Sequence[str]) -> Iterator[str]:
    name = place.as_posix()
    if ".." in place.parts or place.is_absolute():
        return
    for ending in endings:
        pattern = f"{name}{ending}".removeprefix("./")
        yield f'"{_escaped(pattern)}" -text' if _NEEDS_QUOTES.search(pattern) else f"{pattern} -text"


def _escaped(pattern: str) -> str:
    return pattern.replace("\\", "\\\\").replace('"', '\\"')
