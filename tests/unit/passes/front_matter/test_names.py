from __future__ import annotations

from typing import Any

import pytest

from personac.passes.front_matter.names import (
    EVERY_TOOL,
    Names,
    as_names,
    combine,
    combine_permissions,
    grants,
    like_the_sources,
    listed,
    lists_names,
    widened,
    without_denied,
)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (None, None),
        ("*", None),
        (["Read", "*"], None),
        ("", ()),
        ([], ()),
        ("Read, Write,Read", ("Read", "Write")),
        (["Read", " Write ", None, ""], ("Read", "Write")),
        ("Bash(git add, git rm), Read", ("Bash(git add, git rm)", "Read")),
        ("Bash(a, b", ("Bash(a", "b")),
        (7, ("7",)),
    ],
)
def test_as_names(value: Any, names: tuple[str, ...] | None) -> None:  # noqa: ANN401
    assert as_names(value) == names


@pytest.mark.parametrize(
    ("value", "is_list"),
    [(None, True), ("a, b", True), ([], True), (["a", 1], True), ({"a": True}, False), ([["a"]], False)],
)
def test_lists_names(value: Any, is_list: bool) -> None:  # noqa: ANN401, FBT001
    assert lists_names(value) is is_list


def test_combine() -> None:
    lists = [("b", "a"), None, ("c", "a")]
    assert combine(lists, is_union=True) == ("b", "a", "c")
    assert combine(lists, is_union=False) == ("a",)
    assert combine([None], is_union=True) == ()


def test_names_are_written_as_most_sources_write_them() -> None:
    assert like_the_sources(("a", "b"), ["a, b", "c", ["d"]]) == "a, b"
    assert like_the_sources(("a", "b"), [["a"], ["b"], "c"]) == ["a", "b"]
    assert like_the_sources((), ["a"]) == []


def test_widened() -> None:
    assert widened(("a", "b"), ("b",)) == ("a",)
    assert widened(("a",), None) == ()
    assert widened(None, ("a",)) == (EVERY_TOOL,)
    assert widened(None, None) == ()
    assert widened(("Bash", "Read(src/**)"), ("Bash(git *)", "Read")) == ("Bash",)


def test_listed_takes_a_star_for_a_name() -> None:
    assert listed("*, Bash") == ("*", "Bash")


@pytest.mark.parametrize(
    ("lists", "common", "united"),
    [
        ([("Bash",), ("Bash(git *)", "Read")], ("Bash(git *)",), ("Bash", "Read")),
        ([("mcp__github",), ("mcp__github__*",)], ("mcp__github",), ("mcp__github",)),
        (
            [("mcp__github__get_issue", "Read"), ("mcp__github",)],
            ("mcp__github__get_issue",),
            ("Read", "mcp__github"),
        ),
        ([("Task(a, b)",), ("Agent(b)",)], ("Agent(b)",), ("Task(a, b)",)),
        (
            [("Bash", "Bash(git *)"), None, ("Bash(git *)", "Bash")],
            ("Bash", "Bash(git *)"),
            ("Bash", "Bash(git *)"),
        ),
        ([("Bash", "Bash(git *)"), ("Bash",)], ("Bash",), ("Bash",)),
        ([("Read",), ("Write",)], (), ("Read", "Write")),
        ([None], (), ()),
    ],
)
def test_permissions_are_combined_by_what_they_permit(
    lists: list[Names | None], common: Names, united: Names
) -> None:
    assert combine_permissions(lists, is_union=False) == common
    assert combine_permissions(lists, is_union=True) == united


def test_without_denied() -> None:
    assert without_denied(("Bash", "Bash(git *)", "Read"), ("Bash(git *)", "Read")) == ("Bash",)


@pytest.mark.parametrize(
    ("allowed", "denied", "is_granted"),
    [
        (None, "Bash", True),
        ((), "Bash", False),
        (("Read",), "Bash", False),
        (("Bash",), "Bash(rm *)", True),
        (("Bash(git *)",), "Bash", True),
        (("Bash(git *)",), "Bash(rm *)", False),
    ],
)
def test_grants(allowed: Names | None, denied: str, is_granted: bool) -> None:  # noqa: FBT001
    assert grants(allowed, denied) is is_granted
