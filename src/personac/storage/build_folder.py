"""A folder that a build wrote, read again: lock, canonical, map, patches, sources.

Paths in it are relative to the folder where the build ran, which it does not name, as that differs between
machines. So they are searched from the working directory and from the parents of the build folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import UNREADABLE
from personac.emit.lock_entries import LOCK_NAME, digest
from personac.emit.lockfile import Lock, read_lock
from personac.emit.provenance import ProvenanceMap, decode_map
from personac.model.personas import identify
from personac.paths import display_path
from personac.regular_files import is_file, read_file_or_stream
from personac.storage.filesystem import exists, is_plain_output, read_if_possible, read_output

_NO_BUILD = "name the folder of a finished build, or build again"


@dataclass(frozen=True, slots=True)
class BuildFolder:
    """A folder with a lock; `canonical` is the agent's path, another one where the user named one."""

    folder: Path
    lock: Lock
    canonical: Path

    @property
    def canonical_hash(self) -> str:
        """The hash of the canonical as it was built, empty where the lock does not have it."""
        return self.lock.outputs.get(f"{self.lock.agent}.md", "")

    def is_edited(self, canonical: bytes) -> bool:
        """Return whether these bytes differ from the canonical that was built."""
        return digest(canonical) != self.canonical_hash

    def paths(self) -> Mapping[str, str]:
        """Return the path of each persona's source, as shown to people, by the persona's id."""
        paths = sorted(self.lock.sources)
        return dict(zip(identify(paths), paths, strict=True))

    def patch_path(self, persona: str) -> Path:
        """Return the path of a persona's patch."""
        return self.folder / "variants" / f"{persona}.patch"

    def patches(self) -> Mapping[str, bytes]:
        """Return the patches that are unchanged since the build, by persona."""
        contents = {persona: self._output(f"variants/{persona}.patch") for persona in self.paths()}
        return {persona: data for persona, data in contents.items() if data is not None}

    def refuse_special_file(self, path: Path) -> None:
        """Raise `PersonacError` if a path in the folder is a link, a pipe or a device; it may be missing."""
        if not path.is_relative_to(self.folder):
            return
        name = path.relative_to(self.folder).as_posix()
        if exists(path) and not is_plain_output(self.folder, name):
            message = "cannot read: it is no regular file, or is reached through a link"
            raise PersonacError(Diagnostic(UNREADABLE, display_path(path), 0, 0, message, _NO_BUILD))

    def sources(self) -> Mapping[str, bytes]:
        """Return the sources that are unchanged since the build, by persona."""
        contents = {persona: self._source(path) for persona, path in self.paths().items()}
        return {persona: data for persona, data in contents.items() if data is not None}

    def _output(self, name: str) -> bytes | None:
        """Return an output that is unchanged since the build; no link is followed."""
        data = read_output(self.folder, name)
        return data if data is not None and digest(data) == self.lock.outputs.get(name) else None

    def _source(self, path: str) -> bytes | None:
        contents = (read_if_possible(place) for place in self.places(path) if is_file(place))
        return next((c for c in contents if c is not None and digest(c) == self.lock.sources[path]), None)

    def places(self, path: str) -> Iterator[Path]:
        """Yield where an input of the build may be, the likeliest place first."""
        return (base / path for base in _bases(self.folder))

    def base(self) -> Path | None:
        """Return where the build ran: the first folder that has all its sources, None where no folder has."""
        paths = sorted(self.lock.sources)
        return next((b for b in _bases(self.folder) if all(is_file(b / path) for path in paths)), None)

    def path_of(self, source: Path) -> str:
        """Return the path that the lock has for a source of the build, an empty text for other files."""
        real = os.path.realpath(source)
        places = ((path, base / path) for path in sorted(self.lock.sources) for base in _bases(self.folder))
        return next((path for path, place in places if os.path.realpath(place) == real), "")

    def provenance(self) -> ProvenanceMap | None:
        """Return the map of the canonical, None where it is missing or changed since the build."""
        data = self._output(f"{self.lock.agent}.map.json")
        try:
            return None if data is None else decode_map(data)
        except msgspec.DecodeError:
            return None


def read_build(folder: Path, canonical: Path | None = None) -> BuildFolder:
    """Return the build in a folder. Raises `PersonacError` where there is no readable lock."""
    build = find_build(folder, canonical)
    if build is None:
        message = f"no build here: there is no {LOCK_NAME}"
        raise PersonacError(Diagnostic(UNREADABLE, display_path(folder), 0, 0, message, _NO_BUILD))
    return build


def find_build(folder: Path, canonical: Path | None = None) -> BuildFolder | None:
    """Return the build in a folder, None where there is no readable lock."""
    lock, _ = read_lock(folder)
    return None if lock is None else BuildFolder(folder, lock, canonical or folder / f"{lock.agent}.md")


def build_of_source(source: Path, output: Path) -> BuildFolder | None:
    """Return the build that read `source`, None where there is none.

    Searches `output` first, then folders of that name next to the source and above it.
    """
    above = () if output.is_absolute() else (parent / output for parent in source.absolute().parents)
    builds = (find_build(folder) for folder in dict.fromkeys((output, *above)))
    return next((build for build in builds if build is not None and build.path_of(source)), None)


def read_file(path: Path, hint: str) -> bytes:
    """Return the bytes of a file. Raises `PersonacError` with this hint."""
    try:
        return read_file_or_stream(path)
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        raise PersonacError(Diagnostic(UNREADABLE, path.as_posix(), 0, 0, message, hint)) from None


def _bases(folder: Path) -> Iterator[Path]:
    """Yield the folders where a build may have run: the working directory, and the parents of its folder."""
    yield Path()
    yield from Path(os.path.abspath(folder)).parents  # noqa: PTH100 - as written, links not followed
