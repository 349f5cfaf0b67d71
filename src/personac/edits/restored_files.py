"""Write restored sources: all or none, agent files only, other files replaced only with `--force`.

A committed lock is data from a stranger. The paths of its sources are checked before anything is written:
each must be an agent file below the chosen folder, with no hidden part except the folders that agent tools
read agents from, and no link on the way.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, MERGE_CONFLICT, OUTPUT_IN_THE_WAY
from personac.edits.restore import Restored
from personac.emit.lock_entries import is_inside
from personac.report.safe_text import count, visible
from personac.storage.filesystem import MAX_NAME_BYTES, is_plain_file, read_if_possible, read_output
from personac.storage.leftovers import write_records
from personac.storage.named_file import refuse_special_file, write_file
from personac.storage.output_lock import hold_output_lock
from personac.storage.writer import WriteOptions, write_outputs

_PARENT = "parent"  # the folder that replaces `..`
_AGENT_SUFFIXES = frozenset({".markdown", ".md", ".mdc"})
_CODEX_FOLDER = (".codex", "agents")  # the only one in which a TOML file is sure to be an agent
_TOOL_FOLDERS = frozenset({
    _CODEX_FOLDER, (".claude", "agents"), (".cursor", "agents"), (".gemini", "agents"),
    (".github", "agents"), (".opencode", "agent"), (".opencode", "agents"),
})  # fmt: skip
_SHORT_NAME = re.compile(r"git~\d+", re.IGNORECASE)  # what Windows may call `.git` as well
_OTHER_FILE = "choose another name, or replace it with --force"
_OTHER_FOLDER = "choose another folder with -o, or replace it with --force"
_NO_LINKS = "choose another folder with -o, or replace the link with what it points to"
_ONE_BY_ONE = (
    "restore it alone, to a file of your choice: personac expand build/variants/<persona>.patch -o FILE"
)
_DIFFERS = "exists already, with other content"


def put(restored: Sequence[Restored], output: Path, *, is_all: bool, force: bool) -> str:
    """Write one source to a file, or all below a folder; return a line for people. Raises `PersonacError`."""
    if not is_all:
        save(output, restored[0].data, force=force)
        return ""
    written = save_all(output, restored, force=force)
    unchanged = "" if written else " (unchanged)"
    return f"{output.as_posix()}: {count(len(restored), 'source')}{unchanged}"


def save(path: Path, data: bytes, *, force: bool) -> None:
    """Write a restored source in one step; an existing file only with `force`. Raises `PersonacError`."""
    if path.is_dir():
        hint = f"name a file in it: -o {path.as_posix()}/agent.md"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, "is a folder", hint))
    refuse_special_file(path)
    if is_plain_file(path) and not force and read_if_possible(path) != data:
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, _DIFFERS, _OTHER_FILE))
    write_file(path, data)


def save_all(folder: Path, restored: Sequence[Restored], *, force: bool) -> tuple[str, ...]:
    """Write all sources below `folder`, each by its path, and return the names written.

    Files with the right content are not touched; others are replaced only with `force`.
    Raises `PersonacError`, and then nothing is written.
    """
    _raise(_refused_names(folder, restored))
    files = {target_name(source.path): source.data for source in restored}
    with hold_output_lock(folder, wait=True, on_wait=tuple):
        changed = {name: data for name, data in files.items() if read_output(folder, name) != data}
        _raise(_links(folder, changed))
        if not force:
            _raise(_differing(folder, changed))
        if changed:
            write_outputs(folder, changed, (), WriteOptions(records=write_records()))
    return tuple(sorted(changed))


def conflicts(restored: Sequence[Restored], output: Path | None, *, is_all: bool) -> Iterator[Diagnostic]:
    """Yield an error for each conflict: in the written file, or at the source's path without `output`."""
    for source in restored:
        path = source.path
        if output is not None:
            path = (output / target_name(source.path) if is_all else output).as_posix()
        for line in source.conflicts:
            message = "edited in the canonical, and the source has this line in another wording"
            hint = "keep one of the versions between the markers, and remove the markers"
            yield Diagnostic(MERGE_CONFLICT, path, line, 1, message, hint)


def target_name(path: str) -> str:
    """Return the name of a source below the output folder: its path, with `..` replaced."""
    parts = (_PARENT if part == ".." else part for part in PurePosixPath(path).parts)
    return "/".join(parts)


def _raise(problems: Iterator[Diagnostic]) -> None:
    diagnostics = tuple(problems)
    if diagnostics:
        raise PersonacError(*diagnostics)


def _refused_names(folder: Path, restored: Sequence[Restored]) -> Iterator[Diagnostic]:
    counts = Counter(target_name(source.path) for source in restored)
    for name in sorted(counts):
        reason = _reason(name)
        if reason:
            message = f"the lock names a source {name!r}, {reason}"
            yield Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, _ONE_BY_ONE)
        elif counts[name] > 1:
            message = f"two sources would both be written to {name!r}"
            yield Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, _ONE_BY_ONE)


def _reason(name: str) -> str:
    """Return why no source may be written to this name, empty where it may."""
    if not is_inside(name):
        return "which is not a path below this folder"
    if visible(name) != name or "\\" in name:
        return "which has characters that are no part of a name"
    path = PurePosixPath(name)
    hidden = [part for part, below in pairwise((*path.parts, "")) if _is_hidden(part, below)]
    if hidden:
        return f"and {hidden[0]!r} is hidden: only agent files are restored"
    if any(len(os.fsencode(part)) > MAX_NAME_BYTES for part in path.parts):
        return f"which is too long for a file name, which has at most {MAX_NAME_BYTES} bytes"
    is_codex = path.suffix.lower() == ".toml" and path.parts[-3:-1] == _CODEX_FOLDER
    if path.suffix.lower() not in _AGENT_SUFFIXES and not is_codex:
        return "which is not a markdown file, nor TOML in .codex/agents: only agent files are restored"
    return ""


def _is_hidden(part: str, below: str) -> bool:
    is_hidden = part.startswith(".") or _SHORT_NAME.fullmatch(part) is not None
    return is_hidden and (part, below) not in _TOOL_FOLDERS


def _links(folder: Path, names: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield an error for each link below `folder` that a file would be written to or through."""
    below = {step for name in names for step in (PurePosixPath(name), *PurePosixPath(name).parents)}
    for path in sorted(folder / step for step in below - {PurePosixPath()}):
        if os.path.islink(path):  # noqa: PTH114 - Path.is_symlink raises where a name is too long
            message = "is a link, and restored sources are not written through links"
            yield Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, _NO_LINKS)


def _differing(folder: Path, files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    for path in sorted(folder / name for name in files):
        if read_if_possible(path) is not None:
            yield Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, _DIFFERS, _OTHER_FOLDER)
