"""`permissionMode`: one word for how freely an agent may act without asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

MODE_KEY = "permissionMode"
STRICTEST_FIRST = ("plan", "dontAsk", "default", "acceptEdits", "auto", "bypassPermissions")
ABSENT = "default"


def is_mode(value: Any) -> TypeGuard[str]:  # noqa: ANN401 - YAML values are of any type
    """Tell whether a value is a mode that can be compared with others."""
    return isinstance(value, str) and value in STRICTEST_FIRST


def choose_mode(modes: Sequence[str], *, is_union: bool) -> str:
    """Return the strictest of `modes`, or with a union the freest."""
    return (max if is_union else min)(modes, key=STRICTEST_FIRST.index)


def is_freer(one: str, other: str) -> bool:
    """Tell whether `one` lets an agent act more freely than `other`."""
    return STRICTEST_FIRST.index(one) > STRICTEST_FIRST.index(other)
