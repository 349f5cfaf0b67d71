from __future__ import annotations

import fnmatch
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.front_matter.known_keys import LEVELS, Level
from personac.front_matter.permissions import (
    Levels,
    is_looser,
    levels_as_yaml,
    merge_levels,
    parse_levels,
)


def _levels(value: Any) -> Levels:  # noqa: ANN401
    levels = parse_levels(value)
    assert levels is not None
    return levels


def _merged(*values: Any, is_union: bool = False) -> dict[str, Any]:  # noqa: ANN401
    return levels_as_yaml(merge_levels([_levels(v) for v in values], is_union=is_union), values[0])


@pytest.mark.parametrize(
    ("value", "levels"),
    [
        ({"write": True, "bash": False}, {"write": "allow", "bash": "deny"}),
        ("ask", {"*": "ask"}),
        (
            {"edit": "deny", "bash": {"git *": "allow", "*": "ask"}},
            {"edit": "deny", "bash(git *)": "allow", "bash": "ask"},
        ),
        ({}, None),
        ({"edit": "perhaps"}, None),
        ({"edit": 1}, None),
        ({1: "deny"}, None),
        ({"bash": {True: "deny"}}, None),
        ({"bash": ["git"]}, None),
        ({"github": {"toolsets": ["repos"]}}, None),
        (["read"], None),
        (None, None),
    ],
)
def test_parse_levels(value: Any, levels: dict[str, str] | None) -> None:  # noqa: ANN401
    parsed = parse_levels(value)
    assert (parsed and parsed.by_pattern) == levels


def test_the_most_specific_pattern_decides_in_any_order() -> None:
    for bash in ({"git *": "allow", "*": "ask"}, {"*": "ask", "git *": "allow"}):
        levels = _levels({"bash": bash, "*": "deny"})
        assert [levels.level(n) for n in ("bash(git log)", "bash(rm)", "edit")] == ["allow", "ask", "deny"]
    assert _levels({"edit": "ask"}).level("bash") == "allow"


def test_tools_denied_by_name() -> None:
    assert _levels({"*": False, "read": True, "bash": False}).denied == ("bash",)
    assert _levels("deny").denied == ("*",)
    assert _levels({"bash": {"*": "deny", "git *": "allow", "git push*": "deny"}}).denied == (
        "bash(git push*)",
    )


def test_the_strictest_level_wins() -> None:
    assert _merged({"write": False}, {"bash": False, "write": True}) == {"bash": False, "write": False}
    assert _merged({"edit": "ask"}, {"edit": "allow", "webfetch": "deny"}) == {
        "edit": "ask",
        "webfetch": "deny",
    }
    assert _merged({"*": False, "read": True}, {"*": False, "write": True}) == {
        "*": False, "read": False, "write": False,
    }  # fmt: skip


def test_broad_patterns_come_before_narrow_ones_and_strict_ones_last() -> None:
    one = {"bash": {"git *": "allow", "*": "ask"}}
    other = {"bash": {"*": "allow", "git push *": "deny"}}
    merged = _merged(one, other)
    assert list(merged["bash"].items()) == [("*", "ask"), ("git *", "allow"), ("git push *", "deny")]
    merged = _merged({"bash": {"git *": "deny"}}, {"bash": {"* main": "allow"}})
    assert list(merged["bash"].items()) == [("* main", "allow"), ("git *", "deny")]


def test_a_union_takes_the_loosest_level_but_keeps_denials() -> None:
    assert _merged({"edit": "ask", "bash": "deny"}, {"edit": "allow"}, is_union=True) == {
        "edit": "allow", "bash": "deny",
    }  # fmt: skip
    assert _merged({"*": False, "read": True}, {"*": False, "write": True}, is_union=True) == {
        "*": False, "read": True, "write": True,
    }  # fmt: skip


def test_a_tool_has_one_form() -> None:
    assert _merged({"bash": "deny"}, {"bash": {"git *": "ask"}}) == {"bash": {"*": "deny", "git *": "deny"}}
    assert _merged("ask", {"edit": "deny"}) == {"*": "ask", "edit": "deny"}


def test_is_looser() -> None:
    assert is_looser("allow", "ask")
    assert not is_looser("deny", "deny")


_scopes = st.text(alphabet="ab*", min_size=1, max_size=3)
_mappings = st.dictionaries(_scopes, st.sampled_from(LEVELS), min_size=1, max_size=4)


def _last_wins(rules: dict[str, Level], command: str) -> Level:
    return next((lv for p, lv in reversed(rules.items()) if fnmatch.fnmatchcase(command, p)), "allow")


@settings(max_examples=300, deadline=None)
@given(
    sources=st.lists(_mappings, min_size=1, max_size=3),
    command=st.text(alphabet="ab", min_size=1, max_size=3),
)
def test_no_command_is_freer_than_in_a_source(sources: list[dict[str, Level]], command: str) -> None:
    """Only patterns ending in a star are sure to be ordered; the others are held to what they name."""
    plain = [{p: lv for p, lv in s.items() if "*" not in p[:-1]} for s in sources]
    plain = [rules for rules in plain if rules]
    if not plain:
        return
    merged = _merged(*({"bash": rules} for rules in plain))["bash"]
    merged = {"*": merged} if isinstance(merged, str) else merged
    for rules in plain:
        own = _levels({"bash": rules}).level(f"bash({command})")
        assert not is_looser(_last_wins(merged, command), own)
