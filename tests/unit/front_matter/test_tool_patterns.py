from __future__ import annotations

import fnmatch
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.front_matter.tool_patterns import (
    EVERY_TOOL,
    Names,
    as_names,
    combine,
    combine_permissions,
    covered,
    covers,
    grants,
    like_the_sources,
    listed,
    lists_names,
    overlap,
    widened,
    without_covered,
    without_denied,
)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("Bash", "Bash"),
        ("Bash", "bash"),
        ("Bash", "Bash(git *)"),
        ("Bash(*)", "Bash"),
        ("Bash()", "Bash"),
        ("Bash(:*)", "Bash"),
        ("Bash(git *)", "Bash(git log *)"),
        ("Bash(git:*)", "Bash(git log:*)"),
        ("Bash(git *)", "Bash(git:*)"),
        ("*", "Bash(git *)"),
        ("mcp__github", "mcp__github__get_issue"),
        ("mcp__github__*", "mcp__github"),
        ("mcp__*", "mcp__github"),
        ("github/*", "github/get_issue"),
        ("Task", "Agent(reviewer)"),
        ("Agent(a, b)", "Task(b)"),
        ("Edit(src/**)", "Edit(src/a/*.py)"),
        ("Edit(**)", "Edit(src/**)"),
        ("Read", "Read(~/.ssh/**)"),
    ],
)
def test_what_covers(wide: str, narrow: str) -> None:
    assert covers(wide, narrow)
    assert overlap(wide, narrow)
    assert overlap(narrow, wide)
    assert covered(narrow, ["X", wide])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bash(git *)", "Bash"),
        ("Bash(git log *)", "Bash(git *)"),
        ("Bash(git*)", "Bash(gi)"),
        ("Read", "Write"),
        ("Read", "ReadFile"),
        ("mcp__github", "mcp__gitlab__get"),
        ("mcp__github", "mcp__github_enterprise__get"),
        ("mcp__github__get", "mcp__github"),
        ("Task(a)", "Task(a, b)"),
        ("Edit(src/*)", "Edit(src/**)"),
        ("Edit(src/*)", "Edit(src/a/b)"),
        ("Bash(* main)", "Bash(git push main)"),
    ],
)
def test_what_does_not_surely_cover(one: str, other: str) -> None:
    assert not covers(one, other)


@pytest.mark.parametrize(
    ("one", "other", "may_meet"),
    [
        ("Bash(git *)", "Bash(* main)", True),
        ("Bash(git *)", "Bash(npm *)", False),
        ("Bash(git *)", "Bash(npm test)", False),
        ("Bash(npm test)", "Bash(git *)", False),
        ("Bash(git * main)", "Bash(git push main)", True),
        ("Bash(git push main)", "Bash(git * main)", True),
        ("Bash(git log)", "Bash(git push)", False),
        ("Task(a, b)", "Task(b, c)", True),
        ("Task(a)", "Task(b)", False),
        ("Read", "Write", False),
    ],
)
def test_overlap(one: str, other: str, may_meet: bool) -> None:  # noqa: FBT001
    assert overlap(one, other) is may_meet
    assert overlap(other, one) is may_meet


def test_without_covered() -> None:
    assert without_covered(["Bash(git *)", "Read", "Bash", "read", "Bash(rm)"]) == ("Read", "Bash")


_patterns = st.text(alphabet="ab*", min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(wide=_patterns, narrow=_patterns, command=st.text(alphabet="ab", max_size=4))
def test_a_command_that_the_narrow_takes_the_wide_takes_too(wide: str, narrow: str, command: str) -> None:
    takes_narrow, takes_wide = fnmatch.fnmatchcase(command, narrow), fnmatch.fnmatchcase(command, wide)
    if covers(f"Bash({wide})", f"Bash({narrow})"):
        assert takes_wide or not takes_narrow
    if takes_narrow and takes_wide:
        assert overlap(f"Bash({wide})", f"Bash({narrow})")


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
