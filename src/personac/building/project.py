"""The project that a command runs in: its root, and the settings in its `personac.toml`.

The root is the folder of `personac.toml`, or of a pyproject.toml with `[tool.personac]`; else that of the git
repository; else the working directory. Commands run there, so that sources, rules and outputs do not depend
on where a command was called.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.folder_walk import outside_of, unreadable
from personac.building.request import Overrides, Request
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.settings_table import SETTINGS_TABLES
from personac.paths import working_directory
from personac.regular_files import MAX_TEXT_BYTES, read_regular_file

if TYPE_CHECKING:
    from personac.config.project_schema import Group, ProjectSettings

_GIT = ".git"
_FILE = "personac.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its root, the folder that a command was called in, and the file of its settings, if any.

    `unread` is another file with settings beside it, which do not count.
    """

    root: Path
    start: Path
    file: Path | None = None
    settings: ProjectSettings | None = None
    unread: Path | None = None

    def here(self, path: Path) -> Path:
        """Return a path that was given in the folder of the call, relative to the root."""
        return path if self.root == self.start else Path(os.path.relpath(self.start / path, self.root))

    def line_here(self, subject: str) -> str:
        """Return a line as `path:12`, given in the folder of the call; any other subject stays."""
        path, mark, line = subject.partition(":")
        return f"{self.here(Path(path)).as_posix()}{mark}{line}" if mark else subject

    @property
    def groups(self) -> Mapping[str, Group]:
        """The groups of the settings, by name."""
        return self.settings.groups if self.settings else {}

    @property
    def rules(self) -> Path | None:
        """The rules folder of the settings, None for the default."""
        return Path(self.settings.rules) if self.settings and self.settings.rules else None

    @property
    def decisions(self) -> Path | None:
        """The folder of decisions of the settings, None for the default."""
        return Path(self.settings.decisions) if self.settings and self.settings.decisions else None

    @property
    def output(self) -> Path:
        """The folder that a build writes to, relative to the root."""
        return Path(self.settings.output) if self.settings else Path("build")


def find_project(start: Path | None = None, *, follows_links: bool = False) -> Project:
    """Return the project around a folder. Raises `PersonacError` where its settings are wrong.

    So they are where they lead out of their folder, unless the user `follows_links`.
    """
    folder = start or working_directory()
    if folder is None:
        return Project(Path(), Path())
    for parent in (folder, *folder.parents):
        if not follows_links:
            _refuse_outside(parent / _FILE)  # unread; another file may be no file of settings
        found = [(name, data) for name in SETTINGS_TABLES if (data := settings_in(parent / name)) is not None]
        if found:
            name, *unread = (Path(name) for name, _ in found)
            if not follows_links:
                _refuse_outside(parent / name)
            return Project(parent, folder, name, _settings(*found[0]), *unread)
        if (parent / _GIT).exists():
            return Project(parent, folder)
    return Project(folder, folder)


def _refuse_outside(file: Path) -> None:
    """Raise `PersonacError` if a file is a link that leads out of its folder."""
    outside = outside_of(file, [os.path.realpath(file.parent)]) if file.is_symlink() else None
    if outside:
        raise PersonacError(outside)


def settings_in(path: Path) -> bytes | None:
    """Return the bytes of a file that has the table of the settings, or cannot be parsed and may have it.

    None where it does not have that table, or does not exist. Raises `PersonacError` where it cannot be read.
    """
    table = SETTINGS_TABLES[path.name]
    try:
        data = read_regular_file(path, MAX_TEXT_BYTES)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        if not os.path.lexists(path):  # a folder above that may not be looked into
            return None
        message = f"cannot read the settings: {error.strerror or type(error).__name__}"
        raise unreadable(path.name, message, "check the permissions of the file") from None
    return data if not table or _may_have(data, table) else None


def _may_have(data: bytes, table: tuple[str, ...]) -> bool:
    if table[-1].encode() not in data:
        return False
    from personac.emit.settings_table import table_in

    try:
        return table_in(data, table) is not None
    except (ValueError, RecursionError):  # reading the settings will report it
        return True


def _settings(name: str, data: bytes) -> ProjectSettings:
    from personac.config.loader import load_table
    from personac.config.project_checks import problems_of_project
    from personac.config.project_schema import ProjectSettings

    return load_table(name, data, ProjectSettings, SETTINGS_TABLES[name], problems_of_project)


def with_settings(request: Request, project: Project) -> Request:
    """Return a request in which the settings of the project stand for what the caller did not choose.

    Sources that the caller names are built as they are, without `include` and `exclude`.
    """
    settings = project.settings
    if settings is None:
        return request
    chosen = request.overrides
    is_kept = chosen.mode is not None or chosen.min_support is not None
    merged = Overrides(
        chosen.mode if is_kept else settings.keep,
        chosen.min_support if is_kept else settings.min_support,
        settings.budget if chosen.budget is None else chosen.budget,
        chosen.tokenizer or settings.tokenizer,
        (settings.target or None) if chosen.targets is None else chosen.targets,
    )
    return request._replace(
        sources=request.sources or tuple(map(Path, settings.sources)),
        rules=request.rules or project.rules,
        decisions=request.decisions or project.decisions,
        name=request.name or settings.name,
        overrides=merged,
        settings=project.file,
        emit=(settings.emit or None) if request.emit is None else request.emit,
        include=settings.include,
        exclude=settings.exclude,
        is_named=bool(request.sources),
        are_rules_named=request.rules is not None,
        are_decisions_named=request.decisions is not None,
    )
