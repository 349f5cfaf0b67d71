"""Names of new groups: made of what a family is called, valid in personac.toml, and not taken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain, count

from personac.config.project_schema import ProjectSettings
from personac.paths import is_agent_name
from personac.report.safe_text import visible

_UNNAMED = "family"
_MAX_BYTES = 100
"""Of a name: its files have longer ones, and 255 bytes are the most of a file system."""
_FOLDERS = frozenset({"targets", "variants"})
_OF_ASCII = frozenset("_.-")


class GroupNames:
    """The names and output folders that groups have already; each new name is taken from then on."""

    def __init__(self, settings: ProjectSettings) -> None:
        """Take the names of the groups in the settings, and the folders that they are built into."""
        self._output = settings.output
        outputs = [group.output or f"{settings.output}/{name}" for name, group in settings.groups.items()]
        self._folders = {_folded(folder) for folder in outputs} | {_folded(settings.output)}
        self._names = {name.casefold() for name in settings.groups} | _FOLDERS

    def taken_for(self, wanted: str) -> str:
        """Return a free name that is like `wanted`, and take it."""
        name = next(name for name in _candidates(_plain(wanted)) if self._is_free(name))
        self._names.add(name.casefold())
        self._folders.add(_folded(f"{self._output}/{name}"))
        return name

    def _is_free(self, name: str) -> bool:
        is_folder_free = _folded(f"{self._output}/{name}") not in self._folders
        return is_folder_free and name.casefold() not in self._names and is_agent_name(name)


def _candidates(name: str) -> Iterator[str]:
    return chain([name], (f"{name}-{number}" for number in count(2)))


def _plain(wanted: str) -> str:
    """Return letters, digits, `_`, `.` and `-` of a text, the last two not in front; other runs are a `-`."""
    words = "".join(one if _is_plain(one) else " " for one in wanted).split()
    name = _cut("-".join(words).lstrip(".-"))
    return name.rstrip(".-") or _UNNAMED


def _is_plain(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _OF_ASCII
    return character.isalnum() and visible(character) == character


def _cut(name: str) -> str:
    return name.encode()[:_MAX_BYTES].decode("utf-8", "ignore")


def _folded(folder: str) -> str:
    return os.path.normpath(folder).casefold()
