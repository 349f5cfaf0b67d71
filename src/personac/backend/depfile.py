r"""Tell make what the outputs were made from, as `gcc -MD -MP` does.

A Makefile that includes the file rebuilds when any persona or rules file has
changed, and does not stop when one of them is gone: each has an empty rule.
Their folders are named too, since the times of those tell of files added to
them. They are written `agents/.`: a Makefile may well have a target of its own
that is called `agents`. Which folders those are follows from the files alone, so
that it makes no difference whether a user names files or the folder.

GNU make has no one way to quote a name. What it reads back (tried with 4.3):
a backslash before a space, `#` and `:` anywhere, before `%` in targets, before
`|` and wildcards in prerequisites; `$$` for a dollar; a call of `or` around `=`
and `&`, which nothing else protects. It has no way at all to write a `;`, a
control character, or a name that ends in `)`, which it takes for a member of
an archive. Such names would break the whole Makefile: only a comment tells of them.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

Role = Literal["target", "prerequisite", "empty rule"]
_ESCAPED: dict[Role, str] = {"target": " #:%", "prerequisite": " #:|*?[]", "empty rule": " #:%*?[]"}
_SPOKEN = {"$": "$$", "=": "$(or =)", "&": "$(or &)"}


def depfile(targets: Collection[str], sources: Collection[str], rules: Collection[str]) -> bytes:
    """Return a Makefile that says `targets` depend on `sources`, `rules` and the folders of both.

    All are paths as make should see them. The order in which they are given
    makes no difference. Without a target the result is empty.
    """
    made = _writable(targets)
    folders = (*folders_of(sources), *folders_of(rules))
    places = {folder if folder == "." else f"{folder}/." for folder in folders}
    needed = [*_writable(sources), *_writable(set(rules) - set(sources)), *_writable(places)]
    if not made:
        return b""
    head = " ".join(_quoted(name, "target") for name in made) + ":"
    lines = " \\\n  ".join([head, *(_quoted(name, "prerequisite") for name in needed)])
    empty_rules = "".join(f"\n{_quoted(name, 'empty rule')}:\n" for name in needed)
    left_out = "".join(_comment(name) for name in sorted({*targets, *sources, *rules}) if name)
    return f"{lines}\n{empty_rules}{left_out}".encode("utf-8", "surrogateescape")


def folders_of(files: Collection[str]) -> list[str]:
    """Return the folders whose times tell of files added beside `files` (relative paths), sorted.

    Those are the folders of the files, and what lies between them and the deepest folder that holds
    all, where a folder may be added: but not the working directory, where things come and go.
    """
    parents = {PurePosixPath(name).parent for name in files if name}
    shared = set[PurePosixPath]().union(*(({one, *one.parents}) for one in parents))
    common = [folder for folder in shared if all(one.is_relative_to(folder) for one in parents)]
    deepest = max(common, key=lambda folder: len(folder.parts), default=PurePosixPath())
    between = {one for one in shared if one.is_relative_to(deepest) and set(one.parts) - {".."}}
    return sorted(folder.as_posix() for folder in parents | between)


def _comment(name: str) -> str:
    return f"\n# make cannot read this name: {name!a}\n" if _is_unspeakable(name) else ""


def _writable(names: Collection[str]) -> list[str]:
    return sorted(name for name in set(names) if not _is_unspeakable(name))


def _is_unspeakable(name: str) -> bool:
    return (
        not name or ";" in name or name.endswith(")") or any(ord(character) < ord(" ") for character in name)
    )


def _quoted(name: str, role: Role) -> str:
    quoted = ["./"] if name.startswith("~") else []
    backslashes = 0
    for character in name:
        if character in _ESCAPED[role]:
            # Backslashes count only where they stand before what they could escape.
            quoted.append("\\" * (backslashes + 1))
        quoted.append(_SPOKEN.get(character, character))
        backslashes = backslashes + 1 if character == "\\" else 0
    return "".join(quoted) + "\\" * backslashes
