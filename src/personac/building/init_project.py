"""Set up a prompt repository: personas, settings, rules, make, git, pre-commit and CI.

No existing file is lost: they stay as they are, but that .gitattributes is appended to where that is asked
for, and another personac.mk is replaced with `force`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from personac.building.inputs import DEFAULT_RULES
from personac.building.starter_files import (
    SetupStep,
    content_of,
    errors_explained,
    has_personas,
    project_steps,
    source_folders,
    starter,
    step,
)
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY
from personac.storage.named_file import write_file

RULES = DEFAULT_RULES / "personac.toml"
INCLUDE = Path("personac.mk")
ATTRIBUTES = Path(".gitattributes")
_UNCONVERTED = ("{}/**/*.md -text", "{}/**/*.mdc -text", "rules/** -text", "build/** -text")
_INCLUDED = "written; put `include personac.mk` into your Makefile, then: make personac"


def init_project(*, make: bool, git: bool, force: bool) -> tuple[str, ...]:
    """Write what is missing; with `make` or `git` only rules and these parts. Return the messages.

    Checks everything before it writes anything. Raises `PersonacError`.
    """
    steps = list(_parts(make=make, git=git, force=force) if make or git else _all(force=force))
    for one in steps:
        if one.data is not None:
            with errors_explained(one.path.parent):
                one.path.parent.mkdir(parents=True, exist_ok=True)
            write_file(one.path, one.data)
    has_sources = not (make or git) or has_personas(source_folders()[0])
    first = "" if has_sources else "put personas into agents/, then: "
    return (*(f"{one.path.as_posix()}: {one.message}" for one in steps), f"next: {first}personac build")


def _all(*, force: bool) -> Iterator[SetupStep]:
    """Yield every step; an existing file is no error, as nothing was asked for by name."""
    *personas_and_project, makefile, hook, workflow = project_steps(source_folders())
    yield from (*personas_and_project, _rules())
    yield (
        _include(force=force) if force else step("personac.mk", INCLUDE, "written; the Makefile includes it")
    )
    yield from (makefile, hook, workflow)
    yield _attributes() if not os.path.lexists(ATTRIBUTES) else _kept_attributes()


def _parts(*, make: bool, git: bool, force: bool) -> Iterator[SetupStep]:
    yield _rules()
    if make:
        yield _include(force=force)
    if git:
        yield _attributes()


def _rules() -> SetupStep:
    if any(DEFAULT_RULES.glob("*.toml")):
        return SetupStep(DEFAULT_RULES, None, "has rules already, left as they are")
    return SetupStep(RULES, starter("rules.toml"), "written; `personac rules` prints every setting")


def _include(*, force: bool) -> SetupStep:
    data, existing = starter("personac.mk"), content_of(INCLUDE)
    if existing == data:
        return SetupStep(INCLUDE, None, "up to date")
    if existing is not None and not force:
        message = "another file of this name exists"
        hint = "keep it, or replace it with --force"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, INCLUDE.as_posix(), 0, 0, message, hint))
    return SetupStep(INCLUDE, data, _INCLUDED)


def _attributes() -> SetupStep:
    existing = content_of(ATTRIBUTES) or b""
    missing = _missing_attributes(existing)
    if not missing:
        return SetupStep(ATTRIBUTES, None, "up to date")
    gap = b"\n" if existing and not existing.endswith(b"\n") else b""
    added = b", ".join(line.strip() for line in missing).decode()
    return SetupStep(ATTRIBUTES, b"".join((existing, gap, *missing)), f"added {added}")


def _kept_attributes() -> SetupStep:
    is_complete = not _missing_attributes(content_of(ATTRIBUTES) or b"")
    kept = "exists, left as it is; `personac init --git` adds lines to it"
    return SetupStep(ATTRIBUTES, None, "up to date" if is_complete else kept)


def _missing_attributes(existing: bytes) -> list[bytes]:
    present = {line.strip() for line in existing.splitlines()}
    names = [folder.as_posix() for folder in source_folders()]
    lines = dict.fromkeys(line.format(name).encode() for line in _UNCONVERTED for name in names)
    return [line + b"\n" for line in lines if line not in present]
