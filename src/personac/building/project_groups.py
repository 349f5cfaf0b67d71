"""The groups of a project: how a command names one, what each is built from, and where it goes.

A name is that of a group if there is such a group, else a path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.output_place import refuse_links_of_groups
from personac.building.project import Project
from personac.building.request import Request
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.emit.lock_entries import LOCK_NAME
from personac.paths import display_path

if TYPE_CHECKING:
    from personac.config.project_schema import Group


def requests_of_groups(
    request: Request, project: Project, names: Sequence[str] = (), *, is_output_given: bool = False
) -> tuple[Request, ...]:
    """Return a request for each group that is named; for none, for all and for the sources beside them.

    Groups go below an output folder that the caller gave. Raises `PersonacError` where two are built into
    one folder.
    """
    groups = project.groups
    if not groups:
        return ()
    beside = [request] if not names and project.settings and project.settings.sources else []
    requests = (
        *beside,
        *(_of_group(name, project, request, is_output_given) for name in names or sorted(groups)),
    )
    _check_outputs(requests, project)
    refuse_links_of_groups(one.output for one in requests[len(beside) :])
    return requests


def requests_of_all_groups(
    request: Request, project: Project, *, is_output_given: bool = False
) -> tuple[Request, ...]:
    """Return a request for each group, without the sources beside them.

    Raises `PersonacError` where there is none, and as `requests_of_groups` does.
    """
    if not project.groups:
        from personac.diagnostics.input_kinds import NO_SOURCES

        file = str(project.file or "personac.toml")
        message = "there are no groups to build: no [groups.<name>] in the settings of the project"
        hint = "write them, or have them found: personac scan --write-groups"
        raise PersonacError(Diagnostic(NO_SOURCES, file, 0, 0, message, hint))
    names = sorted(project.groups)
    return requests_of_groups(request, project, names, is_output_given=is_output_given)


def groups_named(paths: Sequence[Path], project: Project) -> tuple[str, ...]:
    """Return the groups that all of these paths name, sorted; none where one is a path.

    Raises `PersonacError` where some are groups, and others are not.
    """
    names = _names(project)
    named = sorted({names[path] for path in paths if path in names})
    if named and not {*paths} <= names.keys():
        path = next(path for path in paths if path not in names)
        from personac.diagnostics.input_kinds import UNREADABLE

        message = f"not a group of {project.file}, as {named[0]} is"
        hint = f"name groups ({', '.join(sorted(project.groups))}), or only files and folders"
        raise PersonacError(Diagnostic(UNREADABLE, display_path(path), 0, 0, message, hint))
    return tuple(named)


def folder_of_build(named: Path | None, project: Project) -> Path:
    """Return the folder of the build that is named by a group or a path; that of the project for None.

    Raises `PersonacError` where the project has groups alone, and none is named.
    """
    if named is not None:
        name = _names(project).get(named)
        return named if name is None else _output(name, project.groups[name], project.output)
    has_sources = project.settings is not None and project.settings.sources
    if project.groups and not has_sources and not (project.output / LOCK_NAME).exists():
        from personac.diagnostics.output_kinds import NO_REPORT

        message = f"the project builds groups, and none into {display_path(project.output)}"
        hint = f"name one of the groups: {', '.join(sorted(project.groups))}"
        raise PersonacError(Diagnostic(NO_REPORT, display_path(project.output), 0, 0, message, hint))
    return project.output


def folder_of_source(source: Path, project: Project) -> Path:
    """Return the folder of the first build of the project that read a source, else that of the project."""
    from personac.storage.build_folder import find_build

    for folder in (project.output, *outputs_of_groups(project)):
        build = find_build(folder)
        if build is not None and build.path_of(source):
            return folder
    return project.output


def outputs_of_groups(project: Project) -> Iterator[Path]:
    """Yield the output folders of the groups, by name."""
    for name in sorted(project.groups):
        yield _output(name, project.groups[name], project.output)


def _names(project: Project) -> Mapping[Path, str]:
    """Return the groups by what a caller writes for them, made relative to the root."""
    return {project.here(Path(name)): name for name in project.groups}


def _output(name: str, group: Group, below: Path) -> Path:
    return Path(group.output) if group.output else below / name


def _of_group(name: str, project: Project, request: Request, is_output_given: bool) -> Request:  # noqa: FBT001
    group = project.groups[name]
    named = request._replace(sources=tuple(map(Path, group.sources)), name=group.name or name, is_named=False)
    place = display_path(_output(name, group, project.output))
    output = request.output / name if is_output_given else _output(name, group, request.output)
    return named._replace(output=output, group=place)


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
