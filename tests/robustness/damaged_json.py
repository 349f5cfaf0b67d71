"""Damaged JSON: values of another type, strange texts, missing and additional keys, deep nesting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.robustness.damage import mutant

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 10**6, 2**63, 2**64, -(2**63) - 1, 10**40, 0.5, -0.0, 1e308, float("inf"),
    float("nan"), "", "x", "\0", "a\0b", "a\nb", "\u202e", "\ud800", "\U0001f680", "x" * 5000, "..", "../..",
    "/etc/passwd", ".git/config", "../outside/precious", "agents/one.md", "agents/../agents/one.md",
    "./agents/one.md", "one", "two", "one#3", "keeper", "keeper.md", "personac.lock", "kept", "merged",
    "heading", "error", "PC101", "-", "~", "a/b", "a\\b", "C:\\x", "0" * 64, [], {}, [[]], [None], {"": ""},
    {"a": {}}, [1, "a"], "<script>", "$(touch pwned)", "::warning::x", "\x1b[2J", "personac-lock/1",
    "personac-map/2", "personac-report/1", "personac-lock/2", "{{x}}", "*", "**", "agents", ".", "./", "//",
)  # fmt: skip


def damaged_json(data: bytes, chance: Random) -> bytes:
    """Return the JSON with up to four changes of values or keys; now and then of its text, or all other."""
    kind = chance.randrange(20)
    if kind == 0:
        return mutant(data, [data], chance)
    if kind == 1:
        return _nested(chance)
    if kind == 2:
        return data[: chance.randrange(len(data) + 1)]
    value = json.loads(data)
    for _ in range(chance.randint(1, 4)):
        value = _changed(value, chance)
    text = json.dumps(value, ensure_ascii=chance.random() < 0.3)
    return text.encode("utf-8", chance.choice(("surrogatepass", "replace")))


def _nested(chance: Random) -> bytes:
    opening, closing = chance.choice((("[", "]"), ('{"a":', "}"), ('{"sources":', "}"), ('{"lines":[', "]}")))
    depth = chance.choice((50, 500, 1100, 20_000))
    return (opening * depth + "1" + closing * chance.choice((0, depth))).encode()


def _changed(value: Any, chance: Random) -> Any:  # noqa: ANN401 - JSON
    """Return JSON in which one value, found by a walk of random depth, is another."""
    children: Sequence[Any] = (
        list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    if not children or chance.random() < 0.12:
        return chance.choice(VALUES) if chance.random() < 0.6 else _resized(value, chance)
    key = chance.choice(children)
    copy = value.copy()
    kind = chance.randrange(12)
    if kind == 0:
        del copy[key]
    elif kind == 1 and isinstance(copy, dict):
        copy[_key(chance)] = copy.pop(key)
    elif kind == 2 and isinstance(copy, dict):
        copy[_key(chance)] = copy[key]
    else:
        copy[key] = _changed(value[key], chance)
    return copy


def _resized(value: Any, chance: Random) -> Any:  # noqa: ANN401 - JSON
    match value:
        case list():
            return chance.choice((value * 2, value * 50, value[::-1], value[:1], []))[:2000]
        case str():
            return chance.choice(
                (value * 100, value[::-1], value[:-1], value.upper(), f"{value}\0", f"../{value}")
            )
        case bool():
            return not value
        case int() | float():
            return chance.choice((-value, value + 1, value - 1, value * 1000, str(value)))
    return [value]


def _key(chance: Random) -> str:
    return str(chance.choice(VALUES))
