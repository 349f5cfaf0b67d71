"""Set up a prompt repository: personas, settings, rules, make, git, pre-commit and CI.

No existing file is lost: they stay as they are, but that .gitattributes is appended to where that is asked
for, and another personac.mk is replaced with `force`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from personac.building.project import find_project
from personac.building.project_layout import Layout, layout_of
from personac.building.starter_files import (
    SetupStep,
    content_of,
    errors_explained,
    is_included,
    project_steps,
    replaced,
    starter,
    step,
)
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY
from personac.paths import is_below
from personac.storage.named_file import refuse_special_file, write_file

INCLUDE = Path("personac.mk")
ATTRIBUTES = Path(".gitattributes")
_INCLUDED = "written; the Makefile includes it"
_NOT_INCLUDED = "written; put `include personac.mk` into your Makefile, then: make personac"


def init_project(*, make: bool, git: bool, force: bool) -> tuple[str, ...]:
    """Write what is missing; with `make` or `git` only rules and these parts. Return the messages.

    The working directory is the root of the project, and its settings say where things are.
    Checks everything before it writes anything. Raises `PersonacError`.
    """
    with errors_explained(Path()):
        layout = layout_of(find_project())
        parts = _parts(layout, make=make, git=git, force=force) if make or git else _all(layout, force=force)
        steps = list(parts)
    for one in steps:
        if one.data is not None:
            _refuse_elsewhere(one.path)
    for one in steps:
        if one.data is not None:
            with errors_explained(one.path.parent):
                one.path.parent.mkdir(parents=True, exist_ok=True)
            write_file(one.path, one.data)
    is_built = bool(layout.filled)
    first = "" if is_built else f"put personas into {layout.sources[0].as_posix()}, then: "
    return (*(f"{one.path.as_posix()}: {one.message}" for one in steps), f"next: {first}personac build")


def _refuse_elsewhere(path: Path) -> None:
    """Raise `PersonacError` if a file would be written out of the project, or to a link or a pipe."""
    if not is_below(path.as_posix()):
        message, hint = (
            "is not below this folder, so nothing is written there",
            "name another in the settings",
        )
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, message, hint))
    refuse_special_file(path)


def _all(layout: Layout, *, force: bool) -> Iterator[SetupStep]:
    """Yield every step; an existing file is no error, as nothing was asked for by name."""
    *personas_and_project, makefile, hook, workflow = project_steps(layout)
    yield from (*personas_and_project, _rules(layout))
    message = _NOT_INCLUDED if is_included() is False else _INCLUDED  # without a Makefile one is written
    included = _include(force=True) if force else step("personac.mk", INCLUDE, message)
    yield included._replace(message=message) if included.data else included
    yield from (makefile, hook, workflow)
    yield _kept_attributes(layout) if os.path.lexists(ATTRIBUTES) else _attributes(layout)


def _parts(layout: Layout, *, make: bool, git: bool, force: bool) -> Iterator[SetupStep]:
    yield _rules(layout)
    if make:
        yield _include(force=force)
    if git:
        yield _attributes(layout)


def _rules(layout: Layout) -> SetupStep:
    if any(layout.rules.glob("*.toml")):
        return SetupStep(layout.rules, None, "has rules already, left as they are")
    message = "written; `personac rules` prints every setting"
    written = step("rules.toml", layout.rules / "personac.toml", message)
    return replaced(written, "> rules/", f"> {layout.rules.as_posix()}/")


def _include(*, force: bool) -> SetupStep:
    data, existing = starter("personac.mk"), content_of(INCLUDE)
    if existing == data:
        return SetupStep(INCLUDE, None, "up to date")
    if existing is not None and not force:
        message = "another file of this name exists"
        hint = "keep it, or replace it with --force"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, INCLUDE.as_posix(), 0, 0, message, hint))
    return SetupStep(INCLUDE, data, _INCLUDED if is_included() else _NOT_INCLUDED)


def _attributes(layout: Layout) -> SetupStep:
    existing = content_of(ATTRIBUTES) or b""
    missing = _missing_attributes(layout, existing)
    if not missing:
        return SetupStep(ATTRIBUTES, None, "up to date")
    gap = b"\n" if existing and not existing.endswith(b"\n") else b""
    added = b", ".join(line.strip() for line in missing).decode()
    return SetupStep(ATTRIBUTES, b"".join((existing, gap, *missing)), f"added {added}")


def _kept_attributes(layout: Layout) -> SetupStep:
    is_complete = not _missing_attributes(layout, content_of(ATTRIBUTES) or b"")
    kept = "exists, left as it is; `personac init --git` adds lines to it"
    return SetupStep(ATTRIBUTES, None, "up to date" if is_complete else kept)


def _missing_attributes(layout: Layout, existing: bytes) -> list[bytes]:
    present = {line.strip() for line in existing.splitlines()}
    lines = dict.fromkeys(line.encode() for line in layout.attributes)
    return [line + b"\n" for line in lines if line not in present]
