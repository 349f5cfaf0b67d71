"""Build: gather, compile, and either write the outputs or check them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from personac.backend.lock import LOCK_NAME, read_lock
from personac.backend.write import write_outputs
from personac.diagnostics.kinds import STALE_OUTPUT
from personac.diagnostics.model import Diagnostic
from personac.driver.gather import gather, shown
from personac.driver.guard import refuse_losses
from personac.driver.library import Built, build_input
from personac.driver.options import KeepOptions
from personac.driver.stale import stale_diff, stale_outputs
from personac.report.summary import summarise


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asked for. Folders are as given; `rules` None means `rules/` if there."""

    sources: tuple[Path, ...] = ()
    output: Path = Path("build")
    rules: Path | None = None
    name: str = ""
    force: bool = False
    keep: KeepOptions = field(default_factory=KeepOptions)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a build: findings, a diff of stale outputs, a line for people."""

    diagnostics: tuple[Diagnostic, ...]
    diff: str
    summary: str


def build(request: Request) -> Built:
    """Compile in memory; writes nothing. Raises `PersonacError`."""
    given = gather(request.sources, request.rules, request.output)
    return build_input(given, request.name, shown(request.output), request.keep)


def finish(built: Built, request: Request, *, check: bool) -> Outcome:
    """Write the outputs, or with `check` only compare them. Raises `PersonacError`."""
    _, lock_problems = read_lock(request.output)
    stale = stale_outputs(built.outputs, request.output)
    if check:
        return _checked(built, request.output, stale, lock_problems)
    if stale:
        write(built, request)
    sentence = summarise(built.report).sentence
    unchanged = "" if stale else " (unchanged)"
    return Outcome(lock_problems, "", f"{shown(request.output)}: {sentence}{unchanged}")


def write(built: Built, request: Request) -> None:
    """Write a build's outputs in one step. Raises `PersonacError`."""
    refuse_losses(request.output, built.outputs, built.inputs, force=request.force)
    lock, _ = read_lock(request.output)
    owned = (*lock.outputs, LOCK_NAME) if lock else ()
    write_outputs(request.output, built.outputs, owned)


def _checked(
    built: Built, output: Path, stale: tuple[str, ...], lock_problems: tuple[Diagnostic, ...]
) -> Outcome:
    folder = shown(output)
    hint = "run personac build, and commit what it writes"
    message = "not what a build would write now"
    found = (Diagnostic(STALE_OUTPUT, f"{folder}/{name}", 0, 0, message, hint) for name in stale)
    diff = stale_diff(built.outputs, output, stale)
    return Outcome((*lock_problems, *found), diff, "" if stale else f"{folder}: up to date")
