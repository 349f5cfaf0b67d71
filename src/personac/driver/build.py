"""Build: gather, compile, and either write the outputs or check them.

Outputs that a person edited since personac wrote them are never overwritten
without being told to; the lock of the earlier build knows what it wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from personac.backend.lock import LOCK_NAME, Lock, edited_outputs, read_lock
from personac.backend.write import write_outputs
from personac.diagnostics.kinds import EDITED_OUTPUT, STALE_OUTPUT
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.gather import gather, shown
from personac.driver.library import Built, build_input
from personac.report.escape import visible
from personac.report.measure import measure
from personac.report.summary import summarise

_DIFF_LINES = 40


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asked for. Folders are as given; `rules` None means `rules/` if there."""

    sources: tuple[Path, ...] = ()
    output: Path = Path("build")
    rules: Path | None = None
    name: str = ""
    force: bool = False


def build(request: Request) -> Built:
    """Compile in memory; writes nothing. Raises `PersonacError`."""
    given = gather(request.sources, request.rules, request.output)
    return build_input(given, request.name, shown(request.output))


def write(built: Built, request: Request) -> None:
    """Write a build's outputs in one step. Raises `PersonacError`."""
    lock, _ = read_lock(request.output)
    owned = (*lock.outputs, LOCK_NAME) if lock else ()
    if lock and not request.force:
        _refuse_edited(request.output, lock, built.outputs)
    write_outputs(request.output, built.outputs, owned)


def stale_outputs(built: Built, output: Path) -> tuple[str, ...]:
    """Return the names of outputs that differ from what is on disk, or are not there."""
    lock, _ = read_lock(output)
    gone = [name for name in (lock.outputs if lock else ()) if name not in built.outputs]
    left = [name for name in gone if (output / name).exists()]
    differing = [name for name, data in built.outputs.items() if _on_disk(output / name) != data]
    return tuple(sorted([*differing, *left]))


def stale_diff(built: Built, output: Path, names: Sequence[str]) -> str:
    """Return a readable diff, on disk -> fresh, of the outputs named; long ones are cut."""
    return "".join(_one_diff(name, _on_disk(output / name), built.outputs.get(name)) for name in names)


def _refuse_edited(output: Path, lock: Lock, outputs: Mapping[str, bytes]) -> None:
    edited = [name for name in edited_outputs(output, lock) if _on_disk(output / name) != outputs.get(name)]
    if edited:
        hint = "keep your edit by moving the file elsewhere, or build with --force to overwrite it"
        message = "edited by hand since personac wrote it"
        found = [
            Diagnostic(EDITED_OUTPUT, (output / name).as_posix(), 0, 0, message, hint) for name in edited
        ]
        raise PersonacError(*found)


def _on_disk(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _one_diff(name: str, old: bytes | None, new: bytes | None) -> str:
    one, other = (_lines(old), _lines(new))
    found = list(unified_diff(one, other, f"{name} (on disk)", f"{name} (fresh)", lineterm=""))
    cut = [f"... {len(found) - _DIFF_LINES} more lines"] if len(found) > _DIFF_LINES else []
    return visible("\n".join([*found[:_DIFF_LINES], *cut]) + "\n")


def _lines(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8", "replace").split("\n")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a build: findings, a diff of stale outputs, a line for people."""

    diagnostics: tuple[Diagnostic, ...]
    diff: str
    summary: str


def finish(built: Built, request: Request, *, check: bool) -> Outcome:
    """Write the outputs, or with `check` only compare them. Raises `PersonacError`."""
    folder = shown(request.output)
    _, lock_problems = read_lock(request.output)
    stale = stale_outputs(built, request.output)
    if check:
        hint = "run personac build, and commit what it writes"
        message = "not what a build would write now"
        found = tuple(Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, message, hint) for name in stale)
        return Outcome(
            found, stale_diff(built, request.output, stale), "" if stale else f"{folder}: up to date"
        )
    if stale:
        write(built, request)
    sentence = summarise(measure(built.compilation)).sentence
    return Outcome(lock_problems, "", f"{folder}: {sentence}" + ("" if stale else " (unchanged)"))
