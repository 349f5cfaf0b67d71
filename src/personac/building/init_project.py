"""Set up a new prompt repository: starter rules, an include for make, attributes for git.

No existing file is lost: existing rules stay as they are, .gitattributes is appended to, and another
personac.mk is replaced only with `force`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from personac.building.inputs import DEFAULT_RULES
from personac.building.source_files import AGENT_FOLDERS, MARKDOWN
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.storage.filesystem import write_file

RULES = DEFAULT_RULES / "personac.toml"
INCLUDE = Path("personac.mk")
ATTRIBUTES = Path(".gitattributes")
_UNCONVERTED = (b"agents/**/*.md -text", b"agents/**/*.mdc -text", b"rules/** -text", b"build/** -text")


class SetupStep(NamedTuple):
    """A file to write with this content, None to leave it as it is, and a message for the user."""

    path: Path
    data: bytes | None
    message: str


def init_project(*, make: bool, git: bool, force: bool) -> tuple[str, ...]:
    """Write starter rules, and personac.mk and .gitattributes if requested; return the messages.

    Checks everything before it writes anything. Raises `PersonacError`.
    """
    steps = [_rules(), *([_include(force=force)] if make else []), *([_attributes()] if git else [])]
    for step in steps:
        if step.data is not None:
            with _errors_explained(step.path.parent):
                step.path.parent.mkdir(exist_ok=True)
            write_file(step.path, step.data)
    has_sources = any(any(AGENT_FOLDERS[0].glob(f"*{suffix}")) for suffix in MARKDOWN)
    first = "" if has_sources else "put personas into agents/, then: "
    return (*(f"{step.path.as_posix()}: {step.message}" for step in steps), f"next: {first}personac build")


def _rules() -> SetupStep:
    if any(DEFAULT_RULES.glob("*.toml")):
        return SetupStep(DEFAULT_RULES, None, "has rules already, left as they are")
    return SetupStep(RULES, _starter("rules.toml"), "written; `personac rules` prints every setting")


def _include(*, force: bool) -> SetupStep:
    starter, existing = _starter("personac.mk"), _read(INCLUDE)
    if existing == starter:
        return SetupStep(INCLUDE, None, "up to date")
    if existing is not None and not force:
        message = "another file of this name exists"
        hint = "keep it, or replace it with --force"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, INCLUDE.as_posix(), 0, 0, message, hint))
    return SetupStep(
        INCLUDE, starter, "written; put `include personac.mk` into your Makefile, then: make personac"
    )


def _attributes() -> SetupStep:
    existing = _read(ATTRIBUTES) or b""
    lines = {line.strip() for line in existing.splitlines()}
    missing = [line + b"\n" for line in _UNCONVERTED if line not in lines]
    if not missing:
        return SetupStep(ATTRIBUTES, None, "up to date")
    gap = b"\n" if existing and not existing.endswith(b"\n") else b""
    added = b", ".join(line.strip() for line in missing).decode()
    return SetupStep(ATTRIBUTES, b"".join((existing, gap, *missing)), f"added {added}")


def _starter(name: str) -> bytes:
    return files("personac.building").joinpath("starters", name).read_bytes()


def _read(path: Path) -> bytes | None:
    with _errors_explained(path):
        return path.read_bytes() if path.exists() else None


@contextmanager
def _errors_explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"cannot be read or written: {error.strerror or error}"
        hint = "move it away, or change its permissions"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error
