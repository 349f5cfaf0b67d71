"""What a write notes down before it starts, for the one after it to read.

A process that is killed cannot clean up. The next build does it, and has to
know which of the files it finds were the dead one's and which are the user's.
Guessing from names would delete a user's file one day; so it is written down.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

import msgspec

from personac.backend.disk import TEMPORARY, entries

if TYPE_CHECKING:
    from personac.backend.disk import Disk


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Of a tree that is to be swapped in: `tree` is its inode number.

    `outputs` are the names that are personac's in either tree; `known` has the
    SHA-256 digests that some of them may have to be thrown away; `foreign` maps
    what else the old tree held, when it was staged, to its inode number.
    """

    NAME: ClassVar[str] = "manifest.json"
    schema: Literal["personac-manifest/1"] = "personac-manifest/1"
    tree: int
    outputs: tuple[str, ...]
    foreign: dict[str, int]
    known: dict[str, tuple[str, ...]] = {}


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """Of files that are replaced one by one: their names and SHA-256 digests.

    The temporary of the n-th of `files` ends in `.n`. `created` and `directories` list
    what did not exist before.
    """

    schema: Literal["personac-journal/1"] = "personac-journal/1"
    files: dict[str, str]
    created: tuple[str, ...]
    directories: tuple[str, ...]


_JOURNAL = re.compile(rf"\.{TEMPORARY}\.journal")
_Record = TypeVar("_Record", Manifest, Journal)


def encode(record: Manifest | Journal) -> bytes:
    """Return the record as one line of JSON, its schema first."""
    return msgspec.json.encode(record) + b"\n"


def read(path: Path, kind: type[_Record]) -> _Record | None:
    """Return the record in the file `path`; None where there is none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, ValueError, RecursionError):
        return None


def discard(path: Path, kind: type[_Record], disk: Disk) -> None:
    """Remove a record, whole or cut off in writing; anything else of its name stays."""
    start = f'{{"schema":"{msgspec.structs.fields(kind)[0].default}"'.encode()
    if path.is_file() and start.startswith(path.read_bytes()[: len(start)]):
        disk.unlink(path)


def journals(directory: Path) -> list[tuple[Path, int]]:
    """Return the journals in `directory`, each with the number of its process."""
    found = ((directory / entry.name, _JOURNAL.fullmatch(entry.name)) for entry in entries(directory))
    return [(path, int(match["process"])) for path, match in found if match]


def torn_digests(directory: Path) -> dict[str, set[str]]:
    """Return what builds that died half-way may have put into `directory`, by name."""
    digests: dict[str, set[str]] = {}
    for path, _ in journals(directory):
        journal = read(path, Journal)
        for name, written in journal.files.items() if journal else ():
            digests.setdefault(name, set()).add(written)
    return digests


def parents(name: str) -> list[str]:
    """Return the folders of `name`, outermost first: `a`, `a/b` for `a/b/c`."""
    return [folder.as_posix() for folder in reversed(PurePosixPath(name).parents)][1:]


def is_reached_plainly(root: Path, name: str) -> bool:
    """Tell whether no folder on the way from `root` to `name` is a symbolic link."""
    return not any((root / folder).is_symlink() for folder in parents(name))
