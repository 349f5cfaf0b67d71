from __future__ import annotations

from typing import Any

import pytest

from personac.front_matter.code_keys import combine_parts
from personac.model import Merged
from tests.unit.helpers import EXACT, canonical_front, lettered, merged

HOOK = "hooks: {{PreToolUse: [{{hooks: [{{type: command, command: {0}}}]}}]}}"
GUARD, DEPLOY = HOOK.format("./guard.sh"), HOOK.format("./deploy.sh")


def _merge(*fronts: str, policy: str = "") -> Merged:
    rules_text = f'{EXACT}[front_matter.keys]\nhooks = "{policy}"\n' if policy else EXACT
    texts = tuple(f"---\n{front}\n---\n- own {number}\n" for number, front in enumerate(fronts))
    return merged(lettered(texts), rules_text)


def _keys(*fronts: str, policy: str = "") -> set[str]:
    return {field.key for field in _merge(*fronts, policy=policy).fields} - {"name"}


def _told(*fronts: str, policy: str = "") -> list[tuple[str, str, str]]:
    found = _merge(*fronts, policy=policy).diagnostics
    return [(d.severity, d.path, d.message) for d in found if d.code == "PC424"]


def test_a_hook_of_one_persona_is_left_out_and_its_command_is_told() -> None:
    assert _keys(DEPLOY, "x: 1") == {"x"}
    assert _told(DEPLOY, "x: 1") == [
        ("warning", "a.md", "what not all personas have in `hooks` is left out: PreToolUse: ./deploy.sh")
    ]


def test_a_hook_of_all_personas_stays_as_written() -> None:
    assert canonical_front(f"---\n{GUARD}\n---\n", f"---\n{GUARD}\n---\n- x\n").endswith(GUARD)
    assert _told(GUARD, GUARD) == []


def test_keep_takes_the_hooks_of_any_persona() -> None:
    [field] = [field for field in _merge(DEPLOY, GUARD, policy="keep").fields if field.key == "hooks"]
    assert [hook["hooks"][0]["command"] for hook in field.value["PreToolUse"]] == [
        "./deploy.sh",
        "./guard.sh",
    ]
    assert [row[:2] for row in _told(DEPLOY, GUARD, policy="keep")] == [("info", "a.md"), ("info", "b.md")]


def test_drop_takes_none() -> None:
    assert _keys(GUARD, GUARD, policy="drop") == set()
    assert [row[0] for row in _told(GUARD, "x: 1", policy="drop")] == ["info"]


def test_explicit_needs_a_value() -> None:
    assert "PC421" in {d.code for d in _merge(GUARD, policy="explicit").diagnostics}


def test_what_another_policy_takes_from_some_is_a_warning() -> None:
    [row] = _told(DEPLOY, "x: 1", policy="first")
    assert row == (
        "warning",
        "a.md",
        "what not all personas have in `hooks` is in the canonical: PreToolUse: ./deploy.sh",
    )


def test_one_persona_keeps_its_hooks() -> None:
    assert _keys(DEPLOY) == {"hooks"}
    assert _told(DEPLOY) == []


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("mcpServers: {gh: {command: npx, args: [-y, server], env: {KEY: s}}}", "gh: npx -y server"),
        ("mcp-servers: {gh: {url: 'https://x.example', headers: {KEY: s}}}", "gh: https://x.example"),
        ("mcpServers: [gh]", "gh"),
        ("prompt: '{file:./other.md}'", '"{file:./other.md}"'),
        ("prompt: |-\n  one\n  two", '"one\\ntwo"'),
    ],
)
def test_commands_and_addresses_are_told_and_no_secrets(front: str, told: str) -> None:
    [row] = _told(front, "x: 1")
    assert row[2].endswith(f" is left out: {told}") or row[2].endswith(f' is left out: "{told}"')


@pytest.mark.parametrize(
    ("values", "common", "every"),
    [
        ([{"a": 1, "b": 2}, {"a": 1, "c": 3}], {"a": 1}, {"a": 1, "b": 2, "c": 3}),
        ([{"a": {"x": 1}}, {"a": {"x": 2}}, {"a": {"x": 2}}], None, {"a": {"x": 2}}),
        ([{"a": [1, 2]}, {"a": [2, 3]}], {"a": [2]}, {"a": [1, 2, 3]}),
        ([{"a": [1]}, {"a": [3]}], None, {"a": [1, 3]}),
        ([[1, 2], [2]], [2], [1, 2]),
        (["x", "y"], None, "x"),
        ([["x"], "y"], None, "y"),
    ],
)
def test_parts_are_taken_whole(values: list[Any], common: Any, every: Any) -> None:  # noqa: ANN401
    assert combine_parts(values, is_union=False) == common
    assert combine_parts(values, is_union=True) == every
