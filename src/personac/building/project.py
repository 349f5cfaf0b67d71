"""The project that a command runs in: its root, and the settings in its `personac.toml`.

The root is the folder of `personac.toml`, or of a pyproject.toml with `[tool.personac]`; else that of the git
repository; else the working directory. Commands run there, so that outputs do not depend on where a
command was called.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.output_place import refuse_links_of_groups
from personac.building.request import SETTINGS_TABLES, Overrides, Request
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.emit.emitted import EMITTED
from personac.paths import PLAIN_NAME, display_path, is_below, working_directory

if TYPE_CHECKING:
    from personac.config.project_schema import Group, ProjectSettings

_GIT = ".git"


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its root, the folder that a command was called in, and the file of its settings, if any."""

    root: Path
    start: Path
    file: Path | None = None
    settings: ProjectSettings | None = None

    def here(self, path: Path) -> Path:
        """Return a path that was given in the folder of the call, relative to the root."""
        return path if self.root == self.start else Path(os.path.relpath(self.start / path, self.root))

    def line_here(self, subject: str) -> str:
        """Return a line as `path:12`, given in the folder of the call; any other subject stays."""
        path, mark, line = subject.partition(":")
        return f"{self.here(Path(path)).as_posix()}{mark}{line}" if mark else subject

    def group_output(self, named: Path | None) -> Path | None:
        """Return the output folder of a group that is named instead of its folder."""
        groups = self.settings.groups if self.settings else {}
        if named is None or named.exists() or named.name not in groups:
            return named
        own = groups[named.name].output
        return Path(own) if own else self.output / named.name

    @property
    def rules(self) -> Path | None:
        """The rules folder of the settings, None for the default."""
        return Path(self.settings.rules) if self.settings and self.settings.rules else None

    @property
    def output(self) -> Path:
        """The folder that a build writes to, relative to the root."""
        return Path(self.settings.output) if self.settings else self.here(Path("build"))


def find_project(start: Path | None = None) -> Project:
    """Return the project around a folder. Raises `PersonacError` where its settings are wrong."""
    folder = start or working_directory()
    if folder is None:
        return Project(Path(), Path())
    for parent in (folder, *folder.parents):
        for name, table in SETTINGS_TABLES.items():
            settings = _settings(parent / name, name, table)
            if settings is not None:
                return Project(parent, folder, Path(name), settings)
        if (parent / _GIT).exists():
            return Project(parent, folder)
    return Project(folder, folder)


def _settings(path: Path, place: str, table: tuple[str, ...]) -> ProjectSettings | None:
    """Return the settings in a file; None where it does not exist, or does not have the table."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if table and b"[tool.personac" not in data:
        return None
    from personac.config.loader import load_table
    from personac.config.project_schema import ProjectSettings

    settings = load_table(place, data, ProjectSettings, table)
    _refuse_places_outside(place, settings)
    return settings


def _refuse_places_outside(file: str, settings: ProjectSettings) -> None:
    """Raise `PersonacError` where the settings, which come with a repository, lead an output out of it."""
    outputs = [settings.output, *(group.output for group in settings.groups.values())]
    names = [name for name in settings.groups if not re.fullmatch(PLAIN_NAME, name)]
    problems = [
        *(f"the output folder {path!r} is not below this file" for path in outputs if not is_below(path)),
        *(f"a group cannot be named {name!r}" for name in names),
    ]
    if problems:
        from personac.diagnostics.input_kinds import RULES_BAD_VALUE

        hint = "name a folder below this file, or another one with -o"
        if names:
            hint = "letters, digits, `_`, and but in front `.` and `-`"
        raise PersonacError(*(Diagnostic(RULES_BAD_VALUE, file, 0, 0, problem, hint) for problem in problems))


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
        name=request.name or settings.name,
        overrides=merged,
        settings=project.file,
        emit=settings.emit if settings.emit and request.emit == EMITTED else request.emit,
        include=settings.include,
        exclude=settings.exclude,
    )


def requests_of_groups(request: Request, project: Project) -> tuple[Request, ...]:
    """Return a request for each group of the project, by name, and for the sources beside groups, if any.

    Raises `PersonacError` where two groups are built into one folder.
    """
    settings = project.settings
    if settings is None or not settings.groups:
        return ()
    beside = [request] if settings.sources else []
    groups = [_of_group(name, settings.groups[name], request) for name in sorted(settings.groups)]
    requests = (*beside, *groups)
    _check_outputs(requests, project)
    refuse_links_of_groups(one.output for one in groups)
    return requests


def _of_group(name: str, group: Group, request: Request) -> Request:
    output = Path(group.output) if group.output else request.output / name
    return request._replace(sources=tuple(map(Path, group.sources)), output=output, name=group.name or name)


def _check_outputs(requests: Sequence[Request], project: Project) -> None:
    from personac.diagnostics.output_kinds import SHARED_FOLDER

    folders: dict[str, Request] = {}
    for request in requests:
        place = os.path.normcase(os.path.normpath(request.output))
        if place in folders:
            message = f"two groups are built into {display_path(request.output)}"
            hint = "give one of them another `output`"
            raise PersonacError(Diagnostic(SHARED_FOLDER, str(project.file), 0, 0, message, hint))
        folders[place] = request
