"""Patterns among the sources, such as `team/**/*.md`: what they match, and hints where that is nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from personac.building.folder_walk import LINK, OUTPUT, OnUnsearched, Unsearched, check_listing
from personac.emit.lock_entries import LOCK_NAME

_MAGIC = re.compile(r"[*?\[]")
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


def matches(pattern: Path, on_unsearched: OnUnsearched) -> Iterator[Path]:
    """Yield the files and folders that a pattern matches, without those in links and outputs of builds."""
    from glob import iglob

    where = os.path.join(pattern.parent, "")  # noqa: PTH118 - ends with a separator: folders alone
    for folder in sorted(iglob(where, recursive=True)):  # noqa: PTH207 - keeps the path as given
        check_listing(folder, on_unsearched)
    base, seen = fixed_part(pattern), dict[Path, Unsearched | None]()
    for match in sorted(iglob(os.fspath(pattern), recursive=True)):  # noqa: PTH207
        unsearched = _unsearched(Path(match).parent, base, seen)
        if unsearched is None:
            yield Path(match)
        else:
            on_unsearched(unsearched)


def _unsearched(folder: Path, base: Path, seen: dict[Path, Unsearched | None]) -> Unsearched | None:
    """Return the folder below `base`, or itself, for which `folder` is not searched, None if it is."""
    if folder not in seen:
        is_base = folder in {base, folder.parent}
        above = None if is_base else _unsearched(folder.parent, base, seen)
        if above is None and not is_base and os.path.islink(folder):  # noqa: PTH114 - raises nothing
            above = Unsearched(os.fspath(folder), LINK)
        if above is None and os.path.lexists(folder / LOCK_NAME):
            above = Unsearched(os.fspath(folder), OUTPUT)
        seen[folder] = above
    return seen[folder]
