"""Keys that say what an agent may do: lists of names, absent meaning all.

`tools: Read, Bash(git *)` and `tools: [Read, "Bash(git *)"]` say the same; a
comma inside parentheses belongs to the name. None stands for every tool.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from personac.passes.front_matter.patterns import covered, overlap, without_covered

ALLOWING = frozenset({"allowed-tools", "allowedTools", "allowed_tools", "tools"})
DENYING = frozenset({"disallowed-tools", "disallowedTools", "disallowed_tools"})
EVERY_TOOL = "every tool"
_COMMA = re.compile(r",(?![^()]*\))")

Names = tuple[str, ...]


def listed(value: Any) -> Names:  # noqa: ANN401 - YAML values are of any type
    """Return the names that a key's value lists, each once, as written."""
    parts = value if isinstance(value, list) else _COMMA.split(str(value))
    names = (str(part).strip() for part in parts if part is not None)
    return tuple(dict.fromkeys(name for name in names if name))


def as_names(value: Any) -> Names | None:  # noqa: ANN401 - YAML values are of any type
    """Return the names that a key's value lists; None for no value and for `*`, which allow all."""
    found = () if value is None else listed(value)
    return None if value is None or "*" in found else found


def lists_names(value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    """Tell whether a value lists names, or none; a mapping of tools, say, does not."""
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, dict | list | set) for part in parts)


def combine(lists: Sequence[Names | None], *, is_union: bool) -> Names:
    """Unite or intersect lists of plain words, in the order of the first that has each."""
    named = [names for names in lists if names is not None]
    every = tuple(dict.fromkeys(name for names in named for name in names))
    if is_union:
        return every
    return tuple(name for name in every if all(name in names for names in named))


def combine_permissions(lists: Sequence[Names | None], *, is_union: bool) -> Names:
    """Unite or intersect lists of permissions, a narrower one being part of a wider one.

    `Bash` and `Bash(git *)` have `Bash(git *)` in common. Lists that name the
    same stay as they are.
    """
    named = [names for names in lists if names is not None]
    if len({frozenset(names) for names in named}) == 1:
        return named[0]
    every = tuple(dict.fromkeys(name for names in named for name in names))
    if is_union:
        return without_covered(every)
    return without_covered(name for name in every if all(covered(name, names) for names in named))


def like_the_sources(names: Names, values: Sequence[Any]) -> str | list[str]:
    """Write `names` as most of the sources do: a YAML list, or one line with commas."""
    lists = sum(isinstance(value, list) for value in values)
    if not names or lists * 2 > len(values):
        return list(names)
    return ", ".join(names)


def widened(allowed: Names | None, source: Names | None) -> Names:
    """Return what `allowed` permits that `source` does not."""
    if source is None:
        return ()
    if allowed is None:
        return (EVERY_TOOL,)
    return tuple(name for name in allowed if not covered(name, source))


def without_denied(names: Names, denied: Names) -> Names:
    """Return the `names` that no denial takes away whole."""
    return tuple(name for name in names if not covered(name, denied))


def grants(allowed: Names | None, denied: str) -> bool:
    """Tell whether a list of tools leaves room for what is `denied`."""
    return allowed is None or any(overlap(name, denied) for name in allowed)
