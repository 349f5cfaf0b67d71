"""Patterns among the sources, such as `team/**/*.md`: what they match, and hints where that is nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from personac.building.folder_walk import LINK, OUTPUT, OnUnsearched, Unsearched, ignore, is_folder, listed
from personac.emit.lock_entries import LOCK_NAME

_MAGIC = re.compile(r"[*?\[]")
_ANY_DEPTH = "**"
_BRACES = re.compile(r"\{[^{}]*,[^{}]*\}")


def is_pattern(path: Path) -> bool:
    """Return whether a source is a pattern; braces and `!` are read as those of one, to explain them."""
    text = os.fspath(path)
    is_one = _MAGIC.search(text) or _BRACES.search(text) or text.startswith("!")
    return bool(is_one) and not os.path.lexists(path)


def fixed_part(pattern: Path) -> Path:
    """Return the folder below which all matches of a pattern are."""
    parts = pattern.parts
    fixed = next((number for number, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    return Path(*parts[:fixed])


def hint_of(pattern: Path) -> str:
    """Return what helps where a pattern matches nothing."""
    text = os.fspath(pattern)
    if text.startswith("!"):
        return f'a source cannot be taken back: write exclude = ["{text[1:]}"] in personac.toml'
    if _BRACES.search(text):
        return "braces have no meaning here: write one pattern for each choice"
    if text.endswith(".toml"):
        return "*.toml files are personas in .codex/agents alone; name the file"
    return "`*` stands for any name, `**` for folders at any depth; hidden names have to be written out"


def matches(pattern: Path, on_unsearched: OnUnsearched = ignore) -> Iterator[Path]:
    """Yield the files and folders that a pattern matches, sorted; none in links and outputs of builds.

    A link to a folder is a match, but nothing below it: `**` would follow links in a circle for ever.
    """
    base = fixed_part(pattern)
    found = _matches(os.fspath(base), pattern.parts[len(base.parts) :], on_unsearched)
    yield from map(Path, sorted(set(found)))


def _matches(base: str, parts: tuple[str, ...], on_unsearched: OnUnsearched) -> Iterator[str]:
    pending, seen = [(base, parts)] if parts else [], set[tuple[str, tuple[str, ...]]]()
    while pending:
        folder, (part, *rest) = step = pending.pop()
        entries = () if step in seen else listed(folder, on_unsearched)
        seen.add(step)
        if any(entry.name == LOCK_NAME for entry in entries):
            on_unsearched(Unsearched(folder, OUTPUT))
            continue
        if part == _ANY_DEPTH and rest:
            pending.append((folder, tuple(rest)))
        elif part == _ANY_DEPTH and entries:
            yield folder
        for entry in entries:
            if not _is_match(entry.name, part):
                continue
            if not rest and part != _ANY_DEPTH:
                yield entry.path
            elif is_folder(entry) and entry.is_symlink():
                on_unsearched(Unsearched(entry.path, LINK))
            elif is_folder(entry):
                pending.append((entry.path, step[1] if part == _ANY_DEPTH else tuple(rest)))


def _is_match(name: str, part: str) -> bool:
    """Return whether a part of a pattern matches a name; hidden names have to be written out."""
    if not _MAGIC.search(part):
        return name == part
    is_shown = not name.startswith(".") or part.startswith(".")
    return is_shown and (part == _ANY_DEPTH or fnmatch(name, part))


def covers(source: str, path: str) -> bool:
    """Return whether a source names a path, or a folder above it, or is a pattern that matches one of them.

    Both are relative POSIX paths. Of a name with `*`, `?` or `[` it is unknown which it is, so it is both.
    """
    wanted, names = PurePosixPath(os.path.normpath(source)).parts, PurePosixPath(path).parts
    return names[: len(wanted)] == wanted or _is_prefix_matched(wanted, names)


def _is_prefix_matched(pattern: Sequence[str], names: Sequence[str]) -> bool:
    """Return whether a pattern matches a path or a folder above it; `at` is how far it may have got."""
    at = _reached({0}, pattern)
    for name in names:
        if len(pattern) in at:
            return True
        fitting = [place for place in at if _is_match(name, pattern[place])]
        at = _reached({place + (pattern[place] != _ANY_DEPTH) for place in fitting}, pattern)
    return len(pattern) in at


def _reached(places: Iterable[int], pattern: Sequence[str]) -> set[int]:
    """Return the places in a pattern, and those after them behind any number of `**`."""
    reached = set(places)
    for place, part in enumerate(pattern):
        if place in reached and part == _ANY_DEPTH:
            reached.add(place + 1)
    return reached
