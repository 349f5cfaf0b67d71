"""A folder that a build wrote, found and read again: what `explain` looks things up in.

Paths in a map, a report and a lock are relative to where the build ran. They
are shown as seen from the working directory, so that they can be opened from
anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from personac.backend.journal import digest
from personac.backend.lock import Lock, read_lock
from personac.backend.names import LOCK_NAME
from personac.backend.provenance import ProvenanceMap, decode_map
from personac.diagnostics.kinds import NOTHING_TO_EXPLAIN
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import shown
from personac.driver.guard import on_disk
from personac.driver.render import load_report
from personac.report.model import Report


@dataclass(frozen=True, slots=True)
class BuiltFolder:
    """What a build left behind; `base` is where it ran, None where its sources are no longer found.

    `canonical` are the lines of the agent.
    """

    folder: Path
    base: Path | None
    provenance: ProvenanceMap
    report: Report
    canonical: tuple[str, ...]

    @property
    def canonical_path(self) -> str:
        """The agent, as seen from here."""
        return shown(self.folder / f"{self.provenance.agent}.md")

    def seen(self, path: str) -> str:
        """A path of the build, as seen from here."""
        return path if self.base is None else shown(self.base / path)


def nothing(subject: str, message: str, hint: str) -> PersonacError:
    """The refusal to explain `subject`."""
    return PersonacError(Diagnostic(NOTHING_TO_EXPLAIN, subject, 0, 0, message, hint))


def open_folder(folder: Path, agent: str, subject: str) -> BuiltFolder:
    """Read what a build of `agent` left in `folder`. Raises `PersonacError`.

    Refuses where the agent is no longer what the build wrote: its lines are
    not those of the map any more.
    """
    canonical = folder / f"{agent}.md"
    data = on_disk(canonical)
    if data is None:
        hint = "build again: personac build; or restore it from version control"
        raise nothing(subject, f"{shown(canonical)} is not there", hint)
    provenance = _map(folder / f"{agent}.map.json", subject)
    lock, _ = read_lock(folder)
    if lock is not None and lock.outputs.get(canonical.name, "") not in {"", digest(data)}:
        message = f"{shown(canonical)} was edited since the build, so its lines are not those of its map"
        raise nothing(subject, message, "build again, or restore the file that the build wrote")
    base = _base(folder, lock) if lock is not None else None
    lines = tuple(data.decode("utf-8", "replace").split("\n"))
    return BuiltFolder(folder, base, provenance, load_report(folder), lines)


def folder_of_source(source: Path, output: Path) -> tuple[Path, Lock, str] | None:
    """Find the build that `source` went into: its folder, its lock, and the source's path there.

    Looks into `output` first, then for a folder of that name beside the source
    and above it.
    """
    for folder in dict.fromkeys(_folders(source, output)):
        lock = read_lock(folder)[0] if (folder / LOCK_NAME).is_file() else None
        for path in sorted(lock.sources) if lock is not None else ():
            for base in _bases(folder):
                if lock is not None and _is_same(base / path, source):
                    return folder, lock, path
    return None


def _folders(source: Path, output: Path) -> Iterator[Path]:
    yield output
    if not output.is_absolute():
        yield from (parent / output for parent in source.absolute().parents)


def _map(path: Path, subject: str) -> ProvenanceMap:
    try:
        return decode_map(path.read_bytes())
    except OSError:
        hint = "name a line of a built agent, or of a source; build first: personac build"
        raise nothing(subject, f"no map beside it: {shown(path)} is not there", hint) from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise nothing(subject, f"{shown(path)} is damaged ({error})", "build again: personac build") from None


def _base(folder: Path, lock: Lock) -> Path | None:
    """Where the build ran: the first folder from which its sources are found."""
    paths = sorted(lock.sources)
    return next((base for base in _bases(folder) if all((base / path).is_file() for path in paths)), None)


def _bases(folder: Path) -> Iterator[Path]:
    yield Path()
    yield from Path(os.path.abspath(folder)).parents  # noqa: PTH100 - as written, links not followed


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
