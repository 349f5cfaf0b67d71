"""Build: where the last build does not stand, gather, compile, and either write the outputs or check them.

What compiles is imported by the functions that compile: a build that has
nothing to do needs none of it, and it takes a hundred times as long to import
as to find out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import shown
from personac.driver.stamps import confirm_lock
from personac.driver.uptodate import findings_of_last_build

if TYPE_CHECKING:
    from personac.driver.library import Built
    from personac.driver.options import KeepOptions
    from personac.memory import Memory


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asked for. Folders are as given; `rules` None means `rules/` if there.

    `cached` lets results of earlier builds be used and kept.
    """

    sources: tuple[Path, ...] = ()
    output: Path = Path("build")
    rules: Path | None = None
    name: str = ""
    force: bool = False
    keep: KeepOptions | None = None
    cached: bool = True

    @property
    def lock_options(self) -> dict[str, str]:
        """What a lock keeps of the options: those that change what is built."""
        name = {"name": self.name} if self.name else {}
        return {**name, **(self.keep.given() if self.keep else {})}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a build: findings, a diff of stale outputs, a line for people."""

    diagnostics: tuple[Diagnostic, ...]
    diff: str
    summary: str


def run(request: Request, *, check: bool) -> Outcome:
    """Build, or with `check` only compare; nothing is compiled where the last build stands.

    `force` compiles anyway. Raises `PersonacError`.
    """
    found = None if request.force else findings_of_last_build(request)
    if found is not None:
        return Outcome(found, "", _up_to_date(request.output))
    return rebuild(request, check=check)


def rebuild(request: Request, memory: Memory | None = None, *, check: bool = False) -> Outcome:
    """Compile, and write the outputs or compare them; `memory` is as in `build`. Raises `PersonacError`."""
    built = build(request, memory)
    try:
        outcome = finish(built, request, check=check)
        if request.cached:
            _confirm(built, request.output)
    except PersonacError as error:
        raise PersonacError(*built.diagnostics, *error.diagnostics) from error
    return Outcome((*built.diagnostics, *outcome.diagnostics), outcome.diff, outcome.summary)


def build(request: Request, memory: Memory | None = None) -> Built:
    """Compile in memory, which may be that of an earlier build; writes no outputs. Raises `PersonacError`."""
    from personac.driver.gather import gather
    from personac.driver.library import build_input
    from personac.driver.remembering import open_memory

    known = memory or open_memory(cached=request.cached)
    given = gather(request.sources, request.rules, request.output)
    built = build_input(given, request.name, shown(request.output), request.keep, known)
    known.tidy()
    return built


def finish(built: Built, request: Request, *, check: bool) -> Outcome:
    """Write the outputs, or with `check` only compare them. Raises `PersonacError`."""
    from personac.backend.lock import read_lock
    from personac.driver.stale import stale_outputs
    from personac.report.summary import summarise

    _, lock_problems = read_lock(request.output)
    stale = stale_outputs(built.outputs, request.output)
    if check:
        return _checked(built, request.output, stale, lock_problems)
    if not stale:
        return Outcome(lock_problems, "", _up_to_date(request.output))
    write(built, request)
    return Outcome(lock_problems, "", f"{shown(request.output)}: {summarise(built.report).sentence}")


def write(built: Built, request: Request) -> None:
    """Write a build's outputs in one step. Raises `PersonacError`."""
    from personac.backend.lock import read_lock
    from personac.backend.names import LOCK_NAME
    from personac.backend.write import write_outputs
    from personac.driver.guard import refuse_losses

    refuse_losses(request.output, built.outputs, built.inputs, force=request.force)
    lock, _ = read_lock(request.output)
    owned = (*lock.outputs, LOCK_NAME) if lock else ()
    write_outputs(request.output, built.outputs, owned)


def _checked(
    built: Built, output: Path, stale: tuple[str, ...], lock_problems: tuple[Diagnostic, ...]
) -> Outcome:
    from personac.diagnostics.kinds import STALE_OUTPUT
    from personac.driver.stale import stale_diff

    folder = shown(output)
    hint = "run personac build, and commit what it writes"
    message = "not what a build would write now"
    found = (Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, message, hint) for name in stale)
    diff = stale_diff(built.outputs, output, stale)
    return Outcome((*lock_problems, *found), diff, "" if stale else _up_to_date(output))


def _confirm(built: Built, output: Path) -> None:
    """Keep that the outputs are what this code builds, where they are."""
    from personac.backend.names import LOCK_NAME
    from personac.driver.guard import on_disk

    if on_disk(output / LOCK_NAME) == built.outputs[LOCK_NAME]:
        confirm_lock(output, built.outputs[LOCK_NAME])


def _up_to_date(output: Path) -> str:
    return f"{shown(output)}: up to date"
