"""The files of a new prompt repository: each is written only where nothing has its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from personac.building.inputs import DEFAULT_SOURCES, MARKDOWN
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE

PROJECT = Path("personac.toml")
_PERSONA = DEFAULT_SOURCES / "reviewer.md"
_TOOL_TABLE = b"[tool.personac"
# Where agent tools keep personas; the first folder that has any is the source.
_FOLDERS = (DEFAULT_SOURCES, Path(".claude/agents"), Path(".github/agents"))
_OTHERS = (
    ("Makefile.starter", Path("Makefile"), "written; `make` builds, `make check` is for CI"),
    ("pre-commit.yaml", Path(".pre-commit-config.yaml"), "written; `pre-commit install` turns it on"),
    (
        "workflow.yaml",
        Path(".github/workflows/personac.yml"),
        "written; say in it where personac is installed from",
    ),
)


class SetupStep(NamedTuple):
    """A file to write with this content, None to leave it as it is, and a message for the user."""

    path: Path
    data: bytes | None
    message: str


def sources_folder() -> Path:
    """Return the folder of this repository's personas, `agents` where there are none."""
    return next((folder for folder in _FOLDERS if has_personas(folder)), DEFAULT_SOURCES)


def project_steps(sources: Path) -> Iterator[SetupStep]:
    """Yield the steps that give a repository a persona, personac.toml, a Makefile, a hook and CI."""
    if has_personas(sources):
        yield SetupStep(sources, None, "has personas already, left as they are")
    else:
        yield step("agents.reviewer.md", _PERSONA, "written, a persona to start with; change it as you like")
    yield _project(sources)
    yield from (_for_sources(step(*other), b"(agents|", re.escape(sources.as_posix())) for other in _OTHERS)


def step(name: str, path: Path, message: str) -> SetupStep:
    """Return the step that writes the starter `name`, unless something has this path already."""
    if os.path.lexists(path):
        return SetupStep(path, None, "exists, left as it is")
    return SetupStep(path, starter(name), message)


def starter(name: str) -> bytes:
    """Return a starter of the package."""
    return files("personac.building").joinpath("starters", name).read_bytes()


def has_personas(folder: Path) -> bool:
    """Return whether a folder has markdown files, at any depth. Raises `PersonacError`."""
    with errors_explained(folder):
        return any(path.suffix in MARKDOWN for path in folder.rglob("*"))


def content_of(path: Path) -> bytes | None:
    """Return the bytes of a file, None where there is none. Raises `PersonacError`."""
    with errors_explained(path):
        return path.read_bytes() if path.exists() else None


@contextmanager
def errors_explained(path: Path) -> Iterator[None]:
    """Raise a `PersonacError` that names the path for an `OSError`."""
    try:
        yield
    except OSError as error:
        message = f"cannot be read or written: {error.strerror or error}"
        hint = "move it away, or change its permissions"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error


def _project(sources: Path) -> SetupStep:
    if _TOOL_TABLE in (content_of(Path("pyproject.toml")) or b""):
        return SetupStep(PROJECT, None, "not needed: pyproject.toml has [tool.personac]")
    written = step("project.toml", PROJECT, "written; what `personac build` reads and writes")
    return _for_sources(written, b'"agents"', sources.as_posix())


def _for_sources(written: SetupStep, named: bytes, sources: str) -> SetupStep:
    """Return a step with the folder of the sources in what names `agents`."""
    if written.data is None:
        return written
    own = named.replace(b"agents", sources.encode())
    return written._replace(data=written.data.replace(named, own))
