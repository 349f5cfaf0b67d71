"""Build: where the last build does not stand, gather, compile, and either write the outputs or check them.

What compiles is imported by the functions that compile: a build that has
nothing to do needs none of it, and it takes a hundred times as long to import
as to find out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import shown
from personac.driver.observer import NOBODY, Observer, step
from personac.driver.stamps import confirm_lock
from personac.driver.uptodate import findings_of_last_build

if TYPE_CHECKING:
    from collections.abc import Callable

    from personac.driver.discover import Files
    from personac.driver.library import Built
    from personac.driver.options import KeepOptions
    from personac.memory import Memory


class Request(NamedTuple):
    """What a user asked for. Folders are as given; `rules` None means `rules/` if there.

    Without `wait` a build ends where another one is writing to the same folder.
    With `if_changed`, outputs whose content stays the same keep their time.
    `cached` lets results of earlier builds be used and kept.
    `observer` is told of every step of the build.
    """

    sources: tuple[Path, ...] = ()
    output: Path = Path("build")
    rules: Path | None = None
    name: str = ""
    force: bool = False
    keep: KeepOptions | None = None
    wait: bool = True
    if_changed: bool = False
    cached: bool = True
    observer: Observer = NOBODY

    @property
    def lock_options(self) -> dict[str, str]:
        """What a lock keeps of the options: those that change what is built."""
        name = {"name": self.name} if self.name else {}
        return {**name, **(self.keep.given() if self.keep else {})}


class Outcome(NamedTuple):
    """What became of a build: findings, a diff of stale outputs, a line for people.

    `stood` tells that nothing was compiled, as the last build still stands.
    """

    diagnostics: tuple[Diagnostic, ...]
    diff: str
    summary: str
    stood: bool = False

    @property
    def line(self) -> str:
        """The line for people, with how many errors there are beside what was made."""
        errors = sum(found.severity == "error" for found in self.diagnostics)
        told = f"; {errors} error{'s' if errors > 1 else ''}" if errors and self.summary else ""
        return f"{self.summary}{told}"


def run(
    request: Request,
    files: Files | None = None,
    *,
    check: bool,
    tell: Callable[[str], object] = str,
) -> Outcome:
    """Build, or with `check` only compare; nothing is compiled where the last build stands.

    `files` are what is read, where somebody has found it already. `force` compiles anyway.
    `tell` is called with what a user should know at once. Raises `PersonacError`.
    """
    standing = run_if_up_to_date(request, files, check=check)
    return standing or rebuild(request, check=check, tell=tell)


def rebuild(
    request: Request,
    memory: Memory | None = None,
    *,
    check: bool = False,
    tell: Callable[[str], object] = str,
) -> Outcome:
    """Compile, and write the outputs or compare them; `memory` is as in `build`. Raises `PersonacError`."""
    from personac.driver.garbage import no_collection

    def tell_alone(text: str) -> None:
        request.observer.rests()
        tell(text)

    try:
        with no_collection():
            return _rebuild(request, memory, tell_alone, check=check)
    finally:
        request.observer.rests()


def _rebuild(
    request: Request, memory: Memory | None, tell: Callable[[str], object], *, check: bool
) -> Outcome:
    built = build(request, memory)
    try:
        outcome = finish(built, request, check=check, tell=tell)
        if request.cached:
            _confirm(built, request.output)
    except PersonacError as error:
        raise PersonacError(*built.diagnostics, *error.diagnostics) from error
    return Outcome((*built.diagnostics, *outcome.diagnostics), outcome.diff, outcome.summary)


def run_if_up_to_date(request: Request, files: Files | None = None, *, check: bool) -> Outcome | None:
    """Return what a build comes to where the last one stands, None where it has to be compiled."""
    found = None if request.force else findings_of_last_build(request, files)
    if found is None:
        return None
    cleared = () if check else clear_up(request.output)
    return Outcome((*found, *cleared), "", _up_to_date(request.output), stood=True)


def build(request: Request, memory: Memory | None = None) -> Built:
    """Compile in memory, which may be that of an earlier build; writes no outputs. Raises `PersonacError`."""
    observer = request.observer
    with step(observer, "import"):
        from personac.driver.gather import gather
        from personac.driver.library import build_input
        from personac.driver.means import Means
        from personac.driver.remembering import open_memory
    with step(observer, "gather"):
        given = gather(request.sources, request.rules, request.output)
    known = memory or open_memory(cached=request.cached)
    means = Means(known, observer)
    built = build_input(given, request.name, shown(request.output), request.keep, means)
    known.tidy()
    return built


def finish(built: Built, request: Request, *, check: bool, tell: Callable[[str], object] = str) -> Outcome:
    """Write the outputs, or with `check` only compare them. Raises `PersonacError`."""
    from personac.driver.check import check_outputs
    from personac.driver.meanwhile import changed_since
    from personac.driver.turn import Patience, looking
    from personac.driver.write import write_if_stale

    patience = Patience(request.wait, tell)
    with looking(request.output):
        if check:
            with step(request.observer, "compare"):
                found, diff = check_outputs(built, request.output, patience)
            summary = "" if diff else _up_to_date(request.output)
        else:
            found, is_written = write_if_stale(built, request, patience)
            diff, summary = "", _summary(built, request.output) if is_written else _up_to_date(request.output)
    return Outcome((*found, *changed_since(built, request)), diff, summary)


def clear_up(output: Path) -> tuple[Diagnostic, ...]:
    """Clear away what a build that died left beside outputs that stand; tell of files that were saved."""
    from personac.backend.leftovers import has_leftovers

    if not has_leftovers(output):
        return ()
    from personac.driver.clear import clear_leftovers_of

    return clear_leftovers_of(output)


def _confirm(built: Built, output: Path) -> None:
    """Keep that the outputs are what this code builds, where they are."""
    from personac.backend.names import LOCK_NAME
    from personac.driver.guard import on_disk

    if on_disk(output / LOCK_NAME) == built.outputs[LOCK_NAME]:
        confirm_lock(output, built.outputs[LOCK_NAME])


def _summary(built: Built, output: Path) -> str:
    from personac.report.summary import summarise

    return f"{shown(output)}: {summarise(built.report).sentence}"


def _up_to_date(output: Path) -> str:
    return f"{shown(output)}: up to date"
