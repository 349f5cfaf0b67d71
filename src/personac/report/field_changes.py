"""Front matter compared by value: the order of keys and the style of YAML mean nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS
from personac.front_matter.tool_patterns import is_name_list, permitted_names
from personac.report.model import Row

EVERY_TOOL = "(none: every tool)"


class FieldChange(Row, frozen=True):
    """A key whose values differ in two front matters; a value is None where the key is missing."""

    key: str
    a: str | None
    b: str | None


def field_changes(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Compare two front matters: the keys of `a` in their order, then those of `b` alone."""
    return tuple(_changes(a, b))


def shown_value(change: FieldChange, value: str | None) -> str:
    """Return a value for people; a missing key may have a meaning."""
    if value is None:
        return EVERY_TOOL if change.key in ALLOWED_TOOL_KEYS else "(none)"
    return value or "(empty)"


def value_text(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return a value as one text: text unchanged, a list with commas, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(part, dict | list | set) for part in value):
        return ", ".join(value_text(part) for part in value) or "[]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _changes(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[FieldChange]:
    for key in dict.fromkeys((*a, *b)):
        if key not in a or key not in b or not _is_same(key, a[key], b[key]):
            sides = (value_text(side[key]) if key in side else None for side in (a, b))
            yield FieldChange(str(key), *sides)


def _is_same(key: str, a: Any, b: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    if key in ALLOWED_TOOL_KEYS and is_name_list(a) and is_name_list(b):
        one, other = permitted_names(a), permitted_names(b)
        return (None if one is None else sorted(one)) == (None if other is None else sorted(other))
    return type(a) is type(b) and bool(a == b)
