"""Which folders a build writes to, and which it searches: for Makefiles and CI, before anything is built.

make splits names at white space and reads `:`, `%`, `$` and more in them, and personac.mk passes them to a
shell. So a name with any other than harmless characters is never printed for make: an output folder of
such a name is `refused`, an input is left to the dependency file of the last build.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from personac.building.groups import folders_in, group_requests
from personac.building.inputs import search_of, settings_folders
from personac.building.project import Project, with_settings
from personac.building.project_groups import groups_named, requests_of_all_groups, requests_of_groups
from personac.building.request import Request
from personac.building.source_files import searched_folders

_HARMLESS = frozenset("._-/+,@")


def all_requests(
    given: Request, project: Project, *, each: bool, all_groups: bool = False, is_output_given: bool = False
) -> tuple[Request, ...]:
    """Return what `personac build` builds: each group, or the request alone. Raises `PersonacError`.

    With `all_groups` these are the groups of the settings alone, and there has to be one.
    """
    request = with_settings(given, project)
    if all_groups:
        return requests_of_all_groups(request, project, is_output_given=is_output_given)
    if each:
        return group_requests(request._replace(sources=given.sources or folders_in(request.sources)))
    names = groups_named(given.sources, project)
    if given.sources and not names:
        return (request,)
    return requests_of_groups(request, project, names, is_output_given=is_output_given) or (request,)


def output_folders(requests: tuple[Request, ...], project: Project) -> list[str]:
    """Return the folders that are written to, sorted, as paths from the folder of the call."""
    return sorted({_from_start(request.output, project) for request in requests})


def words_for_make(requests: tuple[Request, ...], project: Project) -> Iterator[str]:
    """Yield `output=FOLDER` and `input=FOLDER:PLACE` for make; `refused=output` where it could not read one.

    The inputs of a folder are the settings, and `PLACE/.` for each folder that is searched. `root=elsewhere`
    says that names in the dependency files are not relative to the folder of the call.
    """
    outputs = output_folders(requests, project)
    if project.root != project.start:
        yield "root=elsewhere"
    if not all(map(_is_output_for_make, outputs)):
        yield "refused=output"
        return
    yield from (f"output={folder}" for folder in outputs)
    for request in requests:
        folder = _from_start(request.output, project)
        yield from (f"input={folder}:{place}" for place in _inputs(request, project) if _is_for_make(place))


def words_of_old_groups(given: Request, project: Project) -> list[str]:
    """Return `old=groups` for make where `personac build --all` would remove outputs of groups."""
    from personac.building.old_groups import old_groups

    builds = requests_of_groups(with_settings(given, project), project)
    return ["old=groups"] if any(not old.doubt for old in old_groups(project.output, builds)) else []


def _inputs(request: Request, project: Project) -> Iterator[str]:
    if request.settings:
        yield _from_start(request.settings, project)
    for path in (*searched_folders(search_of(request)), *settings_folders(request)):
        # Not the working directory: its time changes with whatever is made in it.
        if os.path.isdir(path) and path.resolve() != project.root.resolve():  # noqa: PTH112 - of any length
            yield f"{_from_start(path, project)}/."


def _from_start(path: Path, project: Project) -> str:
    return os.path.relpath(project.root / path, project.start).replace(os.sep, "/")


def _is_output_for_make(folder: str) -> bool:
    return _is_for_make(folder) and folder.strip("./") != ""


def _is_for_make(name: str) -> bool:
    return not name.startswith("-") and all(letter.isalnum() or letter in _HARMLESS for letter in name)
