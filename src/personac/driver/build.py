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
from personac.driver.uptodate import findings_of_last_build

if TYPE_CHECKING:
    from personac.driver.library import Built
    from personac.driver.options import KeepOptions


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asked for. Folders are as given; `rules` None means `rules/` if there.

    With `if_changed`, outputs whose content stays the same keep their time.
    """

    sources: tuple[Path, ...] = ()
    output: Path = Path("build")
    rules: Path | None = None
    name: str = ""
    force: bool = False
    keep: KeepOptions | None = None
    if_changed: bool = False

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
    standing = run_if_up_to_date(request)
    if standing is not None:
        return standing
    built = build(request)
    try:
        outcome = finish(built, request, check=check)
    except PersonacError as error:
        raise PersonacError(*built.diagnostics, *error.diagnostics) from error
    return Outcome((*built.diagnostics, *outcome.diagnostics), outcome.diff, outcome.summary)


def run_if_up_to_date(request: Request) -> Outcome | None:
    """Return what a build comes to where the last one stands, None where it has to be compiled."""
    found = None if request.force else findings_of_last_build(request)
    return None if found is None else Outcome(found, "", _up_to_date(request.output))


def build(request: Request) -> Built:
    """Compile in memory; writes nothing. Raises `PersonacError`."""
    from personac.driver.gather import gather
    from personac.driver.library import build_input

    given = gather(request.sources, request.rules, request.output)
    return build_input(given, request.name, shown(request.output), request.keep)


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
    from personac.backend.disk import Disk
    from personac.backend.lock import read_lock
    from personac.backend.names import LOCK_NAME
    from personac.backend.reuse import restore_times, reusing, times_of
    from personac.backend.write import write_outputs
    from personac.driver.guard import refuse_losses
    from personac.driver.stale import stale_outputs

    refuse_losses(request.output, built.outputs, built.inputs, force=request.force)
    lock, _ = read_lock(request.output)
    owned = (*lock.outputs, LOCK_NAME) if lock else ()
    stale = stale_outputs(built.outputs, request.output) if request.if_changed else built.outputs
    same = set(built.outputs).difference(stale)
    times = times_of(request.output, same)
    write_outputs(request.output, built.outputs, owned, reusing(request.output, same, Disk()))
    restore_times(request.output, times)


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


def _up_to_date(output: Path) -> str:
    return f"{shown(output)}: up to date"
