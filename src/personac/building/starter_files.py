"""The files of a new prompt repository: each is written only where nothing has its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from personac.building.folder_walk import MARKDOWN
from personac.building.source_files import AGENT_FOLDERS
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE

PROJECT = Path("personac.toml")
_PERSONA = AGENT_FOLDERS[0] / "reviewer.md"
_TOOL_TABLE = b"[tool.personac"
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


def source_folders() -> tuple[Path, ...]:
    """Return the folders of this repository's personas, `agents` where there are none."""
    return tuple(filter(has_personas, AGENT_FOLDERS)) or AGENT_FOLDERS[:1]


def project_steps(sources: Sequence[Path]) -> Iterator[SetupStep]:
    """Yield the steps that give a repository a persona, personac.toml, a Makefile, a hook and CI."""
    if has_personas(sources[0]):
        message = "has personas already, left as they are"
        yield from (SetupStep(folder, None, message) for folder in sources)
    else:
        yield step("agents.reviewer.md", _PERSONA, "written, a persona to start with; change it as you like")
    yield _project(sources)
    pattern = "|".join(re.escape(folder.as_posix()) for folder in sources)
    yield from (_replaced(step(*other), "(agents|", f"({pattern}|") for other in _OTHERS)


def step(name: str, path: Path, message: str) -> SetupStep:
    """Return the step that writes the starter `name`, unless something has this path already."""
    if os.path.lexists(path):
        return SetupStep(path, None, "exists, left as it is")
    return SetupStep(path, starter(name), message)


def starter(name: str) -> bytes:
    """Return a starter of the package."""
    return files("personac.building").joinpath("starters", name).read_bytes()


def has_personas(folder: Path) -> bool:
    """Return whether a folder has files that may be personas. Raises `PersonacError`."""
    with errors_explained(folder):
        suffixes = (*MARKDOWN, ".toml") if ".codex" in folder.parts else MARKDOWN
        return any(path.suffix in suffixes for path in folder.rglob("*"))


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


def _project(sources: Sequence[Path]) -> SetupStep:
    if _TOOL_TABLE in (content_of(Path("pyproject.toml")) or b""):
        return SetupStep(PROJECT, None, "not needed: pyproject.toml has [tool.personac]")
    written = step("project.toml", PROJECT, "written; what `personac build` reads and writes")
    return _replaced(written, '"agents"', ", ".join(f'"{folder.as_posix()}"' for folder in sources))


def _replaced(written: SetupStep, named: str, own: str) -> SetupStep:
    """Return a step with the folders of the sources in the place of `agents`."""
    if written.data is None:
        return written
    return written._replace(data=written.data.replace(named.encode(), own.encode()))
