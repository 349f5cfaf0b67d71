"""Sources that were added since the last build: its report lacks them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from personac.building.inputs import search_of
from personac.building.project import Project, with_settings
from personac.building.project_groups import requests_of_groups
from personac.building.request import Request
from personac.building.source_files import Search, find_files
from personac.building.up_to_date import read_record
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import read_lock_bytes
from personac.storage.build_folder import find_build


def new_sources(folder: Path, project: Project) -> tuple[str, ...]:
    """Return what a build into `folder` would read now, and the last one did not, sorted.

    Where the record of that build is known, it says what was searched; else the settings of the project do.
    Nothing where neither is known, or where the build was of other sources altogether.
    """
    build = find_build(folder)
    search = _recorded(folder) or _of_settings(folder, project)
    if build is None or search is None:
        return ()
    try:
        found = set(find_files(search).files)
    except PersonacError:
        return ()
    known = set(build.lock.sources)
    return tuple(sorted(found - known)) if found & known else ()


def _recorded(folder: Path) -> Search | None:
    """Return what the last build searched, None where this user did not run it here."""
    record = read_record(folder)
    with suppress(OSError):
        if record is not None and record.vouches_for(read_lock_bytes(folder)):
            return record.search(folder)
    return None


def _of_settings(folder: Path, project: Project) -> Search | None:
    """Return what a bare `personac build` would search for this folder, by the settings of the project."""
    if project.settings is None:
        return None
    request = with_settings(Request(output=project.output), project)
    requests = requests_of_groups(request, project) or (request,)
    place = os.path.realpath(folder)
    return next((search_of(one) for one in requests if os.path.realpath(one.output) == place), None)
