r"""The outputs' dependencies as a Makefile, as `gcc -MD -MP` writes them.

A Makefile that includes the file builds again when a persona or rules file has changed, and does not
fail when one of them is gone: each has an empty rule. Their folders are prerequisites too, as their
times change when files are added. They are written `agents/.`, since a Makefile may have a target
called `agents`. The folders follow from the files alone, so it makes no difference whether a user
names files or their folder.

GNU make has no uniform quoting. What it reads back (tested with 4.3): a backslash before a space, `#`
and `:` anywhere, before `%` in targets, before `|` and wildcards in prerequisites; `$$` for a dollar; a
call of `or` around `=` and `&`. It cannot read a `;`, a control character, or a name that ends in `)`,
which it takes for a member of an archive. Such names would break the whole Makefile, so they are left
out and listed in a comment.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

Role = Literal["target", "prerequisite", "empty rule"]
_ESCAPED: dict[Role, str] = {"target": " #:%", "prerequisite": " #:|*?[]", "empty rule": " #:%*?[]"}
_REPLACED = {"$": "$$", "=": "$(or =)", "&": "$(or &)"}


def depfile(targets: Collection[str], sources: Collection[str], rules: Collection[str]) -> bytes:
    """Return a Makefile in which `targets` depend on `sources`, `rules` and the folders of both.

    All are paths as make should see them, in any order. Without a target the result is empty.
    """
    made = _readable(targets)
    folders = (*folders_of(sources), *folders_of(rules))
    places = {folder if folder == "." else f"{folder}/." for folder in folders}
    prerequisites = [*_readable(sources), *_readable(set(rules) - set(sources)), *_readable(places)]
    if not made:
        return b""
    head = " ".join(_quoted(name, "target") for name in made) + ":"
    lines = " \\\n  ".join([head, *(_quoted(name, "prerequisite") for name in prerequisites)])
    empty_rules = "".join(f"\n{_quoted(name, 'empty rule')}:\n" for name in prerequisites)
    left_out = "".join(_comment(name) for name in sorted({*targets, *sources, *rules}) if name)
    return f"{lines}\n{empty_rules}{left_out}".encode("utf-8", "surrogateescape")


def folders_of(files: Collection[str]) -> list[str]:
    """Return the folders whose times change when files are added beside `files` (relative paths), sorted.

    These are the folders of the files, and those between them and the deepest folder that holds all,
    where a folder may be added. The working directory is left out, as its entries change all the time.
    """
    parents = {PurePosixPath(name).parent for name in files if name}
    shared = set[PurePosixPath]().union(*(({one, *one.parents}) for one in parents))
    common = [folder for folder in shared if all(one.is_relative_to(folder) for one in parents)]
    deepest = max(common, key=lambda folder: len(folder.parts), default=PurePosixPath())
    between = {one for one in shared if one.is_relative_to(deepest) and set(one.parts) - {".."}}
    return sorted(folder.as_posix() for folder in parents | between)


def _comment(name: str) -> str:
    return f"\n# make cannot read this name: {name!a}\n" if _is_unreadable(name) else ""


def _readable(names: Collection[str]) -> list[str]:
    return sorted(name for name in set(names) if not _is_unreadable(name))


def _is_unreadable(name: str) -> bool:
    return (
        not name or ";" in name or name.endswith(")") or any(ord(character) < ord(" ") for character in name)
    )


def _quoted(name: str, role: Role) -> str:
    quoted = ["./"] if name.startswith("~") else []
    backslashes = 0
    for character in name:
        if character in _ESCAPED[role]:
            # make reads a backslash literally unless a character follows that it escapes.
            quoted.append("\\" * (backslashes + 1))
        quoted.append(_REPLACED.get(character, character))
        backslashes = backslashes + 1 if character == "\\" else 0
    return "".join(quoted) + "\\" * backslashes
