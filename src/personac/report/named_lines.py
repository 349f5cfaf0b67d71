"""The lines that a user names on the command line, and the build that read them."""

from __future__ import annotations

import re
from pathlib import Path

from personac.emit.lock_entries import digest_of
from personac.emit.lockfile import read_lock
from personac.paths import display_path
from personac.regular_files import is_file, read_regular_file
from personac.report.explanation import unexplained
from personac.storage.build_folder import BuildFolder, build_of_source

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,9})(?::[0-9]{1,9})?", re.DOTALL)


def place_of(subject: str) -> tuple[Path, int] | None:
    """Return the path and the line that `agents/one.md:9:3` names, with or without a column, or None."""
    place = _PLACE.fullmatch(subject)
    return None if place is None else (Path(place["path"]), int(place["line"]))


def build_of_line(path: Path, number: int, output: Path) -> BuildFolder:
    """Return the build that read line `number` of a source, `output` first.

    Raises `PersonacError` if there is no such build, source or line, or if the source was changed since.
    """
    subject = f"{display_path(path)}:{number}"
    if not is_file(path):
        raise unexplained(
            subject, f"{display_path(path)} does not exist", "name a line of a built agent, or of a source"
        )
    agent = _agent_of_output(path)
    if agent is not None:
        hint = f"name a line of the agent: {display_path(agent)}:{number}"
        raise unexplained(subject, "an output of a build, but not the agent", hint)
    build = build_of_source(path, output)
    if build is None:
        hint = "name the folder of the build with -o, or build first: personac build"
        message = f"no map beside it, and not a source of a build in {display_path(output)}"
        raise unexplained(subject, message, hint)
    _check_line(path, number, build)
    return build


def _check_line(source: Path, number: int, build: BuildFolder) -> None:
    subject = f"{display_path(source)}:{number}"
    if digest_of(source) != build.lock.sources[build.path_of(source)]:
        message = f"{display_path(source)} was changed since the build in {display_path(build.folder)}"
        raise unexplained(subject, message, "build again: personac build")
    last = len(lines_of(source))
    if not 1 <= number <= last:
        raise unexplained(subject, f"no such line: the file has {last}", f"name a line from 1 to {last}")


def lines_of(source: Path) -> list[str]:
    """Return the lines of a source as a reader counts them."""
    return read_regular_file(source).decode("utf-8-sig", "replace").splitlines()


def is_agent(path: Path) -> bool:
    """Return whether a map is beside the file, or a lock that names it as the agent."""
    lock, _ = read_lock(path.parent)
    is_named = lock is not None and path.name == f"{lock.agent}.md"
    return is_named or (path.suffix == ".md" and is_file(path.with_suffix(".map.json")))


def _agent_of_output(path: Path) -> Path | None:
    """Return the agent of the build that wrote `path` as another output, if there is such a build."""
    for folder in (path.parent, path.parent.parent):
        lock, _ = read_lock(folder)
        if lock is not None and path.relative_to(folder).as_posix() in lock.outputs:
            return folder / f"{lock.agent}.md"
    return None
