"""The files of a new prompt repository: each is written only where nothing has its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from personac.building.folder_walk import MARKDOWN, outside_of
from personac.building.project import settings_in
from personac.building.project_layout import Layout
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE
from personac.emit.settings_table import PYPROJECT
from personac.regular_files import read_regular_file

PROJECT = Path("personac.toml")
_PERSONA = "reviewer.md"
_INCLUDES = re.compile(rb"^[-s]?include\b.*\bpersonac\.mk\b", re.MULTILINE)
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")  # as make looks for them
_OTHERS = (
    ("pre-commit.yaml", Path(".pre-commit-config.yaml"), "written; `pre-commit install` turns it on"),
    (
        "workflow.yaml",
        Path(".github/workflows/personac.yml"),
        "written; fill in the place of personac in it (PERSONAC): until then CI fails",
    ),
)


class SetupStep(NamedTuple):
    """A file to write with this content, None to leave it as it is, and a message for the user."""

    path: Path
    data: bytes | None
    message: str


def project_steps(layout: Layout) -> Iterator[SetupStep]:
    """Yield the steps that give a repository a persona, personac.toml, a Makefile, a hook and CI."""
    yield from _persona(layout)
    yield _project(layout.sources)
    yield _makefile()
    yield from (step(*other) for other in _OTHERS)


def is_included() -> bool | None:
    """Return whether the Makefile includes personac.mk, None where there is no Makefile."""
    found = _existing_makefile()
    return None if found is None else _INCLUDES.search(content_of(found) or b"") is not None


def step(name: str, path: Path, message: str) -> SetupStep:
    """Return the step that writes the starter `name`, unless something has this path already."""
    if os.path.lexists(path):
        return SetupStep(path, None, "exists, left as it is")
    return SetupStep(path, starter(name), message)


def starter(name: str) -> bytes:
    """Return a starter of the package."""
    return files("personac.building").joinpath("starters", name).read_bytes()


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none. Raises `PersonacError`, also of links out."""
    if outside := outside_of(path, [os.path.realpath(".")]):
        raise PersonacError(outside)
    with errors_explained(path):
        return read_regular_file(path) if path.exists() else None


@contextmanager
def errors_explained(path: Path) -> Iterator[None]:
    """Raise a `PersonacError` that names the path for an `OSError`."""
    try:
        yield
    except OSError as error:
        message = f"cannot be read or written: {error.strerror or error}"
        hint = "move it away, or change its permissions"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error


def _persona(layout: Layout) -> Iterator[SetupStep]:
    """Yield what becomes of the personas; a first one is written only into a folder, not for a file."""
    filled, first = layout.filled, layout.sources[0]
    if filled:
        yield from (SetupStep(place, None, "has personas already, left as they are") for place in filled)
        return
    if first.suffix in MARKDOWN or ".." in first.parts:
        yield SetupStep(first, None, "does not exist; put a persona there")
        return
    message = "written, a persona to start with; change it as you like"
    yield step("agents.reviewer.md", first / _PERSONA, message)


def _project(sources: Sequence[Path]) -> SetupStep:
    if not os.path.lexists(PROJECT) and settings_in(Path(PYPROJECT)) is not None:
        return SetupStep(PROJECT, None, "not needed: pyproject.toml has [tool.personac]")
    written = step("project.toml", PROJECT, "written; what `personac build` reads and writes")
    return replaced(written, '"agents"', ", ".join(f'"{folder.as_posix()}"' for folder in sources))


def _makefile() -> SetupStep:
    found = _existing_makefile()
    if found is None:
        return step("Makefile.starter", Path("Makefile"), "written; `make` builds, `make check` is for CI")
    advice = "" if is_included() else "; put `include personac.mk` into it, then: make personac"
    return SetupStep(found, None, f"exists, left as it is{advice}")


def _existing_makefile() -> Path | None:
    """Return the Makefile that make reads."""
    return next((Path(name) for name in _MAKEFILES if name in os.listdir()), None)  # noqa: PTH208 - names


def replaced(written: SetupStep, named: str, own: str) -> SetupStep:
    """Return a step with the places of this project instead of those of the starter."""
    if written.data is None:
        return written
    return written._replace(data=written.data.replace(named.encode(), own.encode()))
