"""Where outputs may not go: into a folder of sources, rules or decisions, or into that of git.

A build with nothing to do imports this module, so its imports are few.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from personac.building.inputs import DEFAULT_DECISIONS, DEFAULT_RULES, search_of
from personac.building.request import Request
from personac.building.source_files import searched_folders
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.paths import display_path, is_within

_SEARCHED = "this folder is searched for sources"
_HOLDS = "{} lies in this folder, and is a source"
_GIT = ".git"
_HINT = "name a folder of their own: -o build"


def refuse_links_of_groups(folders: Iterable[Path]) -> None:
    """Raise `PersonacError` if a folder of a group in the output folder is a link: nobody named that."""
    links = sorted({folder for folder in folders if os.path.islink(folder)})  # noqa: PTH114 - of a long name
    if links:
        from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY

        message = "the outputs of a group go into a folder of this name, and this is a link"
        hint = "remove the link, or choose another folder with -o"
        raise PersonacError(
            *(Diagnostic(OUTPUT_IN_THE_WAY, display_path(link), 0, 0, message, hint) for link in links)
        )


def refuse_folder_of_sources(request: Request) -> None:
    """Raise `PersonacError` if the output folder is one of sources or rules, or holds one of sources."""
    output = os.path.realpath(request.output)
    message = _among_others(request, Path(output))
    for named in filter(os.path.lexists, searched_folders(search_of(request))):
        place = os.path.realpath(named)
        if not message and is_within(place, output):
            message = _SEARCHED if place == output else _HOLDS.format(display_path(named))
    if message:
        from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY

        found = f"the outputs cannot go here: {message}"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, display_path(request.output), 0, 0, found, _HINT))


def _among_others(request: Request, output: Path) -> str:
    """Return why no output goes here: a folder of settings, unless all is in there, or that of git."""
    for name, folder in (
        ("the rules", request.rules or DEFAULT_RULES),
        ("decisions", request.decisions or DEFAULT_DECISIONS),
    ):
        place, here = Path(os.path.realpath(folder)), Path(os.path.realpath("."))
        if output == place or (place in output.parents and not here.is_relative_to(place)):
            return f"this is the folder of {name}"
    return f"{_GIT} is the folder of git" if _GIT in output.parts else ""
