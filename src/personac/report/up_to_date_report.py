"""Whether a report is of the sources as they are: gates on an old one would pass what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic, PersonacError, first_of
from personac.diagnostics.output_kinds import STALE_REPORT
from personac.emit.lock_entries import digest_of
from personac.paths import display_path
from personac.report.report_file import REPORT_NAME
from personac.storage.build_folder import BuildFolder, find_build

_HINT = "build again: personac build; then check the new report"
_MOST = 10  # files that are named


def refuse_old_report(folder: Path, added: Sequence[str] = ()) -> None:
    """Raise `PersonacError` if a source or a rules file was changed or removed since the build in `folder`.

    Or if sources were `added`. Says nothing of changes where no input is found: the build may come from
    another machine.
    """
    build = find_build(folder)
    changed = _changed(build) if build else []
    parts = [
        f"{first_of(paths, _MOST)} {what}"
        for paths, what in ((changed, "changed"), (added, "added"))
        if paths
    ]
    if parts:
        path = display_path(folder / REPORT_NAME)
        message = f"older than its sources: {' and '.join(parts)} since the build"
        raise PersonacError(Diagnostic(STALE_REPORT, path, 0, 0, message, _HINT))


def _changed(build: BuildFolder) -> list[str]:
    """Return the inputs whose content is not that of the build, nothing if all of them are gone."""
    known = {**build.lock.sources, **build.lock.rules}
    digests = {path: next(filter(None, map(digest_of, build.places(path))), "") for path in known}
    return sorted(path for path in known if digests[path] != known[path]) if any(digests.values()) else []
