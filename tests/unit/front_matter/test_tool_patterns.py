from __future__ import annotations

import fnmatch
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.front_matter.tool_patterns import (
    combine_words,
    covers,
    is_covered,
    is_name_list,
    names_as_yaml,
    overlap,
    permitted_names,
    split_names,
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
        ("a), b", ("a)", "b")),
        ("a, b), c(d,e),", ("a, b)", "c(d,e)")),
        (",,", ()),
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


def test_split_names_keeps_a_star() -> None:
    assert split_names("*, Bash") == ("*", "Bash")
