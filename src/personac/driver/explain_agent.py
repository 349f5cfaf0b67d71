"""A built agent as `explain` reads it: its lines, where they are from, and the report of its build.

What is not there, or no longer fits the rest, is refused with a way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import NOTHING_TO_EXPLAIN
from personac.driver.render import load_report
from personac.edits.build_folder import find_build
from personac.emit.lock_entries import digest
from personac.emit.provenance import ProvenanceMap, decode_map
from personac.paths import display_path
from personac.report.model import Report
from personac.storage.filesystem import read_if_possible


@dataclass(frozen=True, slots=True)
class BuiltAgent:
    """An agent, and what its build tells of it; `canonical` are its lines.

    `base` is where the build ran, None where its sources are no longer found.
    """

    folder: Path
    base: Path | None
    provenance: ProvenanceMap
    report: Report
    canonical: tuple[str, ...]

    @property
    def canonical_path(self) -> str:
        """The agent, as seen from here."""
        return display_path(self.folder / f"{self.provenance.agent}.md")

    def seen(self, path: str) -> str:
        """A path of the build, as seen from here."""
        return path if self.base is None else display_path(self.base / path)


def nothing(subject: str, message: str, hint: str) -> PersonacError:
    """The refusal to explain `subject`."""
    return PersonacError(Diagnostic(NOTHING_TO_EXPLAIN, subject, 0, 0, message, hint))


def read_agent(folder: Path, agent: str, subject: str) -> BuiltAgent:
    """Read what a build of `agent` left in `folder`. Raises `PersonacError`.

    Refuses where the agent is no longer what the build wrote: its lines are
    not those of the map any more.
    """
    canonical = folder / f"{agent}.md"
    data = read_if_possible(canonical)
    if data is None:
        hint = "build again: personac build; or restore it from version control"
        raise nothing(subject, f"{display_path(canonical)} is not there", hint)
    provenance = _map(folder / f"{agent}.map.json", subject)
    build = find_build(folder, canonical)
    if build is not None and build.lock.outputs.get(canonical.name, "") not in {"", digest(data)}:
        message = (
            f"{display_path(canonical)} was edited since the build, so its lines are not those of its map"
        )
        raise nothing(subject, message, "build again, or restore the file that the build wrote")
    lines = tuple(data.decode("utf-8", "replace").split("\n"))
    return BuiltAgent(folder, build.base() if build else None, provenance, load_report(folder), lines)


def _map(path: Path, subject: str) -> ProvenanceMap:
    try:
        return decode_map(path.read_bytes())
    except OSError:
        hint = "name a line of a built agent, or of a source; build first: personac build"
        raise nothing(subject, f"no map beside it: {display_path(path)} is not there", hint) from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise nothing(
            subject, f"{display_path(path)} is damaged ({error})", "build again: personac build"
        ) from None
