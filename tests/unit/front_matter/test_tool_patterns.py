from __future__ import annotations

import fnmatch
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.front_matter.tool_patterns import (
    EVERY_TOOL,
    Names,
    combine_tools,
    combine_words,
    covers,
    is_covered,
    is_name_list,
    may_permit,
    names_as_yaml,
    names_beyond,
    overlap,
    permitted_names,
    split_names,
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
def test_covers(wide: str, narrow: str) -> None:
    assert covers(wide, narrow)
    assert overlap(wide, narrow)
    assert overlap(narrow, wide)
    assert is_covered(narrow, ["X", wide])


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
def test_does_not_certainly_cover(one: str, other: str) -> None:
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
def test_a_covering_pattern_matches_every_command_of_the_narrow_one(
    wide: str, narrow: str, command: str
) -> None:
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
def test_permitted_names(value: Any, names: tuple[str, ...] | None) -> None:  # noqa: ANN401
    assert permitted_names(value) == names


@pytest.mark.parametrize(
    ("value", "is_list"),
    [(None, True), ("a, b", True), ([], True), (["a", 1], True), ({"a": True}, False), ([["a"]], False)],
)
def test_is_name_list(value: Any, is_list: bool) -> None:  # noqa: ANN401, FBT001
    assert is_name_list(value) is is_list


def test_combine_words() -> None:
    lists = [("b", "a"), None, ("c", "a")]
    assert combine_words(lists, is_union=True) == ("b", "a", "c")
    assert combine_words(lists, is_union=False) == ("a",)
    assert combine_words([None], is_union=True) == ()


def test_names_are_written_as_in_most_sources() -> None:
    assert names_as_yaml(("a", "b"), ["a, b", "c", ["d"]]) == "a, b"
    assert names_as_yaml(("a", "b"), [["a"], ["b"], "c"]) == ["a", "b"]
    assert names_as_yaml((), ["a"]) == []


def test_names_beyond() -> None:
    assert names_beyond(("b",), ("a", "b")) == ("a",)
    assert names_beyond(None, ("a",)) == ()
    assert names_beyond(("a",), None) == (EVERY_TOOL,)
    assert names_beyond(None, None) == ()
    assert names_beyond(("Bash(git *)", "Read"), ("Bash", "Read(src/**)")) == ("Bash",)


def test_split_names_keeps_a_star() -> None:
    assert split_names("*, Bash") == ("*", "Bash")


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
def test_combine_tools(lists: list[Names | None], common: Names, united: Names) -> None:
    assert combine_tools(lists, is_union=False) == common
    assert combine_tools(lists, is_union=True) == united


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
def test_may_permit(allowed: Names | None, denied: str, is_granted: bool) -> None:  # noqa: FBT001
    assert may_permit(allowed, denied) is is_granted
