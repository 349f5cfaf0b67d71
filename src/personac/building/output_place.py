"""Where outputs may not go: into a folder of sources, where the next build would read them.

A build with nothing to do imports this module, so its imports are few.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from personac.building.inputs import search_of
from personac.building.request import Request
from personac.building.source_files import searched_folders
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.paths import display_path

_MESSAGE = "the outputs cannot go here: {} lies in this folder, and is a source"
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
    """Raise `PersonacError` if the output folder is a folder that is searched for sources, or holds one."""
    output = os.path.realpath(request.output)
    for named in filter(os.path.lexists, searched_folders(search_of(request))):
        place = os.path.realpath(named)
        if place == output or place.startswith(os.path.join(output, "")):  # noqa: PTH118 - a prefix
            from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY

            message = _MESSAGE.format(display_path(named))
            if place == output:
                message = "the outputs cannot go here: this folder is searched for sources"
            raise PersonacError(
                Diagnostic(OUTPUT_IN_THE_WAY, display_path(request.output), 0, 0, message, _HINT)
            )
