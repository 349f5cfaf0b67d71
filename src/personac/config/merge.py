"""Lay rules files over each other: what a later one says counts.

Tables merge key by key and values are replaced, except for what a user adds
to rather than replaces: title aliases, sections of the outline, and decisions. The lists of the
vocabulary are joined by a module of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from personac.config.locations import KeyPath

ACCUMULATING: frozenset[KeyPath] = frozenset(
    {("outline", "alias"), ("outline", "section"), ("must_link",), ("cannot_link",)}
)


def merged(base: Mapping[str, Any], over: Mapping[str, Any], path: KeyPath = ()) -> dict[str, Any]:
    """Return `base` with `over` laid over it; neither is changed."""
    result = dict(base)
    for key, value in over.items():
        result[key] = _merged_value(base.get(key), value, (*path, key))
    return result


def _merged_value(base: object, over: object, path: KeyPath) -> object:
    if isinstance(base, dict) and isinstance(over, dict) and not _is_value(path):
        return merged(base, over, path)
    if isinstance(base, list) and isinstance(over, list) and path in ACCUMULATING:
        return [*base, *over]
    return over


def _is_value(path: KeyPath) -> bool:
    """Tell whether a table at `path` is one value: what [front_matter.set] gives a key."""
    return len(path) == len(("front_matter", "set", "key")) and path[:2] == ("front_matter", "set")
