"""A folder that a build wrote, found and read again: lock, canonical, map, patches, sources.

Paths in a map, a report and a lock are relative to where the build ran, which
none of them says, as it is another place on another machine. They are looked
for from the working directory and from the folders above the build's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from personac.backend.digests import digest
from personac.backend.lock import Lock, read_lock
from personac.backend.names import LOCK_NAME
from personac.backend.provenance import ProvenanceMap, decode_map
from personac.diagnostics.kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import shown
from personac.frontend.identify import identify
from personac.storage.filesystem import read_if_possible

_BUILD = "name the folder of a finished build, or build again"


@dataclass(frozen=True, slots=True)
class BuildFolder:
    """A folder with a lock; `canonical` is the agent's path, another one where the user named one."""

    folder: Path
    lock: Lock
    canonical: Path

    @property
    def canonical_hash(self) -> str:
        """The hash of the canonical as it was built, empty where the lock does not know it."""
        return self.lock.outputs.get(f"{self.lock.agent}.md", "")

    def is_edited(self, canonical: bytes) -> bool:
        """Tell whether these bytes are another canonical than the one that was built."""
        return digest(canonical) != self.canonical_hash

    def paths(self) -> Mapping[str, str]:
        """For each persona's id the path of its source, as shown to people."""
        paths = sorted(self.lock.sources)
        return dict(zip(identify(paths), paths, strict=True))

    def patch_path(self, persona: str) -> Path:
        """Return where the patch of a persona lies."""
        return self.folder / "variants" / f"{persona}.patch"

    def patches(self) -> Mapping[str, bytes]:
        """Return the patches that are as they were built, by persona."""
        found = ((persona, read_if_possible(self.patch_path(persona))) for persona in self.paths())
        name = "variants/{}.patch".format
        return {
            persona: data
            for persona, data in found
            if data is not None and digest(data) == self.lock.outputs.get(name(persona))
        }

    def sources(self) -> Mapping[str, bytes]:
        """Return the sources that are still as they were, by persona."""
        found = ((persona, self._unchanged(path)) for persona, path in self.paths().items())
        return {persona: data for persona, data in found if data is not None}

    def _unchanged(self, path: str) -> bytes | None:
        places = (base / path for base in _bases(self.folder))
        contents = (read_if_possible(place) for place in places if place.is_file())
        return next((c for c in contents if c is not None and digest(c) == self.lock.sources[path]), None)

    def base(self) -> Path | None:
        """Return where the build ran: the first folder from which all its sources are found."""
        paths = sorted(self.lock.sources)
        return next((b for b in _bases(self.folder) if all((b / path).is_file() for path in paths)), None)

    def path_of(self, source: Path) -> str:
        """Return what the build calls a file that is one of its sources, else an empty text."""
        real = os.path.realpath(source)
        places = ((path, base / path) for path in sorted(self.lock.sources) for base in _bases(self.folder))
        return next((path for path, place in places if os.path.realpath(place) == real), "")

    def provenance(self) -> ProvenanceMap | None:
        """Return the map of the canonical, None where it is gone or is not the one that was built."""
        name = f"{self.lock.agent}.map.json"
        data = read_if_possible(self.folder / name)
        if data is None or digest(data) != self.lock.outputs.get(name):
            return None
        try:
            return decode_map(data)
        except (msgspec.MsgspecError, RecursionError):
            return None


def read_build(folder: Path, canonical: Path | None = None) -> BuildFolder:
    """Read the lock of a build. Raises `PersonacError` where there is none."""
    found = find_build(folder, canonical)
    if found is None:
        message = f"no build here: there is no {LOCK_NAME}"
        raise PersonacError(Diagnostic(UNREADABLE, shown(folder), 0, 0, message, _BUILD))
    return found


def find_build(folder: Path, canonical: Path | None = None) -> BuildFolder | None:
    """Return the build in a folder, None where there is no lock that can be read."""
    lock, _ = read_lock(folder)
    return None if lock is None else BuildFolder(folder, lock, canonical or folder / f"{lock.agent}.md")


def build_of_source(source: Path, output: Path) -> BuildFolder | None:
    """Return the build that `source` went into, None where there is none.

    Looks into `output` first, then for a folder of that name beside the source and above it.
    """
    above = () if output.is_absolute() else (parent / output for parent in source.absolute().parents)
    builds = (find_build(folder) for folder in dict.fromkeys((output, *above)))
    return next((build for build in builds if build is not None and build.path_of(source)), None)


def read_file(path: Path, hint: str) -> bytes:
    """Return the bytes of a file. Raises `PersonacError`."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        raise PersonacError(Diagnostic(UNREADABLE, path.as_posix(), 0, 0, message, hint)) from None


def _bases(folder: Path) -> Iterator[Path]:
    """Yield where a build may have run: here, or above its folder."""
    yield Path()
    yield from Path(os.path.abspath(folder)).parents  # noqa: PTH100 - as written, links not followed
